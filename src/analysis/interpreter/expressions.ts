/**
 * Evaluates expressions (language reference, chapter 6).
 */
import type {
  Call,
  Comprehension,
  ComprehensionFor,
  DictComp,
  Expression,
  Span
} from '../syntax/tree';
import { unaryOperation } from '../libraries';
import { ELEMENT_COUNT } from '../libraries/models/arguments';
import { walk } from '../syntax/walk';
import { join, joinAll } from '../values/join';
import type { HeapObject, HeapObjectKind, Value } from '../values/value';
import { readAttribute } from './attributes';
import { bindingsOf } from './bindings';
import { UNROLLED_ITEMS } from './budget';
import { callValue } from './calls';
import { evaluateBoolean, evaluateCompare } from './booleans';
import { callSite } from './callSite';
import { whileCounting } from './counters';
import { evaluateDisplay, noteArgument } from './displays';
import { classOfNamespace } from './classes';
import { createFunction, GENERATOR_RESULT } from './functions';
import { ITERATOR_ITEMS, iterateOver } from './iteration';
import type { Environment, Frame } from './machine';
import { placeOf, noteDoubt } from './machine';
import { evaluateDict, knownEntries, storeItem } from './mappings';
import { createModelContext } from './modelContext';
import { calledNamespace, updateNamespace } from './namespaces';
import { bindName, readName } from './names';
import { binaryWithDunders, unaryWithDunders } from './operators';
import { refineShape } from './shapeStatements';
import { evaluateFormatted, evaluateJoined, evaluateSubscript } from './subscriptsAndTexts';
import { assignTarget } from './targets';
import { narrow, testedTruth } from './truth';

/** What the expression evaluates to, noted in the activation. */
export function evaluate(frame: Frame, node: Expression): Value {
  frame.machine.budget.step();
  const value = evaluateNode(frame, node);
  if (frame.impossible === 0 || !frame.builder.values.has(node)) {
    frame.builder.noteValue(node, value);
  }
  return value;
}

function evaluateNode(frame: Frame, node: Expression): Value {
  const { values } = frame.machine;
  switch (node.kind) {
    case 'Name':
      return readName(frame, node.id, node);
    case 'Constant': {
      const constant = node.value;
      switch (constant.type) {
        case 'None':
          return values.none;
        case 'Ellipsis':
          return values.constant('Ellipsis', '...');
        case 'complex':
          return values.constant('complex', constant.text);
        case 'int':
          return constant.value === null
            ? values.scalar('int', true)
            : values.constant('int', constant.value);
        case 'bool':
        case 'float':
        case 'str':
        case 'bytes':
          return values.constant(constant.type, constant.value);
      }
      return values.unknown('unreadable');
    }
    case 'Attribute':
      return readAttribute(frame, evaluate(frame, node.value), node.attr, node);
    case 'Subscript':
      return evaluateSubscript(frame, node);
    case 'Slice':
      return values.slice(
        node.lower === null ? null : evaluate(frame, node.lower),
        node.upper === null ? null : evaluate(frame, node.upper),
        node.step === null ? null : evaluate(frame, node.step)
      );
    case 'Starred':
      return evaluate(frame, node.value);
    case 'Call':
      return evaluateCall(frame, node);
    case 'BinOp':
      return binaryWithDunders(
        frame,
        node.op,
        evaluate(frame, node.left),
        evaluate(frame, node.right),
        node
      );
    case 'UnaryOp': {
      const { op } = node;
      const operand = evaluate(frame, node.operand);
      if (op === 'not') {
        const truth = testedTruth(frame, operand, node);
        return operand.kind === 'tensor'
          ? unaryOperation(createModelContext(frame, node, 'operator.not_'), 'not', operand)
          : truth === null
            ? values.scalar('bool')
            : values.constant('bool', !truth, false);
      }
      return distribute(frame, operand, member => unaryWithDunders(frame, op, member, node));
    }
    case 'BoolOp':
      return evaluateBoolean(frame, node.op, node.values);
    case 'Compare':
      return evaluateCompare(frame, node);
    case 'IfExp': {
      const truth = testedTruth(frame, evaluate(frame, node.test), node.test);
      const taken = frame.machine.registry.joinsDecidedArms ? null : truth;
      const body = inArm(frame, truth === false, () => {
        narrow(frame, node.test, true);
        return evaluate(frame, node.body);
      });
      const orelse = inArm(frame, truth === true, () => {
        narrow(frame, node.test, false);
        return evaluate(frame, node.orelse);
      });
      frame.machine.heap.apply(
        frame.machine.heap.joinPaths([
          ...(taken === false ? [] : [body.writes]),
          ...(taken === true ? [] : [orelse.writes])
        ])
      );
      return taken === true
        ? body.value
        : taken === false
          ? orelse.value
          : join(values, body.value, orelse.value);
    }
    case 'NamedExpr': {
      const value = evaluate(frame, node.value);
      bindName(frame, node.target.id, value, node.target);
      return value;
    }
    case 'Lambda':
      return createFunction(frame, node);
    case 'List':
    case 'Set':
      return evaluateDisplay(frame, node.kind === 'List' ? 'list' : 'set', node.elts, node);
    case 'Tuple':
      return evaluateTuple(frame, node.elts);
    case 'Dict': {
      return evaluateDict(frame, node);
    }
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
      return evaluateComprehension(frame, node);
    case 'DictComp':
      return evaluateDictComprehension(frame, node);
    case 'JoinedStr':
      return evaluateJoined(frame, node);
    case 'FormattedValue':
      return evaluateFormatted(frame, node);
    case 'Await':
      return evaluate(frame, node.value);
    case 'Yield': {
      const value = node.value === null ? values.none : evaluate(frame, node.value);
      frame.builder.yielded =
        frame.builder.yielded === null ? value : join(values, frame.builder.yielded, value);
      return values.union([values.none, values.unknown('external')], 4);
    }
    case 'YieldFrom': {
      const delegate = evaluate(frame, node.value);
      const element = iterateOver(frame, delegate, node).element;
      frame.builder.yielded =
        frame.builder.yielded === null ? element : join(values, frame.builder.yielded, element);
      return distribute(frame, delegate, member => {
        const returned =
          member.kind === 'object'
            ? frame.machine.heap.read(member.object, GENERATOR_RESULT)
            : null;
        return returned ?? values.unknown('external');
      });
    }
    case 'Error':
      noteDoubt(frame, node, 'unreadable', '');
      return values.unknown('unreadable');
  }
}

