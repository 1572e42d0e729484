/**
 * Runs that no call makes: of functions that none reaches, with arguments taken from hints, defaults and context; and of
 * others as they are traced.
 */
import { positional } from '../libraries/models/arguments';
import type { Expression, FunctionDef, Parameter } from '../syntax/tree';
import { join, joinAll } from '../values/join';
import type { ClassValue, FunctionValue, HeapObject, Value } from '../values/value';
import { inheritsFrom, readAttribute } from './attributes';
import { callSite } from './callSite';
import { callValue } from './calls';
import { classOfNamespace, instantiate } from './classes';
import { evaluate } from './expressions';
import { runFunction } from './functions';
import type { Environment, Frame, Machine } from './machine';
import { ActivationBuilder } from './machine';
import { readName } from './names';
import type { Activation } from './record';
import { bindSignature } from './signatures';

/** Classes whose `call` the framework calls with tensors. */
const KERAS_CALLABLES = [
  'keras.Model',
  'keras.layers.Layer',
  'keras.Layer',
  'tensorflow.Module',
  'keras.Sequential'
];

/**
 * Runs the function once with assumed arguments, in the state at the end of the program, and leaves that state as it
 * was. `null` where the run was cut.
 */
export function runAssumed(machine: Machine, fn: FunctionValue): Activation | null {
  return runAtEnd(machine, fn, (frame, node) => {
    const bound = new Map<string, Value>();
    node.parameters.forEach((parameter, index) =>
      bound.set(parameter.name, assumedArgument(frame, fn, node, parameter, index))
    );
    const signature = machine.registry.tracesSignatures ? suppliedSignature(frame, fn, node) : null;
    if (signature !== null) {
      bindSignature(frame, fn, bound, signature);
    }
    return bound;
  });
}

/**
 * Runs the function once more with the arguments of a run, as it is traced with them: what tensors and arrays hold is
 * not known then. `null` where no element of an argument was known, and where the run was cut.
 */
export function runTraced(
  machine: Machine,
  fn: FunctionValue,
  { arguments: given, contents }: Activation
): Activation | null {
  const { heap } = machine;
  return runAtEnd(machine, fn, () => {
    // Containers that were made for the call are gone by now.
    contents.forEach((fields, object) => {
      if (heap.fields(object).length === 0) {
        fields.forEach((value, field) => heap.write(object, field, value));
      }
    });
    const placeholders = new Placeholders(machine);
    const bound = new Map([...given].map(([name, value]) => [name, placeholders.of(value)]));
    return placeholders.isNeeded ? bound : null;
  });
}

/** Containers within containers are looked into to this depth. */
const NESTING_LIMIT = 3;

/** Takes away what is known of the elements of tensors and arrays; what containers hold is changed in the heap. */
class Placeholders {
  constructor(private readonly _machine: Machine) {}

  /** Whether any element was known. */
  get isNeeded(): boolean {
    return this._isNeeded;
  }

  of(value: Value, depth = 0): Value {
    // The same tuple may stand in thousands of places of the one that holds it.
    let placeholder = this._made[depth].get(value);
    if (placeholder === undefined) {
      placeholder = this._of(value, depth);
      this._made[depth].set(value, placeholder);
    }
    return placeholder;
  }

  private _of(value: Value, depth: number): Value {
    const { values } = this._machine;
    switch (value.kind) {
      case 'tensor':
        if (value.elements === null) {
          return value;
        }
        this._isNeeded = true;
        return values.tensor({ ...value.type, form: 'dense' }, value.origin);
      case 'tuple':
        return values.tuple(
          value.items.map(item => this.of(item, depth)),
          value.rest,
          value.names,
          value.cls
        );
      case 'union':
        return joinAll(
          values,
          value.members.map(member => this.of(member, depth))
        );
      case 'object':
        if (depth < NESTING_LIMIT) {
          this._change(value.object, depth);
        }
        return value;
      default:
        return value;
    }
  }

  private _change(object: HeapObject, depth: number): void {
    if (object.kind !== 'list' && object.kind !== 'dict') {
      return;
    }
    const { heap } = this._machine;
    for (const field of heap.fields(object)) {
      const stored = heap.read(object, field);
      const next = stored === null ? null : this.of(stored, depth + 1);
      if (next !== null && next !== stored) {
        heap.write(object, field, next);
      }
    }
  }

  private _isNeeded = false;

  /** What was made of each value, by the depth at which it stands. */
  private readonly _made = Array.from({ length: NESTING_LIMIT + 1 }, () => new Map<Value, Value>());
}

