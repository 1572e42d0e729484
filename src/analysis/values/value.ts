/**
 * Abstract values: what an expression may evaluate to.
 *
 * Values are immutable and hash-consed by a `ValueTable`: two values of one table are equal exactly
 * when they are the same object, which makes comparison, memoisation and fixpoints one `===`.
 * What can change (lists, dicts, instances, namespaces) is a `HeapObject`; its fields live in the
 * interpreter's heap, and a value only refers to it.
 */
import type {
  Expression,
  FunctionDef,
  Lambda,
  ClassDef,
  Location,
  TopStatement
} from '../syntax/tree';
import type { Dimension, TensorType } from '../libraries/rules/tensorType';

/** The code of a function: the node, and the statement that holds it. One object per `def` or `lambda` and per text. */
export type FunctionCode = {
  readonly kind: 'code';
  readonly top: TopStatement;
  readonly node: FunctionDef | Lambda;
  /** Qualified name; `<lambda>` for a lambda. */
  readonly name: string;
};

/** Why a value is unknown; the card names it. */
export type UnknownReason =
  /** An API of a known library that the knowledge does not cover, or a library that is not known. */
  | 'unknown-api'
  /** A name that no statement binds. */
  | 'unbound-name'
  /** An attribute that nothing sets. */
  | 'unknown-attribute'
  /** The result of calling something unknown. */
  | 'unknown-callee'
  /** A module that is neither given nor known. */
  | 'unknown-module'
  /** Text that does not parse, or a magic's value. */
  | 'unreadable'
  /** The budget ran out. */
  | 'budget'
  /** A parameter of a function that no call reaches. */
  | 'parameter'
  /** Anything else: data from outside (files, input). */
  | 'external';

export type UnknownValue = {
  readonly kind: 'unknown';
  readonly id: number;
  readonly reason: UnknownReason;
  /** Dotted name of the API, the module or the attribute, where it has one. */
  readonly name: string | null;
};

/** A Python scalar. `value` is `undefined` where only the type is known. */
export type ConstantValue = {
  readonly kind: 'constant';
  readonly id: number;
  readonly type: 'None' | 'Ellipsis' | 'bool' | 'int' | 'float' | 'complex' | 'str' | 'bytes';
  readonly value: boolean | number | string | null | undefined;
  /** Whether the value was written as a literal (or folded from literals), as section 3 of the specification asks. */
  readonly literal: boolean;
};

/** A tensor, a variable, a Keras symbolic tensor or a NumPy array. */
export type TensorValue = {
  readonly kind: 'tensor';
  readonly id: number;
  readonly type: TensorType;
  /** The elements of a small integer scalar or vector, where they are known (shapes, axes). */
  readonly elements: readonly Dimension[] | null;
  /**
   * Where it comes from: `'numpy'` for arrays that no TensorFlow operation has touched, `'tensorflow'` for
   * results of operations, `'keras'` for variables that Keras made, `'masked'` for results of layers with which a mask
   * goes along, `'parameter'` for the assumed argument of a function that no call reaches.
   */
  readonly origin: 'numpy' | 'tensorflow' | 'keras' | 'masked' | 'parameter';
};

/**
 * A tuple: the items that are known one by one, then any number of `rest`, if that is not `null`; and what else gives
 * items in a row that never change: a view of a dict whose entries are known, `reversed` of known items.
 */
export type TupleValue = {
  readonly kind: 'tuple';
  readonly id: number;
  readonly items: readonly Value[];
  readonly rest: Value | null;
  /** Of a named tuple: the names of its items, in order. */
  readonly names: readonly string[] | null;
  /** The class of the library (`builtins.dict_values`, `builtins.reversed`) where it is no tuple. */
  readonly cls: string | null;
};

/** A `tf.TensorShape` or `x.shape`; `dimensions` is `null` for an unknown rank. */
export type ShapeValue = {
  readonly kind: 'shape';
  readonly id: number;
  readonly dimensions: readonly Dimension[] | null;
};

