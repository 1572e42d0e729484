/**
 * Loads the analysis: the parser's two WebAssembly files and what is known of the libraries lie beside
 * the program.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createEngine, createPythonParser, type AnalysisEngine, type Project } from '../analysis';

/** The folder of the program, or one above it that holds a file: the bundle lies flat, a checkout does not. */
function findResource(name: string, folders: readonly string[]): string | null {
  const program = process.argv[1];
  let folder = program === undefined ? process.cwd() : dirname(realpathSync(program));
  for (;;) {
    for (const place of folders) {
      const path = join(folder, place, name);
      if (existsSync(path)) {
        return path;
      }
    }
    if (dirname(folder) === folder) {
      return null;
    }
    folder = dirname(folder);
  }
}

function readResource(name: string, folders: readonly string[]): Uint8Array {
  const path = findResource(name, folders);
  if (path === null) {
    throw new Error(`${name} does not lie beside the program; install it again.`);
  }
  return readFileSync(path);
}

/** Makes an engine. */
export async function loadEngine(): Promise<AnalysisEngine> {
  const parser = await createPythonParser({
    runtime: readResource('web-tree-sitter.wasm', ['.', 'node_modules/web-tree-sitter']),
    grammar: readResource('tree-sitter-python.wasm', ['.', 'node_modules/tree-sitter-python'])
  });
  return createEngine({ parser });
}

/** Gives an engine what it needs to know of the libraries that a project imports. */
export function teach(engine: AnalysisEngine, project: Project): void {
  for (const name of engine.requiredKnowledge(project)) {
    const path = findResource(`${name}.json.gz`, ['.', 'knowledge']);
    if (path !== null) {
      const json: unknown = JSON.parse(gunzipSync(readFileSync(path)).toString('utf8'));
      engine.addKnowledge(name, json);
    }
  }
}
