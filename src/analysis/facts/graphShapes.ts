/**
 * Shapes that a graph does not know or cannot change: what operations with results of open size give, and what a
 * graph loop carries.
 */
import type { Activation, CallEdge } from '../interpreter/record';
import type { Expression, Statement, Subscript } from '../syntax/tree';
import { ASSIGNMENTS } from '../syntax/nodeKinds';
import type { WalkedNode } from '../syntax/children';
import { walk, walkOwnScope, type NodeKinds } from '../syntax/walk';
import { tensorsOf } from './argumentValues';
import { edgesAt, evaluatedCalls } from './callsOfNode';
import { outlinesAt, outlinesOf, unlikeAmong, type Outline } from './outlines';
import type { AddForm } from './conversionForms';
import { namesOfTarget } from '../syntax/blockNames';
import { assignmentsOf } from './bodyIndex';
import type { IsSymbolic } from './graphConditions';
import { isUsedAfter, type Flow } from './graphFlow';

/** Operations of which only running them tells how long the result is. */
const OPEN_SIZE =
  /^tensorflow\.(?:boolean_mask|where|unique|unique_with_counts|sparse\.\w+|ragged\.boolean_mask|image\.non_max_suppression|io\.\w+|strings\.split)$/u;

/** What gives all that was written to an array, which may grow while the graph runs. */
const GROWN = /^tensorflow\.TensorArray\.(?:stack|concat)$/u;

/** `tf.boolean_mask(x, m).shape[0]`, or of a name that branches of the graph give other shapes: `None` when traced. */
export function openShapeReads(
  run: Activation,
  body: readonly Statement[],
  flows: readonly Flow[],
  isSymbolic: IsSymbolic,
  add: AddForm
): void {
  const isOpen = (node: Expression): boolean =>
    (node.kind === 'Subscript' && boundsOf(node).some(isSymbolic)) ||
    (node.kind === 'Call' &&
      edgesAt(run, node).some(
        ({ api }) =>
          api !== null &&
          ((OPEN_SIZE.test(api) &&
            (!api.endsWith('.where') || node.args.length + node.keywords.length === 1)) ||
            (GROWN.test(api) && shapeOf(run, node) === null))
      ));
  const names = new Set<string>();
  const shapesSet = new Map<string, readonly number[]>();
  walkOwnScope(
    body,
    node => {
      if (node.kind === 'Assign' && isOpen(node.value)) {
        node.targets
          .flatMap(target => (target.kind === 'Tuple' ? target.elts : [target]))
          .forEach(target => target.kind === 'Name' && names.add(target.id));
      }
    },
    ASSIGNMENTS
  );
  for (const flow of flows.filter(({ kind }) => kind === 'If')) {
    walkOwnScope([flow], node => {
      const target = node.kind === 'Assign' ? node.targets[0] : undefined;
      if (node.kind === 'Assign' && target?.kind === 'Name') {
        const shape = shapeOf(run, node.value);
        const others = [shapeBefore(run, body, flow, target.id), shapesSet.get(target.id) ?? null];
        if (others.some(other => other !== null && other.join() !== shape?.join())) {
          names.add(target.id);
        }
        if (shape !== null) {
          shapesSet.set(target.id, shape);
        }
      }
    });
  }
  const harmless = new Set<Expression>();
  walkOwnScope(
    body,
    node => {
      if (node.kind === 'Call' && node.func.kind === 'Name' && node.func.id === 'len') {
        node.args.forEach(argument => harmless.add(argument));
      } else if (node.kind === 'Subscript' && isOfKnownAxis(run, node)) {
        harmless.add(node.value);
      } else if (
        node.kind === 'Attribute' &&
        node.attr === 'shape' &&
        !harmless.has(node) &&
        (isOpen(node.value) || (node.value.kind === 'Name' && names.has(node.value.id)))
      ) {
        add('shape-read-may-be-none', node, 'when traced the number of rows is not known');
      }
    },
    SHAPE_READS
  );
}

/** The bounds of the slices in a subscript: `x[:int(n)]` has as many rows as a tensor says. */
function boundsOf({ slice }: Subscript): readonly Expression[] {
  return (slice.kind === 'Tuple' ? slice.elts : [slice]).flatMap(part =>
    part.kind === 'Slice' ? [part.lower, part.upper].filter(bound => bound !== null) : []
  );
}

const SHAPE_READS: NodeKinds = new Set(['Attribute', 'Call', 'Subscript'] as const);

/** `k.shape[-1]` of an axis whose length a graph knows, too. */
function isOfKnownAxis(run: Activation, { value, slice }: Subscript): boolean {
  const place = run.values.get(slice);
  const tensor = value.kind === 'Attribute' ? run.values.get(value.value) : undefined;
  return (
    place?.kind === 'constant' &&
    typeof place.value === 'number' &&
    tensor?.kind === 'tensor' &&
    typeof tensor.type.shape?.at(place.value) === 'number'
  );
}

const EQUALITY = /^tensorflow\.(?:math\.)?(?:not_)?equal$/u;

/** What asks for a shape while the graph runs: a condition on it does not keep tracing out of the other branch. */
const SHAPE_QUESTION = /^(?:tensorflow|keras\.ops)\.(?:rank|shape|size)$/u;

/**
 * `x @ y if tf.rank(x) == 2 else …`: both branches are traced with the shape that the tensor has, where it is known, and
 * one of them may have no sense for it. A comparison with zero guards what is empty, in branches for any shape.
 */
export function shapeConditions(run: Activation, test: Expression, add: AddForm): void {
  walk(test, node => {
    const sides = comparedSides(run, node);
    if (!sides.some(isZero) && sides.some(side => asksForKnownShape(run, side))) {
      add('branches-disagree', test, 'both branches are traced, whatever shape it has', true);
    }
  });
}

