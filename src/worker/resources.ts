/**
 * What the analysis loads from beside its own code: the parser's WebAssembly and the knowledge files. The
 * bundler turns each `new URL(…, import.meta.url)` into a file next to the bundle.
 */

/** Address of the WebAssembly runtime of tree-sitter. */
export function parserRuntimeUrl(): string {
  return new URL('web-tree-sitter/web-tree-sitter.wasm', import.meta.url).href;
}

/** Address of the grammar of Python. */
export function pythonGrammarUrl(): string {
  return new URL('tree-sitter-python/tree-sitter-python.wasm', import.meta.url).href;
}

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

/** The bytes at an address. */
export async function fetchBytes(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${url} could not be loaded: ${response.status}`);
  }
  return new Uint8Array(await response.arrayBuffer());
}

/** Whether bytes begin as a gzip member does (RFC 1952, 2.3.1). */
function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Opens gzipped JSON. A server that knows the ending `.gz` may have said `Content-Encoding: gzip`, and then
 * the browser has opened it already.
 */
async function openJson(bytes: Uint8Array): Promise<unknown> {
  if (!isGzip(bytes)) {
    return JSON.parse(new TextDecoder().decode(bytes));
  }
  const opened = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'));
  return new Response(opened).json();
}

const loading = new Map<string, Promise<unknown>>();

/** Loads a knowledge file, once for all notebooks; `null` for a name that is not known. */
export async function loadKnowledge(name: string): Promise<unknown> {
  const known = loading.get(name);
  if (known !== undefined) {
    return known;
  }
  const url = knowledgeUrl(name);
  const file = url === null ? Promise.resolve(null) : fetchBytes(url).then(openJson);
  loading.set(name, file);
  // A lost connection must not make the file unknown for good.
  file.catch(() => loading.delete(name));
  return file;
}
