/**
 * What runs read from outside that a trace would hold as it was (`spec/tracing-truth.md`, section 6.2), by where it is
 * kept.
 */
import type { Activation } from '../interpreter/record';
import type { Attribute } from '../syntax/tree';
import { attributePlace, membersOf } from '../values/join';
import type { ConstantValue, FunctionCode, HeapObject, Value } from '../values/value';
import { dottedNames } from './callsOfNode';
import { enclosingBinding } from './closureValues';
import { isTraced } from './graphConditions';
import { reachableRuns } from './reachableRuns';

/** Where something is kept: a global or enclosing name, a field of an object, the items of a container. */
export type Store = string;

/** The store of a name of the module. */
export function globalStore(name: string): Store {
  return `name ${name}`;
}

/** The store of a name of a function around. */
export function enclosingStore(name: string): Store {
  return `enclosing ${name}`;
}

/** What the stores of arrays begin with. */
export const ARRAY = 'array ';

/** What the stores of attributes begin with whose object is not known: they are told by how they are written. */
export const PATH = 'path ';

/** What the stores of attributes begin with whose names are not known: `setattr(obj, name, value)`. */
export const ANY_FIELD = 'any field ';

/** Which weights of models are trained. */
export const TRAINABLE = 'trainable weights';

/** What the stores of the settings of one object of Keras begin with: it reads them each time it is called. */
export const SETTINGS_OF = 'settings ';

/** Settings of objects that are not known, or that others hold: schedules, regularizers. */
export const KERAS_SETTINGS = 'settings within objects';

/** Settings of layers, for models and layers that hold others: which these are is not followed. */
export const LAYER_SETTINGS = 'settings of layers';

/** Whether batch normalisation takes the statistics of the batch: it does not where the layer is not trained. */
export const NORMALISATION = 'mode of normalisation';

/** A method of a class of Keras: `keras.layers.Dense.__call__`, `keras.optimizers.Adam.apply_gradients`. */
const KERAS_METHOD = /^keras\.(?:\w+\.)*[A-Z]\w*\.\w+$/u;

/** A method of what holds layers. */
const HOLDING =
  /^keras\.(?:\w+\.)*(?:Model|Sequential|Functional|Bidirectional|TimeDistributed|RNN|StackedRNNCells|SpectralNormalization)\.\w+$/u;

/** A call of batch normalisation. */
const NORMALISING = /^keras\.(?:\w+\.)*BatchNormalization\.__call__$/u;

/** What a run and all runs below it read from outside, and the functions that they run. */
export type ReadsBelow = {
  readonly stores: ReadonlySet<Store>;
  /** Whether arrays are among the stores. */
  readonly holdArrays: boolean;
  readonly codes: ReadonlySet<FunctionCode | null>;
};

const _readsBelow = new WeakMap<Activation, ReadsBelow>();

/** What the run and all that it reaches read from outside; worked out once for each run. */
export function readsBelow(run: Activation): ReadsBelow {
  let reads = _readsBelow.get(run);
  if (reads === undefined) {
    const below = reachableRuns([run], isTraced).map(reached => reached.run);
    const stores = new Set<Store>();
    below.forEach(inner => storesRead(inner).forEach(store => stores.add(store)));
    reads = {
      stores,
      holdArrays: [...stores].some(store => store.startsWith(ARRAY)),
      codes: new Set(below.map(({ code }) => code))
    };
    _readsBelow.set(run, reads);
  }
  return reads;
}

const _reads = new WeakMap<Activation, ReadonlySet<Store>>();

/** The stores of the outside whose present content a trace of the run would hold. */
function storesRead(run: Activation): ReadonlySet<Store> {
  let stores = _reads.get(run);
  if (stores === undefined) {
    stores = findReads(run);
    _reads.set(run, stores);
  }
  return stores;
}