/** Applies to each alternative of a value and joins. */
export function distribute(frame: Frame, value: Value, apply: (member: Value) => Value): Value {
  if (value.kind !== 'union') {
    return value.kind === 'never' ? value : apply(value);
  }
  return joinAll(frame.machine.values, value.members.map(apply));
}

/**
 * As `distribute`, for what `None` does not have: attributes and items. Where a value is `None` or something else (a
 * place of `[None] * n` that is filled later), a program that goes on had something else.
 */
export function distributeBesideNone(
  frame: Frame,
  value: Value,
  apply: (member: Value) => Value
): Value {
  const { none } = frame.machine.values;
  return distribute(frame, value, member =>
    member === none && value !== none ? frame.machine.values.never : apply(member)
  );
}

/** As many items of a starred argument have places of their own: batches of rows that `zip(*rows)` turns into columns. */
const STARRED_ITEMS = 64;

/** Runs one arm of a conditional in a state of its own. */
export function inArm<T>(
  frame: Frame,
  isImpossible: boolean,
  run: () => T
): { readonly value: T; readonly writes: ReadonlyMap<number, Value> } {
  frame.machine.heap.openBranch();
  frame.uncertain++;
  frame.impossible += isImpossible ? 1 : 0;
  let value: T;
  let writes: ReadonlyMap<number, Value> = new Map();
  try {
    value = run();
  } finally {
    writes = frame.machine.heap.close().writes;
    frame.uncertain--;
    frame.impossible -= isImpossible ? 1 : 0;
  }
  return { value, writes };
}

/** Of calls without keyword arguments; nobody writes to it. */
const NO_KEYWORDS = new Map<string, Value>();

