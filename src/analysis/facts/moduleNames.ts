/**
 * What the names of a module mean by its imports, and its classes by name.
 */
import { namingStatementsOf } from '../interpreter/definitions';
import type { ClassDef, Expression, FunctionDef, Statement, UnitTree } from '../syntax/tree';
import { walk } from '../syntax/walk';
import type { FunctionCode } from '../values/value';
import { dottedNames } from './callsOfNode';

/** What a module's statements say about names. */
export type ModuleNames = {
  /** Dotted path by the name that an import binds, at any depth. */
  readonly imports: ReadonlyMap<string, string>;
  /** Modules of `from m import *`. */
  readonly stars: readonly string[];
  readonly classes: ReadonlyMap<string, ClassDef>;
};

/** Names that were read last, by the first statement that says something about them. */
const _read = new WeakMap<
  Statement,
  { readonly from: readonly Statement[]; readonly names: ModuleNames }
>();

/** Reads imports and classes. Statements that say the same of names give the same object. */
export function readModuleNames(units: readonly UnitTree[]): ModuleNames {
  const from = namingStatementsOf(units);
  const [first] = from;
  const known = first === undefined ? undefined : _read.get(first);
  if (known !== undefined && areSame(known.from, from)) {
    return known.names;
  }
  const imports = new Map<string, string>();
  const stars: string[] = [];
  const classes = new Map<string, ClassDef>();
  for (const statement of from) {
    if (statement.kind === 'Import') {
      for (const alias of statement.names) {
        const root = alias.name.split('.')[0];
        imports.set(alias.asname ?? root, alias.asname === null ? root : alias.name);
      }
    } else if (statement.kind === 'ClassDef') {
      classes.set(statement.qualifiedName, statement);
    } else if (statement.level === 0) {
      for (const alias of statement.names) {
        if (alias.name === '*') {
          stars.push(statement.module ?? '');
        } else {
          imports.set(alias.asname ?? alias.name, `${statement.module ?? ''}.${alias.name}`);
        }
      }
    }
  }
  const names = { imports, stars, classes };
  if (first !== undefined) {
    _read.set(first, { from, names });
  }
  return names;
}

/** Whether two lists hold the same things in the same order. */
export function areSame(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}

/** The dotted path that a chain of names means by the module's imports; `null` where its root is not imported. */
export function importedPath(names: ModuleNames, expression: Expression): string | null {
  const chain = dottedNames(expression);
  if (chain === null) {
    return null;
  }
  const [root, ...rest] = chain;
  const path = names.imports.get(root);
  return path === undefined ? null : [path, ...rest].join('.');
}

/** The class whose body holds the `def` directly. */
export function classOf(names: ModuleNames, node: FunctionDef): ClassDef | null {
  if (node.enclosingClass === null) {
    return null;
  }
  return names.classes.get(node.qualifiedName.split('.').slice(0, -1).join('.')) ?? null;
}

type ClassIndex = {
  readonly byName: ReadonlyMap<string, readonly ClassDef[]>;
  /** What the bases of a class are called where they are written. */
  readonly written: WeakMap<ClassDef, ReadonlySet<string>>;
  /** The same, and what they were called where they were imported from. */
  readonly imported: WeakMap<ClassDef, ReadonlySet<string>>;
};

const _indexes = new WeakMap<readonly ModuleNames[], ClassIndex>();

/** The classes of all modules by name, and what was found out about their bases. */
function classIndex(modules: readonly ModuleNames[]): ClassIndex {
  let index = _indexes.get(modules);
  if (index === undefined) {
    const byName = new Map<string, ClassDef[]>();
    for (const cls of modules.flatMap(module => [...module.classes.values()])) {
      const named = byName.get(cls.name) ?? [];
      byName.set(cls.name, named);
      named.push(cls);
    }
    index = { byName, written: new WeakMap(), imported: new WeakMap() };
    _indexes.set(modules, index);
  }
  return index;
}

/**
 * The last dotted segments of a class's bases and of theirs, found by name in all modules (specification 0.3): as they
 * are written, so that `from keras import Model as Base` names no `Model`.
 */
export function baseSegments(cls: ClassDef, modules: readonly ModuleNames[]): ReadonlySet<string> {
  const { byName, written } = classIndex(modules);
  let segments = written.get(cls);
  if (segments === undefined) {
    segments = findSegments(cls, byName, () => []);
    written.set(cls, segments);
  }
  return segments;
}

/** The last dotted segments of a class's bases and of theirs, and of what those were imported as. */
export function importedBaseSegments(
  cls: ClassDef,
  modules: readonly ModuleNames[]
): ReadonlySet<string> {
  const { byName, imported } = classIndex(modules);
  let segments = imported.get(cls);
  if (segments === undefined) {
    segments = findSegments(cls, byName, segment =>
      modules.flatMap(module => module.imports.get(segment)?.split('.').at(-1) ?? [])
    );
    imported.set(cls, segments);
  }
  return segments;
}

/** Bases that are looked for: those beyond are too far away to be anyone's intention. */
const BASES_VISITED = 400;

function findSegments(
  cls: ClassDef,
  byName: ReadonlyMap<string, readonly ClassDef[]>,
  othersOf: (segment: string) => readonly string[]
): ReadonlySet<string> {
  const segments = new Set<string>();
  const visited = new Set<ClassDef>();
  const pending = [cls];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (visited.has(next) || visited.size >= BASES_VISITED) {
      continue;
    }
    visited.add(next);
    for (const base of next.bases) {
      const segment = dottedNames(base)?.at(-1);
      if (segment === undefined) {
        continue;
      }
      for (const name of [segment, ...othersOf(segment)]) {
        segments.add(name);
        pending.push(...(byName.get(name) ?? []));
      }
    }
  }
  return segments;
}

/** Whether the function is the `build` of a Keras model or layer. */
export function isKerasBuild(code: FunctionCode, modules: readonly ModuleNames[]): boolean {
  const { node } = code;
  if (node.kind !== 'FunctionDef' || node.name !== 'build' || node.enclosingClass === null) {
    return false;
  }
  return modules.some(names => {
    const cls = classOf(names, node);
    if (cls === null || !cls.body.includes(node)) {
      return false;
    }
    const segments = baseSegments(cls, modules);
    return (
      segments.has('Model') ||
      segments.has('Layer') ||
      cls.bases.some(base => /^(?:tensorflow\.)?keras\./u.test(importedPath(names, base) ?? ''))
    );
  });
}

/** Visits every expression below statements. */
export function walkExpressions(
  body: readonly Statement[],
  visit: (node: Expression) => void
): void {
  for (const statement of body) {
    walk(statement, node => {
      if (isExpression(node)) {
        visit(node);
      }
    });
  }
}

const STATEMENT_KINDS: ReadonlySet<string> = new Set([
  'FunctionDef',
  'ClassDef',
  'Return',
  'Delete',
  'Assign',
  'AugAssign',
  'AnnAssign',
  'For',
  'While',
  'If',
  'With',
  'Match',
  'Raise',
  'Try',
  'Assert',
  'Import',
  'ImportFrom',
  'Global',
  'Nonlocal',
  'Expr',
  'Pass',
  'Break',
  'Continue',
  'TypeAlias',
  'ErrorStatement'
]);

function isExpression(node: Parameters<Parameters<typeof walk>[1]>[0]): node is Expression {
  return !STATEMENT_KINDS.has(node.kind) && !node.kind.startsWith('Match');
}
