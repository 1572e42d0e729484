/**
 * What varies between the calls of a function, so that a graph would be traced anew.
 */
import { SEVERAL, type Contents } from '../interpreter/contents';
import { formatTensorType, type TensorType } from '../libraries/rules/tensorType';
import { membersOf } from '../values/join';
import { elementsOf, tensorsOf } from './argumentValues';
import type { Expression, For, Location, Parameter, Statement, While } from '../syntax/tree';
import { walk } from '../syntax/walk';
import { SYMBOLIC_OUTPUT } from '../libraries/models/sequential';
import type { HeapObject, Value } from '../values/value';
import { assignedNames, namesOfTarget } from '../syntax/blockNames';
import { assignmentsOf, loopsAround } from './bodyIndex';
import { isExtensionType, isRecordClass } from './opaqueValues';
import type { Cause } from './reachableRuns';
import { assignmentsReaching } from './reachingAssignments';
import { isCalledOnce, isCalledRepeatedly } from './repeatedCalls';
import { possibleRuns, type ProgramView, type Subject } from './subject';
import { bodyOf } from './symbolicValues';
import { steadyText } from './steadyArguments';
import { FUNCTIONAL } from './lazyLayers';
import { ancestorsOf, isKnownByReference } from './untraceableObjects';
import { varyingLengths } from './varyingLengths';
import { varyingShapes } from './varyingShapes';

/** Distinct shapes or lengths of one parameter from this number on make retracing worth a word. */
const SHAPES_FROM = 3;

/** The parameters whose values or shapes vary, each with the calls that bring them. */
export type Retracing = {
  readonly onValues: ReadonlyMap<string, readonly Cause[]>;
  readonly onShapes: ReadonlyMap<string, readonly Cause[]>;
  /**
   * Calls of which it cannot be told whether they bring containers of another length each time, and those that bring a
   * few known values again and again: a few traces serve many calls.
   */
  readonly possible: readonly Cause[];
};

/**
 * Looks at all runs. Booleans make two traces at most and do not count.
 *
 * @param isGraph - whether it is a graph already: then a few values are worth a word, too.
 */
export function retracingOf(subject: Subject, view: ProgramView, isGraph: boolean): Retracing {
  const onValues = new Map<string, readonly Cause[]>();
  const onFewValues = new Map<string, readonly Cause[]>();
  const onShapes = new Map<string, readonly Cause[]>();
  const possible: Cause[] = [];
  for (const parameter of subject.node.parameters) {
    if (parameter === subject.receiver) {
      const remade = callsOfNewReceivers(subject, parameter.name, view);
      if (remade.length > 0) {
        onValues.set(parameter.name, remade);
      }
      continue;
    }
    if (isAlwaysDefault(subject, parameter)) {
      continue;
    }
    const steady = steadyTexts(subject, parameter.name, view);
    const constants = new Set<string>();
    const shapes = new Set<string>();
    const lengths = new Set<number>();
    let varies = false;
    let mayBeTexts = false;
    for (const run of possibleRuns(subject)) {
      for (const member of membersOf(run.arguments.get(parameter.name) ?? NEVER)) {
        if (
          member.kind === 'constant' &&
          ['int', 'float', 'str', 'bytes', 'complex'].includes(member.type)
        ) {
          if (member.value === undefined && steady !== null) {
            steady.forEach(text => constants.add(`= ${text}`));
          } else {
            varies ||=
              member.value === undefined &&
              (!member.literal || isItemOfLoop(subject, parameter.name));
            constants.add(`${member.type} ${String(member.value)}`);
          }
        }
      }
      const argument = run.arguments.get(parameter.name) ?? NEVER;
      const within = constantsWithin(argument, run.contents);
      varies ||=
        holdsSeveral(argument, run.contents) && !isOneObject(subject, parameter.name, view);
      if (within.size > 0) {
        constants.add([...within].sort().join('|'));
      }
      membersOf(argument).forEach(member => {
        const length = lengthOf(member, run.contents);
        if (length !== null) {
          lengths.add(length);
        }
      });
      const tensors = tensorsOf(argument);
      tensors.forEach(({ type }) => shapes.add(formatTensorType(type)));
      mayBeTexts ||= tensors.some(({ type }) => isItemOfUnknown(type));
      const held = typesWithin(argument, run.contents);
      if (held.size > 0) {
        shapes.add([...held].sort().join('|'));
      }
    }
    if (varies || constants.size > 1) {
      const isFew =
        !isGraph && !varies && areFew(constants) && isCalledAgain(subject, parameter.name, view);
      (isFew ? onFewValues : onValues).set(
        parameter.name,
        causesOf(subject, parameter.name, 'another value')
      );
    }
    if (lengths.size >= SHAPES_FROM) {
      onValues.set(parameter.name, causesOf(subject, parameter.name, 'another length'));
    }
    const lengthened = varyingLengths(subject, parameter.name);
    if (lengthened.sure.length > 0) {
      onValues.set(parameter.name, lengthened.sure);
    } else if (!onValues.has(parameter.name)) {
      possible.push(...lengthened.possible);
    }
    if (mayBeTexts && isCalledAgain(subject, null, view)) {
      possible.push(...causesOf(subject, parameter.name, 'a text is another value each time'));
    }
    const remade = callsWithNewObjects(subject, parameter.name, view);
    if (remade.length > 0 && !onValues.has(parameter.name)) {
      onValues.set(parameter.name, remade);
    }
    const shaped = varyingShapes(subject, parameter.name, view);
    if (shaped.length > 0) {
      onShapes.set(parameter.name, shaped);
    } else if (shapes.size >= SHAPES_FROM) {
      onShapes.set(parameter.name, causesOf(subject, parameter.name, 'another shape'));
    }
  }
  onValues.forEach((_, name) => onFewValues.delete(name));
  return { onValues, onShapes, possible: [...possible, ...[...onFewValues.values()].flat()] };
}

