/**
 * Truth values, and what a test tells about the names in it.
 */
import type { Expression, Span } from '../syntax/tree';
import { membersOf, joinAll } from '../values/join';
import type { Value } from '../values/value';
import { libraryAncestors, resolutionOrder } from './attributes';
import { callFound } from './calls';
import type { Frame } from './machine';
import { findDunder } from './operators';

/** Whether the value is true; `null` where it may be either or cannot be told. */
export function truthOf(frame: Frame, value: Value): boolean | null {
  switch (value.kind) {
    case 'constant':
      switch (value.type) {
        case 'None':
          return false;
        case 'Ellipsis':
          return true;
        case 'complex':
          return null;
        default:
          return value.value === undefined
            ? null
            : value.type === 'str' || value.type === 'bytes'
              ? value.value !== ''
              : Boolean(value.value);
      }
    case 'tuple':
      return value.items.length > 0 ? true : value.rest === null ? false : null;
    case 'object': {
      if (value.object.kind !== 'list') {
        return value.object.kind === 'instance' && value.object.cls?.kind === 'library'
          ? true
          : null;
      }
      const length = frame.machine.heap.read(value.object, 'len');
      return length !== null && length.kind === 'constant' && typeof length.value === 'number'
        ? length.value > 0
        : null;
    }
    case 'function':
    case 'class':
    case 'method':
    case 'module':
    case 'library':
    case 'library-method':
    case 'wrapper':
    case 'partial':
    case 'dataset':
    case 'dtype':
      return true;
    case 'union': {
      const truths = new Set(value.members.map(member => truthOf(frame, member)));
      return truths.size === 1 ? [...truths][0] : null;
    }
    case 'unknown':
    case 'tensor':
    case 'shape':
    case 'slice':
    case 'range':
    case 'never':
      return null;
  }
}

/** Whether the value that is tested is true, where its class may say so itself (`__bool__`, `__len__`). */
export function testedTruth(frame: Frame, value: Value, node: Span): boolean | null {
  const truths = new Set<boolean | null>();
  for (const member of membersOf(value)) {
    const own =
      findDunder(frame, member, '__bool__', node) ?? findDunder(frame, member, '__len__', node);
    truths.add(
      own === null
        ? truthOf(frame, member)
        : truthOf(frame, callFound(frame, own, [], node, 'implicit'))
    );
  }
  const [only = null] = truths;
  return truths.size === 1 ? only : null;
}

/**
 * Keeps of the names in a test only what they can be when the test is true (or false): `x is None`,
 * `x`, `not x`, `isinstance(x, C)`, and conjunctions of these. Only names of the frame's own scope, and none where there
 * is no path sensitivity.
 */
export function narrow(frame: Frame, test: Expression, outcome: boolean): void {
  if (frame.machine.registry.joinsDecidedArms) {
    return;
  }
  switch (test.kind) {
    case 'Name':
      narrowTo(frame, test, member => truthOf(frame, member) !== !outcome);
      return;
    case 'UnaryOp':
      if (test.op === 'not') {
        narrow(frame, test.operand, !outcome);
      }
      return;
    case 'BoolOp':
      if ((test.op === 'and') === outcome) {
        test.values.forEach(operand => narrow(frame, operand, outcome));
      }
      return;
    case 'Compare': {
      const [op] = test.ops;
      const [right] = test.comparators;
      const isNoneTest =
        test.ops.length === 1 &&
        right.kind === 'Constant' &&
        right.value.type === 'None' &&
        (op === 'is' || op === 'is not' || op === '==' || op === '!=');
      if (isNoneTest) {
        const wantsNone = (op === 'is' || op === '==') === outcome;
        narrowTo(
          frame,
          test.left,
          member =>
            member.kind === 'unknown' ||
            (member.kind === 'constant' && member.type === 'None') === wantsNone
        );
      }
      return;
    }
    case 'Call':
      if (test.func.kind === 'Name' && test.func.id === 'isinstance' && test.args.length === 2) {
        const type = frame.builder.values.get(test.args[1]);
        if (type !== undefined) {
          narrowTo(frame, test.args[0], member => instanceOf(frame, member, type) !== !outcome);
        }
      }
      return;
    default:
      return;
  }
}

/** Keeps of a name of the frame's own scope what it can be. */
export function narrowTo(frame: Frame, node: Expression, isKept: (member: Value) => boolean): void {
  if (node.kind !== 'Name' || !frame.environment.bindings.binds(node.id)) {
    return;
  }
  const { heap, values } = frame.machine;
  const value = heap.read(frame.environment.object, node.id);
  if (value === null || value.kind !== 'union') {
    return;
  }
  const kept = membersOf(value).filter(isKept);
  if (kept.length > 0 && kept.length < value.members.length) {
    heap.write(frame.environment.object, node.id, joinAll(values, kept));
  }
}

const PYTHON_TYPES: ReadonlyMap<string, (value: Value) => boolean> = new Map([
  [
    'builtins.int',
    (value: Value) => value.kind === 'constant' && (value.type === 'int' || value.type === 'bool')
  ],
  ['builtins.float', (value: Value) => value.kind === 'constant' && value.type === 'float'],
  ['builtins.bool', (value: Value) => value.kind === 'constant' && value.type === 'bool'],
  ['builtins.str', (value: Value) => value.kind === 'constant' && value.type === 'str'],
  ['builtins.bytes', (value: Value) => value.kind === 'constant' && value.type === 'bytes'],
  ['builtins.tuple', (value: Value) => value.kind === 'tuple'],
  ['builtins.list', (value: Value) => value.kind === 'object' && value.object.kind === 'list'],
  ['builtins.dict', (value: Value) => value.kind === 'object' && value.object.kind === 'dict'],
  ['builtins.set', (value: Value) => value.kind === 'object' && value.object.kind === 'set'],
  [
    'tensorflow.Tensor',
    (value: Value) =>
      value.kind === 'tensor' && value.type.form !== 'ndarray' && value.type.form !== 'variable'
  ],
  [
    'tensorflow.Variable',
    (value: Value) => value.kind === 'tensor' && value.type.form === 'variable'
  ],
  ['numpy.ndarray', (value: Value) => value.kind === 'tensor' && value.type.form === 'ndarray']
]);

/** Whether the value is an instance of the class (or of one of a tuple of classes); `null` where it cannot be told. */
export function instanceOf(frame: Frame, value: Value, type: Value): boolean | null {
  if (type.kind === 'tuple') {
    const answers = type.items.map(item => instanceOf(frame, value, item));
    return answers.includes(true) ? true : answers.every(answer => answer === false) ? false : null;
  }
  if (value.kind === 'unknown' || value.kind === 'union') {
    return null;
  }
  if (type.kind === 'library') {
    const test = PYTHON_TYPES.get(type.path);
    if (test !== undefined) {
      return test(value);
    }
    if (value.kind === 'constant' || value.kind === 'tuple') {
      return null;
    }
  }
  if (value.kind === 'object' && value.object.cls !== null) {
    const cls = value.object.cls;
    if (cls.kind === 'class') {
      const order = resolutionOrder(frame.machine, cls);
      return type.kind === 'class'
        ? order.includes(type)
        : type.kind === 'library'
          ? libraryAncestors(frame.machine, order).includes(type.path)
          : null;
    }
    if (cls.kind === 'library' && type.kind === 'library') {
      return (
        cls.path === type.path || frame.machine.registry.ancestors(cls.path).includes(type.path)
      );
    }
  }
  return type.kind === 'class' && value.kind !== 'object' ? false : null;
}
