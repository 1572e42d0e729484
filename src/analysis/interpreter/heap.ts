/**
 * The state of the abstract run: what every field of every object holds.
 *
 * The present state stands in one array. States are layered: a branch writes into a layer of its own, and both arms
 * start from the same state and are joined after; a layer knows what stood before at the places that it wrote, and
 * closing it brings that back. An activation's layer also notes what it read from outside: with the same arguments and
 * the same reads, a run can be replayed instead of repeated.
 */
import { join, joinAll, widen } from '../values/join';
import type { ValueTable } from '../values/table';
import type { HeapObject, NeverValue, Value } from '../values/value';
import { ABSENT, Places, Reads, type Place, type Stored, type Writes } from './places';

const NO_WRITES: Writes = new Map();

/** What an activation in progress read from outside. */
type Notes = {
  /** Greater than that of each activation around it. */
  readonly serial: number;
  readonly reads: Reads;
  /** For each place that was read, the activation that had written or read it last. */
  readonly seenBefore: number[];
  /** Those of the activation around it; `null` where there is none. */
  readonly outer: Notes | null;
};

type Layer = {
  readonly parent: Layer | null;
  /** The notes of an activation; `null` for a branch. */
  readonly notes: Notes | null;
  /** How many layers there are up to this one. */
  readonly depth: number;
  /** Where it wrote, in order, with what stood there before and which activation had written or read it last. */
  readonly places: Place[];
  readonly before: (Value | undefined)[];
  readonly seenBefore: number[];
};

/** The number of an activation where there is none. */
const NO_ACTIVATION = 0;

/** Owner of the present state. */
export class Heap {
  constructor(private readonly _values: ValueTable) {
    this._top = newLayer(null, null);
  }

  /** Forgets what is stored: the program is run anew. The places keep their numbers. */
  clear(): void {
    this._state.fill(undefined);
    this._seen.fill(NO_ACTIVATION);
    this._notes = null;
    this._serial = NO_ACTIVATION;
    this._top = newLayer(null, null);
  }

  /** The number of a field of an object. */
  place(object: HeapObject, field: string): Place {
    return this._places.of(object, field);
  }

  /** The number of the object that a place belongs to. */
  ownerOf(place: Place): number {
    return this._places.ownerOf(place);
  }

  /** What a field holds; `null` where nothing was stored. */
  read(object: HeapObject, field: string): Value | null {
    const stored = this.readPlace(this.place(object, field));
    if (object.kind !== 'dict') {
      return stored === ABSENT ? null : stored;
    }
    const value = isGone(stored) ? null : stored;
    return field === '[*]' ? this._unsureItem(object, value) : value;
  }

  /** Any item of a dict whose key is not known, or of which it is not known whether it has been taken away. */
  private _unsureItem(object: HeapObject, others: Value | null): Value | null {
    const names = this._fieldsOf(object);
    const unsure = names === null ? [] : this._namesIn(names).unsure;
    return unsure.reduce((item, field) => {
      const stored = this.readPlace(this.place(object, field));
      return isGone(stored) ? item : item === null ? stored : join(this._values, item, stored);
    }, others);
  }

  /** Takes an item out of a dict, for certain or perhaps; one that stands for several loses it in some of them. */
  remove(object: HeapObject, field: string, isCertain: boolean): void {
    const place = this.place(object, field);
    const names = this._fieldsOf(object);
    if (isGone(this.readPlace(place)) || names?.kind !== 'tuple') {
      return;
    }
    const isExact = isCertain && this.severalMark(object) === null;
    const present = this._values.constant('str', field);
    const removed = this._values.constant('str', `${REMOVED}${field}`);
    const kept = names.items.filter(item => item !== removed && !(isExact && item === present));
    this._set(this._fieldsPlace(object), this._values.tuple([...kept, removed]));
    if (isExact) {
      this._set(place, this._values.never);
    }
  }

  readPlace(place: Place): Stored {
    const stored = this._state[place] ?? ABSENT;
    if (this._notes !== null && this._seen[place] !== this._serial) {
      this._note(this._notes, place, stored, this._seen[place]);
    }
    return stored;
  }

  /** Notes what an activation, in which the place was neither written nor read, reads there. */
  private _note(notes: Notes, place: Place, stored: Stored, seenBefore: number): void {
    notes.reads.note(place, stored);
    notes.seenBefore.push(seenBefore);
    this._seen[place] = notes.serial;
  }

