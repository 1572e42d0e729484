/**
 * Makes values, each once: equal values of one table are the same object.
 */
import type { Dimension, TensorType } from '../libraries/rules/tensorType';
import type {
  ClassDef,
  Expression,
  FunctionDef,
  Lambda,
  Location,
  TopStatement
} from '../syntax/tree';
import { Outlines, Ranks } from './outline';
import type {
  ClassValue,
  ConstantValue,
  DatasetValue,
  DTypeValue,
  FunctionCode,
  FunctionValue,
  HeapObject,
  HeapObjectKind,
  LibraryMethodValue,
  LibraryValue,
  MethodValue,
  ModuleValue,
  NeverValue,
  ObjectValue,
  PartialValue,
  RangeValue,
  ShapeValue,
  SliceValue,
  TensorValue,
  TupleValue,
  UnionValue,
  UnknownReason,
  UnknownValue,
  Value,
  WrapperValue
} from './value';
import { ITEMS_KEPT } from './value';

/** A value that is written out anew and gets its number once it is known to be a new one. */
type Draft<T extends Value> = Omit<T, 'id'> & { id: number };

/** The number of a draft. */
const UNNUMBERED = 0;

/** Values within values beyond this number of levels are unknown: they are gone through by recursion. */
const NESTING_LIMIT = 100;

/** A tuple of more parts within parts, one that stands in two places counted twice, is one of any length. */
const SIZE_LIMIT = 10_000;

/** Axes of a shape that are known one by one; TensorFlow's tensors have 254 at most. */
const RANK_LIMIT = 1000;

/** Numbers an object by identity; weak, so that dropped trees can be collected. */
class IdentityNumbers {
  of(object: object): number {
    // The same statement is asked for again and again while it is run.
    if (object === this._recent) {
      return this._recentNumber;
    }
    let number = this._numbers.get(object);
    if (number === undefined) {
      number = ++this._last;
      this._numbers.set(object, number);
    }
    this._recent = object;
    this._recentNumber = number;
    return number;
  }
  private readonly _numbers = new WeakMap<object, number>();
  private _last = 0;
  private _recent: object | null = null;
  private _recentNumber = 0;
}

/** Constants by type and value. */
type ConstantsByType = Map<ConstantValue['type'], Map<boolean | number | string, ConstantValue>>;

/** Owner of all values of one engine. */
export class ValueTable {
  constructor() {
    this.never = this._make<NeverValue>({ id: UNNUMBERED, kind: 'never' });
    this.none = this._make<ConstantValue>({
      id: UNNUMBERED,
      kind: 'constant',
      type: 'None',
      value: null,
      literal: true
    });
  }

  /** The value of code that does not run. */
  readonly never: NeverValue;

  /** `None`. */
  readonly none: ConstantValue;

  /** A value of which nothing is known. */
  unknown(reason: UnknownReason, name: string | null = null): UnknownValue {
    const ofReason = groupOf(this._unknowns, reason);
    const key = name ?? '';
    return (
      ofReason.get(key) ??
      keep(
        ofReason,
        key,
        this._make<UnknownValue>({ id: UNNUMBERED, kind: 'unknown', reason, name })
      )
    );
  }

  /** A scalar whose value is known. */
  constant(
    type: ConstantValue['type'],
    value: boolean | number | string,
    literal: boolean = true
  ): ConstantValue {
    const ofType = groupOf(literal ? this._literals : this._constants, type);
    // A map does not tell the zeros apart.
    const key = Object.is(value, -0) ? '-0' : value;
    return (
      ofType.get(key) ??
      keep(
        ofType,
        key,
        this._make<ConstantValue>({ id: UNNUMBERED, kind: 'constant', type, value, literal })
      )
    );
  }

  /** A scalar of which only the type is known. */
  scalar(type: ConstantValue['type'], literal: boolean = false): ConstantValue {
    if (type === 'None') {
      return this.none;
    }
    const scalars = literal ? this._literalScalars : this._scalars;
    return (
      scalars.get(type) ??
      keep(
        scalars,
        type,
        this._make<ConstantValue>({
          id: UNNUMBERED,
          kind: 'constant',
          type,
          value: undefined,
          literal
        })
      )
    );
  }

  tensor(
    type: TensorType,
    origin: TensorValue['origin'] = 'tensorflow',
    elements: readonly Dimension[] | null = null
  ): TensorValue {
    if (elements !== null && elements.length > ITEMS_KEPT) {
      return this.tensor(type, origin);
    }
    const shape = type.shape === null ? '?' : type.shape.join(',');
    const key = `t|${type.dtype ?? '?'}|${type.form}|${shape}|${origin}|${elements === null ? '' : `=${elements.join(',')}`}`;
    return this._intern(key, { id: UNNUMBERED, kind: 'tensor', type, origin, elements });
  }

