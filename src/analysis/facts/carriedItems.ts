/**
 * Items that a condition or loop of the graph carries: AutoGraph takes `total['loss']` for one of its variables where the key is a
 * literal and the container was there before (`autograph/converters/control_flow.py`, composite symbols).
 */
import type { Activation, Effect } from '../interpreter/record';
import type { Expression, Statement, Subscript } from '../syntax/tree';
import { blocksOf } from '../interpreter/definitions';
import { walk } from '../syntax/walk';
import { membersOf } from '../values/join';
import { tensorsOf } from './argumentValues';
import { assignmentsOf, loopsOf } from './bodyIndex';
import { kindAt } from './outlines';
import type { Flow } from './graphFlow';
import { shapeOf } from './graphShapes';

/**
 * Whether a change of a container does nothing but give the next value to an item that the flow carries: a tensor of the dtype and
 * shape that the display has there.
 *
 * ```python
 * total = {'loss': 0.0}
 * for x in dataset:
 *     total['loss'] += loss(x)
 * ```
 */
export function isCarriedItem(
  run: Activation,
  body: readonly Statement[],
  flow: Flow,
  effect: Effect
): boolean {
  const { object } = effect;
  if (
    effect.chain.length > 0 ||
    (effect.construct !== 'subscript' && effect.construct !== 'augmented') ||
    object === null
  ) {
    return false;
  }
  const item = itemSetAt(armsOf(flow), effect.cause.start);
  const made = item === null ? [] : (assignmentsOf(body).get(item.name) ?? []);
  return (
    item !== null &&
    made.length === 1 &&
    made[0].end <= flow.start &&
    made[0].value.start === object.site?.start &&
    isSameTensor(run, itemOf(made[0].value, item.target), item.value, item.isAdded) &&
    isOnlyTakenApart(flow, item.name) &&
    changesBefore(run, body, flow, effect).every(({ chain, cause }) => {
      const other = chain.length === 0 ? itemSetAt(body, cause.start) : null;
      return (
        other?.name === item.name &&
        kindAt(run, other.value) === kindAt(run, itemOf(made[0].value, other.target) ?? other.value)
      );
    })
  );
}

/** What changes the container before the flow comes to it again: all but what stands after it, outside of loops. */
function changesBefore(
  run: Activation,
  body: readonly Statement[],
  flow: Flow,
  { object }: Effect
): readonly Effect[] {
  const isRepeated = loopsOf(body).some(
    loop => loop !== flow && loop.start <= flow.start && flow.end <= loop.end
  );
  return [...run.effects, ...run.localEffects].filter(
    other => other.object === object && (isRepeated || other.cause.start < flow.end)
  );
}

type ItemSet = {
  readonly name: string;
  readonly target: Subscript;
  readonly value: Expression;
  readonly isAdded: boolean;
};

/** `name['key'] += value` or `name['key'] = value`; `null` where no such statement begins there. */
function itemSetAt(block: readonly Statement[], start: number): ItemSet | null {
  const node = block.find(statement => statement.start <= start && start < statement.end);
  if (node === undefined) {
    return null;
  }
  const target =
    node.kind === 'AugAssign'
      ? node.target
      : node.kind === 'Assign' && node.targets.length === 1
        ? node.targets[0]
        : null;
  if (node.kind !== 'AugAssign' && node.kind !== 'Assign') {
    return itemSetAt(blocksOf(node).flat(), start);
  }
  return target?.kind === 'Subscript' &&
    target.value.kind === 'Name' &&
    target.slice.kind === 'Constant'
    ? { name: target.value.id, target, value: node.value, isAdded: node.kind === 'AugAssign' }
    : null;
}

/** What a condition or loop does. */
function armsOf(flow: Flow): readonly Statement[] {
  return [...flow.body, ...flow.orelse];
}

/** The expression for an item in a display; `null` where it has none. */
function itemOf(display: Expression, { slice }: Subscript): Expression | null {
  if (slice.kind !== 'Constant') {
    return null;
  }
  const { value } = slice;
  if (display.kind === 'List' && value.type === 'int') {
    const isPlain = display.elts.every(({ kind }) => kind !== 'Starred');
    return isPlain && value.value !== null ? (display.elts[value.value] ?? null) : null;
  }
  if (display.kind !== 'Dict' || value.type !== 'str') {
    return null;
  }
  const last = display.items
    .filter(
      ({ key }) =>
        key === null ||
        (key.kind === 'Constant' && key.value.type === 'str' && key.value.value === value.value)
    )
    .at(-1);
  return last === undefined || last.key === null ? null : last.value;
}

/** Whether the item stays a tensor, or becomes one of the number that it is, with one dtype and shape. */
function isSameTensor(
  run: Activation,
  before: Expression | null,
  value: Expression,
  isAdded: boolean
): boolean {
  const given = run.values.get(value);
  if (
    before === null ||
    given === undefined ||
    !membersOf(given).every(({ kind }) => kind === 'tensor')
  ) {
    return false;
  }
  const shape = shapeOf(run, before);
  const kind = kindAt(run, before);
  return (
    kind !== null &&
    kind === kindAt(run, value) &&
    tensorsOf(given).every(
      ({ type }) =>
        shape !== null &&
        type.shape !== null &&
        (shape.join() === type.shape.join() || (isAdded && type.shape.length === 0))
    )
  );
}

/** Whether the arms name the container only to get at one of its items. */
function isOnlyTakenApart(flow: Flow, name: string): boolean {
  let mentions = 0;
  armsOf(flow).forEach(statement =>
    walk(statement, node => {
      if (node.kind === 'Name' && node.id === name) {
        mentions++;
      } else if (
        node.kind === 'Subscript' &&
        node.value.kind === 'Name' &&
        node.value.id === name &&
        node.slice.kind === 'Constant'
      ) {
        mentions--;
      }
    })
  );
  return mentions === 0;
}