/** A dtype object (`tf.float32`, `np.float32`, `x.dtype`). */
export type DTypeValue = {
  readonly kind: 'dtype';
  readonly id: number;
  readonly dtype: TensorType['dtype'];
  readonly library: 'tensorflow' | 'numpy';
};

/** `lower`, `upper` and `step` of a `slice` object. */
export type SliceValue = {
  readonly kind: 'slice';
  readonly id: number;
  readonly lower: Value | null;
  readonly upper: Value | null;
  readonly step: Value | null;
};

/** A `range` object: its three numbers, as values. */
export type RangeValue = {
  readonly kind: 'range';
  readonly id: number;
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
};

/** A `def` or `lambda` with its closure. */
export type FunctionValue = {
  readonly kind: 'function';
  readonly id: number;
  readonly code: FunctionCode;
  /** The environment object in which the body's free names are looked up. */
  readonly environment: HeapObject;
  /** Values of the defaults, by parameter name. */
  readonly defaults: ReadonlyMap<string, Value>;
  /** The class in whose body it was defined, for `super()` and `__class__`. */
  readonly definingClass: HeapObject | null;
};

/** A class of the program; its namespace is the fields of `object`. */
export type ClassValue = {
  readonly kind: 'class';
  readonly id: number;
  readonly object: HeapObject;
  readonly node: ClassDef;
  readonly name: string;
  readonly bases: readonly Value[];
};

export type MethodValue = {
  readonly kind: 'method';
  readonly id: number;
  readonly receiver: Value;
  readonly function: Value;
};

/** `functools.partial(function, …)`. */
export type PartialValue = {
  readonly kind: 'partial';
  readonly id: number;
  readonly function: Value;
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
};

/** Something that wraps a callable: `tf.function(f)`, `staticmethod(f)`, `property(f)` and the like. */
export type WrapperValue = {
  readonly kind: 'wrapper';
  readonly id: number;
  /** `'graph'`: a graph function of any framework. `'opaque'`: an unknown decorator that may wrap `function`. */
  readonly wrapper:
    | 'graph'
    | 'staticmethod'
    | 'classmethod'
    | 'property'
    | 'partialmethod'
    | 'cached'
    | 'transparent'
    | 'contextmanager'
    | 'opaque';
  readonly function: Value;
  /** The public dotted name of the wrapping API (`tensorflow.function`). */
  readonly api: string;
  /** Where it was wrapped: the decorator or the call. */
  readonly at: Location | null;
  /** The call that made it, if it was called with options. */
  readonly call: Expression | null;
  /** For a property: its setter. */
  readonly setter: Value | null;
  /** Of a graph function with an `input_signature`: what its parameters are when it is traced, part by part. */
  readonly signature: TupleValue | null;
};

/** A module of the program; its namespace is the fields of `object`. */
export type ModuleValue = {
  readonly kind: 'module';
  readonly id: number;
  readonly object: HeapObject;
  readonly name: string;
};

/** A symbol of a library by its public dotted name: module, function, class or constant. */
export type LibraryValue = {
  readonly kind: 'library';
  readonly id: number;
  /** Full name: `tensorflow.math.reduce_sum`, `keras.layers.Dense`, `builtins.print`, `matplotlib.pyplot.plot`. */
  readonly path: string;
};

/** A method of a library type, taken from a receiver: `x.numpy`, `xs.append`, `ds.map`. */
export type LibraryMethodValue = {
  readonly kind: 'library-method';
  readonly id: number;
  readonly receiver: Value;
  /** The class that has it (`tensorflow.Tensor`, `builtins.list`, `tensorflow.data.Dataset`), or `null` if unknown. */
  readonly owner: string | null;
  readonly name: string;
};