/** An item of an array of which it is not known what it holds: file names, perhaps, which are no tensors. */
function isItemOfUnknown({ form, dtype, shape }: TensorType): boolean {
  return (
    form === 'ndarray' &&
    shape?.length === 0 &&
    (dtype === null || dtype === 'object' || dtype === 'string')
  );
}

/** How the values are written that all calls give, each the same whenever it is; `null` where one may differ. */
function steadyTexts(
  { arrivals }: Subject,
  name: string,
  view: ProgramView
): ReadonlySet<string> | null {
  const texts = arrivals.map(arrival => steadyText(arrival, name, view));
  return texts.length === 0 || texts.includes(null)
    ? null
    : new Set(texts.filter(text => text !== null));
}

/** Values up to this number are few. */
const FEW_VALUES = 4;

/** Whether the values are few and known, none of them an object that may make variables in its own first call. */
function areFew(constants: ReadonlySet<string>): boolean {
  return (
    constants.size <= FEW_VALUES &&
    [...constants].every(text => !/(?:^|[| ])(?:object|undefined)(?:$|[| ])/u.test(text))
  );
}

/**
 * Whether calls come again and again; with a parameter's name, with the same value: in a loop that does not itself go
 * over the values.
 */
function isCalledAgain(
  { arrivals, code }: Subject,
  name: string | null,
  view: ProgramView
): boolean {
  return arrivals.some(({ edge, caller }) => {
    if (caller.code === code) {
      return false;
    }
    if (caller.code !== null && isCalledRepeatedly(caller.code, view)) {
      return true;
    }
    const argument = name === null ? undefined : edge.argumentNodes.get(name);
    const innermost = loopsAround(bodyOf(caller), edge.site).at(-1);
    return (
      innermost !== undefined &&
      (argument === undefined ||
        innermost.kind === 'While' ||
        !readsAny(argument, new Set(namesOfTarget(innermost.target))))
    );
  });
}

/** Whether a call hands over what a loop goes over: more values that the program writes down than are told apart. */
function isItemOfLoop({ arrivals }: Subject, name: string): boolean {
  return arrivals.some(({ edge, caller }) => {
    const argument = edge.argumentNodes.get(name);
    return (
      argument !== undefined &&
      loopsAround(bodyOf(caller), edge.site).some(
        loop => loop.kind === 'For' && readsAny(argument, new Set(namesOfTarget(loop.target)))
      )
    );
  });
}

