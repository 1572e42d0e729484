/**
 * The state of the abstract run: what every field of every object holds.
 *
 * States are layered. A branch writes into a layer of its own, so that both arms start from the same state
 * and are joined after. An activation's layer also notes what it read from outside: with the same arguments
 * and the same reads, a run can be replayed instead of repeated.
 */
import { join, joinAll, widen } from '../values/join';
import type { ValueTable } from '../values/table';
import type { HeapObject, Value } from '../values/value';

/** A field of an object, as one number. */
export type Place = number;

/** What was written since a layer was opened. */
export type Writes = ReadonlyMap<Place, Value>;

/** Marks "nothing was ever stored here" where a value is expected. */
export const ABSENT = Symbol('absent');
export type Stored = Value | typeof ABSENT;

/** Field names are numbered below this bound, so that object and field fit into one safe integer. */
const FIELD_BOUND = 2 ** 21;

type Layer = {
  readonly parent: Layer | null;
  readonly writes: Map<Place, Value>;
  /** `null` for a branch; the notes of an activation. */
  readonly reads: Map<Place, Stored> | null;
  /** How many layers there are up to this one. */
  readonly depth: number;
};

/** Whether an object has been made, and whether it stands for several. */
const ALIVE = '#alive';
/** The names of an object's enumerable fields. */
const FIELDS = '#fields';

/**
 * Numbers the names of fields. It lives as long as the finished runs that are kept: their reads and writes name fields
 * by these numbers.
 */
export class FieldNumbers {
  numberOf(field: string): number {
    let number = this._numbers.get(field);
    if (number === undefined) {
      number = this._numbers.size;
      this._numbers.set(field, number);
    }
    return number;
  }

  private readonly _numbers = new Map<string, number>();
}

/** Owner of the present state of one run of the program. */
export class Heap {
  constructor(
    private readonly _values: ValueTable,
    private readonly _fieldNumbers: FieldNumbers
  ) {
    this._top = { parent: null, writes: new Map(), reads: null, depth: 1 };
    this._alive = _fieldNumbers.numberOf(ALIVE);
    this._fields = _fieldNumbers.numberOf(FIELDS);
  }

  /** The number of a field of an object. */
  place(object: HeapObject, field: string): Place {
    return object.id * FIELD_BOUND + this._fieldNumbers.numberOf(field);
  }

  /** What a field holds; `null` where nothing was stored. */
  read(object: HeapObject, field: string): Value | null {
    const stored = this.readPlace(this.place(object, field));
    return stored === ABSENT ? null : stored;
  }

  readPlace(place: Place): Stored {
    let found: Stored = ABSENT;
    let nearest: Layer | null = null;
    let layer: Layer | null = this._top;
    for (; layer !== null; layer = layer.parent) {
      const written = layer.writes.get(place);
      if (written !== undefined) {
        found = written;
        break;
      }
      if (layer.reads !== null) {
        const noted = layer.reads.get(place);
        if (noted !== undefined) {
          found = noted;
          break;
        }
        nearest ??= layer;
      }
    }
    for (
      let noting: Layer | null = nearest;
      noting !== null && noting !== layer;
      noting = noting.parent
    ) {
      if (noting.reads !== null) {
        noting.reads.set(place, found);
      }
    }
    return found;
  }

  /** Stores; an object that stands for several keeps what it held besides. */
  write(object: HeapObject, field: string, value: Value): void {
    if (object.kind === 'dict' && field !== '[*]' && this._isFull(object, field)) {
      this.add(object, '[*]', value);
      return;
    }
    const place = this.place(object, field);
    this._noteField(object, field, place);
    if (this._isSeveral(object)) {
      const before = this.readPlace(place);
      this._top.writes.set(place, before === ABSENT ? value : join(this._values, before, value));
      return;
    }
    this._top.writes.set(place, value);
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
    this._top.writes.set(this._fieldsPlace(object), this._values.tuple([...listed]));
  }

  /** Stores besides what is there. */
  add(object: HeapObject, field: string, value: Value): void {
    const place = this.place(object, field);
    this._noteField(object, field, place);
    const before = this.readPlace(place);
    this._top.writes.set(place, before === ABSENT ? value : join(this._values, before, value));
  }

  /** Writes at a place, as a replayed run does. */
  writePlace(place: Place, value: Value): void {
    this._top.writes.set(place, value);
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
    this._top.writes.set(this._alivePlace(object), this._values.constant('bool', several));
  }

  private _isSeveral(object: HeapObject): boolean {
    if (
      object.kind !== 'list' &&
      object.kind !== 'dict' &&
      object.kind !== 'set' &&
      object.kind !== 'instance'
    ) {
      return false;
    }
    const mark = this.readPlace(this._alivePlace(object));
    return mark !== ABSENT && isTrue(mark);
  }