function findReads(run: Activation): ReadonlySet<Store> {
  const stores = new Set<Store>();
  run.outerReads.forEach((value, name) => {
    const isEnclosing = run.code !== null && enclosingBinding(run.code, name) !== null;
    if (isHeld(value) || (!isEnclosing && isOpenConstant(value))) {
      stores.add(isEnclosing ? enclosingStore(name) : globalStore(name));
    }
    if (isArray(value) || isTable(value)) {
      stores.add(`${ARRAY}${name}`);
    }
  });
  for (const { api, node } of run.calls) {
    if (api === null || !KERAS_METHOD.test(api)) {
      continue;
    }
    stores.add(KERAS_SETTINGS);
    if (HOLDING.test(api)) {
      stores.add(LAYER_SETTINGS);
      stores.add(NORMALISATION);
    } else if (NORMALISING.test(api)) {
      stores.add(NORMALISATION);
    }
    const called =
      node?.func.kind === 'Attribute' && !api.endsWith('.__call__') ? node.func.value : node?.func;
    const receiver = called === undefined ? undefined : run.values.get(called);
    for (const member of receiver === undefined ? [] : membersOf(receiver)) {
      if (member.kind === 'object') {
        stores.add(`${SETTINGS_OF}${member.object.id}`);
      }
    }
  }
  const given = new Set(
    [...run.arguments.values()]
      .flatMap(membersOf)
      .flatMap(member =>
        member.kind === 'object' && member.object.kind !== 'instance' ? [member.object] : []
      )
  );
  run.values.forEach((value, node) => {
    if (node.kind === 'Attribute') {
      readsOfAttribute(run, node, value, stores);
    }
    for (const member of membersOf(value)) {
      // Tables of pandas and their like: their columns are items.
      if (
        member.kind === 'object' &&
        member.object.kind === 'instance' &&
        member.object.cls?.kind === 'library' &&
        !given.has(member.object)
      ) {
        stores.add(`field ${member.object.id} [*]`);
      }
      const isContainer =
        member.kind === 'object' &&
        (member.object.kind === 'list' ||
          member.object.kind === 'dict' ||
          member.object.kind === 'set');
      if (isContainer && !given.has(member.object) && !isMadeBy(run, member.object)) {
        stores.add(`items ${member.object.id}`);
      }
    }
  });
  return stores;
}

/** Whether the body itself makes the container: each call has a new one, whatever its callers do with it. */
function isMadeBy({ code }: Activation, { site }: HeapObject): boolean {
  if (code?.node.kind !== 'FunctionDef' || site === null || site.top !== code.top) {
    return false;
  }
  const [first] = code.node.body;
  return first !== undefined && first.start <= site.start && site.end <= code.node.end;
}

function readsOfAttribute(
  run: Activation,
  node: Attribute,
  value: Value,
  stores: Set<Store>
): void {
  if (/^trainable_(?:variables|weights)$/u.test(node.attr)) {
    stores.add(TRAINABLE);
  }
  const isUnresolved = isUnknown(value);
  const path = isUnresolved ? dottedNames(node) : null;
  if (path !== null && run.outerReads.has(path[0])) {
    stores.add(`${PATH}${path.join('.')}`);
  }
  const isMethod = value.kind === 'method' || value.kind === 'library-method';
  const isKept = isUnresolved || isHeld(value) || isOneOfFunctions(value);
  for (const owner of membersOf(run.values.get(node.value) ?? value)) {
    const place = attributePlace(owner, node.attr);
    if (place === null) {
      continue;
    }
    const { object, field } = place;
    if (!isMethod) {
      stores.add(`${ANY_FIELD}${object.id}`);
    }
    if (isKept) {
      stores.add(`field ${object.id} ${field}`);
      const cls = owner.kind === 'object' ? owner.object.cls : null;
      if (cls?.kind === 'class') {
        stores.add(`field ${cls.object.id} ${node.attr}`);
      }
    }
  }
  if (isKept && isArray(value)) {
    stores.add(`${ARRAY}${node.attr}`);
  }
}

/** Whether a trace holds the value as it is: no variable, no library, no number that is compared by value. */
function isHeld(value: Value): boolean {
  return membersOf(value).some(member => {
    switch (member.kind) {
      case 'library':
      case 'library-method':
      case 'module':
      case 'constant':
      case 'unknown':
      case 'never':
        return false;
      default:
        return true;
    }
  });
}

/** Whether a value is a number, a text or a function of a library of which it is not known which one. */
function isOpenConstant(value: Value): boolean {
  const members = membersOf(value);
  return (
    members.every(({ kind }) => kind === 'constant' || kind === 'library') &&
    members.some(member =>
      member.kind === 'constant' ? isOpenMember(member, members.length) : members.length > 1
    )
  );
}

/** Whether a value is one of several functions of libraries. */
function isOneOfFunctions(value: Value): boolean {
  const members = membersOf(value);
  return members.length > 1 && members.every(({ kind }) => kind === 'library');
}

function isOpenMember({ type, value }: ConstantValue, count: number): boolean {
  return type !== 'None' && (value === undefined || count > 1);
}

/** Whether nothing is known of the value: then nothing compares it between the calls. */
function isUnknown(value: Value): boolean {
  return membersOf(value).some(member => member.kind === 'unknown');
}

/** A table or column of pandas: it is changed by its names, as an array is (`table.loc[0, 'a'] = 1`). */
export function isTable(value: Value): boolean {
  return membersOf(value).some(
    member =>
      member.kind === 'object' &&
      member.object.cls?.kind === 'library' &&
      member.object.cls.path.startsWith('pandas.')
  );
}

/** An array of NumPy, alone or among other values: a trace holds what it was given of it. */
export function isArray(value: Value): boolean {
  return membersOf(value).some(
    member => member.kind === 'tensor' && member.type.form === 'ndarray'
  );
}