/** Runs the function in the state at the end of the program, and leaves that state as it was. */
function runAtEnd(
  machine: Machine,
  fn: FunctionValue,
  bind: (frame: Frame, node: FunctionDef) => Map<string, Value> | null
): Activation | null {
  const { node } = fn.code;
  const outer = machine.environments.get(fn.environment);
  if (node.kind === 'Lambda' || outer === undefined) {
    return null;
  }
  machine.heap.openBranch();
  try {
    const frame = outerFrame(machine, fn, outer);
    const site = { top: fn.code.top, start: node.nameSpan.start, end: node.nameSpan.end };
    const bound = bind(frame, node);
    return bound === null ? null : runFunction(frame, fn, bound, site).activation;
  } finally {
    machine.heap.close();
  }
}

function outerFrame(machine: Machine, fn: FunctionValue, environment: Environment): Frame {
  return {
    machine,
    environment,
    builder: new ActivationBuilder(machine.values),
    code: null,
    top: fn.code.top,
    definingClass: fn.definingClass,
    receiver: null,
    context: 'assumed',
    baseDepth: machine.heap.depth,
    returns: [],
    loop: null,
    repeated: new Map(),
    counters: new Map(),
    count: 1,
    uncertain: 0,
    impossible: 0
  };
}

function assumedArgument(
  frame: Frame,
  fn: FunctionValue,
  node: FunctionDef,
  parameter: Parameter,
  index: number
): Value {
  const { values, heap } = frame.machine;
  if (parameter.kind === 'var-positional') {
    return values.tuple([], values.unknown('parameter', parameter.name));
  }
  if (parameter.kind === 'var-keyword') {
    const object = values.heapObject(
      'dict',
      null,
      { top: frame.top, start: parameter.start, end: parameter.end },
      'assumed'
    );
    heap.write(object, '[*]', values.unknown('parameter', parameter.name));
    return values.object(object);
  }
  const cls = fn.definingClass === null ? null : classOfNamespace(frame.machine, fn.definingClass);
  if (
    index === 0 &&
    cls !== null &&
    node.enclosingClass !== null &&
    !hasDecorator(node, 'staticmethod')
  ) {
    return hasDecorator(node, 'classmethod') ? cls : assumedInstance(frame, cls);
  }
  const hint = parameter.annotation === null ? null : hintedValue(frame, parameter.annotation);
  if (hint !== null) {
    return hint;
  }
  const fallback = fn.defaults.get(parameter.name);
  if (fallback !== undefined) {
    return fallback;
  }
  return (
    contextValue(frame, node, cls, parameter, index) ?? values.unknown('parameter', parameter.name)
  );
}

/** The parts of the signature that a decorator gives the function. */
function suppliedSignature(
  frame: Frame,
  fn: FunctionValue,
  node: FunctionDef
): readonly Value[] | null {
  for (const { expression } of node.decorators) {
    const decorator =
      expression.kind === 'Call' && expression.keywords.some(({ arg }) => arg === 'input_signature')
        ? evaluateQuietly(frame, expression)
        : null;
    if (decorator?.kind === 'partial') {
      const made = callValue(frame, decorator, positional([fn]), callSite(expression, null));
      if (made.kind === 'wrapper' && made.signature !== null) {
        return made.signature.items;
      }
    }
  }
  return null;
}

function hasDecorator(node: FunctionDef, name: string): boolean {
  return node.decorators.some(
    decorator => decorator.expression.kind === 'Name' && decorator.expression.id === name
  );
}

/** Keras hands tensors to `call`; a training step takes a batch (specification 2.2). */
function contextValue(
  frame: Frame,
  node: FunctionDef,
  cls: ClassValue | null,
  parameter: Parameter,
  index: number
): Value | null {
  const { values } = frame.machine;
  const tensor = values.tensor({ dtype: null, shape: null, form: 'dense' }, 'parameter');
  const isKeras = cls !== null && inheritsFrom(frame.machine, cls, KERAS_CALLABLES);
  if (isKeras && (node.name === 'call' || node.name === '__call__') && index === 1) {
    return tensor;
  }
  if (parameter.name === 'training') {
    return values.scalar('bool');
  }
  if (isKeras && (node.name === 'build' || node.name === 'compute_output_shape') && index === 1) {
    return values.shape(null);
  }
  if (isKeras && (node.name === 'train_step' || node.name === 'test_step') && index === 1) {
    return values.tuple([tensor, tensor]);
  }
  return /^.*(?:train|test).*_step$/u.test(node.name) ? tensor : null;
}

/** An instance of the class: one that the program made, or one made with assumed arguments. */
function assumedInstance(frame: Frame, cls: ClassValue): Value {
  const { machine } = frame;
  const made = [...(machine.instances.get(cls) ?? [])].filter(
    value => value.kind === 'object' && machine.heap.isAlive(value.object)
  );
  if (made.length > 0) {
    return joinAll(machine.values, made);
  }
  const initialiser = machine.heap.read(cls.object, '__init__');
  const given =
    initialiser !== null &&
    initialiser.kind === 'function' &&
    initialiser.code.node.kind === 'FunctionDef'
      ? assumedPositional(frame, initialiser, initialiser.code.node)
      : [];
  return instantiate(
    frame,
    cls,
    positional(given),
    callSite(cls.node.nameSpan, null, { route: 'implicit' })
  );
}

