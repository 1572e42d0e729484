/**
 * Tensors and arrays whose shape is another in each call: sliced by the number of a loop's pass, grown by what the
 * pass appends, made in a size that the loop goes through, of a list that is filled until the data says so, a file of
 * any size that is decoded, or an element of a dataset whose elements differ. Each shape is a trace (`spec/tracing-truth.md`, section 1.1).
 */
import type { Activation } from '../interpreter/record';
import { mentionedNames, namesOfTarget } from '../syntax/blockNames';
import type { Assign, Call, Expression, For, Statement, While } from '../syntax/tree';
import { walkOwnScope } from '../syntax/walk';
import { membersOf } from '../values/join';
import type { DatasetValue, TensorValue } from '../values/value';
import { tensorsOf } from './argumentValues';
import { assignmentsOf, loopsAround, unpackingsOf } from './bodyIndex';
import { edgesAt } from './callsOfNode';
import { isFilledUntilDone } from './listsOfAnyLength';
import { mentionsAny, numbersOfPasses } from './loopNumbers';
import type { Cause } from './reachableRuns';
import { isCalledRepeatedly } from './repeatedCalls';
import type { ProgramView, Subject } from './subject';
import { bodyOf } from './symbolicValues';

/** The calls that hand over another shape each time. */
export function varyingShapes(
  { arrivals, code }: Subject,
  name: string,
  view: ProgramView
): readonly Cause[] {
  const causes: Cause[] = [];
  for (const { edge, caller, activation } of arrivals) {
    const { site } = edge;
    const node = edge.argumentNodes.get(name);
    const argument = activation.arguments.get(name);
    if (node === undefined || argument === undefined || caller.code === code) {
      continue;
    }
    const tensors = tensorsOf(argument);
    if (!tensors.some(isOpen)) {
      continue;
    }
    const loops = loopsAround(bodyOf(caller), site);
    const varies =
      loops.some(loop => hasVaryingShape(node, passOf(loop, caller, tensors), EXPRESSION_DEPTH)) ||
      (caller.code !== null &&
        isCalledRepeatedly(caller.code, view) &&
        hasVaryingShape(node, callOf(caller), EXPRESSION_DEPTH));
    if (varies) {
      const { start, end } = node;
      causes.push({ at: { top: site.top, start, end }, chain: [], note: 'another shape' });
    }
  }
  return causes;
}

/** Whether a size is not known, or not the same each time. */
function isOpen({ type: { shape } }: TensorValue): boolean {
  return shape === null || shape.some(axis => axis === 'open' || axis === 'unknown');
}

/** What runs again and again: the passes of a loop, or the calls of a function. */
type Repetition = {
  readonly run: Activation;
  /** `null` where the whole body is run again. */
  readonly loop: For | While | null;
  /** Numbers that are others in each pass. */
  readonly numbers: ReadonlySet<string>;
  /** What is an element of a dataset whose elements differ in an axis that the argument leaves open, or part of one. */
  readonly elements: ReadonlySet<string>;
};

/** Names and calls are followed to this depth. */
const EXPRESSION_DEPTH = 5;

const NO_NAMES: ReadonlySet<string> = new Set();

function passOf(loop: For | While, run: Activation, tensors: readonly TensorValue[]): Repetition {
  const first = loop.kind === 'For' ? firstUnevenAxis(loop, run) : null;
  return {
    run,
    loop,
    numbers: numbersOfPasses(loop),
    elements:
      loop.kind === 'For' &&
      first !== null &&
      tensors.some(({ type }) => type.shape?.includes('open', first))
        ? namesOfElements(loop)
        : NO_NAMES
  };
}

function callOf(run: Activation): Repetition {
  return { run, loop: null, numbers: NO_NAMES, elements: NO_NAMES };
}

/** The first axis in which the elements differ that a loop goes over, where they are a dataset's. */
function firstUnevenAxis({ iter }: For, { values }: Activation): number | null {
  let first: number | null = null;
  walkOwnScope([iter], node => {
    const value = values.get(node as Expression);
    const datasets = (value === undefined ? [] : membersOf(value)).filter(
      (member): member is DatasetValue => member.kind === 'dataset'
    );
    for (const { unevenFrom } of datasets) {
      first = unevenFrom === null ? first : Math.min(unevenFrom, first ?? unevenFrom);
    }
    return datasets.length > 0 ? 'skip' : undefined;
  });
  return first;
}

/** The names that a loop binds to its elements, and those that its body binds to parts of them. */
function namesOfElements({ target, body }: For): ReadonlySet<string> {
  const names = new Set(namesOfTarget(target));
  walkOwnScope(body, node => {
    if (node.kind === 'Assign' && isPartOf(node.value, names)) {
      node.targets.flatMap(namesOfTarget).forEach(name => names.add(name));
    }
  });
  return names;
}