/** Whether an argument is made of one of the names, not only chosen by it. */
function readsAny(node: Expression, names: ReadonlySet<string>): boolean {
  if (node.kind === 'IfExp') {
    return readsAny(node.body, names) || readsAny(node.orelse, names);
  }
  return !walk(node, part => (part.kind === 'Name' && names.has(part.id) ? 'stop' : undefined));
}

/** Whether no call gives the parameter: then another value is that of another function, which a loop has defined anew. */
function isAlwaysDefault({ arrivals }: Subject, { name, default: given }: Parameter): boolean {
  return (
    given !== null &&
    arrivals.every(
      ({ edge: { supplied, hidden } }) =>
        supplied !== null && !supplied.has(name) && hidden?.has(name) !== true
    )
  );
}

/**
 * Calls in a loop that makes anew, in each pass, an object that it hands over, and calls in a function that makes it
 * and is called again and again: each time is another trace.
 */
function callsWithNewObjects(
  { arrivals }: Subject,
  name: string,
  view: ProgramView
): readonly Cause[] {
  return arrivals.flatMap(({ edge, caller, activation }) => {
    const { site } = edge;
    const body = bodyOf(caller);
    const around = loopsAround(body, site);
    const isRemade = (place: Location): boolean =>
      around.some(loop => isWithin(place, loop)) ||
      (caller.code !== null &&
        body.length > 0 &&
        body[0].start <= place.start &&
        isCalledRepeatedly(caller.code, view));
    const given = membersOf(activation.arguments.get(name) ?? NEVER);
    const argument = edge.argumentNodes.get(name);
    const isNew =
      given.some(member => {
        const place = placeOfMaking(member);
        return place?.top === site.top && isRemade(place);
      }) ||
      (argument !== undefined &&
        given.some(({ kind }) => kind === 'method' || kind === 'partial') &&
        makingsOf(argument, body).some(({ start, end }) =>
          isRemade({ top: site.top, start, end })
        ));
    const node = argument ?? site;
    return isNew
      ? [
          {
            at: { top: site.top, start: node.start, end: node.end },
            chain: [],
            note: 'a new object in each pass'
          }
        ]
      : [];
  });
}

/**
 * The expressions that make a bound method or a partial function for an argument: each time they are evaluated it is
 * another object, which `tf.function` knows by a reference alone.
 */
function makingsOf(argument: Expression, body: readonly Statement[]): readonly Expression[] {
  return argument.kind === 'Attribute' || argument.kind === 'Call'
    ? [argument]
    : argument.kind === 'Name'
      ? assignmentsReaching(body, body, argument.id, argument.start).assigned.flatMap(
          ({ value }) => (value?.kind === 'Attribute' || value?.kind === 'Call' ? [value] : [])
        )
      : [];
}

/** Methods that call methods of the same object are followed to this depth. */
const RECEIVER_DEPTH = 4;

/**
 * Calls of a method once in each pass that makes its receiver anew, or once in each call of a function that does: the
 * graphs of a method are kept by receiver, so that each is traced for one call. An inner loop of calls uses it again.
 */
function callsOfNewReceivers(
  subject: Subject,
  name: string,
  view: ProgramView,
  depth = 0
): readonly Cause[] {
  const known = _newReceivers.get(subject) ?? new Map<string, readonly Cause[]>();
  _newReceivers.set(subject, known);
  const key = `${depth} ${name}`;
  let found = known.get(key);
  if (found === undefined) {
    found = findNewReceivers(subject, name, view, depth);
    known.set(key, found);
  }
  return found;
}

/** By subject, depth and name: methods call one another, and each call asks about the method around it. */
const _newReceivers = new WeakMap<Subject, Map<string, readonly Cause[]>>();

