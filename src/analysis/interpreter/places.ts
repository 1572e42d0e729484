/**
 * Numbers the fields of objects one by one, so that what they hold stands in an array. The numbers live as long as the
 * finished runs that are kept: their reads and writes are of these numbers.
 */
import type { HeapObject, Value } from '../values/value';

/** A field of an object, as a small integer: 0, 1, 2 and so on. */
export type Place = number;

/** Marks "nothing was ever stored here" where a value is expected. */
export const ABSENT = Symbol('absent');
export type Stored = Value | typeof ABSENT;

/** What is written at some places. */
export type Writes = ReadonlyMap<Place, Value>;

/** What a run read from outside: each place once, in the order of the first reading. */
export class Reads {
  note(place: Place, stored: Stored): void {
    this._places.push(place);
    this._stored.push(stored);
  }

  get places(): readonly Place[] {
    return this._places;
  }
  /** What stood at the places, in the same order. */
  get stored(): readonly Stored[] {
    return this._stored;
  }

  /** Whether the place was read. */
  has(place: Place): boolean {
    this._set ??= new Set(this._places);
    return this._set.has(place);
  }

  private readonly _places: Place[] = [];
  private readonly _stored: Stored[] = [];
  /** The same places, where they were asked for; nothing is read any more then. */
  private _set: ReadonlySet<Place> | null = null;
}

/** What an object's place is for besides its fields. */
export type Role = 'field' | 'alive' | 'fields';

/** The places of one object. */
export type ObjectPlaces = {
  /** Whether the object has been made, and whether it stands for several. */
  readonly alive: Place;
  /** The names of its enumerable fields. */
  readonly fields: Place;
  readonly named: Map<string, Place>;
};

/** Gives the numbers. */
export class Places {
  /** @param makeRoom - is called for each number that is given. */
  constructor(private readonly _makeRoom: () => void) {}

  /** The number of a field. */
  of(object: HeapObject, field: string): Place {
    const { named } = this.ofObject(object);
    let place = named.get(field);
    if (place === undefined) {
      place = this._next(object.id, 'field');
      named.set(field, place);
    }
    return place;
  }

  ofObject(object: HeapObject): ObjectPlaces {
    const { id } = object;
    let places = this._ofObjects.get(id);
    if (places === undefined) {
      places = {
        alive: this._next(id, 'alive'),
        fields: this._next(id, 'fields'),
        named: new Map()
      };
      this._ofObjects.set(id, places);
    }
    return places;
  }

  /** The number of the object that a place belongs to. */
  ownerOf(place: Place): number {
    return this._owners[place];
  }

  roleOf(place: Place): Role {
    return this._roles[place];
  }

  private _next(object: number, role: Role): Place {
    this._makeRoom();
    this._roles.push(role);
    return this._owners.push(object) - 1;
  }

  private readonly _ofObjects = new Map<number, ObjectPlaces>();
  private readonly _owners: number[] = [];
  private readonly _roles: Role[] = [];
}