function isPartOf(node: Expression, names: ReadonlySet<string>): boolean {
  return node.kind === 'Name'
    ? names.has(node.id)
    : node.kind === 'Subscript' && node.slice.kind === 'Constant' && isPartOf(node.value, names);
}

/** Functions whose result has the shape of what they are given, or one as open, and those that put tensors together. */
const SHAPED_BY_ARGUMENTS =
  /^(?:cast|constant|convert_to_tensor|asarray|array|convert_image_dtype|expand_dims|img_to_array|identity|stop_gradient|stack|reverse|embedding_lookup|one_hot|float32|int32|int64|copy|astype|relu|tanh|sigmoid|softmax|exp|log|sqrt|square|abs)$/u;
const JOINING = /^(?:append|concat|concatenate|hstack|pad|vstack)$/u;
/** Functions that are given the sizes of what they make. */
const SIZED =
  /^(?:broadcast_to|empty|eye|fill|full|normal|ones|rand|randint|randn|random|reshape|resize|standard_normal|tile|uniform|zeros|truncated_normal)$/u;

/** What makes an image, sound or text of bytes or a file has the size that the file says. */
const DECODERS = /^(?:decode_(?:bmp|gif|image|jpeg|png|raw|wav|webp)|imread|load_img)$/u;
/** What they are told where every result is to have one size: that is no file's own. */
const SIZES_OF_DECODED: ReadonlySet<string> = new Set([
  'target_size',
  'desired_samples',
  'fixed_length'
]);

/** Whether another file is decoded in each repetition, in its own size. */
function isDecodedAnew({ args, keywords }: Call, repetition: Repetition): boolean {
  return (
    keywords.every(({ arg }) => arg === null || !SIZES_OF_DECODED.has(arg)) &&
    args.slice(0, 1).some(source => isOtherEachTime(source, repetition, EXPRESSION_DEPTH))
  );
}

/** Whether an expression is made of what a loop goes over, or of what a function is given. */
function isOtherEachTime(node: Expression, repetition: Repetition, depth: number): boolean {
  const { loop, run } = repetition;
  const given =
    loop === null
      ? new Set(run.code?.node.parameters.map(({ name }) => name))
      : loop.kind === 'For'
        ? new Set(namesOfTarget(loop.target))
        : NO_NAMES;
  return [...mentionedNames(node)].some(
    name =>
      given.has(name) ||
      (depth > 0 &&
        assignmentsWithin(name, repetition).some(
          ({ value }) =>
            !mentionedNames(value).has(name) && isOtherEachTime(value, repetition, depth - 1)
        ))
  );
}

function hasVaryingShape(node: Expression, scope: Repetition, depth: number): boolean {
  if (depth === 0) {
    return false;
  }
  const follow = (part: Expression): boolean => hasVaryingShape(part, scope, depth - 1);
  switch (node.kind) {
    case 'Subscript':
      return (
        isPartOf(node, scope.elements) ||
        slicesOf(node.slice).some(isOneSided(scope)) ||
        (keepsAxes(node.slice) && follow(node.value))
      );
    case 'List':
    case 'Tuple':
      return node.elts.some(follow);
    case 'BinOp':
      return follow(node.left) || follow(node.right);
    case 'Call': {
      const called =
        node.func.kind === 'Attribute'
          ? node.func.attr
          : node.func.kind === 'Name'
            ? node.func.id
            : '';
      if (SIZED.test(called)) {
        const given = [...node.args, ...node.keywords.map(({ value }) => value)];
        return given.some(
          part =>
            (part.kind === 'List' || part.kind === 'Tuple' || part.kind === 'Name') &&
            (mentionsAny(part, scope.numbers) || mentionsLongest(part, scope.run))
        );
      }
      if (DECODERS.test(called)) {
        return isDecodedAnew(node, scope);
      }
      if (called === 'pad_sequences') {
        return node.args.length === 1 && node.keywords.every(({ arg }) => arg !== 'maxlen');
      }
      if (JOINING.test(called) || SHAPED_BY_ARGUMENTS.test(called)) {
        const receiver = node.func.kind === 'Attribute' ? [node.func.value] : [];
        return [...node.args, ...receiver].some(follow);
      }
      return isVaryingResult(node, null, scope.run, depth);
    }
    case 'Name':
      return (
        scope.elements.has(node.id) ||
        isGrown(node.id, scope) ||
        isFilledAnew(node.id, scope) ||
        isMadeOfVarying(node.id, scope, depth) ||
        isPartOfVaryingResult(node.id, scope, depth)
      );
    default:
      return false;
  }
}