function findNewReceivers(
  { arrivals }: Subject,
  name: string,
  view: ProgramView,
  depth: number
): readonly Cause[] {
  return arrivals.flatMap(({ edge: { site, route }, caller, activation }) => {
    const receiver = activation.arguments.get(name) ?? NEVER;
    const place = placeOfMaking(receiver);
    if (place === null || route === 'keras') {
      return [];
    }
    const body = bodyOf(caller);
    const innermost = loopsAround(body, site).at(-1);
    const above = caller.code === null ? undefined : view.subjectOf.get(caller.code);
    const passing = above?.receiver ?? null;
    if (
      above !== undefined &&
      passing !== null &&
      innermost === undefined &&
      caller.arguments.get(passing.name) === receiver &&
      depth < RECEIVER_DEPTH &&
      callsOfNewReceivers(above, passing.name, view, depth + 1).length > 0
    ) {
      // `self.assign(x)` in a method that is itself called once for each object.
      return [{ at: site, chain: [], note: 'a new object each time' }];
    }
    if (place.top !== site.top) {
      return [];
    }
    const isRemade =
      innermost === undefined
        ? caller.code !== null &&
          body.length > 0 &&
          body[0].start <= place.start &&
          isCalledRepeatedly(caller.code, view)
        : isWithin(place, innermost);
    return isRemade ? [{ at: site, chain: [], note: 'a new object each time' }] : [];
  });
}

/** Where something is made that `tf.function` knows by a reference alone: an object, or a function. */
function placeOfMaking(value: Value): Location | null {
  switch (value.kind) {
    case 'object':
      return isKnownByReference(value.object) ? value.object.site : null;
    case 'function': {
      const { top, node } = value.code;
      return { top, start: node.start, end: node.end };
    }
    default:
      return null;
  }
}

function isWithin(place: Location | null, loop: For | While): boolean {
  return (
    place !== null &&
    loop.body.length > 0 &&
    loop.body[0].start <= place.start &&
    place.end <= loop.end
  );
}

/** The types of the tensors in a container, each once: how many there are of each is a question of its length. */
function typesWithin(
  container: Value,
  contents: Contents,
  found: Set<string> = new Set(),
  depth: number = 3
): ReadonlySet<string> {
  for (const member of membersOf(container)) {
    for (const element of depth > 0 ? (elementsOf(member, contents) ?? []) : []) {
      tensorsOf(element).forEach(({ type }) => found.add(formatTensorType(type)));
      typesWithin(element, contents, found, depth - 1);
    }
  }
  return found;
}

/** How many items a list, tuple or dictionary has: each number of them is a structure of its own to `tf.function`. */
function lengthOf(value: Value, contents: Contents): number | null {
  if (value.kind === 'tuple') {
    return value.rest === null ? value.items.length : null;
  }
  if (value.kind !== 'object') {
    return null;
  }
  const fields = contents.get(value.object);
  if (value.object.kind === 'dict') {
    const keys = [...(fields?.keys() ?? [])].filter(field => field !== '[keys]');
    return fields === undefined || keys.includes('[*]') ? null : keys.length;
  }
  const length = value.object.kind === 'list' ? fields?.get('len') : undefined;
  return length?.kind === 'constant' && typeof length.value === 'number' ? length.value : null;
}

const PLAIN_TYPES: ReadonlySet<string> = new Set(['int', 'float', 'str', 'bytes']);

const NEVER = { kind: 'never', id: 0 } as const;

/** The arguments that bring the values; the calls where none of them is written out (`attack(*given)`). */
function causesOf({ arrivals }: Subject, name: string, note: string): readonly Cause[] {
  const written = arrivals.flatMap(({ edge: { argumentNodes, site } }) => {
    const node = argumentNodes.get(name);
    return node === undefined ? [] : [{ top: site.top, start: node.start, end: node.end }];
  });
  const places = written.length > 0 ? written : arrivals.map(({ edge: { site } }) => site);
  return places.map(at => ({ at, chain: [], note }));
}