/** A `tf.data` dataset: what one element is, and how many there are. */
export type DatasetValue = {
  readonly kind: 'dataset';
  readonly id: number;
  /** What iterating yields. */
  readonly element: Value;
  /** What graph functions are traced with (`element_spec`): a batch axis is open there unless remainders are dropped. */
  readonly traced: Value;
  /** What the first `front` elements are: full batches. */
  readonly head: Value;
  /** How many elements stand before the first that may be another than `head`. */
  readonly front: number;
  /** Number of elements; `null` unknown, `Infinity` endless. */
  readonly size: number | null;
  /** What a batch of published section 8.1 needs: whether `repeat` stands upstream. */
  readonly repeated: boolean;
  /** Of batches: how many rows all of them have together; `null` unknown. */
  readonly rows: number | null;
  /** The first axis whose open size is another from one element to the next, as padded batches have; `null` for none. */
  readonly unevenFrom: number | null;
};

/** A reference to something that can change. */
export type ObjectValue = {
  readonly kind: 'object';
  readonly id: number;
  readonly object: HeapObject;
};

/** One of several; members are no unions, ordered by what they are (`Ranks`), at most `UNION_LIMIT` of them (`CALLABLE_UNION_LIMIT` where all are called). */
export type UnionValue = {
  readonly kind: 'union';
  readonly id: number;
  readonly members: readonly Value[];
};

/** No value at all: the code is not reached (yet). */
export type NeverValue = { readonly kind: 'never'; readonly id: number };

export type Value =
  | UnknownValue
  | ConstantValue
  | TensorValue
  | TupleValue
  | ShapeValue
  | DTypeValue
  | SliceValue
  | RangeValue
  | FunctionValue
  | ClassValue
  | MethodValue
  | PartialValue
  | WrapperValue
  | ModuleValue
  | LibraryValue
  | LibraryMethodValue
  | DatasetValue
  | ObjectValue
  | UnionValue
  | NeverValue;

/** Members of a union beyond this number are widened to unknown. */
export const UNION_LIMIT = 12;

/** The same for unions of functions, classes and methods only: a table of handlers, or a list of functions to try. */
export const CALLABLE_UNION_LIMIT = 64;

/** Items of a tuple or list that is put together from others which are told apart. */
export const ITEMS_KEPT = 1000;

/** Characters of a text that is put together from others which are known. */
export const TEXT_KEPT = 2000;

/** The part of its identity by which a set is known that `frozenset` made: it has a hash. */
export const FROZEN_SET = 'frozenset';
/** The class of a tuple that `reversed` made: an iterator. */
export const REVERSED = 'builtins.reversed';

export type HeapObjectKind =
  | 'list'
  | 'dict'
  | 'set'
  /** An instance of a class of the program, or of a library class (`cls` tells). */
  | 'instance'
  | 'class'
  | 'module'
  /** The local names of one activation that closures may see. */
  | 'environment'
  /** An iterator: `iter(xs)`, `enumerate`, `zip`, `map`, a generator. */
  | 'iterator';

/**
 * The identity of something that can change: where it was made, and in what context. What it holds is in the
 * heap, by field:
 * - `list`: `[0]`, `[1]` … where known, `[*]` any element, `len` (a constant) where known;
 * - `dict`: `['k']` for a string key, `[3]` for a number, `[*]` any value, `[keys]` any key;
 * - `set`: `[*]`;
 * - `iterator`: `[*]` what it yields, `over` what it goes over;
 * - `environment`, `module`: a name; `f.x` is the attribute `x` of a function `f` that was made there;
 * - all others: the attribute's or the name's own text.
 */
export type HeapObject = {
  readonly id: number;
  readonly kind: HeapObjectKind;
  /** The class of an instance: a `ClassValue`, or a `LibraryValue` such as `keras.layers.Dense`, `enumerate`, `collections.deque`. */
  readonly cls: Value | null;
  /** Where it was made; `null` for what exists before the program runs. */
  readonly site: Location | null;
  /** Which of the objects that are made there it is. */
  readonly part: string;
  /** A text that makes the identity unique together with the site and the part: the calls in which it was made. */
  readonly context: string;
};