function assumedPositional(frame: Frame, fn: FunctionValue, node: FunctionDef): readonly Value[] {
  return node.parameters
    .slice(1)
    .filter(parameter => parameter.kind === 'positional' || parameter.kind === 'positional-only')
    .map(
      parameter =>
        (parameter.annotation === null ? null : hintedValue(frame, parameter.annotation)) ??
        fn.defaults.get(parameter.name) ??
        frame.machine.values.unknown('parameter', parameter.name)
    );
}

/** What a value of the annotated type may be; `null` where the hint says nothing that helps. */
export function hintedValue(frame: Frame, annotation: Expression): Value | null {
  const { values } = frame.machine;
  switch (annotation.kind) {
    case 'Constant':
      return annotation.value.type === 'None'
        ? values.none
        : annotation.value.type === 'str'
          ? typeValue(frame, dottedValue(frame, annotation.value.value, annotation))
          : null;
    case 'Name':
    case 'Attribute':
      return typeValue(frame, evaluateQuietly(frame, annotation));
    case 'BinOp': {
      const left = hintedValue(frame, annotation.left);
      const right = hintedValue(frame, annotation.right);
      return left === null || right === null ? (left ?? right) : join(values, left, right);
    }
    case 'Subscript': {
      const base = evaluateQuietly(frame, annotation.value);
      const path = base.kind === 'library' ? base.path : '';
      const parts = annotation.slice.kind === 'Tuple' ? annotation.slice.elts : [annotation.slice];
      const inner = parts.map(part => hintedValue(frame, part));
      if (/(?:^|\.)(?:Optional|Union)$/u.test(path)) {
        const known = inner.filter(part => part !== null);
        return known.length === 0
          ? null
          : joinAll(values, [...known, ...(path.endsWith('Optional') ? [values.none] : [])]);
      }
      if (/(?:^|\.)(?:Annotated|Final|ClassVar)$/u.test(path)) {
        return inner[0] ?? null;
      }
      if (/(?:^|\.)(?:tuple|Tuple)$/u.test(path)) {
        return values.tuple(inner.map(part => part ?? values.unknown('parameter')));
      }
      return typeValue(frame, base);
    }
    default:
      return null;
  }
}

/** The value of an expression that the program itself does not evaluate: what it did is not noted. */
export function evaluateQuietly(frame: Frame, node: Expression): Value {
  frame.impossible++;
  const value = evaluate(frame, node);
  frame.impossible--;
  return value;
}

function dottedValue(frame: Frame, text: string, node: Expression): Value {
  const { values } = frame.machine;
  if (!/^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(text)) {
    return values.unknown('external');
  }
  const [first, ...rest] = text.split('.');
  frame.impossible++;
  let value = readName(frame, first, node);
  rest.forEach(name => {
    value = readAttribute(frame, value, name, node);
  });
  frame.impossible--;
  return value;
}

const SCALARS: ReadonlyMap<string, 'int' | 'float' | 'bool' | 'str' | 'bytes'> = new Map([
  ['builtins.int', 'int'],
  ['builtins.float', 'float'],
  ['builtins.bool', 'bool'],
  ['builtins.str', 'str'],
  ['builtins.bytes', 'bytes']
] as const);

const TENSOR_FORMS: ReadonlyMap<
  string,
  'dense' | 'ragged' | 'sparse' | 'variable' | 'slices' | 'ndarray'
> = new Map([
  ['tensorflow.Tensor', 'dense'],
  ['tensorflow.RaggedTensor', 'ragged'],
  ['tensorflow.SparseTensor', 'sparse'],
  ['tensorflow.Variable', 'variable'],
  ['tensorflow.IndexedSlices', 'slices'],
  ['numpy.ndarray', 'ndarray']
] as const);

function typeValue(frame: Frame, type: Value): Value | null {
  const { values } = frame.machine;
  if (type.kind === 'class') {
    return assumedInstance(frame, type);
  }
  if (type.kind !== 'library') {
    return null;
  }
  const scalar = SCALARS.get(type.path);
  if (scalar !== undefined) {
    return values.scalar(scalar);
  }
  const form = TENSOR_FORMS.get(type.path);
  if (form !== undefined) {
    return values.tensor({ dtype: null, shape: null, form }, 'parameter');
  }
  return type.path === 'tensorflow.data.Dataset'
    ? values.dataset(values.unknown('parameter'), null)
    : null;
}