  /** All fields of the object that hold something now, in the order of their first store. */
  fields(object: HeapObject): readonly string[] {
    const names = this._fieldsOf(object);
    if (names === null || names.kind !== 'tuple') {
      return [];
    }
    let texts = this._names.get(names);
    if (texts === undefined) {
      texts = names.items.flatMap(item =>
        item.kind === 'constant' && typeof item.value === 'string' ? [item.value] : []
      );
      this._names.set(names, texts);
    }
    return texts;
  }

  /** Lists a field of an object whose fields are enumerable: containers and instances, not namespaces. */
  private _noteField(object: HeapObject, field: string, place: Place): void {
    if (
      object.kind === 'module' ||
      object.kind === 'environment' ||
      this.readPlace(place) !== ABSENT
    ) {
      return;
    }
    const names = this._fieldsOf(object);
    const items = names !== null && names.kind === 'tuple' ? names.items : [];
    const name = this._values.constant('str', field);
    const isFull = items.length >= FIELDS_LISTED && !field.startsWith('[*');
    if (names === null || (!isFull && !this._listedIn(names).has(name))) {
      this._top.writes.set(this._fieldsPlace(object), this._values.tuple([...items, name]));
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
    this._open(null);
  }

  /** Opens a layer that notes what is read from outside. */
  openActivation(): void {
    this._open(new Map());
  }

  private _open(reads: Layer['reads']): void {
    this._top = { parent: this._top, writes: new Map(), reads, depth: this._top.depth + 1 };
  }

  /** Closes the top layer and gives what was written, without keeping it. */
  close(): { readonly writes: Map<Place, Value>; readonly reads: Map<Place, Stored> | null } {
    const { parent, writes, reads } = this._top;
    if (parent === null) {
      throw new Error('the outermost state cannot be closed');
    }
    this._top = parent;
    return { writes, reads };
  }

  /** Closes the layer of an activation: what it read from outside, and what it wrote when any of the paths was taken. */
  finishActivation(paths: readonly Writes[]): {
    readonly reads: ReadonlyMap<Place, Stored>;
    readonly writes: Writes;
  } {
    const { reads } = this.close();
    const noted = reads ?? new Map<Place, Stored>();
    this._open(noted);
    const writes = this.joinPaths(paths);
    this.close();
    return { reads: noted, writes };
  }

  /** Whether all places hold what a run read there. */
  holds(reads: ReadonlyMap<Place, Stored>): boolean {
    for (const [place, stored] of reads) {
      if (this.readPlace(place) !== stored) {
        return false;
      }
    }
    return true;
  }

  /** Stores all of the writes into the present state. */
  apply(writes: Writes): void {
    const { writes: own } = this._top;
    for (const [place, value] of writes) {
      own.set(place, value);
    }
  }

  /** The depth of the present state, as a mark for `writesSince`. */
  get depth(): number {
    return this._top.depth;
  }

  /** What the layers above the given depth hold together. */
  writesSince(depth: number): Map<Place, Value> {
    const layers: Layer[] = [];
    for (
      let layer: Layer | null = this._top;
      layer !== null && layer.depth > depth;
      layer = layer.parent
    ) {
      layers.push(layer);
    }
    const lowest = layers.pop();
    const merged = new Map<Place, Value>(lowest?.writes);
    for (const layer of layers.reverse()) {
      layer.writes.forEach((value, place) => merged.set(place, value));
    }
    return merged;
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
          : options.isWidening && !this._isBookkeeping(place)
            ? widen(this._values, before, value)
            : this._joinAt(place, before, value);
      if (after !== before) {
        this._top.writes.set(place, after);
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
    const field = place % FIELD_BOUND;
    if (field === this._fields && left.kind === 'tuple' && right.kind === 'tuple') {
      return this._values.tuple([...new Set([...left.items, ...right.items])]);
    }
    if (field === this._alive) {
      return this._values.constant('bool', isTrue(left) || isTrue(right));
    }
    return join(this._values, left, right);
  }

  private _fieldsOf(object: HeapObject): Value | null {
    const stored = this.readPlace(this._fieldsPlace(object));
    return stored === ABSENT ? null : stored;
  }

  private _fieldsPlace(object: HeapObject): Place {
    return object.id * FIELD_BOUND + this._fields;
  }

  private _alivePlace(object: HeapObject): Place {
    return object.id * FIELD_BOUND + this._alive;
  }

  private _isBookkeeping(place: Place): boolean {
    const field = place % FIELD_BOUND;
    return field === this._fields || field === this._alive;
  }

  private readonly _names = new WeakMap<Value, readonly string[]>();
  private readonly _listed = new WeakMap<Value, ReadonlySet<Value>>();
  /** The numbers of the fields that every object may have. */
  private readonly _alive: number;
  private readonly _fields: number;
  private _top: Layer;
}

/** The object of a place. */
export function objectIdOf(place: Place): number {
  return Math.floor(place / FIELD_BOUND);
}

function isTrue(value: Value): boolean {
  return value.kind === 'constant' && value.value === true;
}

/** Fields of one object that are told apart when they are stored one by one; all further items of a dict are one. */
const FIELDS_LISTED = 1000;
/** Items of a mapping that are told apart where it is copied into another. */
const FIELDS_COPIED = 256;
