/**
 * Prints our syntax tree in the words of CPython's `ast` module, for `python-tests/syntax`.
 *
 * Reads one JSON string (Python text) a line from standard input; writes one line of JSON for each:
 * `{"nodes": [[depth, kind, line, column, endLine, endColumn, detail], ...], "problems": number, "scopes": [[kind, line, names], ...]}`, columns in
 * UTF-16 units.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));
// Below the project, so that the bundle finds web-tree-sitter.
const builds = join(root, 'build');
mkdirSync(builds, { recursive: true });
const folder = mkdtempSync(join(builds, 'dump-syntax-'));
try {
  const outfile = join(folder, 'dump.mjs');
  await build({
    entryPoints: [join(root, 'test/analysis/syntaxDump.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['web-tree-sitter'],
    logLevel: 'error'
  });
  const { dump, createPythonParser } = await import(pathToFileURL(outfile).href);
  const parser = await createPythonParser({
    runtime: readFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm')),
    grammar: readFileSync(require.resolve('tree-sitter-python/tree-sitter-python.wasm'))
  });
  const lines = readFileSync(0, 'utf8')
    .split('\n')
    .filter(line => line !== '');
  for (const line of lines) {
    process.stdout.write(`${JSON.stringify(dump(parser, JSON.parse(line)))}\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
