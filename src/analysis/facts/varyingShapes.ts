/**
 * Tensors and arrays whose shape is another in each pass of a loop that hands them over: sliced by the number of the
 * pass, grown by what the pass appends, or made in a size that the loop goes through. Each shape is a trace
 * (`spec/tracing-truth.md`, section 1.1).
 */
import type { Activation } from '../interpreter/record';
import type { Assign, Expression, For, Statement, While } from '../syntax/tree';
import { walkOwnScope } from '../syntax/walk';
import { tensorsOf } from './argumentValues';
import { mentionedNames, namesOfTarget } from '../syntax/blockNames';
import { assignmentsOf, loopsAround } from './bodyIndex';
import type { Cause } from './reachableRuns';
import type { Subject } from './subject';
import { bodyOf } from './symbolicValues';

/** The calls in loops that hand over another shape in each pass. */
export function varyingShapes({ arrivals, code }: Subject, name: string): readonly Cause[] {
  const causes: Cause[] = [];
  for (const { edge, caller, activation } of arrivals) {
    const { site } = edge;
    const node = edge.argumentNodes.get(name);
    const argument = activation.arguments.get(name);
    if (node === undefined || argument === undefined || caller.code === code) {
      continue;
    }
    const isOpen = tensorsOf(argument).some(
      ({ type: { shape } }) => shape === null || shape.some(axis => typeof axis !== 'number')
    );
    const varies = (loop: For | While): boolean =>
      hasVaryingShape(node, { caller, loop, numbers: numbersOfPasses(loop) }, EXPRESSION_DEPTH);
    if (isOpen && loopsAround(bodyOf(caller), site).some(varies)) {
      const { start, end } = node;
      causes.push({ at: { top: site.top, start, end }, chain: [], note: 'another shape' });
    }
  }
  return causes;
}

/** A loop in a run, and the names of numbers that are others in each pass. */
type LoopScope = {
  readonly caller: Activation;
  readonly loop: For | While;
  readonly numbers: ReadonlySet<string>;
};

/** Names and calls are followed to this depth. */
const EXPRESSION_DEPTH = 5;

/** What `range` and `enumerate` count, what `+=` counts, and what is calculated from those. */
function numbersOfPasses(loop: For | While): ReadonlySet<string> {
  const names = new Set<string>();
  if (loop.kind === 'For') {
    countersOf(loop).forEach(name => names.add(name));
  }
  const assigned: Assign[] = [];
  walkOwnScope(loop.body, node => {
    switch (node.kind) {
      case 'AugAssign':
        if (node.target.kind === 'Name' && isArithmetic(node.value)) {
          names.add(node.target.id);
        }
        return;
      case 'Assign':
        assigned.push(node);
        return;
      case 'For':
        countersOf(node).forEach(name => names.add(name));
        return;
      default:
        return;
    }
  });
  for (const { targets, value } of assigned) {
    const [target] = targets;
    if (target.kind === 'Name' && isArithmetic(value) && mentionsAny(value, names)) {
      names.add(target.id);
    }
  }
  return names;
}

/** The names that a `for` binds to numbers of its passes. */
function countersOf({ iter, target }: For): readonly string[] {
  const called = iter.kind === 'Call' && iter.func.kind === 'Name' ? iter.func.id : null;
  if (called === 'range' || iter.kind === 'List' || iter.kind === 'Tuple') {
    return namesOfTarget(target);
  }
  return called === 'enumerate' && target.kind === 'Tuple' ? namesOfTarget(target.elts[0]) : [];
}

/** Whether an expression is made of names, numbers and their arithmetic. */
function isArithmetic(node: Expression): boolean {
  switch (node.kind) {
    case 'Name':
    case 'Constant':
      return true;
    case 'BinOp':
      return isArithmetic(node.left) && isArithmetic(node.right);
    case 'Call':
      return (
        node.func.kind === 'Name' &&
        ['int', 'max', 'min'].includes(node.func.id) &&
        node.args.every(isArithmetic)
      );
    default:
      return false;
  }
}

function mentionsAny(node: Expression | null, names: ReadonlySet<string>): boolean {
  return node !== null && [...mentionedNames(node)].some(name => names.has(name));
}

/** Functions whose result has the shape of what they are given, or one as open, and those that put tensors together. */
const SHAPED_BY_ARGUMENTS =
  /^(?:cast|constant|convert_to_tensor|asarray|array|expand_dims|identity|stop_gradient|reverse|embedding_lookup|one_hot|float32|int32|int64|copy|astype|relu|tanh|sigmoid|softmax|exp|log|sqrt|square|abs)$/u;
const JOINING = /^(?:append|concat|concatenate|hstack|pad|vstack)$/u;
/** Functions that are given the sizes of what they make. */
const SIZED =
  /^(?:broadcast_to|empty|eye|fill|full|normal|ones|rand|randint|randn|random|reshape|resize|standard_normal|tile|uniform|zeros|truncated_normal)$/u;

function hasVaryingShape(node: Expression, scope: LoopScope, depth: number): boolean {
  if (depth === 0) {
    return false;
  }
  const follow = (part: Expression): boolean => hasVaryingShape(part, scope, depth - 1);
  switch (node.kind) {
    case 'Subscript':
      return (
        slicesOf(node.slice).some(isOneSided(scope)) ||
        (holdsSlice(node.slice) && follow(node.value))
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
            mentionsAny(part, scope.numbers)
        );
      }
      if (JOINING.test(called) || SHAPED_BY_ARGUMENTS.test(called)) {
        const receiver = node.func.kind === 'Attribute' ? [node.func.value] : [];
        return [...node.args, ...receiver].some(follow);
      }
      return false;
    }
    case 'Name':
      return isGrown(node.id, scope) || isMadeOfVarying(node.id, scope, depth);
    default:
      return false;
  }
}

/** The slices of an index: `x[:, :i]` has two. */
function slicesOf(index: Expression): readonly Expression[] {
  return index.kind === 'Tuple' ? index.elts : [index];
}

function holdsSlice(index: Expression): boolean {
  return slicesOf(index).some(({ kind }) => kind === 'Slice');
}

/** `x[:i]` and `x[i:]` are as long as the number says, `x[i:i + 8]` is a window. */
function isOneSided({ numbers }: LoopScope): (part: Expression) => boolean {
  return part =>
    part.kind === 'Slice' && mentionsAny(part.lower, numbers) !== mentionsAny(part.upper, numbers);
}

/** Whether the loop only ever puts something to the name: `x = tf.concat([x, y], 1)`. */
function isGrown(name: string, { caller, loop }: LoopScope): boolean {
  const within = assignmentsWithin(name, caller, loop);
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

function isMadeOfVarying(name: string, scope: LoopScope, depth: number): boolean {
  const within = assignmentsWithin(name, scope.caller, scope.loop);
  return (
    within.length === 1 &&
    within[0].targets[0]?.kind === 'Name' &&
    !mentionedNames(within[0].value).has(name) &&
    hasVaryingShape(within[0].value, scope, depth - 1)
  );
}

function assignmentsWithin(
  name: string,
  caller: Activation,
  { body }: { readonly body: readonly Statement[] }
): readonly Assign[] {
  const [first, last] = [body[0], body[body.length - 1]];
  return (assignmentsOf(bodyOf(caller)).get(name) ?? []).filter(
    ({ start, end }) => first.start <= start && end <= last.end
  );
}
