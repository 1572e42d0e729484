/**
 * Sees to it that the native binding of tree-sitter can be loaded. Its published binary asks for a newer C++ library than
 * long-lived systems have; there it is compiled once, against the headers that came with Node.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Compiling takes about a minute on two busy cores. */
export const COMPILE_LIMIT_MILLISECONDS = 600_000;

/** Compiles the binding where it does not load. */
export function ensureNativeBinding(): void {
  if (loads()) {
    return;
  }
  const installation = dirname(dirname(process.execPath));
  const compiler = join(installation, 'lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js');
  const hasHeaders = existsSync(join(installation, 'include/node/node_api.h'));
  const result = spawnSync(
    process.execPath,
    [compiler, 'rebuild', ...(hasHeaders ? [`--nodedir=${installation}`] : [])],
    {
      cwd: dirname(require.resolve('tree-sitter/package.json')),
      encoding: 'utf8',
      timeout: COMPILE_LIMIT_MILLISECONDS
    }
  );
  if (!loads()) {
    throw new Error(`the native binding of tree-sitter cannot be compiled: ${result.stderr}`);
  }
}

/** Tried in a process of its own: a binary that fails to load stays failed in the one that tried it. */
function loads(): boolean {
  const attempt = spawnSync(process.execPath, ['-e', "require('tree-sitter')"], {
    cwd: __dirname,
    encoding: 'utf8'
  });
  return attempt.status === 0;
}