/** What is compared for being the same. */
function comparedSides(run: Activation, node: WalkedNode): readonly Expression[] {
  if (node.kind === 'Compare' && node.ops.some(op => op === '==' || op === '!=')) {
    return [node.left, ...node.comparators];
  }
  return node.kind === 'Call' && edgesAt(run, node).some(({ api }) => EQUALITY.test(api ?? ''))
    ? node.args
    : [];
}

function isZero(node: Expression): boolean {
  return node.kind === 'Constant' && node.value.type === 'int' && node.value.text === '0';
}

/** `tf.rank(x)`, `tf.shape(x)[i]` of a tensor whose shape is known when it is traced. */
function asksForKnownShape(run: Activation, node: Expression): boolean {
  const call = node.kind === 'Subscript' ? node.value : node;
  return (
    call.kind === 'Call' &&
    edgesAt(run, call).some(({ api }) => api !== null && SHAPE_QUESTION.test(api)) &&
    call.args.slice(0, 1).some(argument => {
      const value = run.values.get(argument);
      return value !== undefined && tensorsOf(value).some(({ type }) => type.shape !== null);
    })
  );
}

/** Names that have another shape after a pass of a graph loop than before it. */
export function changedShapes(
  run: Activation,
  body: readonly Statement[],
  flow: Flow,
  add: AddForm
): void {
  if (flow.kind === 'If' || mentionsLoopOptions(flow.body)) {
    return;
  }
  flow.body.forEach((statement, index) => {
    const later = flow.body.slice(index + 1);
    walkOwnScope([statement], node => {
      const target =
        node.kind === 'Assign' ? node.targets[0] : node.kind === 'AugAssign' ? node.target : null;
      if (
        (node.kind !== 'Assign' && node.kind !== 'AugAssign') ||
        target?.kind !== 'Name' ||
        later.some(next => isAssignmentOf(next, target.id))
      ) {
        return;
      }
      const before = shapeBefore(run, body, flow, target.id);
      const after = shapeOf(run, node.value);
      const isOther =
        before !== null &&
        after !== null &&
        (node.kind === 'Assign' ? before.join() !== after.join() : after.length > before.length);
      if (isOther && isUsedAfter(body, flow, target.id)) {
        add('branches-disagree', flow, `\`${target.id}\` changes its shape in it`);
      }
    });
  });
}

/** Whether a statement gives the name another value: what stood there before does not get into the next pass. */
function isAssignmentOf(statement: Statement, name: string): boolean {
  return (
    statement.kind === 'Assign' &&
    statement.targets.some(target => namesOfTarget(target).includes(name))
  );
}

/** The shape that the last assignment before the loop gives. */
function shapeBefore(
  run: Activation,
  body: readonly Statement[],
  flow: Flow,
  name: string
): readonly number[] | null {
  const last = (assignmentsOf(body).get(name) ?? []).filter(node => node.end <= flow.start).at(-1);
  return last === undefined ? null : shapeOf(run, last.value);
}

/** The shape of a tensor or number, where all of it is known. */
export function shapeOf(run: Activation, node: Expression): readonly number[] | null {
  const value = run.values.get(node);
  if (value === undefined || value.kind === 'union') {
    return null;
  }
  if (value.kind === 'constant') {
    return value.type === 'int' || value.type === 'float' || value.type === 'bool' ? [] : null;
  }
  const shape = tensorsOf(value)[0]?.type.shape ?? null;
  return shape !== null && shape.every(extent => typeof extent === 'number') ? shape : null;
}

function mentionsLoopOptions(block: readonly Statement[]): boolean {
  let found = false;
  walkOwnScope(block, node => {
    found ||= node.kind === 'Attribute' && node.attr === 'set_loop_options';
  });
  return found;
}

/** `tf.cond` whose branches give other types. */
export function callbackBranches(run: Activation, add: AddForm): void {
  for (const call of evaluatedCalls(run)) {
    const results = edgesAt(run, call).flatMap(({ callee, api }) =>
      callee !== null && api !== null && /\.(?:cond|case|switch_case)$/u.test(api)
        ? resultsOf(callee)
        : []
    );
    const unlike = unlikeAmong(results);
    if (unlike !== null) {
      add('branches-disagree', call, `its branches give ${unlike}`);
    }
    if (
      call.args.length <= LOOP_ARGUMENTS &&
      !call.keywords.some(({ arg }) => arg === 'shape_invariants') &&
      edgesAt(run, call).some(edge => edge.api === 'tensorflow.while_loop' && growsIn(edge))
    ) {
      add('branches-disagree', call, 'a tensor changes its shape in it');
    }
  }
}

/** What a branch may give. */
function resultsOf(branch: Activation): readonly Outline[] {
  return branch.code?.node.kind === 'Lambda'
    ? outlinesAt(branch, branch.code.node.body)
    : outlinesOf(branch.result);
}

/** `tf.while_loop(cond, body, loop_vars)`; what follows tells of shapes. */
const LOOP_ARGUMENTS = 3;

/** Whether the body of `tf.while_loop` gives a tensor of another shape than it gets. */
function growsIn({ callee }: CallEdge): boolean {
  if (callee?.result.kind !== 'tuple') {
    return false;
  }
  const given = [...callee.arguments.values()];
  return callee.result.items.some((item, index) => {
    const before = given[index]?.kind === 'tensor' ? given[index].type.shape : null;
    const after = item.kind === 'tensor' ? item.type.shape : null;
    return (
      before !== null &&
      after !== null &&
      (before.length !== after.length ||
        before.some(
          (size, axis) =>
            typeof size === 'number' && after[axis] !== size && after[axis] !== 'unknown'
        ))
    );
  });
}
