/**
 * Going over the tree, and over what runs in one scope.
 */
import { isScopeHead, pushChildren, pushHead, type WalkedNode } from './children';

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
      const above = pending.length;
      pushChildren(pending, next);
      turnAround(pending, above);
    }
  }
  return true;
}

/** Nodes of a scope that are looked through more quickly than a selection of them is made. */
const SMALL_SCOPE = 10;

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
  for (let at = 0; at < body.length;) {
    const { order, start } = placeInScope(body, at);
    let last = order.ends[start];
    if (at === 0 && order.body === body) {
      last = order.nodes.length;
      at = body.length;
    } else {
      for (at++; at < body.length && order.nodes[last] === body[at]; at++) {
        last = order.ends[last];
      }
    }
    if (!visitRange(order, start, last, enter, kinds)) {
      return false;
    }
  }
  return true;
}

/** Visits the nodes in a range: one by one, or those of some kinds. */
function visitRange(
  order: ScopeOrder,
  start: number,
  last: number,
  enter: (node: WalkedNode) => WalkAnswer,
  kinds: NodeKinds | null
): boolean {
  if (kinds === null || last - start <= SMALL_SCOPE) {
    return visitAll(order, start, last, enter, kinds);
  }
  const selected = selectedIn(order, kinds);
  return selected.length === 0 || visitSelected(order, selected, start, last, enter);
}

function visitAll(
  { nodes, ends }: ScopeOrder,
  start: number,
  last: number,
  enter: (node: WalkedNode) => WalkAnswer,
  kinds: NodeKinds | null
): boolean {
  for (let index = start; index < last;) {
    const node = nodes[index];
    if (kinds !== null && !kinds.has(node.kind)) {
      index++;
      continue;
    }
    const answer = enter(node);
    if (answer === 'stop') {
      return false;
    }
    index = answer === 'skip' ? ends[index] : index + 1;
  }
  return true;
}

/** Visits the nodes at the given indices, which ascend, as far as they lie in a range. */
function visitSelected(
  { nodes, ends }: ScopeOrder,
  selected: Indices,
  start: number,
  last: number,
  enter: (node: WalkedNode) => WalkAnswer
): boolean {
  let from = start;
  const first = start === 0 ? 0 : firstFrom(selected, start);
  for (let at = first; at < selected.length && selected[at] < last; at++) {
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
function firstFrom(ascending: Indices, least: number): number {
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

function selectedIn(order: ScopeOrder, kinds: NodeKinds): Indices {
  order.selections ??= new Map();
  let selected = order.selections.get(kinds);
  if (selected === undefined) {
    const byKind = (order.byKind ??= indicesByKind(order.nodes));
    const found: number[][] = [];
    kinds.forEach(kind => {
      const indices = byKind.get(kind);
      if (indices !== undefined) {
        found.push(indices);
      }
    });
    selected = found.length === 1 ? found[0] : Uint32Array.from(found.flat()).sort();
    order.selections.set(kinds, selected);
  }
  return selected;
}

function indicesByKind(nodes: readonly WalkedNode[]): Map<WalkedNode['kind'], number[]> {
  const byKind = new Map<WalkedNode['kind'], number[]>();
  nodes.forEach(({ kind }, index) => {
    const indices = byKind.get(kind);
    if (indices === undefined) {
      byKind.set(kind, [index]);
    } else {
      indices.push(index);
    }
  });
  return byKind;
}

/** Indices of nodes, which ascend. */
type Indices = ArrayLike<number>;

/** Nodes of one scope in the order of a walk, parents first, each with the index after all that is below it. */
type ScopeOrder = {
  /** The body whose nodes they are. */
  readonly body: readonly WalkedNode[];
  readonly nodes: WalkedNode[];
  readonly ends: number[];
  /** Indices of the nodes of each kind; `null` where none were asked for. */
  byKind: Map<WalkedNode['kind'], number[]> | null;
  /** Indices of the nodes of some kinds; `null` where none were asked for. */
  selections: Map<NodeKinds, Indices> | null;
};

/** Where a node stands in an order, so that the blocks within a body need no order of their own. */
type PlaceInScope = { readonly order: ScopeOrder; readonly start: number };

/**
 * Many rules walk over the same bodies: their order is found once. Known are the places of the first statement of each
 * block, and of each statement with blocks.
 */
const _placesInScopes = new WeakMap<WalkedNode, PlaceInScope>();

function keep(place: PlaceInScope): void {
  const node = place.order.nodes[place.start];
  if (!_placesInScopes.has(node)) {
    _placesInScopes.set(node, place);
  }
}

/** The place of a node of a body; those behind it follow in the same order where it is new. */
function placeInScope(body: readonly WalkedNode[], at: number): PlaceInScope {
  const known = _placesInScopes.get(body[at]);
  if (known !== undefined) {
    return known;
  }
  const rest = at === 0 ? body : body.slice(at);
  const order: ScopeOrder = { body: rest, nodes: [], ends: [], byKind: null, selections: null };
  const heads: number[] = [];
  const pending: (WalkedNode | number)[] = [...rest].reverse();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === 'number') {
      order.ends[next] = order.nodes.length;
      continue;
    }
    const start = order.nodes.length;
    order.nodes.push(next);
    if (blocksIn(next).length > 0) {
      heads.push(start);
    }
    const above = pending.push(start);
    if (isScopeHead(next)) {
      pushHead(pending, next);
    } else {
      pushChildren(pending, next);
    }
    turnAround(pending, above);
  }
  for (const head of heads) {
    keep({ order, start: head });
    for (const [first] of blocksIn(order.nodes[head])) {
      if (first !== undefined) {
        keep({ order, start: order.nodes.indexOf(first, head) });
      }
    }
  }
  const place = { order, start: 0 };
  _placesInScopes.set(body[at], place);
  return place;
}

const NO_BLOCKS: readonly (readonly WalkedNode[])[] = [];

/** The blocks of a statement that belong to the same scope; the walks of rules begin at statements that have some. */
function blocksIn(node: WalkedNode): readonly (readonly WalkedNode[])[] {
  switch (node.kind) {
    case 'If':
    case 'For':
    case 'While':
      return [node.body, node.orelse];
    case 'With':
      return [node.body];
    case 'Try':
      return [node.body, node.orelse, node.finalbody];
    default:
      return NO_BLOCKS;
  }
}

/** Turns the end of a stack around, so that what was pushed first is taken first. */
function turnAround<Item>(pending: Item[], from: number): void {
  for (let low = from, high = pending.length - 1; low < high; low++, high--) {
    const item = pending[low];
    pending[low] = pending[high];
    pending[high] = item;
  }
}
