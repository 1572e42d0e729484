/**
 * Classes: their definition (language reference 8.8) and their instances (3.3.1).
 */
import type { ClassDef, Expression, Span, Statement } from '../syntax/tree';
import { namedTupleFields } from '../libraries';
import type { CallArguments } from '../libraries/model';
import { membersOf } from '../values/join';
import type { ClassValue, HeapObject, Value } from '../values/value';
import {
  findInOrder,
  libraryAncestors,
  METACLASS,
  metaclassOf,
  resolutionOrder
} from './attributes';
import { bindingsOf } from './bindings';
import { callSite, inManner, type CallSite } from './callSite';
import { argumentsAfter } from './callArguments';
import { callFound, callValue } from './calls';
import { dataClassOf, fieldOf, initVariableOf } from './dataClasses';
import { applyDecorators } from './decorators';
import { makeMembers, memberOfValue, membersOfEnumeration } from './enumerations';
import { keepException } from './exceptions';
import { allocateAt, evaluate } from './expressions';
import { FIELD_NAMES } from '../libraries/namedTuples';
import { positional } from '../libraries/models/arguments';
import type { Environment, Frame, Machine } from './machine';
import { noteDoubt, placeOf } from './machine';
import { containerAmong, holdItems } from './heldItems';
import { createModelContext } from './modelContext';
import { bindName } from './names';
import { findDunder } from './operators';
import { executeBlock } from './statements';

/** Where the namespace of a class holds the class itself. */
const CLASS = '#class';

/** The class of a namespace; `null` before the class statement has been run. */
export function classOfNamespace(machine: Machine, namespace: HeapObject): ClassValue | null {
  const cls = machine.heap.read(namespace, CLASS);
  return cls?.kind === 'class' ? cls : null;
}

/** Each class that a base may be, `object` only where it is the only one. */
function alternativesOf(bases: readonly Value[]): readonly Value[] {
  return bases.flatMap(base => {
    const members = membersOf(base);
    const others = members.filter(
      member => !(member.kind === 'library' && member.path === 'builtins.object')
    );
    return others.length === 0 ? members : others;
  });
}

/** Runs a class body, and binds the class. */
export function defineClass(frame: Frame, node: ClassDef): void {
  const { machine } = frame;
  const { values, heap } = machine;
  const bases = node.bases.map(base => evaluate(frame, base));
  const options = node.keywords.map(({ arg, value }) => [arg, evaluate(frame, value)] as const);
  bases.forEach((base, index) => {
    if (base.kind !== 'class' && base.kind !== 'library') {
      noteDoubt(frame, node.bases[index], 'unknown-base', nameOfBase(node.bases[index]));
    }
  });
  const object = values.heapObject(
    'class',
    null,
    placeOf(frame, node),
    node.qualifiedName,
    frame.context
  );
  heap.noteAllocation(object);
  frame.builder.allocations.add(object);
  const cls = values.class(object, node, node.name, alternativesOf(bases));
  heap.write(object, CLASS, cls);
  const metaclass = options.find(([name]) => name === 'metaclass')?.[1];
  if (metaclass?.kind === 'class') {
    heap.write(object, METACLASS, metaclass);
  }
  const environment: Environment = {
    kind: 'class',
    object,
    bindings: bindingsOf(frame.top, node),
    parent: frame.environment,
    module: frame.environment.module
  };
  machine.environments.set(object, environment);
  executeBlock(
    { ...frame, environment, returns: [], loop: null, definingClass: object },
    node.body
  );
  makeMembers(frame, cls, node);
  tellNames(frame, object, cls, node.nameSpan);
  const maker = metaclassOf(machine, cls);
  if (
    maker !== null &&
    ['__new__', '__init__', '__prepare__'].some(
      name => findInOrder(machine, resolutionOrder(machine, maker), name) !== null
    )
  ) {
    noteDoubt(frame, node.nameSpan, 'unknown-callee', `${maker.name}()`);
  }
  const [, ...above] = resolutionOrder(machine, cls);
  const hook = findInOrder(machine, above, '__init_subclass__');
  if (hook !== null && (hook.kind === 'function' || hook.kind === 'wrapper')) {
    callFound(frame, { function: hook, receiver: cls }, [], node.nameSpan, 'implicit');
  }
  const decorated = applyDecorators(frame, node.decorators, cls);
  bindName(frame, node.name, decorated, node.nameSpan);
}

/** Calls `__set_name__` of what stands in the body (language reference 3.3.3.6). */
function tellNames(frame: Frame, namespace: HeapObject, cls: ClassValue, at: Span): void {
  const { heap, values } = frame.machine;
  for (const name of heap.fields(namespace)) {
    const member = heap.read(namespace, name);
    const told = member === null ? null : findDunder(frame, member, '__set_name__', at);
    if (told !== null) {
      callFound(frame, told, [cls, values.constant('str', name, false)], at, 'implicit');
    }
  }
}

