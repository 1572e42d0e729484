/**
 * How the published tool writes `tf.function` in a file (specification 9.2): by the file's unindented imports alone.
 */
import type { FunctionPlace, TreeModule } from './functionPlace';
import { toCellOffset } from './functionPlace';
import type { Import, ImportFrom } from '../syntax/tree';
import { lineBreakOf, startOfNextLine } from './importInsertion';
import type { TensorFlowName } from './tensorflowName';
import type { TextChange } from './textChange';

/** A name of TensorFlow in a signature in normal form. */
const NEEDED = /\btf\.(\w+)/gu;

const _imports = new WeakMap<TreeModule, readonly (Import | ImportFrom)[]>();

/** The import statements of a module's top level; asked for at every function of it. */
function importsOf(module: TreeModule): readonly (Import | ImportFrom)[] {
  let imports = _imports.get(module);
  if (imports === undefined) {
    imports = module.units
      .flatMap(unit => unit.statements.map(({ statement }) => statement))
      .filter(statement => statement.kind === 'Import' || statement.kind === 'ImportFrom');
    _imports.set(module, imports);
  }
  return imports;
}

/**
 * Chooses the prefix, or the import line that is added.
 *
 * @param signature - the signature to be written, in normal form; `null` where there is none.
 * @param beside - the signatures that other functions of the cell or file get: an import line that is added serves all.
 */
export function publishedTensorFlowName(
  place: FunctionPlace,
  signature: string | null,
  beside: readonly string[] = []
): TensorFlowName {
  const needed = namesIn(signature ?? '');
  let module: string | null = null;
  let hasStar = false;
  const listed = new Set<string>();
  for (const statement of importsOf(place.module)) {
    if (statement.kind === 'Import') {
      for (const { name, asname } of statement.names) {
        module = name === 'tensorflow' ? (asname ?? name) : module;
      }
    } else if (statement.level === 0 && statement.module === 'tensorflow') {
      for (const { name, asname } of statement.names) {
        hasStar ||= name === '*';
        if (asname === null) {
          listed.add(name);
        }
      }
    }
  }
  if (module !== null) {
    return { decorator: `${module}.function`, prefix: `${module}.`, added: null };
  }
  if (hasStar || listed.has('function')) {
    const isReachable = hasStar || [...needed].every(name => listed.has(name));
    return { decorator: 'function', prefix: isReachable ? '' : null, added: null };
  }
  const all = [...new Set([...needed, ...beside.flatMap(text => [...namesIn(text)])])].sort();
  const names = [...all.filter(isClass), ...all.filter(name => !isClass(name))];
  const line = `from tensorflow import ${['function', ...names].join(', ')}`;
  return { decorator: 'function', prefix: '', added: afterImports(place, line) };
}

function namesIn(signature: string): ReadonlySet<string> {
  return new Set([...signature.matchAll(NEEDED)].map(match => match[1]));
}

function isClass(name: string): boolean {
  return name.endsWith('TensorSpec');
}

/** The line after the last import of the function's own cell or file; its first line where there is none. */
function afterImports(place: FunctionPlace, line: string): TextChange {
  const { cellText, unit } = place;
  const last = unit.statements
    .filter(({ statement }) => statement.kind === 'Import' || statement.kind === 'ImportFrom')
    .at(-1);
  const text = `${line}${lineBreakOf(cellText)}`;
  const start =
    last === undefined
      ? unit.unit.cellOffset
      : startOfNextLine(cellText, toCellOffset(last, last.text.length));
  return { start, end: start, text };
}
