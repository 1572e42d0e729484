/**
 * Objects that `tf.function` cannot hold. The graphs of a method are kept by receiver in a `WeakKeyDictionary`
 * (`Function.__get__`), so that a receiver must have a hash, allow weak references, and be held by somebody else while
 * its method is traced; an argument that TensorFlow does not take apart is compared by its hash
 * (`trace_type.from_value`). Each was run with TensorFlow 2.21.
 */
import { dataClassOf } from '../interpreter/dataClasses';
import type { Activation } from '../interpreter/record';
import { namedTupleFields } from '../libraries';
import type { ClassDef, Expression, Parameter } from '../syntax/tree';
import { walkOwnScope, type NodeKinds } from '../syntax/walk';
import { membersOf } from '../values/join';
import { FROZEN_SET, type ClassValue, type HeapObject, type Value } from '../values/value';
import { elementsOf, tensorsOf } from './argumentValues';
import type { Cause } from './reachableRuns';
import type { Subject } from './subject';

/** Objects among the receivers and arguments of the runs that a graph function cannot hold. */
export function untraceableObjects(
  subject: Subject,
  runs: readonly Activation[],
  receiver: Parameter | null
): readonly Cause[] {
  const causes = new Map<Parameter, Cause>();
  if (receiver !== null && haveEqualReceivers(runs, receiver)) {
    const at = { top: subject.code.top, start: receiver.start, end: receiver.end };
    causes.set(receiver, { at, chain: [], note: 'equal objects share the graphs of one of them' });
  }
  for (const parameter of subject.node.parameters) {
    for (const run of runs) {
      const value = run.arguments.get(parameter.name);
      const note =
        value === undefined
          ? null
          : parameter === receiver
            ? receiverFault(value)
            : argumentFault(value, run, DEPTH_LIMIT);
      if (note !== null) {
        const at = { top: subject.code.top, start: parameter.start, end: parameter.end };
        causes.set(parameter, { at, chain: [], note });
      }
    }
  }
  return [...causes.values(), ...(receiver === null ? [] : temporaryReceivers(subject, receiver))];
}

/** Parameters that get arrays of Python objects: TensorFlow makes tensors of texts, and nothing of lists or `None`. */
export function objectArrays(subject: Subject, runs: readonly Activation[]): readonly Cause[] {
  return subject.node.parameters.flatMap(parameter =>
    runs.some(run =>
      tensorsOf(run.arguments.get(parameter.name) ?? NOTHING).some(
        ({ type }) => type.form === 'ndarray' && type.dtype === 'object'
      )
    )
      ? [
          {
            at: { top: subject.code.top, start: parameter.start, end: parameter.end },
            chain: [],
            note: 'an array of objects'
          }
        ]
      : []
  );
}

/** Containers within containers that are looked into. */
const DEPTH_LIMIT = 3;

const NO_HASH = 'this object has no hash';

function receiverFault(value: Value): string | null {
  for (const member of membersOf(value)) {
    if (member.kind === 'object' && member.object.kind === 'instance') {
      const order = ancestorsOf(member.object.cls);
      if (!hasHash(order)) {
        return NO_HASH;
      }
      if (!allowsWeakReferences(order)) {
        return 'no weak reference can be made to this object';
      }
    }
  }
  return null;
}

/** Whether several objects are receivers, and their class says by `__eq__` which are equal: the dictionary takes these for one. */
function haveEqualReceivers(runs: readonly Activation[], { name }: Parameter): boolean {
  const objects = new Set<HeapObject>();
  for (const run of runs) {
    for (const member of membersOf(run.arguments.get(name) ?? NOTHING)) {
      if (member.kind === 'object' && member.object.kind === 'instance') {
        objects.add(member.object);
      }
    }
  }
  const [first] = objects;
  return (
    objects.size > 1 &&
    ancestorsOf(first.cls).some(
      entry => entry.kind === 'class' && definitionOf(entry.node, '__eq__') !== null
    )
  );
}

function argumentFault(value: Value, run: Activation, depth: number): string | null {
  for (const member of membersOf(value)) {
    if (isSparseMatrix(member) || isView(member) || member.kind === 'slice') {
      return NO_HASH;
    }
    if (hasUnsortedKeys(member, run)) {
      return 'the keys of this dictionary cannot be sorted';
    }
    if (member.kind === 'object' && isCompared(member.object)) {
      const isSet = member.object.kind === 'set' && member.object.part !== FROZEN_SET;
      if (isSet || !hasHash(ancestorsOf(member.object.cls))) {
        return NO_HASH;
      }
    } else if (depth > 0) {
      for (const element of elementsOf(member, run.contents) ?? []) {
        const fault = argumentFault(element, run, depth - 1);
        if (fault !== null) {
          return fault;
        }
      }
    }
  }
  return null;
}

