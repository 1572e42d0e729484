/**
 * Which names the statements of a scope bind, and which of them to TensorFlow.
 */
import type { Expression, Statement } from '../syntax/tree';
import type { WalkedNode } from '../syntax/children';
import { walkOwnScope } from '../syntax/walk';

/**
 * What a name is bound to, as far as finding `tf.function` needs to know.
 *
 * - `tensorflow`: the package itself, or one of its compatible versions.
 * - `tensorflow-function`: `tf.function`.
 * - `other`: anything else, `del` included.
 */
export type BoundKind = 'tensorflow' | 'tensorflow-function' | 'other';

/** One binding; the offset is relative to the top-level statement. */
export type NameBinding = {
  readonly name: string;
  readonly kind: BoundKind;
  readonly offset: number;
};

/** The name under which `from tensorflow import *` is noted: everything may come from it. */
export const STAR = '*';

/** Modules that hold `function` and the names of signatures. */
const TENSORFLOW_MODULES: ReadonlySet<string> = new Set([
  'tensorflow',
  'tensorflow.compat.v1',
  'tensorflow.compat.v2'
]);

function targetsOf(target: Expression): readonly string[] {
  switch (target.kind) {
    case 'Name':
      return [target.id];
    case 'Starred':
      return targetsOf(target.value);
    case 'Tuple':
    case 'List':
      return target.elts.flatMap(targetsOf);
    default:
      return [];
  }
}

type Import = Extract<Statement, { kind: 'Import' }>;
type ImportFrom = Extract<Statement, { kind: 'ImportFrom' }>;

function importBindings(statement: Import): readonly NameBinding[] {
  return statement.names.map(({ name, asname, start }) => {
    const top = name.split('.')[0] ?? name;
    const isTensorFlow = asname === null ? top === 'tensorflow' : TENSORFLOW_MODULES.has(name);
    return { name: asname ?? top, kind: isTensorFlow ? 'tensorflow' : 'other', offset: start };
  });
}

function importFromBindings(statement: ImportFrom): readonly NameBinding[] {
  const module = statement.level === 0 ? (statement.module ?? '') : '';
  return statement.names.map(({ name, asname, start }): NameBinding => {
    const bound = asname ?? name;
    if (TENSORFLOW_MODULES.has(module) && (name === 'function' || name === STAR)) {
      const kind = name === STAR ? 'tensorflow' : 'tensorflow-function';
      return { name: bound, kind, offset: start };
    }
    const isModule = TENSORFLOW_MODULES.has(`${module}.${name}`);
    return { name: bound, kind: isModule ? 'tensorflow' : 'other', offset: start };
  });
}

/** The names that one node binds by itself, not those of nodes below it. */
function namesBoundBy(node: WalkedNode): readonly string[] {
  switch (node.kind) {
    case 'FunctionDef':
    case 'ClassDef':
      return [node.name];
    case 'Assign':
      return node.targets.flatMap(targetsOf);
    case 'AugAssign':
    case 'For':
      return targetsOf(node.target);
    case 'AnnAssign':
      return node.value === null ? [] : targetsOf(node.target);
    case 'NamedExpr':
      return [node.target.id];
    case 'Delete':
      return node.targets.flatMap(targetsOf);
    case 'With':
      return node.items.flatMap(({ target }) => (target === null ? [] : targetsOf(target)));
    case 'Try':
      return node.handlers.flatMap(({ name }) => name ?? []);
    case 'TypeAlias':
      return [node.name.id];
    case 'MatchAs':
    case 'MatchStar':
      return node.name === null ? [] : [node.name];
    case 'MatchMapping':
      return node.rest === null ? [] : [node.rest];
    default:
      return [];
  }
}

/** The bindings that statements make in their own scope, in source order. */
export function bindingsIn(body: readonly Statement[]): readonly NameBinding[] {
  const bindings: NameBinding[] = [];
  walkOwnScope(body, node => {
    if (node.kind === 'Import') {
      bindings.push(...importBindings(node));
    } else if (node.kind === 'ImportFrom') {
      bindings.push(...importFromBindings(node));
    } else {
      for (const name of namesBoundBy(node)) {
        bindings.push({ name, kind: 'other', offset: node.start });
      }
    }
  });
  return bindings;
}
