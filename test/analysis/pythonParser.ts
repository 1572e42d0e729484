/** The parser as the tests load it, and small helpers around units. */
import { readFileSync } from 'node:fs';
import { createPythonParser } from '../../src/analysis/syntax/parser';
import type { IPythonParser } from '../../src/analysis/syntax/parser';
import type { SourceUnit } from '../../src/analysis/program';

let loading: Promise<IPythonParser> | null = null;

/** The one parser of a test file. */
export function loadParser(): Promise<IPythonParser> {
  loading ??= createPythonParser({
    runtime: readFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm')),
    grammar: readFileSync(require.resolve('tree-sitter-python/tree-sitter-python.wasm'))
  });
  return loading;
}

/** A notebook cell with the given text. */
export function cellOf(text: string, place: Partial<SourceUnit> = {}): SourceUnit {
  return {
    id: 'cell',
    document: 'notebook.ipynb',
    cell: 0,
    text,
    cellOffset: 0,
    cellText: text,
    execution: 'run',
    ...place
  };
}
