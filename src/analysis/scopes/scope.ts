/**
 * What is known of a scope: the names that it mentions, and where each is bound (language reference 4.2).
 */
import type { ClassDef, Comprehension, DictComp, FunctionDef, Lambda } from '../syntax/tree';

/** Nodes with a scope of their own. */
export type ScopeNode = FunctionDef | Lambda | ClassDef | Comprehension | DictComp;

export type ScopeKind = 'module' | 'function' | 'lambda' | 'class' | 'comprehension';

/**
 * Where a name is bound: here; here, and a function inside uses it (`'cell'`); in a function around (`'free'`); in the
 * module or the builtins (`'global'`).
 */
export type SymbolKind = 'local' | 'cell' | 'free' | 'global';

export type Scope = {
  readonly kind: ScopeKind;
  /** The names that the scope mentions, private ones mangled. */
  readonly symbols: ReadonlyMap<string, SymbolKind>;
  /** Names of the parameters in source order, mangled. */
  readonly parameters: readonly string[];
  /** Names that a `global` statement of the scope lists, or a walrus in a comprehension of the module binds. */
  readonly declaredGlobal: ReadonlySet<string>;
  /** Names that a `nonlocal` statement of the scope lists, or a walrus in a comprehension binds outside it. */
  readonly declaredNonlocal: ReadonlySet<string>;
  /** The class whose private names (`__name`) are mangled here. */
  readonly privateClass: string | null;
};

/** `__name` in a class `_Klass` is `_Klass__name` (language reference 6.2.1). */
export function mangle(name: string, privateClass: string | null): string {
  if (
    privateClass === null ||
    !name.startsWith('__') ||
    name.endsWith('__') ||
    name.includes('.')
  ) {
    return name;
  }
  const className = privateClass.replace(/^_+/u, '');
  return className === '' ? name : `_${className}${name}`;
}