/** Numbers and texts within the containers of an argument, and the functions and objects that it may be. */
function constantsWithin(argument: Value, contents: Contents): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (value: Value, path: string, depth: number): void => {
    for (const member of membersOf(value)) {
      if (member.kind === 'function' || member.kind === 'partial' || member.kind === 'method') {
        found.add(`function ${member.id}`);
      } else if (member.kind === 'object' && isExtensionType(member.object.cls)) {
        // TensorFlow compares these by their fields, of which those that are no tensors belong to the signature.
        const plain = plainFields(member.object.cls);
        for (const [field, stored] of contents.get(member.object) ?? []) {
          if (plain.has(field)) {
            visit(stored, `${path}${field}`, depth + 1);
          }
        }
      } else if (
        member.kind === 'library' ||
        (member.kind === 'object' &&
          member.object.kind === 'instance' &&
          !isRecordClass(member.object.cls))
      ) {
        // `work(x, tf.nn.relu)`: each function of a library is another one, too.
        found.add(
          member.kind === 'library'
            ? member.path
            : `${makesNoVariables(member.object, contents) ? 'built' : 'object'} ${member.object.id}`
        );
      } else if (member.kind === 'constant' && depth > 0 && member.value !== undefined) {
        if (['int', 'float', 'str', 'bytes', 'complex'].includes(member.type)) {
          found.add(`${path} ${member.type} ${String(member.value)}`);
        }
      } else if (member.kind === 'tuple' && depth < 3) {
        member.items.forEach((item, index) => visit(item, `${path}[${index}]`, depth + 1));
      } else if (member.kind === 'object' && depth < 3) {
        for (const [field, stored] of contents.get(member.object) ?? []) {
          if (field !== 'len' && field !== '[keys]' && !field.startsWith('#')) {
            visit(stored, `${path}${field}`, depth + 1);
          }
        }
      }
    }
  };
  visit(argument, '', 0);
  return found;
}

/** Objects within objects are followed to this depth. */
const OBJECT_DEPTH = 3;

/**
 * Whether an object makes no variables when it is first used: a model with all its weights, or an object of a class of the
 * program that is Keras's in nothing, and holds nothing else.
 */
function makesNoVariables(object: HeapObject, contents: Contents, depth = OBJECT_DEPTH): boolean {
  const fields = contents.get(object);
  const { cls } = object;
  if (cls?.kind === 'library') {
    return (
      FUNCTIONAL.test(cls.path) ||
      (cls.path === 'keras.Sequential' && fields?.has(SYMBOLIC_OUTPUT) === true)
    );
  }
  return (
    depth > 0 &&
    fields !== undefined &&
    ancestorsOf(cls).every(
      entry =>
        entry.kind === 'class' || (entry.kind === 'library' && entry.path === 'builtins.object')
    ) &&
    [...fields.values()].every(value =>
      membersOf(value).every(
        member =>
          member.kind === 'constant' ||
          member.kind === 'tensor' ||
          (member.kind === 'object' &&
            member.object.kind === 'instance' &&
            makesNoVariables(member.object, contents, depth - 1))
      )
    )
  );
}

/** Whether an argument is one of several objects that one place made and that are known by reference. */
function holdsSeveral(argument: Value, contents: Contents): boolean {
  return membersOf(argument).some(
    member =>
      member.kind === 'object' &&
      isKnownByReference(member.object) &&
      contents.get(member.object)?.has(SEVERAL) === true
  );
}

/**
 * Whether one call alone hands over a name that no loop around it binds: of all that it stood for, it is the last.
 *
 * ```python
 * for width in (4, 8):
 *     net = make(width)
 * step(net)
 * ```
 */
function isOneObject({ arrivals }: Subject, name: string, view: ProgramView): boolean {
  const [first] = arrivals;
  return arrivals.every(({ edge, caller }) => {
    const node = edge.argumentNodes.get(name);
    const body = bodyOf(caller);
    return (
      edge.site.top === first.edge.site.top &&
      edge.site.start === first.edge.site.start &&
      node?.kind === 'Name' &&
      (caller.code === null ||
        (assignmentsOf(body).has(node.id) && isCalledOnce(caller.code, view))) &&
      loopsAround(body, edge.site).every(loop => !assignedNames([loop]).has(node.id))
    );
  });
}

/** Fields of an extension type that hold Python values, as their annotations say. */
function plainFields(cls: Value | null): ReadonlySet<string> {
  const names = new Set<string>();
  if (cls?.kind === 'class') {
    for (const statement of cls.node.body) {
      if (
        statement.kind === 'AnnAssign' &&
        statement.target.kind === 'Name' &&
        statement.annotation.kind === 'Name' &&
        PLAIN_TYPES.has(statement.annotation.id)
      ) {
        names.add(statement.target.id);
      }
    }
    cls.bases.forEach(base => plainFields(base).forEach(name => names.add(name)));
  }
  return names;
}
