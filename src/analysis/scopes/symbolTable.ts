/**
 * First pass over a statement: the blocks with a scope of their own, and what each says of the names in it. Follows
 * `Python/symtable.c` of CPython 3.11.
 */
import type {
  Comprehension,
  ComprehensionFor,
  DictComp,
  Expression,
  Parameters,
  Statement
} from '../syntax/tree';
import { childrenOf, headOf, type WalkedNode } from '../syntax/children';
import type { ScopeKind, ScopeNode } from './scope';
import { mangle } from './scope';

/** What a block says of a name; several may hold. */
export type Mention = 'use' | 'local' | 'parameter' | 'global' | 'nonlocal';

/** A block under construction. */
export class Block {
  readonly children: Block[] = [];
  readonly mentions = new Map<string, Set<Mention>>();
  readonly parameters: string[] = [];

  constructor(
    readonly kind: ScopeKind,
    readonly node: ScopeNode | null,
    readonly parent: Block | null,
    readonly privateClass: string | null
  ) {}

  mention(name: string, mention: Mention): void {
    const mangled = mangle(name, this.privateClass);
    this._add(mangled, mention);
    if (mention === 'parameter') {
      this.parameters.push(mangled);
    }
    if (mention === 'global') {
      // CPython notes a `global` in the module's own table too.
      this._root._add(mangled, mention);
    }
  }

  has(name: string, mention: Mention): boolean {
    return this.mentions.get(mangle(name, this.privateClass))?.has(mention) ?? false;
  }

  open(kind: ScopeKind, node: ScopeNode): Block {
    const privateClass = node.kind === 'ClassDef' ? node.name : this.privateClass;
    const block = new Block(kind, node, this, privateClass);
    this.children.push(block);
    return block;
  }

  private get _root(): Block {
    return this.parent === null ? this : this.parent._root;
  }

  private _add(mangled: string, mention: Mention): void {
    const mentions = this.mentions.get(mangled) ?? new Set<Mention>();
    this.mentions.set(mangled, mentions.add(mention));
  }
}

/** The block of a module that consists of the statements. */
export function buildSymbolTable(statements: readonly Statement[]): Block {
  const module = new Block('module', null, null, null);
  statements.forEach(statement => visit(statement, module));
  return module;
}

function visitAll(nodes: readonly WalkedNode[], block: Block): void {
  nodes.forEach(node => visit(node, block));
}

function visit(node: WalkedNode, block: Block): void {
  switch (node.kind) {
    case 'FunctionDef':
      block.mention(node.name, 'local');
      visitAll(headOf(node), block);
      visitFunction(node.parameters, node.body, block.open('function', node));
      return;
    case 'Lambda':
      visitAll(headOf(node), block);
      visitFunction(node.parameters, [node.body], block.open('lambda', node));
      return;
    case 'ClassDef':
      block.mention(node.name, 'local');
      visitAll(headOf(node), block);
      visitAll(node.body, block.open('class', node));
      return;
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
      visitComprehension(node, [node.elt], block);
      return;
    case 'DictComp':
      visitComprehension(node, [node.key, node.value], block);
      return;
    case 'Name':
      block.mention(node.id, 'use');
      // `super()` without arguments reads the class from this cell.
      if (node.id === 'super' && block.kind !== 'module' && block.kind !== 'class') {
        block.mention('__class__', 'use');
      }
      return;
    case 'NamedExpr':
      bindWalrus(node.target.id, block);
      visit(node.value, block);
      return;
    default:
      bindNames(node, block);
      visitAll(readPartsOf(node), block);
  }
}

function visitFunction(parameters: Parameters, body: readonly WalkedNode[], block: Block): void {
  parameters.forEach(parameter => block.mention(parameter.name, 'parameter'));
  visitAll(body, block);
}