function nameOfBase(base: Expression): string {
  return base.kind === 'Name' ? base.id : base.kind === 'Attribute' ? base.attr : '…';
}

/** `C(…)`: a new instance, initialised. */
export function instantiate(
  frame: Frame,
  cls: ClassValue,
  args: CallArguments,
  site: CallSite
): Value {
  const { machine } = frame;
  const { values } = machine;
  const members = membersOfEnumeration(machine, cls);
  if (members !== null && args.positional.length === 1) {
    return memberOfValue(machine, members, args.positional[0]);
  }
  const order = resolutionOrder(machine, cls);
  const ancestors = libraryAncestors(machine, order);
  const instance =
    madeInstance(frame, cls, args, site) ??
    values.object(allocateAt(frame, 'instance', site.span, cls));
  const initialiser = isInitialisedByFields(machine, order)
    ? null
    : findDunder(frame, instance, '__init__', site.span);
  const container = containerAmong(ancestors);
  if (container !== null && instance.kind === 'object') {
    const context = createModelContext(frame, site.span, container);
    const given = initialiser === null ? args : positional([]);
    holdItems(machine, context, instance.object, given);
  }
  if (findDunder(frame, instance, '__del__', site.span) !== null) {
    noteDoubt(frame, site.span, 'unknown-callee', `${cls.name}.__del__`);
  }
  if (isMadeByMetaclass(machine, cls)) {
    noteDoubt(frame, site.span, 'unknown-callee', `${cls.name}()`);
  }
  if (initialiser !== null) {
    callValue(frame, initialiser.function, argumentsAfter(instance, args), site);
    keepException(machine, cls, instance, args);
    return instance;
  }
  for (const path of container === null ? ancestors : []) {
    const model = machine.registry.method(path, '__init__');
    if (model !== null) {
      const { span, node, followedByPublished } = site;
      const context = createModelContext(
        frame,
        span,
        `${path}.__init__`,
        node,
        followedByPublished
      );
      model(context, instance, args);
      return instance;
    }
  }
  initialiseFields(frame, cls, instance, args, site.span);
  const after = findDunder(frame, instance, '__post_init__', site.span);
  if (after !== null) {
    callFound(frame, after, initVariables(machine, order, instance), site.span, 'implicit');
  }
  const validator = ancestors.some(path => EXTENSION_TYPES.has(path))
    ? findDunder(frame, instance, '__validate__', site.span)
    : null;
  if (validator !== null) {
    callFound(frame, validator, [], site.span, 'implicit');
  }
  const afterAttrs = findDunder(frame, instance, '__attrs_post_init__', site.span);
  if (afterAttrs !== null) {
    callFound(frame, afterAttrs, [], site.span, 'implicit');
  }
  return instance;
}

/** Whether the nearest `__init__` is that which a decorator makes of the fields: a class keeps its own. */
function isInitialisedByFields(machine: Machine, order: readonly Value[]): boolean {
  for (const cls of order) {
    if (cls.kind !== 'class' || machine.heap.read(cls.object, '__init__') !== null) {
      return false;
    }
    if (dataClassOf(cls.node) !== null) {
      return true;
    }
  }
  return false;
}

/** What the fields of a data class that are `InitVar` were given, those of base classes first. */
function initVariables(
  machine: Machine,
  order: readonly Value[],
  instance: Value
): readonly Value[] {
  const names = [...order]
    .reverse()
    .flatMap(cls => (cls.kind === 'class' ? cls.node.body : []))
    .flatMap(statement => initVariableOf(statement) ?? []);
  return instance.kind === 'object'
    ? [...new Set(names)].map(
        name => machine.heap.read(instance.object, name) ?? machine.values.unknown('external', name)
      )
    : [];
}

/** What the class's own `__new__` gives, where that is one instance of it that is known (language reference 3.3.1). */
function madeInstance(
  frame: Frame,
  cls: ClassValue,
  args: CallArguments,
  site: CallSite
): Value | null {
  const { machine } = frame;
  const maker = findInOrder(machine, resolutionOrder(machine, cls), '__new__');
  if (maker === null || maker.kind === 'library') {
    return null;
  }
  const implicit = inManner(site, { route: 'implicit' });
  const made = membersOf(callValue(frame, maker, argumentsAfter(cls, args), implicit)).filter(
    member => member.kind === 'object' && member.object.cls === cls
  );
  return made.length === 1 ? made[0] : null;
}

/** Whether the metaclass says itself what calling the class does (language reference 3.3.3): that is not followed. */
function isMadeByMetaclass(machine: Machine, cls: ClassValue): boolean {
  const metaclass = metaclassOf(machine, cls);
  return (
    metaclass !== null &&
    findInOrder(machine, resolutionOrder(machine, metaclass), '__call__') !== null
  );
}

