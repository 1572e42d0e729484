/**
 * The children of each kind of node, in source order as far as evaluation follows it. The commonest kinds come first,
 * since most of what is done with a tree is going over it.
 */
import type {
  ComprehensionFor,
  Expression,
  Keyword,
  MatchCase,
  Parameters,
  Pattern,
  Statement
} from './tree';

/** What has children, or is one. */
export type WalkedNode = Statement | Expression | Pattern;

/** A node whose body is a scope of its own. */
export type ScopeHead = Extract<WalkedNode, { kind: 'FunctionDef' | 'ClassDef' | 'Lambda' }>;

/** Whether the node's body is a scope of its own. */
export function isScopeHead(node: WalkedNode): node is ScopeHead {
  return node.kind === 'FunctionDef' || node.kind === 'ClassDef' || node.kind === 'Lambda';
}

/** Where children are put. */
type Nodes = { push(node: WalkedNode): unknown };

/** What the enclosing scope evaluates of a definition. */
export function headOf(node: ScopeHead): readonly WalkedNode[] {
  const nodes: WalkedNode[] = [];
  pushHead(nodes, node);
  return nodes;
}

/** The nodes directly below a node. */
export function childrenOf(node: WalkedNode): readonly WalkedNode[] {
  const nodes: WalkedNode[] = [];
  pushChildren(nodes, node);
  return nodes;
}

/** Puts what the enclosing scope evaluates of a definition behind other nodes. */
export function pushHead(into: Nodes, node: ScopeHead): void {
  if (node.kind !== 'Lambda') {
    for (const { expression } of node.decorators) {
      into.push(expression);
    }
  }
  if (node.kind === 'ClassDef') {
    pushAll(into, node.bases);
    pushKeywords(into, node.keywords);
  } else {
    pushParameters(into, node.parameters);
  }
  if (node.kind === 'FunctionDef') {
    pushSome(into, node.returns);
  }
}

/** Puts the nodes directly below a node behind other nodes. */
export function pushChildren(into: Nodes, node: WalkedNode): void {
  switch (node.kind) {
    case 'Name':
    case 'Constant':
      return;
    case 'Attribute':
    case 'Expr':
    case 'Starred':
    case 'Await':
    case 'YieldFrom':
    case 'MatchValue':
      into.push(node.value);
      return;
    case 'Call':
      into.push(node.func);
      pushAll(into, node.args);
      pushKeywords(into, node.keywords);
      return;
    case 'Assign':
      pushAll(into, node.targets);
      into.push(node.value);
      return;
    case 'Subscript':
      into.push(node.value);
      into.push(node.slice);
      return;
    case 'BinOp':
      into.push(node.left);
      into.push(node.right);
      return;
    case 'List':
    case 'Tuple':
    case 'Set':
      pushAll(into, node.elts);
      return;
    case 'Return':
    case 'Yield':
      pushSome(into, node.value);
      return;
    case 'UnaryOp':
      into.push(node.operand);
      return;
    case 'Slice':
      pushSome(into, node.lower);
      pushSome(into, node.upper);
      pushSome(into, node.step);
      return;
    case 'BoolOp':
    case 'JoinedStr':
      pushAll(into, node.values);
      return;
    case 'Compare':
      into.push(node.left);
      pushAll(into, node.comparators);
      return;
    case 'While':
    case 'If':
      into.push(node.test);
      pushAll(into, node.body);
      pushAll(into, node.orelse);
      return;
    case 'For':
      into.push(node.target);
      into.push(node.iter);
      pushAll(into, node.body);
      pushAll(into, node.orelse);
      return;
    case 'With':
      for (const { context, target } of node.items) {
        into.push(context);
        pushSome(into, target);
      }
      pushAll(into, node.body);
      return;
    case 'FunctionDef':
    case 'ClassDef':
      pushHead(into, node);
      pushAll(into, node.body);
      return;
    case 'Lambda':
      pushHead(into, node);
      into.push(node.body);
      return;
    case 'AugAssign':
    case 'NamedExpr':
      into.push(node.target);
      into.push(node.value);
      return;
    case 'AnnAssign':
      into.push(node.target);
      into.push(node.annotation);
      pushSome(into, node.value);
      return;
    case 'Dict':
      for (const { key, value } of node.items) {
        pushSome(into, key);
        into.push(value);
      }
      return;
    case 'FormattedValue':
      into.push(node.value);
      pushSome(into, node.format);
      return;
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
      into.push(node.elt);
      pushGenerators(into, node.generators);
      return;
    case 'DictComp':
      into.push(node.key);
      into.push(node.value);
      pushGenerators(into, node.generators);
      return;
    case 'IfExp':
      into.push(node.body);
      into.push(node.test);
      into.push(node.orelse);
      return;
    case 'Import':
    case 'ImportFrom':
    case 'Global':
    case 'Nonlocal':
    case 'Pass':
    case 'Break':
    case 'Continue':
    case 'ErrorStatement':
    case 'Error':
    case 'MatchSingleton':
    case 'MatchStar':
      return;
    case 'Delete':
      pushAll(into, node.targets);
      return;
    case 'Raise':
      pushSome(into, node.exc);
      pushSome(into, node.cause);
      return;
    case 'Try':
      pushAll(into, node.body);
      for (const { type, body } of node.handlers) {
        pushSome(into, type);
        pushAll(into, body);
      }
      pushAll(into, node.orelse);
      pushAll(into, node.finalbody);
      return;
    case 'Assert':
      into.push(node.test);
      pushSome(into, node.msg);
      return;
    case 'TypeAlias':
      into.push(node.name);
      into.push(node.value);
      return;
    case 'Match':
      into.push(node.subject);
      node.cases.forEach(entry => pushCase(into, entry));
      return;
    case 'MatchSequence':
    case 'MatchOr':
      pushAll(into, node.patterns);
      return;
    case 'MatchMapping':
      node.patterns.forEach((pattern, index) => {
        pushSome(into, node.keys[index]);
        into.push(pattern);
      });
      return;
    case 'MatchClass':
      into.push(node.cls);
      pushAll(into, node.patterns);
      for (const { pattern } of node.keywords) {
        into.push(pattern);
      }
      return;
    case 'MatchAs':
      pushSome(into, node.pattern);
      return;
    default:
      unreachable(node);
  }
}

function pushAll(into: Nodes, nodes: readonly WalkedNode[]): void {
  for (let index = 0; index < nodes.length; index++) {
    into.push(nodes[index]);
  }
}

function pushSome(into: Nodes, node: WalkedNode | null | undefined): void {
  if (node !== null && node !== undefined) {
    into.push(node);
  }
}

function pushKeywords(into: Nodes, keywords: readonly Keyword[]): void {
  for (let index = 0; index < keywords.length; index++) {
    into.push(keywords[index].value);
  }
}

function pushParameters(into: Nodes, parameters: Parameters): void {
  for (const parameter of parameters) {
    pushSome(into, parameter.annotation);
    pushSome(into, parameter.default);
  }
}

function pushGenerators(into: Nodes, generators: readonly ComprehensionFor[]): void {
  for (const { target, iter, ifs } of generators) {
    into.push(target);
    into.push(iter);
    pushAll(into, ifs);
  }
}

function pushCase(into: Nodes, { pattern, guard, body }: MatchCase): void {
  into.push(pattern);
  pushSome(into, guard);
  pushAll(into, body);
}

function unreachable(node: never): never {
  throw new Error(`no such node: ${JSON.stringify(node)}`);
}