/** Whether a dictionary has keys that Python does not order: texts and numbers. TensorFlow sorts the keys (`tf.nest`). */
function hasUnsortedKeys(value: Value, run: Activation): boolean {
  if (value.kind !== 'object' || value.object.kind !== 'dict') {
    return false;
  }
  const keys = [...(run.contents.get(value.object)?.keys() ?? [])];
  return keys.some(key => key.startsWith("['")) && keys.some(key => /^\[-?\d/u.test(key));
}

/** `dict.values()` and its like, which have no hash. */
function isView(value: Value): boolean {
  const cls =
    value.kind === 'tuple'
      ? value.cls
      : value.kind === 'object' &&
          value.object.kind === 'iterator' &&
          value.object.cls?.kind === 'library'
        ? value.object.cls.path
        : null;
  return cls !== null && WITHOUT_HASH.test(cls);
}

/** A sparse matrix of SciPy, which makes neither a tensor nor a key. */
function isSparseMatrix(value: Value): boolean {
  const path =
    value.kind === 'unknown'
      ? value.name
      : value.kind === 'object' && value.object.cls?.kind === 'library'
        ? value.object.cls.path
        : null;
  return path !== null && /^scipy\.sparse\.\w+_(?:matrix|array)$/u.test(path);
}

/** Whether TensorFlow compares the object as a whole: mappings, lists, tuples and extension types are taken apart. */
function isCompared({ kind, cls }: HeapObject): boolean {
  return (
    (kind === 'instance' || kind === 'set') &&
    !ancestorsOf(cls).some(
      entry =>
        (entry.kind === 'library' &&
          (TAKEN_APART.test(entry.path) || namedTupleFields(entry.path) !== null)) ||
        (entry.kind === 'class' &&
          (entry.node.body.some(isTracing) || dataClassOf(entry.node)?.library === 'attrs'))
    )
  );
}

/**
 * Whether `tf.function` knows the object by a weak reference alone, so that a new one, even an equal one, is another
 * argument once the old one is gone: frozen sets, Keras's own, and instances of the program's classes.
 */
export function isKnownByReference(object: HeapObject): boolean {
  return (
    object.part === FROZEN_SET ||
    (object.kind === 'instance' &&
      isCompared(object) &&
      ancestorsOf(object.cls).every(
        entry => entry.kind === 'class' || (entry.kind === 'library' && PLAIN_BASE.test(entry.path))
      ))
  );
}

const PLAIN_BASE = /^(?:builtins\.object$|abc\.ABC$|tensorflow\.Module$|keras\.)/u;

/** Classes of which TensorFlow takes instances apart, or which say themselves how they are compared. */
const TAKEN_APART =
  /(?:^builtins\.(?:dict|list|tuple)|\b(?:OrderedDict|defaultdict|Counter|UserDict|ChainMap|(?:Mutable)?Mapping|NamedTuple|(?:Batchable)?ExtensionType|TypedDict)|^typing\.(?:Dict|List|Tuple))$/u;

/** Whether a statement of a class body defines how TensorFlow compares its instances. */
function isTracing(statement: ClassDef['body'][number]): boolean {
  return statement.kind === 'FunctionDef' && statement.name === '__tf_tracing_type__';
}

/** A class and its bases, each after all classes that derive from it here, as `type.mro` has them but for rare cases. */
export function ancestorsOf(cls: Value | null): readonly Value[] {
  const found: Value[] = [];
  const visit = (entry: Value, depth: number): void => {
    found.push(entry);
    if (entry.kind === 'class' && depth < ANCESTORS_DEPTH) {
      entry.bases.forEach(base => visit(base, depth + 1));
    }
  };
  if (cls !== null) {
    visit(cls, 0);
  }
  return found.filter((entry, index) => found.lastIndexOf(entry) === index);
}

/** Bases of bases that are followed. */
const ANCESTORS_DEPTH = 12;

/** Whether instances can be hashed: the first class that says something about it decides. */
function hasHash(order: readonly Value[]): boolean {
  for (const entry of order) {
    if (entry.kind === 'library' && WITHOUT_HASH.test(entry.path)) {
      return false;
    }
    const own = entry.kind === 'class' ? ownHash(entry) : null;
    if (own !== null) {
      return own;
    }
  }
  return true;
}

/** Classes of Python whose instances can be changed, and are compared by what they hold. */
const WITHOUT_HASH =
  /(?:^builtins\.(?:dict(?:_\w+)?|list|set|bytearray)|^collections\.(?:OrderedDict|defaultdict|Counter|UserDict|UserList|ChainMap|deque)|^(?:collections\.abc|typing)\.(?:Mutable)?(?:Mapping|Set)|^typing\.(?:Dict|List))$/u;

/**
 * What a class says about the hash of its instances: a class with `__eq__` and no `__hash__` has none (language
 * reference 3.3.1), nor has a data class that is compared by its fields and may change; frozen ones hash their fields.
 * `null` where it says nothing.
 */
function ownHash({ node }: ClassValue): boolean | null {
  const written = definitionOf(node, '__hash__');
  if (written !== null) {
    return written !== 'None';
  }
  const made = dataClassOf(node);
  if (made !== null) {
    if (made.isHashed) {
      return !node.body.some(
        statement => statement.kind === 'AnnAssign' && isAnnotatedWithoutHash(statement.annotation)
      );
    }
    if (made.isCompared) {
      return false;
    }
  }
  return definitionOf(node, '__eq__') === null ? null : false;
}

/** Whether values of the annotated type have no hash: tensors, arrays and what Python can change. */
function isAnnotatedWithoutHash(annotation: Expression): boolean {
  switch (annotation.kind) {
    case 'Name':
      return UNHASHABLE_TYPES.has(annotation.id);
    case 'Attribute':
      return UNHASHABLE_TYPES.has(annotation.attr);
    case 'Subscript':
      return isAnnotatedWithoutHash(annotation.value);
    default:
      return false;
  }
}

const UNHASHABLE_TYPES: ReadonlySet<string> = new Set([
  'Tensor',
  'Variable',
  'ndarray',
  'list',
  'List',
  'dict',
  'Dict',
  'set',
  'Set'
]);

/** How a class body defines a name, `'None'` where it is set to that; `null` where it does not. */
function definitionOf(node: ClassDef, name: string): 'None' | 'something' | null {
  let found: 'None' | 'something' | null = null;
  for (const statement of node.body) {
    if (statement.kind === 'FunctionDef' && statement.name === name) {
      found = 'something';
    } else if (
      statement.kind === 'Assign' &&
      statement.targets.some(target => target.kind === 'Name' && target.id === name)
    ) {
      const { value } = statement;
      found = value.kind === 'Constant' && value.value.type === 'None' ? 'None' : 'something';
    }
  }
  return found;
}

/**
 * Whether instances have a place for weak references (language reference 3.3.2.4, `__slots__`): a class without
 * `__slots__` has one, but not where instances are of varying size, as those of `tuple`, `int` and `bytes`.
 */
function allowsWeakReferences(order: readonly Value[]): boolean {
  const isSized = order.some(
    entry =>
      entry.kind === 'library' &&
      (VARYING_SIZE.test(entry.path) || namedTupleFields(entry.path) !== null)
  );
  return (
    !isSized &&
    order.some(entry => {
      switch (entry.kind) {
        case 'class':
          return hasReferencePlace(entry.node);
        case 'library':
          return !WITHOUT_PLACE.test(entry.path);
        default:
          return true;
      }
    })
  );
}

const VARYING_SIZE = /^(?:builtins\.(?:tuple|int|bytes|bool)|typing\.(?:NamedTuple|Tuple))$/u;

/** Bases that add nothing to their instances. */
const WITHOUT_PLACE =
  /^(?:builtins\.(?:object|dict|list|float)|abc\.ABC|typing\.(?:Generic|Protocol))/u;

function hasReferencePlace(node: ClassDef): boolean {
  if (dataClassOf(node)?.isClosed === true) {
    return false;
  }
  for (const statement of node.body) {
    if (
      statement.kind === 'Assign' &&
      statement.targets.some(target => target.kind === 'Name' && target.id === '__slots__')
    ) {
      const { value } = statement;
      const names =
        value.kind === 'Tuple' || value.kind === 'List' || value.kind === 'Set'
          ? value.elts
          : [value];
      return names.some(
        name =>
          name.kind !== 'Constant' ||
          (name.value.type === 'str' && name.value.value === '__weakref__')
      );
    }
  }
  return true;
}

/**
 * Calls of the method on an object that the same expression makes: nothing holds it once its method is bound, and the
 * trace finds `None` in its place. Models and layers of Keras hold themselves.
 */
function temporaryReceivers(
  { arrivals, code, node }: Subject,
  receiver: Parameter
): readonly Cause[] {
  let isRead = false;
  walkOwnScope(
    node.body,
    part => {
      // `super()` reads the receiver, too.
      isRead ||= part.kind === 'Name' && (part.id === receiver.name || part.id === 'super');
    },
    NAMES
  );
  return !isRead
    ? []
    : arrivals.flatMap(({ edge, caller }) => {
        const made =
          edge.route === 'call' && edge.code === code && edge.node?.func.kind === 'Attribute'
            ? edge.node.func.value
            : null;
        return made !== null && isTemporary(made, caller)
          ? [
              {
                at: edge.site,
                chain: [],
                note: 'nothing else holds this object while it is traced'
              }
            ]
          : [];
      });
}

/** `Model(k)`, or `Model(k).fit(x)` where the method gives back its receiver: no name holds the object. */
function isTemporary(made: Expression, caller: Activation): boolean {
  if (made.kind !== 'Call') {
    return false;
  }
  const { func } = made;
  return (
    membersOf(caller.values.get(func) ?? NOTHING).some(
      cls => cls.kind === 'class' && !ancestorsOf(cls).some(isKeras)
    ) ||
    (func.kind === 'Attribute' &&
      objectsAt(caller, made).some(object => objectsAt(caller, func.value).includes(object)) &&
      isTemporary(func.value, caller))
  );
}

function objectsAt(run: Activation, node: Expression): readonly HeapObject[] {
  return membersOf(run.values.get(node) ?? NOTHING).flatMap(member =>
    member.kind === 'object' ? [member.object] : []
  );
}

function isKeras(entry: Value): boolean {
  return entry.kind === 'library' && entry.path.startsWith('keras.');
}

const NAMES: NodeKinds = new Set(['Name']);

const NOTHING = { kind: 'never', id: 0 } as const;