  /** Stores; an object that stands for several keeps what it held besides. */
  write(object: HeapObject, field: string, value: Value): void {
    if (object.kind === 'dict' && field !== '[*]' && this._isFull(object, field)) {
      this.add(object, '[*]', value);
      return;
    }
    const place = this.place(object, field);
    this._noteField(object, field, place);
    if (this.severalMark(object) !== null) {
      const before = this.readPlace(place);
      this._set(place, before === ABSENT ? value : join(this._values, before, value));
      return;
    }
    this._set(place, value);
  }

  /** Stores many fields of an object that has just been made, such as the items of a list. */
  writeAll(object: HeapObject, entries: readonly (readonly [string, Value])[]): void {
    this._listFields(object, entries);
    entries.forEach(([field, value]) => this.write(object, field, value));
  }

  /** Stores many fields besides what is there; further ones than are told apart are one. */
  addAll(object: HeapObject, entries: readonly (readonly [string, Value])[]): void {
    const apart = entries.slice(0, FIELDS_COPIED);
    this._listFields(object, apart);
    apart.forEach(([field, value]) => this.add(object, field, value));
    if (entries.length > apart.length) {
      const others = entries.slice(apart.length).map(([, value]) => value);
      this.add(object, '[*]', joinAll(this._values, others));
    }
  }

  private _listFields(object: HeapObject, entries: readonly (readonly [string, Value])[]): void {
    const names = this._fieldsOf(object);
    const listed = new Set(names !== null && names.kind === 'tuple' ? names.items : []);
    entries.forEach(([field]) => listed.add(this._values.constant('str', field)));
    this._set(this._fieldsPlace(object), this._values.tuple([...listed]));
  }

  /** Stores besides what is there. */
  add(object: HeapObject, field: string, value: Value): void {
    const place = this.place(object, field);
    this._noteField(object, field, place);
    const before = this.readPlace(place);
    this._set(place, before === ABSENT ? value : join(this._values, before, value));
  }

  private _set(place: Place, value: Value): void {
    const { depth, places, before, seenBefore } = this._top;
    if (depth > 1) {
      places.push(place);
      before.push(this._state[place]);
      seenBefore.push(this._seen[place]);
    }
    this._state[place] = value;
    this._seen[place] = this._serial;
  }

  /** Whether the object has been made in the present state. */
  isAlive(object: HeapObject): boolean {
    return this.readPlace(this._alivePlace(object)) !== ABSENT;
  }

  /** Notes that the object was made; a second time, it stands for several. */
  noteAllocation(object: HeapObject): void {
    if (object.kind === 'environment') {
      return;
    }
    const several = this.isAlive(object);
    this._set(this._alivePlace(object), this._values.constant('bool', several));
  }

  /** The mark of an object that stands for several; `null` where it stands for one. */
  severalMark(object: HeapObject): Value | null {
    if (
      object.kind !== 'list' &&
      object.kind !== 'dict' &&
      object.kind !== 'set' &&
      object.kind !== 'instance'
    ) {
      return null;
    }
    const mark = this.readPlace(this._alivePlace(object));
    return mark !== ABSENT && isTrue(mark) ? mark : null;
  }

  /** All fields of the object that hold something now, in the order of their first store. */
  fields(object: HeapObject): readonly string[] {
    const names = this._fieldsOf(object);
    return names === null ? [] : this._namesIn(names).present;
  }

  /** The fields that a list of fields names; one that was taken away on some paths alone is unsure. */
  private _namesIn(names: Value): FieldNames {
    let found = this._names.get(names);
    if (found === undefined) {
      found = fieldNames(names.kind === 'tuple' ? names.items : []);
      this._names.set(names, found);
    }
    return found;
  }

  /** Lists a field of an object whose fields are enumerable: containers and instances, not namespaces. */
  private _noteField(object: HeapObject, field: string, place: Place): void {
    if (
      object.kind === 'module' ||
      object.kind === 'environment' ||
      !isGone(this.readPlace(place))
    ) {
      return;
    }
    const names = this._fieldsOf(object);
    const removed = this._values.constant('str', `${REMOVED}${field}`);
    const listed = names !== null && names.kind === 'tuple' ? names.items : [];
    const items = listed.includes(removed) ? listed.filter(item => item !== removed) : listed;
    const name = this._values.constant('str', field);
    const isFull = items.length >= FIELDS_LISTED && !field.startsWith('[*');
    if (names === null || (!isFull && !this._listedIn(names).has(name))) {
      this._set(this._fieldsPlace(object), this._values.tuple([...items, name]));
    }
  }