/** Data classes and named tuples: the annotated names of the body are the parameters, in order. */
function initialiseFields(
  frame: Frame,
  cls: ClassValue,
  instance: Value,
  args: CallArguments,
  at: Span
): void {
  if (instance.kind !== 'object') {
    return;
  }
  const { heap, values } = frame.machine;
  const names: string[] = [];
  const defaults = new Map<string, Value>();
  const tensors = new Set<string>();
  let isNamedTuple = false;
  let isExtensionType = false;
  for (const entry of [...resolutionOrder(frame.machine, cls)].reverse()) {
    if (entry.kind === 'library') {
      const fields = namedTupleFields(entry.path);
      isNamedTuple = isNamedTuple || fields !== null || entry.path === 'typing.NamedTuple';
      isExtensionType = isExtensionType || EXTENSION_TYPES.has(entry.path);
      names.push(...(fields ?? []));
    }
    if (entry.kind === 'class') {
      const isDataClass = dataClassOf(entry.node) !== null;
      for (const statement of entry.node.body) {
        const name = fieldOf(statement);
        if (name !== null) {
          if (!names.includes(name)) {
            names.push(name);
          }
          const byDefault = hasValue(statement) ? heap.read(entry.object, name) : null;
          // Each instance of a data class holds the defaults in its own fields.
          if (byDefault !== null && (isNamedTuple || isDataClass)) {
            defaults.set(name, byDefault);
          }
          if (
            isExtensionType &&
            statement.kind === 'AnnAssign' &&
            isTensorAnnotation(statement.annotation)
          ) {
            tensors.add(name);
          }
        }
      }
    }
  }
  names.forEach((name, index) => {
    const value =
      args.positional[index] ?? args.keywords.get(name) ?? args.starred ?? defaults.get(name);
    if (value !== undefined && value !== null) {
      heap.write(
        instance.object,
        name,
        tensors.has(name) ? converted(frame, value, cls.node) : value
      );
    }
  });
  if (isExtensionType && frame.code === null) {
    followOwnTexts(frame, cls, names, tensors, at);
  }
  // One with a `__new__` of its own is not made of its items.
  if (isNamedTuple && findInOrder(frame.machine, [cls], '__new__') === null) {
    heap.write(
      instance.object,
      FIELD_NAMES,
      values.tuple(names.map(name => values.constant('str', name, false)))
    );
  }
  if (names.length === 0 && args.positional.length > 0) {
    heap.write(instance.object, '#arguments', values.tuple(args.positional));
  }
}

/**
 * The texts of an extension type: TensorFlow makes instances by itself (batches, rows, what a graph is traced with) and
 * asks these for their texts, too. Of their fields nothing is known but that they are tensors.
 */
function followOwnTexts(
  frame: Frame,
  cls: ClassValue,
  names: readonly string[],
  tensors: ReadonlySet<string>,
  at: Span
): void {
  const { heap, values } = frame.machine;
  const object = allocateAt(frame, 'instance', at, cls, 'made by TensorFlow');
  const anything = values.tensor({ dtype: null, shape: null, form: 'dense' }, 'tensorflow');
  names.forEach(name =>
    heap.write(object, name, tensors.has(name) ? anything : values.unknown('external'))
  );
  for (const method of ['__repr__', '__str__']) {
    const found = findDunder(frame, values.object(object), method, at);
    if (found !== null) {
      callFound(frame, found, [], at, 'implicit');
    }
  }
}

/** Whether a statement that makes a field gives it a default. */
function hasValue(statement: Statement): boolean {
  return statement.kind === 'AnnAssign'
    ? statement.value !== null
    : statement.kind === 'Assign' &&
        statement.value.kind === 'Call' &&
        statement.value.keywords.some(({ arg }) => arg === 'default' || arg === 'factory');
}

/** Classes whose tensor fields convert what they are given. */
const EXTENSION_TYPES: ReadonlySet<string> = new Set([
  'tensorflow.experimental.ExtensionType',
  'tensorflow.experimental.BatchableExtensionType'
]);

function isTensorAnnotation(annotation: Expression): boolean {
  return (
    (annotation.kind === 'Attribute' && annotation.attr === 'Tensor') ||
    (annotation.kind === 'Name' && annotation.id === 'Tensor')
  );
}

/** A field's value as the tensor that TensorFlow makes of it; instances stay what they are. */
function converted(frame: Frame, value: Value, node: ClassDef): Value {
  const isPlain =
    value.kind === 'constant' ||
    value.kind === 'tuple' ||
    (value.kind === 'object' && value.object.kind === 'list') ||
    (value.kind === 'tensor' && value.type.form === 'ndarray');
  return isPlain
    ? callValue(
        frame,
        frame.machine.values.library('tensorflow.convert_to_tensor'),
        positional([value]),
        callSite(node.nameSpan, null, { route: 'implicit' })
      )
    : value;
}