  tuple(
    items: readonly Value[],
    rest: Value | null = null,
    names: readonly string[] | null = null,
    cls: string | null = null
  ): TupleValue {
    const kept = this._nestable(items);
    const further = rest === null ? null : this._nestable([rest])[0];
    if (
      items.length > 0 &&
      this._sizeOf([...kept, ...(further === null ? [] : [further])]) > SIZE_LIMIT
    ) {
      const isRepeated = rest === null && kept.every(item => item === kept[0]);
      return this.tuple([], isRepeated ? kept[0] : this.unknown('budget'), null, cls);
    }
    return this._nesting(
      this._intern(`(${ids(kept)}|${further?.id ?? ''}|${names?.join(',') ?? ''}|${cls ?? ''}`, {
        id: UNNUMBERED,
        kind: 'tuple',
        items: kept,
        rest: further,
        names,
        cls
      }),
      further === null ? kept : [...kept, further]
    );
  }

  shape(dimensions: readonly Dimension[] | null): ShapeValue {
    const known = dimensions !== null && dimensions.length > RANK_LIMIT ? null : dimensions;
    return this._intern(`sh|${known === null ? '?' : known.join(',')}|${known?.length ?? ''}`, {
      id: UNNUMBERED,
      kind: 'shape',
      dimensions: known
    });
  }

  dtype(dtype: TensorType['dtype'], library: 'tensorflow' | 'numpy' = 'tensorflow'): DTypeValue {
    return this._intern(`d|${dtype ?? '?'}|${library}`, {
      id: UNNUMBERED,
      kind: 'dtype',
      dtype,
      library
    });
  }

  slice(lower: Value | null, upper: Value | null, step: Value | null): SliceValue {
    return this._intern(`sl|${lower?.id ?? ''}|${upper?.id ?? ''}|${step?.id ?? ''}`, {
      id: UNNUMBERED,
      kind: 'slice',
      lower,
      upper,
      step
    });
  }

  range(start: Value, stop: Value, step: Value): RangeValue {
    return this._intern(`r|${start.id}|${stop.id}|${step.id}`, {
      id: UNNUMBERED,
      kind: 'range',
      start,
      stop,
      step
    });
  }

  function(
    code: FunctionCode,
    environment: HeapObject,
    defaults: ReadonlyMap<string, Value>,
    definingClass: HeapObject | null
  ): FunctionValue {
    const kept = this._nestableByName(defaults);
    const key = `f|${this._identities.of(code)}|${environment.id}|${mapKey(kept)}|${definingClass?.id ?? ''}`;
    return this._nesting(
      this._intern(key, {
        id: UNNUMBERED,
        kind: 'function',
        code,
        environment,
        defaults: kept,
        definingClass
      }),
      [...kept.values()]
    );
  }

  /** The code of a `def` or `lambda`: one object per node. */
  code(top: TopStatement, node: FunctionDef | Lambda): FunctionCode {
    let code = this._codes.get(node);
    if (code === undefined) {
      code = {
        kind: 'code',
        top,
        node,
        name: node.kind === 'Lambda' ? '<lambda>' : node.qualifiedName
      };
      this._codes.set(node, code);
    }
    return code;
  }

  class(object: HeapObject, node: ClassDef, name: string, bases: readonly Value[]): ClassValue {
    return this._intern(`k|${object.id}|${this._identities.of(node)}|${ids(bases)}`, {
      id: UNNUMBERED,
      kind: 'class',
      object,
      node,
      name,
      bases
    });
  }

  method(receiver: Value, fn: Value): MethodValue {
    const key = pairOf(receiver, fn);
    const known = this._methods.get(key);
    if (known !== undefined) {
      return known;
    }
    const [bound, called] = this._nestable([receiver, fn]);
    const made = this._make<MethodValue>({
      id: UNNUMBERED,
      kind: 'method',
      receiver: bound,
      function: called
    });
    return keep(this._methods, key, this._nesting(made, [bound, called]));
  }

  partial(
    fn: Value,
    positional: readonly Value[],
    keywords: ReadonlyMap<string, Value>
  ): PartialValue {
    const [called, ...handed] = this._nestable([fn, ...positional]);
    const named = this._nestableByName(keywords);
    return this._nesting(
      this._intern(`p|${called.id}|${ids(handed)}|${mapKey(named)}`, {
        id: UNNUMBERED,
        kind: 'partial',
        function: called,
        positional: handed,
        keywords: named
      }),
      [called, ...handed, ...named.values()]
    );
  }

