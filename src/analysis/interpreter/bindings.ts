/**
 * Which names a scope binds itself (language reference 4.2.1).
 */
import { mangle, type Scope, type ScopeNode } from '../scopes/scope';
import { Scopes } from '../scopes/scopes';
import type { TopStatement } from '../syntax/tree';

/** What a scope says of the names in it. */
export interface IBindings {
  /** Whether the scope binds the name itself. */
  binds(name: string): boolean;
  /** Whether a `global` statement lists the name. */
  isGlobal(name: string): boolean;
  /** Whether a `nonlocal` statement lists the name, or a walrus in a comprehension binds it outside. */
  isNonlocal(name: string): boolean;
}

const scopes = new Scopes();
const known = new WeakMap<ScopeNode, IBindings>();
const ofTops = new WeakMap<TopStatement, readonly string[]>();

/** A module binds every name that is not found elsewhere. */
export const MODULE_BINDINGS: IBindings = {
  binds: () => true,
  isGlobal: () => false,
  isNonlocal: () => false
};

/** The bindings of a function, class or comprehension of a top-level statement. */
export function bindingsOf(top: TopStatement, node: ScopeNode): IBindings {
  let bindings = known.get(node);
  if (bindings === undefined) {
    bindings = bindingsOfScope(scopes.scopeOf(top.statement, node));
    known.set(node, bindings);
  }
  return bindings;
}

function bindingsOfScope(scope: Scope): IBindings {
  const { symbols, declaredGlobal, declaredNonlocal, privateClass } = scope;
  return {
    binds: name => {
      const kind = symbols.get(mangle(name, privateClass));
      return kind === 'local' || kind === 'cell';
    },
    isGlobal: name => declaredGlobal.has(mangle(name, privateClass)),
    isNonlocal: name => declaredNonlocal.has(mangle(name, privateClass))
  };
}

/** The names that a statement of a module binds there, `global` statements of its functions included. */
export function namesBoundBy(top: TopStatement): readonly string[] {
  let names = ofTops.get(top);
  if (names === undefined) {
    const { symbols, declaredGlobal } = scopes.moduleScope([top.statement]);
    names = [...symbols.keys()].filter(
      name => declaredGlobal.has(name) || symbols.get(name) !== 'global'
    );
    ofTops.set(top, names);
  }
  return names;
}