/** The first iterable is evaluated outside, all else inside (language reference 6.2.4). */
function visitComprehension(
  node: Comprehension | DictComp,
  results: readonly Expression[],
  block: Block
): void {
  const [first, ...others] = node.generators;
  if (first === undefined) {
    // What stands in place of the clauses could not be read.
    visitAll(results, block.open('comprehension', node));
    return;
  }
  visit(first.iter, block);
  const inner = block.open('comprehension', node);
  const visitClause = (clause: ComprehensionFor): void => {
    bindTarget(clause.target, inner);
    visitAll(clause.ifs, inner);
  };
  visitClause(first);
  for (const clause of others) {
    visit(clause.iter, inner);
    visitClause(clause);
  }
  visitAll(results, inner);
}

/** A walrus in comprehensions binds in the nearest scope around them (PEP 572). */
function bindWalrus(name: string, block: Block): void {
  let owner = block;
  while (owner.kind === 'comprehension' && owner.parent !== null) {
    owner = owner.parent;
  }
  if (owner === block) {
    block.mention(name, 'local');
    return;
  }
  if (owner.kind === 'module') {
    block.mention(name, 'global');
    return;
  }
  block.mention(name, owner.has(name, 'global') ? 'global' : 'nonlocal');
  owner.mention(name, 'local');
}

/** The names that a statement or pattern binds by itself. */
function bindNames(node: WalkedNode, block: Block): void {
  switch (node.kind) {
    case 'Assign':
    case 'Delete':
      node.targets.forEach(target => bindTarget(target, block));
      return;
    case 'AugAssign':
    case 'For':
      bindTarget(node.target, block);
      return;
    case 'AnnAssign':
      // `(x): int` declares nothing.
      if (node.value !== null || node.target.kind !== 'Name' || node.target.start === node.start) {
        bindTarget(node.target, block);
      }
      return;
    case 'With':
      node.items.forEach(item => {
        if (item.target !== null) {
          bindTarget(item.target, block);
        }
      });
      return;
    case 'Try':
      node.handlers.forEach(handler => bindOptional(handler.name, block));
      return;
    case 'Import':
      node.names.forEach(alias => block.mention(alias.asname ?? alias.name.split('.')[0], 'local'));
      return;
    case 'ImportFrom':
      // What a star import binds is not known here.
      node.names
        .filter(alias => alias.name !== '*')
        .forEach(alias => block.mention(alias.asname ?? alias.name, 'local'));
      return;
    case 'Global':
    case 'Nonlocal':
      node.names.forEach(name =>
        block.mention(name, node.kind === 'Global' ? 'global' : 'nonlocal')
      );
      return;
    case 'TypeAlias':
      block.mention(node.name.id, 'local');
      return;
    case 'MatchAs':
    case 'MatchStar':
      bindOptional(node.name, block);
      return;
    case 'MatchMapping':
      bindOptional(node.rest, block);
      return;
    default:
  }
}

function bindOptional(name: string | null, block: Block): void {
  if (name !== null) {
    block.mention(name, 'local');
  }
}

function bindTarget(target: Expression, block: Block): void {
  switch (target.kind) {
    case 'Name':
      block.mention(target.id, 'local');
      return;
    case 'Tuple':
    case 'List':
      target.elts.forEach(element => bindTarget(element, block));
      return;
    case 'Starred':
      bindTarget(target.value, block);
      return;
    default:
      visit(target, block);
  }
}

/** The children that are read, targets left out. */
function readPartsOf(node: WalkedNode): readonly WalkedNode[] {
  switch (node.kind) {
    case 'Assign':
      return [node.value];
    case 'Delete':
      return [];
    case 'AugAssign':
      return [node.value];
    case 'AnnAssign':
      return node.value === null ? [node.annotation] : [node.annotation, node.value];
    case 'For':
      return [node.iter, ...node.body, ...node.orelse];
    case 'With':
      return [...node.items.map(item => item.context), ...node.body];
    case 'TypeAlias':
      return [node.value];
    default:
      return childrenOf(node);
  }
}