  wrapper(
    wrapper: WrapperValue['wrapper'],
    fn: Value,
    api: string,
    at: Location | null = null,
    call: Expression | null = null,
    setter: Value | null = null,
    signature: WrapperValue['signature'] = null
  ): WrapperValue {
    const place = at === null ? '' : `${this._identities.of(at.top)}:${at.start}`;
    const [wrapped] = this._nestable([fn]);
    return this._nesting(
      this._intern(
        `w|${wrapper}|${wrapped.id}|${api}|${place}|${setter?.id ?? ''}|${signature?.id ?? ''}`,
        {
          id: UNNUMBERED,
          kind: 'wrapper',
          wrapper,
          function: wrapped,
          api,
          at,
          call,
          setter,
          signature
        }
      ),
      [wrapped]
    );
  }

  module(object: HeapObject, name: string): ModuleValue {
    return this._intern(`mod|${object.id}`, { id: UNNUMBERED, kind: 'module', object, name });
  }

  library(path: string): LibraryValue {
    return (
      this._library.get(path) ??
      keep(this._library, path, this._make<LibraryValue>({ id: UNNUMBERED, kind: 'library', path }))
    );
  }

  libraryMethod(receiver: Value, owner: string | null, name: string): LibraryMethodValue {
    const [bound] = this._nestable([receiver]);
    return this._nesting(
      this._intern(`lm|${bound.id}|${owner ?? ''}|${name}`, {
        id: UNNUMBERED,
        kind: 'library-method',
        receiver: bound,
        owner,
        name
      }),
      [bound]
    );
  }

  dataset(
    element: Value,
    size: number | null,
    repeated: boolean = false,
    traced: Value = element,
    head: Value = element,
    front: number = Math.max(0, (size ?? 1) - 1),
    rows: number | null = null,
    unevenFrom: number | null = null
  ): DatasetValue {
    const forms = this._nestable([element, traced, head]);
    const fronted = forms[2] === forms[0] ? 0 : front;
    return this._nesting(
      this._intern(
        `ds|${ids(forms)},${fronted}|${size ?? '?'}|${repeated ? 1 : 0}|${rows ?? ''}|${unevenFrom ?? ''}`,
        {
          id: UNNUMBERED,
          kind: 'dataset',
          element: forms[0],
          traced: forms[1],
          head: forms[2],
          front: fronted,
          size,
          repeated,
          rows,
          unevenFrom
        }
      ),
      forms
    );
  }

  object(object: HeapObject): ObjectValue {
    return (
      this._objectValues.get(object) ??
      keep(
        this._objectValues,
        object,
        this._make<ObjectValue>({ id: UNNUMBERED, kind: 'object', object })
      )
    );
  }

  /** The heap object made at a site in a context: the same site and context give the same object. */
  heapObject(
    kind: HeapObjectKind,
    cls: Value | null,
    site: Location | null,
    part: string,
    context: string = ''
  ): HeapObject {
    const place = site === null ? '' : `${this._identities.of(site.top)}:${site.start}:${site.end}`;
    const key = `${kind}|${cls?.id ?? ''}|${place}|${part}@${context}`;
    let object = this._objects.get(key);
    if (object === undefined) {
      object = { id: ++this._lastObject, kind, cls, site, part, context };
      this._objects.set(key, object);
    }
    return object;
  }

  /** One of the given values; unions are flattened, and too many members become unknown. */
  union(values: readonly Value[], limit: number): Value {
    const members = new Set<Value>();
    for (const value of values) {
      if (value.kind === 'union') {
        value.members.forEach(member => members.add(member));
      } else if (value.kind !== 'never') {
        members.add(value);
      }
    }
    if (members.size === 0) {
      return this.never;
    }
    const sorted = [...members];
    if (sorted.length === 1) {
      return sorted[0];
    }
    if (sorted.length > limit) {
      return this.unknown('budget');
    }
    if (sorted.length === 2) {
      const [first, second] = sorted;
      return this._pair(first.id < second.id ? [first, second] : [second, first]);
    }
    sorted.sort((left, right) => left.id - right.id);
    const key = `|${ids(sorted)}`;
    return (
      (this._values.get(key) as UnionValue | undefined) ??
      this._nesting(
        this._intern<UnionValue>(key, {
          id: UNNUMBERED,
          kind: 'union',
          members: this._ranked(sorted)
        }),
        sorted
      )
    );
  }

  /** Alternatives in an order that does not hang on when they were made. */
  private _ranked(members: readonly Value[]): readonly Value[] {
    return [...members].sort(
      (left, right) => this._ranks.of(left) - this._ranks.of(right) || left.id - right.id
    );
  }

  /** What values are like apart from the calls in which their objects were made. */
  readonly outlines = new Outlines(object => this._identities.of(object));

