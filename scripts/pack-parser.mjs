/** Compresses the parser's WebAssembly for the browser: Jupyter's server sends files as they are. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(repository, 'build', 'parser');

mkdirSync(target, { recursive: true });
for (const name of ['web-tree-sitter', 'tree-sitter-python']) {
  const bytes = readFileSync(join(repository, 'node_modules', name, `${name}.wasm`));
  writeFileSync(join(target, `${name}.wasm.gz`), gzipSync(bytes, { level: 9 }));
}
