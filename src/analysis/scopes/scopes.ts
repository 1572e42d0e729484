/**
 * Where each name is bound, as CPython's symtable has it. A top-level statement is analysed once, when it is first asked
 * for: what stands around it can only make a name global, which it is anyway.
 */
import type { Statement } from '../syntax/tree';
import type { Scope, ScopeNode, SymbolKind } from './scope';
import { mangle } from './scope';
import type { Block } from './symbolTable';
import { buildSymbolTable } from './symbolTable';

/** The scopes of statements, kept as long as the statements are. */
export class Scopes {
  /**
   * The scope of a node inside a top-level statement.
   *
   * @throws when the node does not stand in the statement.
   */
  scopeOf(top: Statement, node: ScopeNode): Scope {
    const scope = this._analysed(top).scopes.get(node);
    if (scope === undefined) {
      throw new Error(`the ${node.kind} does not stand in the statement`);
    }
    return scope;
  }

  /** The scope of a module that consists of the statements. */
  moduleScope(statements: readonly Statement[]): Scope {
    const symbols = new Map<string, SymbolKind>();
    const declaredGlobal = new Set<string>();
    for (const statement of statements) {
      const { module } = this._analysed(statement);
      module.symbols.forEach((kind, name) => {
        if (kind !== 'global' || !symbols.has(name)) {
          symbols.set(name, kind);
        }
      });
      module.declaredGlobal.forEach(name => declaredGlobal.add(name));
    }
    // A `global` statement at module level holds for the whole module.
    declaredGlobal.forEach(name => symbols.set(name, 'global'));
    return {
      kind: 'module',
      symbols,
      parameters: [],
      declaredGlobal,
      declaredNonlocal: new Set(),
      privateClass: null
    };
  }

  /** Where a name is bound that the scope mentions; `'global'` for one that it does not mention. */
  resolve(scope: Scope, name: string): SymbolKind {
    return scope.symbols.get(mangle(name, scope.privateClass)) ?? 'global';
  }

  private _analysed(statement: Statement): Analysed {
    let analysed = this._known.get(statement);
    if (analysed === undefined) {
      analysed = analyse(statement);
      this._known.set(statement, analysed);
    }
    return analysed;
  }

  private readonly _known = new WeakMap<Statement, Analysed>();
}

type Analysed = { readonly module: Scope; readonly scopes: ReadonlyMap<ScopeNode, Scope> };

function analyse(statement: Statement): Analysed {
  const root = buildSymbolTable([statement]);
  const scopes = new Map<ScopeNode, Scope>();
  const { scope } = analyseBlock(root, { bound: new Set(), scopes });
  return { module: scope, scopes };
}

/** What the blocks around say. */
type Surroundings = {
  /** Names that functions around bind, and no `global` in between takes away. */
  readonly bound: ReadonlySet<string>;
  readonly scopes: Map<ScopeNode, Scope>;
};

/** Answers the block's scope, and the names that it needs from the functions around it. */
function analyseBlock(
  block: Block,
  { bound, scopes }: Surroundings
): { readonly scope: Scope; readonly free: ReadonlySet<string> } {
  const symbols = new Map<string, SymbolKind>();
  const visible = new Set(bound);
  const free = new Set<string>();
  const declared = { global: new Set<string>(), nonlocal: new Set<string>() };
  for (const [name, mentions] of block.mentions) {
    if (mentions.has('global')) {
      symbols.set(name, 'global');
      declared.global.add(name);
      if (block.kind !== 'class') {
        visible.delete(name);
      }
    } else if (mentions.has('nonlocal')) {
      symbols.set(name, 'free');
      declared.nonlocal.add(name);
      free.add(name);
    } else if (mentions.has('local') || mentions.has('parameter')) {
      symbols.set(name, 'local');
    } else if (bound.has(name)) {
      symbols.set(name, 'free');
      free.add(name);
    } else {
      symbols.set(name, 'global');
    }
  }
  const isFunction = block.kind !== 'module' && block.kind !== 'class';
  if (isFunction) {
    symbols.forEach((kind, name) => {
      if (kind === 'local') {
        visible.add(name);
      }
    });
  } else if (block.kind === 'class') {
    visible.add('__class__');
  }
  for (const child of block.children) {
    for (const name of analyseBlock(child, { bound: visible, scopes }).free) {
      passOn(name, block, symbols, free, bound);
    }
  }
  const scope: Scope = {
    kind: block.kind,
    symbols,
    parameters: block.parameters,
    declaredGlobal: declared.global,
    declaredNonlocal: declared.nonlocal,
    privateClass: block.privateClass
  };
  if (block.node !== null) {
    scopes.set(block.node, scope);
  }
  return { scope, free };
}

/** A name that a block inside needs is a cell of the function that binds it, and free in the blocks between. */
function passOn(
  name: string,
  block: Block,
  symbols: Map<string, SymbolKind>,
  free: Set<string>,
  bound: ReadonlySet<string>
): void {
  const own = symbols.get(name);
  if (block.kind === 'class') {
    if (name === '__class__') {
      // The class itself provides it.
      return;
    }
    if (bound.has(name)) {
      free.add(name);
      if (own === undefined) {
        symbols.set(name, 'free');
      }
    }
    return;
  }
  if (block.kind === 'module') {
    return;
  }
  if (own === 'local' || own === 'cell') {
    symbols.set(name, 'cell');
    return;
  }
  free.add(name);
  if (own === undefined) {
    symbols.set(name, 'free');
  }
}