/** Whether a size is that of the longest item: `n = max(len(s) for s in batch)`. */
function mentionsLongest(node: Expression, run: Activation): boolean {
  return [...mentionedNames(node)].some(name =>
    (assignmentsOf(bodyOf(run)).get(name) ?? []).some(
      ({ value }) =>
        value.kind === 'Call' &&
        value.func.kind === 'Name' &&
        value.func.id === 'max' &&
        value.args.some(part => mentionedNames(part).has('len'))
    )
  );
}

/** The slices of an index: `x[:, :i]` has two. */
function slicesOf(index: Expression): readonly Expression[] {
  return index.kind === 'Tuple' ? index.elts : [index];
}

/** Whether axes stay behind: `x[:, 0]`, `x[...]`, and `x[None]`, which puts one before them. */
function keepsAxes(index: Expression): boolean {
  return slicesOf(index).some(
    part =>
      part.kind === 'Slice' ||
      (part.kind === 'Constant' &&
        (part.value.type === 'None' || part.value.type === 'Ellipsis')) ||
      (part.kind === 'Attribute' && part.attr === 'newaxis')
  );
}

/** `x[:i]` and `x[i:]` are as long as the number says, `x[i:i + 8]` is a window. */
function isOneSided({ numbers }: Repetition): (part: Expression) => boolean {
  return part =>
    part.kind === 'Slice' && mentionsAny(part.lower, numbers) !== mentionsAny(part.upper, numbers);
}

/** Whether the loop only ever puts something to the name: `x = tf.concat([x, y], 1)`. */
function isGrown(name: string, repetition: Repetition): boolean {
  const within = repetition.loop === null ? [] : assignmentsWithin(name, repetition);
  return (
    within.length > 0 &&
    within.every(
      ({ value }) =>
        value.kind === 'Call' &&
        value.func.kind === 'Attribute' &&
        JOINING.test(value.func.attr) &&
        value.args.some(part =>
          [part, ...(part.kind === 'List' || part.kind === 'Tuple' ? part.elts : [])].some(
            element => element.kind === 'Name' && element.id === name
          )
        )
    )
  );
}

/** Whether each repetition makes a new list and fills it until the data says so. */
function isFilledAnew(name: string, repetition: Repetition): boolean {
  return (
    assignmentsWithin(name, repetition).some(
      ({ value }) =>
        (value.kind === 'List' && value.elts.length === 0) ||
        (value.kind === 'Call' && value.func.kind === 'Name' && value.func.id === 'list')
    ) && isFilledUntilDone(name, bodyOf(repetition.run))
  );
}

function isMadeOfVarying(name: string, repetition: Repetition, depth: number): boolean {
  const within = assignmentsWithin(name, repetition);
  return (
    within.length === 1 &&
    within[0].targets[0]?.kind === 'Name' &&
    !mentionedNames(within[0].value).has(name) &&
    hasVaryingShape(within[0].value, repetition, depth - 1)
  );
}

/** `states, rewards = play()`, where what `play` returns in that place is of another length each time. */
function isPartOfVaryingResult(name: string, repetition: Repetition, depth: number): boolean {
  const within = (unpackingsOf(bodyOf(repetition.run)).get(name) ?? []).filter(({ value }) =>
    isWithin(value, repetition)
  );
  return (
    within.length === 1 && isVaryingResult(within[0].value, within[0].index, repetition.run, depth)
  );
}

/** Whether functions of the program give back something of another length in each call: all of it, or one item. */
function isVaryingResult(
  node: Expression,
  index: number | null,
  run: Activation,
  depth: number
): boolean {
  return (
    node.kind === 'Call' &&
    depth > 0 &&
    edgesAt(run, node).some(({ callee }) => {
      let varies = false;
      if (callee !== null) {
        walkOwnScope(bodyOf(callee), part => {
          if (part.kind === 'Return' && part.value !== null) {
            const item =
              index === null
                ? part.value
                : part.value.kind === 'Tuple'
                  ? part.value.elts[index]
                  : undefined;
            varies ||= item !== undefined && hasVaryingShape(item, callOf(callee), depth - 1);
          }
        });
      }
      return varies;
    })
  );
}

function assignmentsWithin(name: string, repetition: Repetition): readonly Assign[] {
  return (assignmentsOf(bodyOf(repetition.run)).get(name) ?? []).filter(assignment =>
    isWithin(assignment, repetition)
  );
}

function isWithin({ start, end }: Statement | Expression, { loop }: Repetition): boolean {
  return (
    loop === null || (loop.body[0].start <= start && end <= loop.body[loop.body.length - 1].end)
  );
}
