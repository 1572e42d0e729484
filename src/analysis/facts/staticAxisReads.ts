/**
 * Axes that the body needs as Python integers while the signature leaves them open (specification 7.10).
 */
import type { Activation, CallEdge } from '../interpreter/record';
import type { Call, Expression } from '../syntax/tree';
import { tensorsOf } from './argumentValues';
import { coveredAxes } from './axes';
import { dottedNames, edgesAt } from './callsOfNode';
import type { Signature, SignaturePart } from './graph/signature';
import { membersOf } from '../values/join';
import type { FunctionCode } from '../values/value';
import { reachableRuns, type Cause } from './reachableRuns';
import type { Subject } from './subject';
import { isShape, isValue, valueTaint, type Taint } from './colours';
import { followTaint } from './taint';

const EXTENT_APIS: ReadonlySet<string> = new Set([
  'tensorflow.reshape',
  'tensorflow.range',
  'tensorflow.image.resize',
  'numpy.zeros',
  'numpy.ones',
  'numpy.empty',
  'numpy.full'
]);

/** Whether an API needs the axes that it is given as numbers. */
export type NeedsExtents = (api: string) => boolean;

const needsPublished: NeedsExtents = api => EXTENT_APIS.has(api);

/** All that make a number or a tensor of what they are given: `None` is neither. */
export const needsNumbers: NeedsExtents = api =>
  /^(?:tensorflow|numpy|keras\.ops|math)\.|^builtins\.(?:range|int|float|sum|max|min|abs|round)$/u.test(
    api
  ) && !/\.(?:ensure_shape|TensorShape|TensorSpec|set_shape|print|debugging\..*)$/u.test(api);

const ARITHMETIC: ReadonlySet<string> = new Set(['+', '-', '*', '/', '//', '%', '**']);

type Need = {
  readonly kind: 'extent' | 'rank';
  readonly taint: Taint;
  readonly node: Expression;
  readonly run: Activation;
};

/**
 * The reads that a signature leaves unresolved; parts by parameter name.
 *
 * @param ownBuilds - runs of the `build` of the function's own Keras class, which no call in `call` reaches.
 */
export function unresolvedStaticReads(
  subject: Subject,
  activations: readonly Activation[],
  parts: ReadonlyMap<string, SignaturePart>,
  follows: (edge: CallEdge) => boolean,
  ownBuilds: readonly Activation[] = [],
  needsExtents: NeedsExtents = needsPublished
): readonly Cause[] {
  if (![...parts.values()].some(isOpen)) {
    return [];
  }
  const initial = new Map(
    subject.parameters.map(parameter => [parameter.name, valueTaint(parameter.name)])
  );
  const needs: Need[] = [];
  for (const activation of activations) {
    followTaint(activation, initial, rulesFor(needs, needsExtents, subject.code));
  }
  const everyParameter = valueTaint(...subject.parameters.map(parameter => parameter.name));
  const reached = reachableRuns(activations, follows).map(({ run }) => run);
  for (const run of new Set([...reached, ...ownBuilds])) {
    const node = run.code?.node;
    const shape =
      node?.kind === 'FunctionDef' && node.name === 'build' ? node.parameters[1] : undefined;
    if (shape === undefined || node?.kind !== 'FunctionDef' || node.enclosingClass === null) {
      continue;
    }
    const isOwn = node.enclosingClass === subject.node.enclosingClass;
    const [first] = subject.parameters;
    const origin = isOwn && first !== undefined ? new Set([first.name]) : everyParameter.value;
    const taint: Taint = {
      value: new Set(),
      shape: origin,
      axes: { kind: 'all' },
      sources: null
    };
    followTaint(run, new Map([[shape.name, taint]]), rulesFor(needs, needsExtents));
  }
  return needs.filter(need => isUnresolved(need, parts)).map(toCause);
}

function toCause(need: Need): Cause {
  return {
    at: {
      top: need.run.code?.top ?? need.run.top,
      start: need.node.start,
      end: need.node.end
    },
    chain: [],
    note: need.kind === 'rank' ? 'the rank is needed here' : 'an axis is needed as a number here'
  };
}

/** Tests that `None` stands as well as a number does. */
function isIdentity(op: string): boolean {
  return op === 'is' || op === 'is not';
}

