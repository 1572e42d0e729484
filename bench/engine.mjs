/** The analysis, bundled for Node, with all that is known of the libraries. */
import { build } from 'esbuild';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const bundle = join(repository, 'build', 'bench', 'analysis.cjs');

/** The default options of the extension. */
export const OPTIONS = { rules: 'recommended', inferSignatures: true };

mkdirSync(dirname(bundle), { recursive: true });
await build({
  entryPoints: [join(repository, 'src', 'analysis', 'index.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  logLevel: 'error',
  define: { 'import.meta.url': '"file:///hybridize/bench.js"' },
  alias: { 'web-tree-sitter': join(repository, 'node_modules/web-tree-sitter/web-tree-sitter.js') }
});
const { createEngine, createPythonParser } = createRequire(import.meta.url)(bundle);
const parser = await createPythonParser({
  runtime: readFileSync(join(repository, 'node_modules/web-tree-sitter/web-tree-sitter.wasm')),
  grammar: readFileSync(join(repository, 'node_modules/tree-sitter-python/tree-sitter-python.wasm'))
});
const knowledge = ['python', 'numpy', 'keras', 'tensorflow'].map(name => [
  name,
  JSON.parse(gunzipSync(readFileSync(join(repository, 'knowledge', `${name}.json.gz`))).toString())
]);

/** An engine that has seen nothing yet. */
export function newEngine() {
  const engine = createEngine({ parser });
  knowledge.forEach(([name, json]) => engine.addKnowledge(name, json));
  return engine;
}
