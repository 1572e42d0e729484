/** The real engine with the real knowledge, over cells given as texts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createEngine, createPythonParser } from '../../src/analysis';
import type { AnalysisEngine, AnalysisOptions, IPythonParser, Report } from '../../src/analysis';
import type { ModuleSource, Project } from '../../src/analysis/program';

const ROOT = join(__dirname, '..', '..');

let loading: Promise<IPythonParser> | null = null;
let engine: AnalysisEngine | null = null;

function loadedParser(): Promise<IPythonParser> {
  loading ??= createPythonParser({
    runtime: readFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm')),
    grammar: readFileSync(require.resolve('tree-sitter-python/tree-sitter-python.wasm'))
  });
  return loading;
}

/** One engine for a test file. */
export async function loadEngine(): Promise<AnalysisEngine> {
  const parser = await loadedParser();
  engine ??= createEngine({ parser });
  return engine;
}

/** Makes engines that have seen nothing yet. */
export async function loadEngineMaker(): Promise<() => AnalysisEngine> {
  const parser = await loadedParser();
  return () => createEngine({ parser });
}

/** A notebook of code cells. */
export function notebookOf(
  cells: readonly string[],
  document: string = 'notebook.ipynb'
): ModuleSource {
  return {
    document,
    kind: 'notebook',
    importNames: [],
    isPackage: false,
    isDocument: true,
    units: cells.map((text, index) => ({
      id: `cell-${index}`,
      document,
      cell: index,
      text,
      cellOffset: 0,
      cellText: text,
      execution: 'run'
    }))
  };
}

/** A module file; scripts of its own folder import it by its last name. */
export function moduleOf(text: string, document: string): ModuleSource {
  const isPackage = document.endsWith('/__init__.py');
  const name = document.replace(/(?:\/__init__)?\.py$/u, '').replace(/\//gu, '.');
  return {
    document,
    kind: 'module',
    importNames: [...new Set([name, name.replace(/^.*\./u, '')])],
    isPackage,
    isDocument: true,
    units: [
      { id: document, document, cell: null, text, cellOffset: 0, cellText: text, execution: 'run' }
    ]
  };
}

/** The report over modules, after all knowledge that they ask for has been added. */
export function analyse(
  engine: AnalysisEngine,
  modules: readonly ModuleSource[],
  options: AnalysisOptions
): Report {
  const project = { modules };
  teach(engine, project);
  return engine.analyse(project, options);
}

/** Adds all knowledge that a project asks for. */
export function teach(engine: AnalysisEngine, project: Project): void {
  for (const name of engine.requiredKnowledge(project)) {
    const file = join(ROOT, 'knowledge', `${name}.json.gz`);
    engine.addKnowledge(name, JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')));
  }
}