function evaluateCall(frame: Frame, node: Call): Value {
  if (node.func.kind === 'Name' && node.func.id === 'super') {
    const own = superObject(frame, node);
    if (own !== null) {
      frame.builder.noteValue(node.func, frame.machine.values.library('builtins.super'));
      return own;
    }
  }
  const callee = evaluate(frame, node.func);
  const positional: Value[] = [];
  let starred: Value | null = null;
  let beforeStar: number | null = null;
  for (const argument of node.args) {
    if (argument.kind !== 'Starred') {
      noteArgument(argument);
      const value = evaluate(frame, argument);
      if (starred === null) {
        positional.push(value);
      } else {
        starred = join(frame.machine.values, starred, value);
      }
      continue;
    }
    beforeStar ??= positional.length;
    const iterable = iterateOver(frame, evaluate(frame, argument), argument);
    if (starred === null && iterable.items !== null) {
      positional.push(...iterable.items);
    } else if (starred === null && iterable.length !== null && iterable.length <= STARRED_ITEMS) {
      positional.push(...Array.from({ length: iterable.length }, () => iterable.element));
    } else {
      starred =
        starred === null ? iterable.element : join(frame.machine.values, starred, iterable.element);
    }
  }
  const keywords = node.keywords.length === 0 ? NO_KEYWORDS : new Map<string, Value>();
  let doubleStarred: Value | null = null;
  for (const keyword of node.keywords) {
    const value = evaluate(frame, keyword.value);
    if (keyword.arg !== null) {
      keywords.set(keyword.arg, value);
      continue;
    }
    const entries = knownEntries(frame, value);
    if (entries === null) {
      const anything = frame.machine.values.unknown('external');
      doubleStarred =
        doubleStarred === null ? anything : join(frame.machine.values, doubleStarred, anything);
    } else {
      entries.forEach((entry, name) => keywords.set(name, entry));
    }
  }
  updateNamespace(frame, node, callee, positional, keywords);
  const result = callValue(
    frame,
    callee,
    beforeStar === null
      ? { positional, keywords, starred, doubleStarred }
      : { positional, beforeStar, keywords, starred, doubleStarred },
    callSite(node, node)
  );
  refineShape(frame, node, positional);
  return calledNamespace(frame, callee, positional) ?? result;
}

/** `super()`, and `super(Class, self)` with the class written out. */
function superObject(frame: Frame, node: Call): Value | null {
  const { values, heap } = frame.machine;
  const [first, second] = node.args;
  const written = first === undefined ? null : evaluate(frame, first);
  const receiver = second === undefined ? frame.receiver : evaluate(frame, second);
  if (written !== null && (written.kind !== 'class' || second === undefined)) {
    return null;
  }
  const cls =
    written ??
    (frame.definingClass === null ? null : classOfNamespace(frame.machine, frame.definingClass));
  if (receiver === null || cls === null) {
    return null;
  }
  const proxy = values.heapObject(
    'instance',
    values.library('builtins.super'),
    placeOf(frame, node),
    'super',
    `${receiver.id}:${cls.id}`
  );
  frame.builder.allocations.add(proxy);
  heap.write(proxy, '#self', receiver);
  heap.write(proxy, '#class', cls);
  return values.object(proxy);
}

/** Makes an object at a node, in the frame's context if no other is given. */
export function allocateAt(
  frame: Frame,
  kind: HeapObjectKind,
  node: Span,
  cls: Value | null = null,
  part: string = '',
  context: string = frame.context
): HeapObject {
  const { values, heap } = frame.machine;
  const object = values.heapObject(kind, cls, placeOf(frame, node), part, context);
  heap.noteAllocation(object);
  frame.builder.allocations.add(object);
  return object;
}

function evaluateTuple(frame: Frame, elements: readonly Expression[]): Value {
  const items: Value[] = [];
  let rest: Value | null = null;
  for (const element of elements) {
    const value = evaluate(frame, element);
    const iterable = element.kind === 'Starred' ? iterateOver(frame, value, element) : null;
    const known = iterable === null ? [value] : iterable.items;
    if (known === null || rest !== null) {
      rest = join(
        frame.machine.values,
        rest ?? frame.machine.values.never,
        iterable === null ? value : iterable.element
      );
    } else {
      items.push(...known);
    }
  }
  return frame.machine.values.tuple(items, rest);
}

/** A frame whose names are those of a comprehension, inside the given frame. */
function comprehensionFrame(frame: Frame, node: Comprehension | DictComp): Frame {
  const object = frame.machine.values.heapObject(
    'environment',
    null,
    placeOf(frame, node),
    'comprehension',
    frame.context
  );
  frame.builder.allocations.add(object);
  const environment: Environment = {
    kind: 'comprehension',
    object,
    bindings: bindingsOf(frame.top, node),
    parent: frame.environment,
    module: frame.environment.module
  };
  frame.machine.environments.set(object, environment);
  return { ...frame, environment };
}

/**
 * Runs the generators of a comprehension and the element expression inside; `onElement` is called once for
 * each item where all generators' items are known, and once for the joined item otherwise. Gives the number of elements.
 */
