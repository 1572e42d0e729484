/**
 * Axes that the body needs as Python integers while the signature leaves them open (specification 7.10).
 */
import type { Activation, CallEdge } from '../interpreter/record';
import type { WalkedNode } from '../syntax/children';
import type { Call, Expression } from '../syntax/tree';
import { walkOwnScope, type NodeKinds } from '../syntax/walk';
import { tensorsOf } from './argumentValues';
import { coveredAxes } from './axes';
import { edgesAt } from './callsOfNode';
import type { Signature, SignaturePart } from './graph/signature';
import { membersOf } from '../values/join';
import type { FunctionCode } from '../values/value';
import { reachableRuns, type Cause } from './reachableRuns';
import type { Subject } from './subject';
import { isShape, isValue, valueTaint, type Taint } from './colours';
import { bodyOf } from './symbolicValues';
import { followTaint, integerOf, isKerasBuild } from './taint';

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
  const open = [...parts.values()].filter(isOpen);
  if (open.length === 0) {
    return [];
  }
  const isRankOpen = open.some(part => part.kind === 'sequence' || part.shape === null);
  const initial = new Map(
    subject.parameters.map(parameter => [parameter.name, valueTaint(parameter.name)])
  );
  const needs: Need[] = [];
  const needy = activations.filter(activation => {
    const { shapes, ranks } = needsBelow(activation);
    return shapes || (isRankOpen && ranks);
  });
  followTaint(needy, initial, rulesFor(needs, needsExtents, subject.code));
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
    followTaint([run], new Map([[shape.name, taint]]), rulesFor(needs, needsExtents));
  }
  return needs.filter(need => isUnresolved(need, parts)).map(toCause);
}

/** What a run, or one below it, may need of what it is given; where it needs nothing, no colour need be followed. */
type MayNeed = {
  /** A shape, or a part of one. */
  readonly shapes: boolean;
  /** The number of axes, told by no shape. */
  readonly ranks: boolean;
};

const _needsBelow = new WeakMap<Activation, MayNeed>();

function needsBelow(activation: Activation): MayNeed {
  let below = _needsBelow.get(activation);
  if (below === undefined) {
    const runs = reachableRuns([activation], () => true).map(({ run }) => run);
    const calls = (api: RegExp): boolean =>
      runs.some(run => run.calls.some(edge => edge.api !== null && api.test(edge.api)));
    below = {
      shapes:
        runs.some(run => isKerasBuild(run) || needsNamed(bodyOf(run)).shapes) || calls(SHAPE_API),
      ranks: runs.some(run => needsNamed(bodyOf(run)).ranks) || calls(LAYER_API)
    };
    _needsBelow.set(activation, below);
  }
  return below;
}

const SHAPE_API = /\.(?:int_shape|unstack)$/u;

const SHAPE_ATTRIBUTES: ReadonlySet<string> = new Set(['shape', 'get_shape']);
const RANK_ATTRIBUTES: ReadonlySet<string> = new Set(['rank', 'ndims', 'as_list']);

const _needsNamed = new WeakMap<readonly WalkedNode[], MayNeed>();

/** What the names in a body tell of its needs. */
function needsNamed(body: readonly WalkedNode[]): MayNeed {
  let named = _needsNamed.get(body);
  if (named === undefined) {
    const found = { shapes: false, ranks: false };
    walkOwnScope(
      body,
      node => {
        if (node.kind === 'Attribute') {
          found.shapes ||= SHAPE_ATTRIBUTES.has(node.attr);
          found.ranks ||= RANK_ATTRIBUTES.has(node.attr);
        } else if (node.kind === 'Name') {
          found.shapes ||= node.id === 'len';
        }
      },
      NAMES
    );
    named = found;
    _needsNamed.set(body, named);
  }
  return named;
}

const NAMES: NodeKinds = new Set(['Attribute', 'Name'] as const);

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
  // `len(x)` of an open axis is an int32 tensor, which mixes with no other dtype.
  const lengths = new Map<Expression, Taint>();
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
            for (const [part, other] of [
              [node.left, node.right],
              [node.right, node.left]
            ]) {
              const counted = lengths.get(part);
              if (counted !== undefined && (node.op === '/' || !isInteger(run, other))) {
                needs.push({ kind: 'extent', taint: counted, node, run });
              }
            }
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
            const [first] = node.args;
            if (isLength(node) && isValue(taintOf(first))) {
              lengths.set(node, { ...taintOf(first), axes: { kind: 'index', index: 0 } });
            } else {
              lengths.delete(node);
            }
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
  if (isLength(node)) {
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

/** `len(x)`. */
function isLength({ func, args, keywords }: Call): boolean {
  return func.kind === 'Name' && func.id === 'len' && args.length + keywords.length === 1;
}

function isInteger(run: Activation, node: Expression): boolean {
  const value = run.values.get(node);
  return (
    value !== undefined &&
    membersOf(value).every(
      member =>
        (member.kind === 'constant' && member.type === 'int') ||
        (member.kind === 'tensor' && member.type.dtype === 'int32')
    )
  );
}

const LAYER_API = /^keras\.layers\..*\.__call__$/u;

/** Whether a layer of Keras's own is called: what one of the program's needs of the rank, its own methods say. */
function isBuiltInLayerCall(node: Call, edges: readonly CallEdge[], run: Activation): boolean {
  const isLayer = edges.some(
    ({ callee, api }) => callee === null && api !== null && LAYER_API.test(api)
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

/** `tf.unstack(x, axis=1)` needs the length of that axis where it is not told. */
function noteUnstacked(
  node: Extract<Expression, { kind: 'Call' }>,
  taintOf: (part: Expression) => Taint,
  run: Activation,
  needs: Need[]
): void {
  const [first, count, third] = node.args;
  const given = (name: string): Expression | undefined =>
    node.keywords.find(({ arg }) => arg === name)?.value;
  if (
    first !== undefined &&
    isValue(taintOf(first)) &&
    (count ?? given('num')) === undefined &&
    edgesAt(run, node).some(({ api }) => api === 'tensorflow.unstack')
  ) {
    const axis = third ?? given('axis');
    const index = axis === undefined ? 0 : integerOf(axis);
    const axes =
      index === undefined ? ({ kind: 'all' } as const) : { kind: 'index' as const, index };
    needs.push({ kind: 'extent', taint: { ...taintOf(first), axes }, node, run });
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
