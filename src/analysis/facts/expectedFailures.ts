/**
 * Calls that a test expects to fail (specification 8.5).
 */
import type { Arrival } from '../interpreter/record';
import { childrenOf, isScopeHead, type WalkedNode } from '../syntax/children';
import { BEHIND_ALL } from '../syntax/offsets';
import type { Call, Statement } from '../syntax/tree';
import { importedPath, type ModuleNames } from './moduleNames';

/**
 * Whether every way to the call site passes a declared failure of its own function: `with assertRaises(…):`,
 * `with pytest.raises(…):`. The callable form `assertRaises(E, f, x)` declares nothing about other calls.
 */
export function isExpectedFailure(arrival: Arrival, names: ModuleNames): boolean {
  const { code, top } = arrival.caller;
  if (code !== null && code.node.kind !== 'FunctionDef') {
    return false;
  }
  const body = code?.node.kind === 'FunctionDef' ? code.node.body : [top.statement];
  const { start } = arrival.edge.site;
  return declarationsIn(body, names).some(
    ({ at, reaches }) => at.start <= start && reaches.every(ranges => isInOne(ranges, start))
  );
}

type Range = { readonly start: number; readonly end: number };

/** A declared failure, and for each arm that it stands in where the arm has been run: in itself, or behind it as well. */
type Declaration = { readonly at: Range; readonly reaches: readonly (readonly Range[])[] };

const _declarations = new WeakMap<readonly Statement[] | Statement, readonly Declaration[]>();

function declarationsIn(body: readonly Statement[], names: ModuleNames): readonly Declaration[] {
  // A top-level statement stands in an array that is made anew each time.
  const key = body.length === 1 ? body[0] : body;
  let found = _declarations.get(key);
  if (found === undefined) {
    found = collect(body, names);
    _declarations.set(key, found);
  }
  return found;
}

function collect(body: readonly Statement[], names: ModuleNames): readonly Declaration[] {
  const found: Declaration[] = [];
  const pending: { readonly node: WalkedNode; readonly reaches: Declaration['reaches'] }[] =
    body.map(node => ({ node, reaches: [] }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, reaches } = next;
    if (isScopeHead(node)) {
      continue;
    }
    if (node.kind === 'Call' && isDeclaration(node, names)) {
      found.push({ at: node, reaches });
    }
    const arms = armsOf(node);
    for (const child of childrenOf(node)) {
      const around = arms.filter(({ arm }) => isInOne(arm, child.start));
      pending.push({
        node: child,
        reaches: around.length === 0 ? reaches : [...reaches, ...around.map(({ reach }) => reach)]
      });
    }
  }
  return found;
}

/** A part of a node that some ways leave out, and where it has been run for certain. */
type Arm = { readonly arm: readonly Range[]; readonly reach: readonly Range[] };

function armsOf(node: WalkedNode): readonly Arm[] {
  const only = (parts: readonly Range[]): Arm => ({ arm: parts, reach: parts });
  switch (node.kind) {
    case 'If':
    case 'For':
    case 'While':
      return [only(node.body), only(node.orelse)];
    case 'Match':
      return node.cases.map(({ pattern, guard, body }) =>
        only([pattern, ...(guard === null ? [] : [guard]), ...body])
      );
    case 'Try': {
      const normally = [...node.body, ...node.orelse];
      const behind = { start: node.end, end: BEHIND_ALL };
      return [
        // A handler is entered from anywhere in the body; without one only a complete body leads on.
        { arm: node.body, reach: node.handlers.length > 0 ? normally : [...normally, behind] },
        ...node.handlers.map(({ body }) => only(body)),
        only(node.orelse)
      ];
    }
    case 'IfExp':
      return [only([node.body]), only([node.orelse])];
    case 'BoolOp':
      return node.values.slice(1).map(value => only([{ start: value.start, end: node.end }]));
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
      return [only([node.elt])];
    case 'DictComp':
      return [only([node.key, node.value])];
    default:
      return [];
  }
}

function isInOne(ranges: readonly Range[], offset: number): boolean {
  return ranges.some(({ start, end }) => start <= offset && offset < end);
}

function isDeclaration(node: Call, names: ModuleNames): boolean {
  if (node.func.kind === 'Attribute' && /^assertRaises(?:Regexp?)?$/u.test(node.func.attr)) {
    return true;
  }
  if (importedPath(names, node.func) === 'pytest.raises') {
    return true;
  }
  return (
    node.func.kind === 'Attribute' &&
    node.func.attr === 'raises' &&
    node.func.value.kind === 'Name' &&
    (node.func.value.id === 'pytest' || node.func.value.id === 'py')
  );
}
