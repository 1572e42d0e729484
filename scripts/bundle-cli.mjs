/** Bundles the command line, `lib/cli/main.js`, and its threads, with what they read beside them. */
import { build } from 'esbuild';
import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { arrayLoops } from './array-loops.mjs';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(repository, 'lib', 'cli');

mkdirSync(target, { recursive: true });
const main = join(repository, 'src', 'cli', 'main.ts');
const thread = join(repository, 'src', 'cli', 'analysisThread.ts');
const options = {
  bundle: true,
  plugins: [arrayLoops({ repository, sources: join(repository, 'src'), entries: [main, thread] })],
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  legalComments: 'none',
  logLevel: 'warning'
};
await build({
  ...options,
  entryPoints: [main],
  outfile: join(target, 'main.js'),
  external: ['./analysisThread'],
  // What is loaded later is loaded as a module of Node's own kind.
  supported: { 'dynamic-import': false }
});
await build({
  ...options,
  entryPoints: [thread],
  outfile: join(target, 'analysisThread.js'),
  // The parser asks for its own address, only to find a file that we hand it as bytes.
  define: { 'import.meta.url': '"file:///hybridize/analysisThread.js"' },
  alias: { 'web-tree-sitter': join(repository, 'node_modules/web-tree-sitter/web-tree-sitter.js') }
});
copyFileSync(
  join(repository, 'node_modules/web-tree-sitter/web-tree-sitter.wasm'),
  join(target, 'web-tree-sitter.wasm')
);
copyFileSync(
  join(repository, 'node_modules/tree-sitter-python/tree-sitter-python.wasm'),
  join(target, 'tree-sitter-python.wasm')
);
for (const name of readdirSync(join(repository, 'knowledge'))) {
  if (name.endsWith('.json.gz')) {
    copyFileSync(join(repository, 'knowledge', name), join(target, name));
  }
}
const shipped = join(repository, 'jupyterlab_hybridize', 'cli');
rmSync(shipped, { recursive: true, force: true });
cpSync(target, shipped, { recursive: true });
