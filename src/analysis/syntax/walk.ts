/**
 * Going over the tree: the children of each kind of node, in source order as far as evaluation follows it.
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

/** All that {@link walk} visits. */
export type WalkedNode = Statement | Expression | Pattern;

/** What `enter` may answer: `'skip'` leaves out what is below the node, `'stop'` ends the walk. */
export type WalkAnswer = 'skip' | 'stop' | void;

/** Visits the node and everything below it, parents first. Answers whether the walk came to its end. */
export function walk(node: WalkedNode, enter: (node: WalkedNode) => WalkAnswer): boolean {
  const pending: WalkedNode[] = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const answer = enter(next);
    if (answer === 'stop') {
      return false;
    }
    if (answer !== 'skip') {
      pushReversed(pending, childrenOf(next));
    }
  }
  return true;
}

/** Nodes of a scope that are looked through more quickly than a selection of them is made. */
const SMALL_SCOPE = 32;

/** Kinds of nodes that a rule looks at. */
export type NodeKinds = ReadonlySet<WalkedNode['kind']>;

/**
 * Visits what runs in the scope of the body itself. A nested `def`, `class` or `lambda` is visited, and so are its
 * decorators, defaults, annotations and bases, but not its body; comprehensions are gone through.
 *
 * @param kinds - the only kinds of nodes that are visited; the same set each time, since what it selects is kept.
 */
export function walkOwnScope(
  body: readonly WalkedNode[],
  enter: (node: WalkedNode) => WalkAnswer,
  kinds: NodeKinds | null = null
): boolean {
  for (const node of body) {
    const { order, start } = placeInScope(node);
    const last = order.ends[start];
    if (kinds !== null && last - start > SMALL_SCOPE) {
      if (!visitSelected(order, selectedIn(order, kinds), [start, last], enter)) {
        return false;
      }
      continue;
    }
    for (let index = start; index < last;) {
      if (kinds !== null && !kinds.has(order.nodes[index].kind)) {
        index++;
        continue;
      }
      const answer = enter(order.nodes[index]);
      if (answer === 'stop') {
        return false;
      }
      index = answer === 'skip' ? order.ends[index] : index + 1;
    }
  }
  return true;
}

/** Visits the nodes at the given indices, which ascend, as far as they lie in a range. */
function visitSelected(
  { nodes, ends }: ScopeOrder,
  selected: readonly number[],
  [start, last]: readonly [number, number],
  enter: (node: WalkedNode) => WalkAnswer
): boolean {
  let from = start;
  for (let at = firstFrom(selected, start); at < selected.length && selected[at] < last; at++) {
    const index = selected[at];
    if (index < from) {
      continue;
    }
    const answer = enter(nodes[index]);
    if (answer === 'stop') {
      return false;
    }
    from = answer === 'skip' ? ends[index] : index + 1;
  }
  return true;
}

/** The first place in ascending numbers whose number is not below another. */
function firstFrom(ascending: readonly number[], least: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < least) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

function selectedIn(order: ScopeOrder, kinds: NodeKinds): readonly number[] {
  order.selections ??= new Map();
  let selected = order.selections.get(kinds);
  if (selected === undefined) {
    const found: number[] = [];
    order.nodes.forEach((node, index) => {
      if (kinds.has(node.kind)) {
        found.push(index);
      }
    });
    selected = found;
    order.selections.set(kinds, selected);
  }
  return selected;
}

/** Nodes of one scope in the order of a walk, parents first, each with the index after all that is below it. */
type ScopeOrder = {
  readonly nodes: WalkedNode[];
  readonly ends: number[];
  /** Indices of the nodes of some kinds; `null` where none were asked for. */
  selections: Map<NodeKinds, readonly number[]> | null;
};

/** Where a node stands in an order, so that the bodies within a body need no order of their own. */
type PlaceInScope = { readonly order: ScopeOrder; readonly start: number };

/** Many rules walk over the same bodies: their order is found once. */
const _placesInScopes = new WeakMap<WalkedNode, PlaceInScope>();

function placeInScope(node: WalkedNode): PlaceInScope {
  const known = _placesInScopes.get(node);
  if (known !== undefined) {
    return known;
  }
  const order: ScopeOrder = { nodes: [], ends: [], selections: null };
  const pending: (WalkedNode | number)[] = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === 'number') {
      order.ends[next] = order.nodes.length;
      continue;
    }
    const start = order.nodes.length;
    order.nodes.push(next);
    if (hasBody(next) && !_placesInScopes.has(next)) {
      _placesInScopes.set(next, { order, start });
    }
    const below = isScopeHead(next) ? headOf(next) : childrenOf(next);
    if (below.length === 0) {
      order.ends[start] = start + 1;
      continue;
    }
    pending.push(start);
    pushReversed(pending, below);
  }
  const place = { order, start: 0 };
  _placesInScopes.set(node, place);
  return place;
}

/** Whether the node is a statement with statements in it, which are walked by themselves as well. */
function hasBody(node: WalkedNode): boolean {
  return 'body' in node && Array.isArray(node.body);
}

function pushReversed<Item>(pending: Item[], nodes: readonly Item[]): void {
  for (let index = nodes.length - 1; index >= 0; index -= 1) {
    pending.push(nodes[index]);
  }
}