function rulesFor(
  needs: Need[],
  needsExtents: NeedsExtents,
  result: FunctionCode | null = null
): Parameters<typeof followTaint>[2] {
  const note = (kind: Need['kind'], taint: Taint, node: Expression, run: Activation): void => {
    if (isShape(taint) || (kind === 'rank' && isValue(taint))) {
      needs.push({ kind, taint, node, run });
    }
  };
  return {
    dynamicShape: 'clean',
    cleanComparisons: true,
    cleanRanks: true,
    keywordsCross: true,
    storesColour: true,
    visitAugmented: ({ op, value }, operands, run) => {
      if (ARITHMETIC.has(op)) {
        operands.forEach(taint => note('extent', taint, value, run));
      }
    },
    visitLoop: (iterated, taint, run) => {
      if (isShape(taint)) {
        note('rank', taint, iterated, run);
      }
    },
    ...(needsExtents === needsPublished
      ? {}
      : {
          hasShapeMethod: true,
          visitMatch: (subject, taint, run) => note('extent', taint, subject, run),
          visitReturn: (value, taint, run) => {
            if (run.code === result) {
              note('extent', taint, value, run);
            }
          }
        }),
    visit: (node, taintOf, run) => {
      switch (node.kind) {
        case 'Compare':
          if (needsExtents !== needsPublished && !node.ops.some(isIdentity)) {
            [node.left, ...node.comparators].forEach(part =>
              note('extent', taintOf(part), node, run)
            );
          }
          return;
        case 'BinOp':
          if (ARITHMETIC.has(node.op)) {
            [node.left, node.right].forEach(part => note('extent', taintOf(part), node, run));
          }
          return;
        case 'UnaryOp':
          if (node.op === '-') {
            note('extent', taintOf(node.operand), node, run);
          }
          return;
        case 'Slice':
          [node.lower, node.upper, node.step].forEach(
            part => part !== null && note('extent', taintOf(part), node, run)
          );
          return;
        case 'Attribute':
          if (node.attr === 'rank' || node.attr === 'ndims') {
            note('rank', taintOf(node.value), node, run);
          }
          return;
        case 'Call':
          visitCall(node, taintOf, run, note, needsExtents);
          if (needsExtents !== needsPublished) {
            noteUnstacked(node, taintOf, run, needs);
          }
          return;
        default:
          return;
      }
    }
  };
}

function visitCall(
  node: Extract<Expression, { kind: 'Call' }>,
  taintOf: (part: Expression) => Taint,
  run: Activation,
  note: (kind: Need['kind'], taint: Taint, node: Expression, run: Activation) => void,
  needsExtents: NeedsExtents
): void {
  const args = [...node.args, ...node.keywords.map(keyword => keyword.value)];
  const edges = edgesAt(run, node);
  if (node.func.kind === 'Attribute' && node.func.attr === 'as_list') {
    note('rank', taintOf(node.func.value), node, run);
    return;
  }
  if (dottedNames(node.func)?.join('.') === 'len' && args.length === 1) {
    if (isShape(taintOf(args[0]))) {
      note('rank', taintOf(args[0]), node, run);
    }
    return;
  }
  const isExtent =
    (node.func.kind === 'Attribute' && node.func.attr === 'add_weight') ||
    edges.some(edge => edge.api !== null && needsExtents(edge.api));
  if (isExtent) {
    args.forEach(argument => note('extent', taintOf(argument), node, run));
    return;
  }
  if (isBuiltInLayerCall(node, edges, run)) {
    for (const argument of node.args) {
      const value = run.values.get(argument);
      if (isValue(taintOf(argument)) && (value === undefined || tensorsOf(value).length > 0)) {
        note('rank', taintOf(argument), node, run);
      }
    }
  }
}

/** Whether a layer of Keras's own is called: what one of the program's needs of the rank, its own methods say. */
function isBuiltInLayerCall(node: Call, edges: readonly CallEdge[], run: Activation): boolean {
  const isLayer = edges.some(
    ({ callee, api }) =>
      callee === null && api !== null && /^keras\.layers\..*\.__call__$/u.test(api)
  );
  const called = run.values.get(node.func);
  return (
    isLayer &&
    (edges.every(({ code }) => code === null) ||
      (called !== undefined &&
        membersOf(called).some(
          member => member.kind === 'object' && member.object.cls?.kind === 'library'
        )))
  );
}

/** `tf.unstack(x)` needs the number of rows. */
function noteUnstacked(
  node: Extract<Expression, { kind: 'Call' }>,
  taintOf: (part: Expression) => Taint,
  run: Activation,
  needs: Need[]
): void {
  const [first] = node.args;
  const isUnstack = edgesAt(run, node).some(edge => edge.api === 'tensorflow.unstack');
  if (isUnstack && first !== undefined && isValue(taintOf(first)) && node.args.length === 1) {
    const hasNumber = node.keywords.some(({ arg }) => arg === 'num' || arg === 'axis');
    if (!hasNumber) {
      const taint: Taint = { ...taintOf(first), axes: { kind: 'index', index: 0 } };
      needs.push({ kind: 'extent', taint, node, run });
    }
  }
}

/** Whether a part leaves an axis, or all of them, open. */
function isOpen(part: SignaturePart): boolean {
  return (
    part.kind === 'sequence' ||
    part.shape === null ||
    part.shape.some(axis => typeof axis !== 'number')
  );
}

function isUnresolved(need: Need, parts: ReadonlyMap<string, SignaturePart>): boolean {
  const names = new Set([...need.taint.value, ...need.taint.shape]);
  return [...names].some(name => {
    const part = parts.get(name);
    if (part === undefined) {
      return false;
    }
    if (part.kind === 'sequence' || part.shape === null) {
      return true;
    }
    if (need.kind === 'rank') {
      return false;
    }
    const covered =
      coveredAxes(need.taint.axes, part.shape.length) ?? part.shape.map((_, index) => index);
    const { shape } = part;
    return covered.some(axis => typeof shape[axis] !== 'number');
  });
}

/** The parts of a signature by the name of the parameter that each stands for. */
export function partsByName(
  names: readonly string[],
  signature: Signature
): ReadonlyMap<string, SignaturePart> {
  return new Map(signature.map((part, index) => [names[index], part]));
}