  /** Whether an object has as many fields as are told apart, and this one is none of them. */
  private _isFull(object: HeapObject, field: string): boolean {
    const names = this._fieldsOf(object);
    return (
      names !== null &&
      names.kind === 'tuple' &&
      names.items.length >= FIELDS_LISTED &&
      !this._listedIn(names).has(this._values.constant('str', field))
    );
  }

  /** The fields that a list of fields names. */
  private _listedIn(names: Value): ReadonlySet<Value> {
    let listed = this._listed.get(names);
    if (listed === undefined) {
      listed = new Set(names.kind === 'tuple' ? names.items : []);
      this._listed.set(names, listed);
    }
    return listed;
  }

  /** Opens a layer for one of several paths. */
  openBranch(): void {
    this._top = newLayer(this._top, null);
  }

  /** Opens a layer that notes what is read from outside. */
  openActivation(): void {
    this._lastSerial += 1;
    this._serial = this._lastSerial;
    this._notes = {
      serial: this._serial,
      reads: new Reads(),
      seenBefore: [],
      outer: this._notes
    };
    this._top = newLayer(this._top, this._notes);
  }

  /** Closes the top layer and gives what was written and, for an activation, what it read; nothing of it is kept. */
  close(): { readonly writes: Writes; readonly reads: Reads | null } {
    const { parent, notes } = this._top;
    if (parent === null) {
      throw new Error('the outermost state cannot be closed');
    }
    const writes = this._writesOf([this._top]);
    this._undo(this._top);
    this._top = parent;
    if (notes === null) {
      return { writes, reads: null };
    }
    this._notes = notes.outer;
    this._serial = notes.outer?.serial ?? NO_ACTIVATION;
    this._passOn(notes, notes.outer);
    return { writes, reads: notes.reads };
  }

  /** What a finished activation read from outside is read by the one around it, unless that had written it. */
  private _passOn({ reads, seenBefore }: Notes, outer: Notes | null): void {
    const { places, stored } = reads;
    for (let index = 0; index < places.length; index++) {
      const place = places[index];
      const seen = seenBefore[index];
      if (outer !== null && seen < outer.serial) {
        this._note(outer, place, stored[index], seen);
      } else {
        this._seen[place] = seen;
      }
    }
  }

  /** Brings back what stood before at the places that a layer wrote. */
  private _undo({ places, before, seenBefore }: Layer): void {
    for (let index = places.length - 1; index >= 0; index--) {
      this._state[places[index]] = before[index];
      this._seen[places[index]] = seenBefore[index];
    }
    if (places.length > 0) {
      places.length = 0;
      before.length = 0;
      seenBefore.length = 0;
    }
  }

  /** Closes the layer of an activation: what it read from outside, and what it wrote when any of the paths was taken. */
  finishActivation(paths: readonly Writes[]): { readonly reads: Reads; readonly writes: Writes } {
    this._undo(this._top);
    const writes = this.joinPaths(paths);
    return { reads: this.close().reads ?? new Reads(), writes };
  }

  /** Whether all places hold what a run read there. */
  holds({ places, stored }: Reads): boolean {
    for (let index = 0; index < places.length; index++) {
      if (this.readPlace(places[index]) !== stored[index]) {
        return false;
      }
    }
    return true;
  }

  /** Stores all of the writes into the present state. */
  apply(writes: Writes): void {
    // `forEach`, as V8 makes an array of each entry for `of`; so in all that goes through writes.
    writes.forEach((value, place) => this._set(place, value));
  }

  /** The depth of the present state, as a mark for `writesSince`. */
  get depth(): number {
    return this._top.depth;
  }

  /** What the layers above the given depth hold together. */
  writesSince(depth: number): Writes {
    const layers: Layer[] = [];
    for (
      let layer: Layer | null = this._top;
      layer !== null && layer.depth > depth;
      layer = layer.parent
    ) {
      layers.push(layer);
    }
    return this._writesOf(layers.reverse());
  }

  /** What the topmost layers hold together, given from below. */
  private _writesOf(layers: readonly Layer[]): Writes {
    if (layers.every(({ places }) => places.length === 0)) {
      return NO_WRITES;
    }
    const writes = new Map<Place, Value>();
    for (const { places } of layers) {
      for (const place of places) {
        const value = this._state[place];
        if (value !== undefined) {
          writes.set(place, value);
        }
      }
    }
    return writes;
  }