  /** The union of two values, given in the order of their ids: the most frequent one. */
  private _pair(members: readonly [Value, Value]): UnionValue {
    const key = pairOf(...members);
    return (
      this._pairs.get(key) ??
      keep(
        this._pairs,
        key,
        this._nesting(
          this._make<UnionValue>({ id: UNNUMBERED, kind: 'union', members: this._ranked(members) }),
          members
        )
      )
    );
  }

  /** Least upper bounds of two values that were asked for, by the pair. */
  readonly joins = new Map<number, Value>();

  /** A call site as it stands in the contexts of objects: calls in a chain start at the same place. */
  siteOf({ top, start, end }: Location): string {
    const identity = this._identities.of(top);
    this._ranks.name(identity, top);
    return `${identity}:${start}-${end}`;
  }

  /** A number for an object, the same as long as the object lives. */
  identityOf(object: object): number {
    return this._identities.of(object);
  }

  /** How many values and joins the table holds. */
  get size(): number {
    return this._lastValue + this.joins.size;
  }

  /** The parts of a value that is made now: what is nested too deep in values is unknown. */
  private _nestable(parts: readonly Value[]): readonly Value[] {
    return parts.some(part => this._depthOf(part) >= NESTING_LIMIT)
      ? parts.map(part => (this._depthOf(part) >= NESTING_LIMIT ? this.unknown('budget') : part))
      : parts;
  }

  private _nestableByName(parts: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
    if (parts.size === 0) {
      return parts;
    }
    const kept = this._nestable([...parts.values()]);
    return new Map([...parts.keys()].map((name, index) => [name, kept[index]]));
  }

  /** Notes how deep the value's parts are nested, and how many they are. */
  private _nesting<T extends Value>(value: T, parts: readonly Value[]): T {
    let depth = value.kind === 'union' ? 0 : 1;
    for (const part of parts) {
      depth = Math.max(depth, this._depthOf(part) + (value.kind === 'union' ? 0 : 1));
    }
    this._depths[value.id] = depth;
    this._sizes[value.id] = this._sizeOf(parts) + 1;
    return value;
  }

  private _sizeOf(parts: readonly Value[]): number {
    return parts.reduce((size, part) => size + (this._sizes[part.id] ?? 1), 0);
  }

  private _depthOf(value: Value): number {
    return this._depths[value.id] ?? 0;
  }

  private _intern<T extends Value>(key: string, draft: Draft<T>): T {
    const known = this._values.get(key);
    if (known !== undefined) {
      return known as T;
    }
    const value = this._make<T>(draft);
    this._values.set(key, value);
    return value;
  }

  private _make<T extends Value>(draft: Draft<T>): T {
    draft.id = ++this._lastValue;
    return draft as unknown as T;
  }

  private readonly _unknowns = new Map<UnknownReason, Map<string, UnknownValue>>();
  private readonly _literals: ConstantsByType = new Map();
  private readonly _constants: ConstantsByType = new Map();
  private readonly _literalScalars = new Map<ConstantValue['type'], ConstantValue>();
  private readonly _scalars = new Map<ConstantValue['type'], ConstantValue>();
  private readonly _library = new Map<string, LibraryValue>();
  private readonly _methods = new Map<number, MethodValue>();
  private readonly _pairs = new Map<number, UnionValue>();
  private readonly _objectValues = new Map<HeapObject, ObjectValue>();
  /** The rarer kinds, by what makes them. */
  private readonly _values = new Map<string, Value>();
  private readonly _identities = new IdentityNumbers();
  private readonly _ranks = new Ranks();
  private readonly _codes = new WeakMap<FunctionDef | Lambda, FunctionCode>();
  /** Levels of values within values, by id; none for a value without parts. */
  private readonly _depths: number[] = [];
  /** Parts within parts, by id; none for a value without parts. */
  private readonly _sizes: number[] = [];
  private readonly _objects = new Map<string, HeapObject>();
  private _lastValue = 0;
  private _lastObject = 0;
}

/** Ids of two values as one number: ids are below 2 ** 26. */
export function pairOf(first: Value, second: Value): number {
  return first.id * 2 ** 26 + second.id;
}

function groupOf<Group, Key, Item>(
  groups: Map<Group, Map<Key, Item>>,
  group: Group
): Map<Key, Item> {
  return groups.get(group) ?? keep(groups, group, new Map<Key, Item>());
}

function keep<Key, Item>(known: Map<Key, Item>, key: Key, item: Item): Item {
  known.set(key, item);
  return item;
}

function ids(values: readonly Value[]): string {
  return values.map(value => value.id).join(',');
}

function mapKey(map: ReadonlyMap<string, Value>): string {
  return [...map].map(([name, value]) => `${name}=${value.id}`).join(',');
}
