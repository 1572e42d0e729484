/**
 * Axes that an operation below a function leaves open and that the body reads as Python numbers: run eagerly each
 * tensor has its size, traced the axis is `None` (`spec/tracing-truth.md`, section 1, hazard 12).
 *
 * Only the axes count that operations leave open. One that is open in what reaches the function may have its size when
 * the function is traced for the tensor of one call.
 */
import type { Activation } from '../interpreter/record';
import type { Expression } from '../syntax/tree';
import { walk, walkOwnScope, type NodeKinds } from '../syntax/walk';
import type { Shape } from '../libraries/rules/tensorType';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { tensorsOf } from './argumentValues';
import { edgesAt, evaluatedCalls } from './callsOfNode';
import { causeAt, type Cause, type ReachedRun } from './reachableRuns';
import { bodyOf } from './symbolicValues';

/** Calls that take a shape of which parts are not known. */
const TAKES_OPEN_SHAPES: ReadonlySet<string> = new Set([
  ...['len', 'set_shape', 'ensure_shape', 'TensorShape', 'TensorSpec', 'Input', 'print']
]);

/** What of a shape is known although axes are open. */
const OF_THE_RANK: ReadonlySet<string> = new Set(['rank', 'ndims']);

/** The reads in the runs below a function. */
export function openAxisReads(
  roots: readonly Activation[],
  below: readonly ReachedRun[]
): readonly Cause[] {
  if (roots.some(hasOpenAxes)) {
    return [];
  }
  return below.flatMap(reached => [
    ...readsOf(reached.run).map(node =>
      causeAt(reached, node, 'an operation leaves this axis open: when traced it is None')
    ),
    ...unstackedOf(reached.run).map(node =>
      causeAt(reached, node, 'when traced the number of its parts is not known')
    )
  ]);
}

/** Whether a tensor with an open axis comes into the run from outside. */
function hasOpenAxes(run: Activation): boolean {
  const values = [
    ...run.arguments.values(),
    ...run.outerReads.values(),
    ...[...run.contents.values()].flatMap(fields => [...fields.values()])
  ];
  return values.some(value => isOpenWithin(value, 0));
}

/** Containers within containers are looked into to this depth. */
const DEPTH_LIMIT = 4;

function isOpenWithin(value: Value, depth: number): boolean {
  return membersOf(value).some(
    member =>
      (member.kind === 'tensor' && isOpen(member.type.shape)) ||
      (member.kind === 'tuple' &&
        depth < DEPTH_LIMIT &&
        member.items.some(item => isOpenWithin(item, depth + 1)))
  );
}

function isOpen(shape: Shape): boolean {
  return shape?.includes('open') ?? false;
}

const READING: NodeKinds = new Set(['Call', 'Raise', 'Subscript', 'Attribute'] as const);

/** `v.shape`, or `v.shape[i]` of an open axis, where the run needs the number. */
function readsOf(run: Activation): readonly Expression[] {
  const harmless = new Set<Expression>();
  const reads: Expression[] = [];
  walkOwnScope(
    bodyOf(run),
    node => {
      if (node.kind === 'Call') {
        const name = nameOfCallee(node.func);
        if (name === 'get_shape' && node.func.kind === 'Attribute') {
          if (openShapes(run, node.func.value).length > 0) {
            reads.push(node);
          }
        } else if (name !== null && TAKES_OPEN_SHAPES.has(name)) {
          node.args.forEach(argument => harmless.add(argument));
          node.keywords.forEach(keyword => harmless.add(keyword.value));
        }
      } else if (node.kind === 'Raise') {
        walk(node, part => {
          if (part.kind === 'Attribute') {
            harmless.add(part);
          }
        });
      } else if (node.kind === 'Subscript' && isShapeRead(run, node.value)) {
        harmless.add(node.value);
        if (isOpenAxis(run, node.value.value, node.slice)) {
          reads.push(node);
        }
      } else if (node.kind === 'Attribute') {
        if (OF_THE_RANK.has(node.attr)) {
          harmless.add(node.value);
        }
        if (isShapeRead(run, node) && !harmless.has(node)) {
          reads.push(node);
        }
      }
    },
    READING
  );
  return reads;
}

function nameOfCallee(node: Expression): string | null {
  return node.kind === 'Name' ? node.id : node.kind === 'Attribute' ? node.attr : null;
}

/** `v.shape` of a tensor with open axes. */
function isShapeRead(
  run: Activation,
  node: Expression
): node is Extract<Expression, { readonly kind: 'Attribute' }> {
  return (
    node.kind === 'Attribute' && node.attr === 'shape' && openShapes(run, node.value).length > 0
  );
}

/** Whether the length of a tensor is one that an operation in the run leaves open. */
export function isOfOpenLength(run: Activation, node: Expression): boolean {
  return openShapes(run, node).some(shape => shape?.[0] === 'open') && !hasOpenAxes(run);
}

function openShapes(run: Activation, node: Expression): readonly Shape[] {
  const value = run.values.get(node);
  return value === undefined
    ? []
    : tensorsOf(value).flatMap(({ type }) =>
        type.form === 'dense' && isOpen(type.shape) ? [type.shape] : []
      );
}

/** Whether the place in the shape, where it is a number that is written out, is that of an open axis. */
function isOpenAxis(run: Activation, tensor: Expression, place: Expression): boolean {
  const index = run.values.get(place);
  const known = index?.kind === 'constant' && typeof index.value === 'number' ? index.value : null;
  return known === null || openShapes(run, tensor).some(shape => shape?.at(known) === 'open');
}

/** `tf.unstack(v)` along an open axis without a number of parts. */
function unstackedOf(run: Activation): readonly Expression[] {
  return evaluatedCalls(run).filter(call => {
    const [first, number] = call.args;
    return (
      first !== undefined &&
      number === undefined &&
      call.keywords.every(({ arg }) => arg !== 'num' && arg !== 'axis') &&
      openShapes(run, first).some(shape => shape?.[0] === 'open') &&
      edgesAt(run, call).some(({ api }) => api === 'tensorflow.unstack')
    );
  });
}