  /** What the present state is when any one of the paths was taken: each gives what it wrote. */
  joinPaths(paths: readonly Writes[]): Writes {
    if (paths.length === 1) {
      return paths[0];
    }
    const joined = new Map<Place, Value>();
    const joinPlace = (_: Value, place: Place): void => {
      if (joined.has(place)) {
        return;
      }
      let value: Value = this._values.never;
      for (const path of paths) {
        const written = path.get(place) ?? this.readPlace(place);
        if (written !== ABSENT) {
          value = this._joinAt(place, value, written);
        }
      }
      joined.set(place, value);
    };
    paths.forEach(path => path.forEach(joinPlace));
    return joined;
  }

  /** Joins a path into the present state; true when that changed anything. `isWidening` forces it to settle. */
  absorb(path: Writes, options: { readonly isWidening: boolean }): boolean {
    let changed = false;
    for (const [place, value] of path) {
      const before = this.readPlace(place);
      const after =
        before === ABSENT
          ? value
          : options.isWidening && this._places.roleOf(place) === 'field'
            ? widen(this._values, before, value)
            : this._joinAt(place, before, value);
      if (after !== before) {
        this._set(place, after);
        changed = true;
      }
    }
    return changed;
  }

  /** Joins two states of a field; lists of fields are united, and "stands for several" wins. */
  private _joinAt(place: Place, left: Value, right: Value): Value {
    if (left === right || left.kind === 'never') {
      return right;
    }
    const role = this._places.roleOf(place);
    if (role === 'fields' && left.kind === 'tuple' && right.kind === 'tuple') {
      return this._values.tuple([...new Set([...left.items, ...right.items])]);
    }
    if (role === 'alive') {
      return this._values.constant('bool', isTrue(left) || isTrue(right));
    }
    return join(this._values, left, right);
  }

  private _fieldsOf(object: HeapObject): Value | null {
    const stored = this.readPlace(this._fieldsPlace(object));
    return stored === ABSENT ? null : stored;
  }

  private _fieldsPlace(object: HeapObject): Place {
    return this._places.ofObject(object).fields;
  }

  private _alivePlace(object: HeapObject): Place {
    return this._places.ofObject(object).alive;
  }

  private readonly _names = new WeakMap<Value, FieldNames>();
  private readonly _listed = new WeakMap<Value, ReadonlySet<Value>>();
  private readonly _places = new Places(() => {
    this._state.push(undefined);
    this._seen.push(NO_ACTIVATION);
  });
  /** What stands at each place; `undefined` where nothing was stored. */
  private readonly _state: (Value | undefined)[] = [];
  /** For each place the innermost activation in progress that wrote or read it, by its serial number. */
  private readonly _seen: number[] = [];
  private _top: Layer;
  /** The notes and the number of the innermost activation in progress. */
  private _notes: Notes | null = null;
  private _serial = NO_ACTIVATION;
  private _lastSerial = NO_ACTIVATION;
}

function newLayer(parent: Layer | null, notes: Notes | null): Layer {
  // Each by itself, as V8 makes objects more slowly whose literals hold others.
  const places: Layer['places'] = [];
  const before: Layer['before'] = [];
  const seenBefore: Layer['seenBefore'] = [];
  return { parent, notes, depth: (parent?.depth ?? 0) + 1, places, before, seenBefore };
}

/** Whether nothing is stored at a place, or what was stored there has been taken away. */
function isGone(stored: Stored): stored is typeof ABSENT | NeverValue {
  return stored === ABSENT || stored.kind === 'never';
}

/** The fields that may be there, and those of them that may be gone as well. */
type FieldNames = { readonly present: readonly string[]; readonly unsure: readonly string[] };

function fieldNames(items: readonly Value[]): FieldNames {
  const texts = items.flatMap(item =>
    item.kind === 'constant' && typeof item.value === 'string' ? [item.value] : []
  );
  const removed = new Set(texts.filter(text => text.startsWith(REMOVED)));
  if (removed.size === 0) {
    return { present: texts, unsure: [] };
  }
  const present = texts.filter(text => !removed.has(text));
  const unsure = present.filter(text => text !== '[*]' && removed.has(`${REMOVED}${text}`));
  const isOpen = unsure.length > 0 && !present.includes('[*]');
  return { present: isOpen ? [...present, '[*]'] : present, unsure };
}

function isTrue(value: Value): boolean {
  return value.kind === 'constant' && value.value === true;
}

/** Stands before the field of an item that was taken out of a dict, in the list of the dict's fields. */
const REMOVED = '-[';

/** Fields of one object that are told apart when they are stored one by one; all further items of a dict are one. */
const FIELDS_LISTED = 1000;
/** Items of a mapping that are told apart where it is copied into another. */
const FIELDS_COPIED = 256;