type ScopeHead = Extract<WalkedNode, { kind: 'FunctionDef' | 'ClassDef' | 'Lambda' }>;

function isScopeHead(node: WalkedNode): node is ScopeHead {
  return node.kind === 'FunctionDef' || node.kind === 'ClassDef' || node.kind === 'Lambda';
}

/** What the enclosing scope evaluates of a definition. */
export function headOf(node: ScopeHead): readonly WalkedNode[] {
  switch (node.kind) {
    case 'FunctionDef':
      return [
        ...node.decorators.map(decorator => decorator.expression),
        ...parameterChildren(node.parameters),
        ...some(node.returns)
      ];
    case 'ClassDef':
      return [
        ...node.decorators.map(decorator => decorator.expression),
        ...node.bases,
        ...keywordValues(node.keywords)
      ];
    case 'Lambda':
      return parameterChildren(node.parameters);
  }
}

/** The nodes directly below a node. */
export function childrenOf(node: WalkedNode): readonly WalkedNode[] {
  switch (node.kind) {
    case 'FunctionDef':
    case 'ClassDef':
      return [...headOf(node), ...node.body];
    case 'Lambda':
      return [...headOf(node), node.body];
    case 'Return':
    case 'Yield':
      return some(node.value);
    case 'Delete':
      return node.targets;
    case 'Assign':
      return [...node.targets, node.value];
    case 'AugAssign':
      return [node.target, node.value];
    case 'AnnAssign':
      return [node.target, node.annotation, ...some(node.value)];
    case 'For':
      return [node.target, node.iter, ...node.body, ...node.orelse];
    case 'While':
    case 'If':
      return [node.test, ...node.body, ...node.orelse];
    case 'With':
      return [...node.items.flatMap(item => [item.context, ...some(item.target)]), ...node.body];
    case 'Match':
      return [node.subject, ...node.cases.flatMap(caseChildren)];
    case 'Raise':
      return [...some(node.exc), ...some(node.cause)];
    case 'Try':
      return [
        ...node.body,
        ...node.handlers.flatMap(handler => [...some(handler.type), ...handler.body]),
        ...node.orelse,
        ...node.finalbody
      ];
    case 'Assert':
      return [node.test, ...some(node.msg)];
    case 'Import':
    case 'ImportFrom':
    case 'Global':
    case 'Nonlocal':
    case 'Pass':
    case 'Break':
    case 'Continue':
    case 'ErrorStatement':
    case 'Error':
    case 'Name':
    case 'Constant':
    case 'MatchSingleton':
    case 'MatchStar':
      return [];
    case 'Expr':
    case 'Attribute':
    case 'Starred':
    case 'Await':
    case 'YieldFrom':
    case 'MatchValue':
      return [node.value];
    case 'TypeAlias':
      return [node.name, node.value];
    case 'Subscript':
      return [node.value, node.slice];
    case 'Slice':
      return [...some(node.lower), ...some(node.upper), ...some(node.step)];
    case 'Call':
      return [node.func, ...node.args, ...keywordValues(node.keywords)];
    case 'BinOp':
      return [node.left, node.right];
    case 'UnaryOp':
      return [node.operand];
    case 'BoolOp':
    case 'JoinedStr':
      return node.values;
    case 'Compare':
      return [node.left, ...node.comparators];
    case 'IfExp':
      return [node.body, node.test, node.orelse];
    case 'NamedExpr':
      return [node.target, node.value];
    case 'List':
    case 'Tuple':
    case 'Set':
      return node.elts;
    case 'Dict':
      return node.items.flatMap(item => [...some(item.key), item.value]);
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
      return [node.elt, ...generatorChildren(node.generators)];
    case 'DictComp':
      return [node.key, node.value, ...generatorChildren(node.generators)];
    case 'FormattedValue':
      return [node.value, ...some(node.format)];
    case 'MatchSequence':
    case 'MatchOr':
      return node.patterns;
    case 'MatchMapping':
      return node.patterns.flatMap((pattern, index) => [...some(node.keys[index]), pattern]);
    case 'MatchClass':
      return [node.cls, ...node.patterns, ...node.keywords.map(keyword => keyword.pattern)];
    case 'MatchAs':
      return some(node.pattern);
    default:
      return unreachable(node);
  }
}

function some<Node>(node: Node | null | undefined): readonly Node[] {
  return node === null || node === undefined ? [] : [node];
}

function keywordValues(keywords: readonly Keyword[]): readonly Expression[] {
  return keywords.map(keyword => keyword.value);
}

function parameterChildren(parameters: Parameters): readonly Expression[] {
  return parameters.flatMap(parameter => [
    ...some(parameter.annotation),
    ...some(parameter.default)
  ]);
}

function generatorChildren(generators: readonly ComprehensionFor[]): readonly Expression[] {
  return generators.flatMap(generator => [generator.target, generator.iter, ...generator.ifs]);
}

function caseChildren(entry: MatchCase): readonly WalkedNode[] {
  return [entry.pattern, ...some(entry.guard), ...entry.body];
}

function unreachable(node: never): never {
  throw new Error(`no such node: ${JSON.stringify(node)}`);
}
