/**
 * What the analysis loads from beside its own code: the parser's WebAssembly and the knowledge files, gzipped. The
 * bundler turns each `new URL(…, import.meta.url)` into a file next to the bundle.
 */

/** Address of a knowledge file; `null` for a library of which nothing is known. */
function knowledgeUrl(name: string): string | null {
  switch (name) {
    case 'python':
      return new URL('../../knowledge/python.json.gz', import.meta.url).href;
    case 'numpy':
      return new URL('../../knowledge/numpy.json.gz', import.meta.url).href;
    case 'keras':
      return new URL('../../knowledge/keras.json.gz', import.meta.url).href;
    case 'tensorflow':
      return new URL('../../knowledge/tensorflow.json.gz', import.meta.url).href;
    default:
      return null;
  }
}

/** The WebAssembly runtime of tree-sitter. */
export function loadParserRuntime(): Promise<Uint8Array> {
  return loadGzipped(new URL('../../build/parser/web-tree-sitter.wasm.gz', import.meta.url).href);
}

/** The grammar of Python, as WebAssembly. */
export function loadPythonGrammar(): Promise<Uint8Array> {
  return loadGzipped(
    new URL('../../build/parser/tree-sitter-python.wasm.gz', import.meta.url).href
  );
}

/**
 * Loads a gzipped file and opens it. A server that knows the ending `.gz` may have said `Content-Encoding: gzip`,
 * and then the browser has opened it already.
 */
async function loadGzipped(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${url} could not be loaded: ${response.status}`);
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (!isGzip(bytes)) {
    return bytes;
  }
  const opened = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(opened).arrayBuffer());
}

/** Whether bytes begin as a gzip member does (RFC 1952, 2.3.1). */
function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function loadJson(url: string): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await loadGzipped(url)));
}

const loading = new Map<string, Promise<unknown>>();

/** Loads a knowledge file, once for all notebooks; `null` for a name that is not known. */
export async function loadKnowledge(name: string): Promise<unknown> {
  const known = loading.get(name);
  if (known !== undefined) {
    return known;
  }
  const url = knowledgeUrl(name);
  const file = url === null ? Promise.resolve(null) : loadJson(url);
  loading.set(name, file);
  // A lost connection must not make the file unknown for good.
  file.catch(() => loading.delete(name));
  return file;
}