function runGenerators(
  frame: Frame,
  generators: readonly ComprehensionFor[],
  onElement: (frame: Frame, isExact: boolean) => void,
  options: { readonly isExact: boolean; readonly used: ReadonlySet<string> }
): number | null {
  const { isExact, used } = options;
  if (generators.length === 0) {
    onElement(frame, isExact);
    return 1;
  }
  const [generator, ...inner] = generators;
  const counted = evaluate(frame, generator.iter);
  const iterable = iterateOver(frame, counted, generator.iter);
  let count: number | null = 0;
  const visit = (frame: Frame, item: Value, isKnown: boolean): void => {
    assignTarget(frame, generator.target, item);
    whileCounting(frame, generator, counted, [], () => visitItem(frame, isKnown));
  };
  const visitItem = (frame: Frame, isKnown: boolean): void => {
    let isKept = isKnown;
    for (const test of generator.ifs) {
      const truth = testedTruth(frame, evaluate(frame, test), test);
      if (truth === false && !frame.machine.registry.joinsDecidedArms) {
        return;
      }
      isKept = isKept && truth === true;
      narrow(frame, test, true);
    }
    frame.uncertain += isKept ? 0 : 1;
    const each = runGenerators(frame, inner, onElement, { isExact: isKept, used });
    const isCounted = isKept || generator.ifs.length === 0;
    count = count === null || each === null || !isCounted ? null : count + each;
    frame.uncertain -= isKept ? 0 : 1;
  };
  const outerCount = frame.count;
  const { items } = iterable;
  frame.count = multiply(outerCount, iterable.length);
  const isNeverRun = items?.length === 0 && frame.machine.registry.joinsDecidedArms;
  if (items !== null && items.length <= UNROLLED_ITEMS && !isNeverRun) {
    // What is made of different items are different objects: `[Dense(units) for units in (8, 4)]`.
    const { target } = generator;
    const isApart =
      items.length > 1 &&
      new Set(items).size === items.length &&
      (target.kind !== 'Name' || used.has(target.id));
    items.forEach((item, index) =>
      visit(isApart ? { ...frame, context: `${index}#${frame.context}` } : frame, item, isExact)
    );
  } else {
    visit(frame, iterable.element, false);
    count = multiply(count, iterable.length);
  }
  frame.count = outerCount;
  return count;
}

/** The product of two counts, `null` where one is not known. */
export function multiply(left: number | null, right: number | null): number | null {
  return left === null || right === null || !Number.isFinite(right) ? null : left * right;
}

const _used = new WeakMap<Comprehension | DictComp, ReadonlySet<string>>();

/** The names that the elements of a comprehension and its inner generators mention. */
function namesUsed(
  node: Comprehension | DictComp,
  elements: readonly Expression[]
): ReadonlySet<string> {
  let used = _used.get(node);
  if (used === undefined) {
    const names = new Set<string>();
    const parts = [...elements, ...node.generators.slice(1).map(({ iter }) => iter)];
    for (const part of parts) {
      walk(part, inner => {
        if (inner.kind === 'Name') {
          names.add(inner.id);
        }
      });
    }
    used = names;
    _used.set(node, used);
  }
  return used;
}

/** Items of a list comprehension that are known one by one. */
const KNOWN_ITEMS = 256;

function evaluateComprehension(outer: Frame, node: Comprehension): Value {
  const { values, heap } = outer.machine;
  if (node.generators.length === 0) {
    noteDoubt(outer, node, 'unreadable', '');
  }
  const kind = node.kind === 'ListComp' ? 'list' : node.kind === 'SetComp' ? 'set' : 'iterator';
  const object = allocateAt(outer, kind, node, null, 'comprehension');
  const frame = comprehensionFrame(outer, node);
  let length: number | null = 0;
  let items: Value[] | null = [];
  const count = runGenerators(
    frame,
    node.generators,
    (inner, isExact) => {
      const value = evaluate(inner, node.elt);
      items = isExact && items !== null && items.length < KNOWN_ITEMS ? [...items, value] : null;
      if (kind === 'list' && isExact && length !== null && length < KNOWN_ITEMS) {
        heap.write(object, `[${length++}]`, value);
      } else {
        length = null;
        heap.add(object, '[*]', value);
      }
    },
    { isExact: true, used: namesUsed(node, [node.elt]) }
  );
  if (kind === 'list') {
    const size = length ?? count;
    const known = size === null ? values.scalar('int') : values.constant('int', size, false);
    heap.write(object, 'len', known);
  } else if (kind === 'iterator') {
    if (items !== null) {
      heap.write(object, ITERATOR_ITEMS, values.tuple(items));
    }
    heap.write(
      object,
      ELEMENT_COUNT,
      count === null ? values.scalar('int') : values.constant('int', count, false)
    );
  }
  return values.object(object);
}

function evaluateDictComprehension(outer: Frame, node: DictComp): Value {
  const object = allocateAt(outer, 'dict', node);
  const frame = comprehensionFrame(outer, node);
  runGenerators(
    frame,
    node.generators,
    (inner, isExact) => {
      const key = evaluate(inner, node.key);
      storeItem(inner, object, key, evaluate(inner, node.value), isExact);
    },
    { isExact: true, used: namesUsed(node, [node.key, node.value]) }
  );
  return outer.machine.values.object(object);
}
