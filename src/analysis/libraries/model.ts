/**
 * How library functions and methods are modelled for the interpreter.
 *
 * A model is a function from the arguments of one call to its result. It acts on the program only through
 * the context: it reads and writes the heap, follows callbacks, and states its effects.
 */
import type { Location } from '../syntax/tree';
import type { HeapObject, HeapObjectKind, Value } from '../values/value';
import type { ValueTable } from '../values/table';
import type { EffectKind } from '../interpreter/record';
import type { LibraryEntry } from './knowledge';

/** The arguments of a call, evaluated. */
export type CallArguments = {
  readonly positional: readonly Value[];
  /** How many of `positional` stand before the first `*args`; absent where no such argument has known elements. */
  readonly beforeStar?: number;
  readonly keywords: ReadonlyMap<string, Value>;
  /** What a `*args` of unknown length yields, after `positional`; `null` where there is none. */
  readonly starred: Value | null;
  /** The values of a `**kwargs` whose keys are not known; `null` where there is none. */
  readonly doubleStarred: Value | null;
};

/** How a model follows a callable that it was handed. */
export type CallbackOptions = {
  /** Public dotted name of the function that calls back. */
  readonly api: string;
  readonly followedByPublished: boolean;
  /** Whether the library runs it as a graph by itself (`Dataset.map`, `tf.while_loop` inside a graph, `fit`). */
  readonly asGraph: boolean;
  /** How often it is called, if known. */
  readonly count: number | null;
  /** Tells several calls from one place apart: what they make are different objects. */
  readonly part?: string;
};

/** What a model may do. */
export interface IModelContext {
  readonly values: ValueTable;
  readonly registry: IModelRegistry;
  /** The place of the call. */
  readonly site: Location;
  /** The public dotted name under which the model was found. */
  readonly api: string;
  /** Whether a library makes the call while it traces a graph: `fit`, `Dataset.map`. */
  readonly isTraced: boolean;
  /** Makes (or finds again, for the same site and context) an object. `part` tells several of one call apart. */
  allocate(kind: HeapObjectKind, cls: Value | null, part?: string): HeapObject;
  /** A field of an object; `null` where nothing was ever stored. */
  read(object: HeapObject, field: string): Value | null;
  /** Stores without stating an effect: for objects that the model has just made, and for library state. */
  write(object: HeapObject, field: string, value: Value): void;
  /** Takes an item out of a dict: for certain, or perhaps. */
  remove(object: HeapObject, field: string, isCertain: boolean): void;
  /** Stores many fields of an object that has just been made. */
  writeAll(object: HeapObject, entries: readonly (readonly [string, Value])[]): void;
  /** All fields that hold something. */
  fields(object: HeapObject): readonly string[];
  /** Stores a new element in a list, dict, set or deque, and states the mutation as an effect. */
  mutate(object: HeapObject, field: string, value: Value, construct: 'append' | 'call'): void;
  /** States an effect. */
  effect(effect: {
    readonly kind: EffectKind;
    readonly object?: HeapObject | null;
    readonly field?: string | null;
    readonly value?: Value | null;
    readonly construct: 'append' | 'print' | 'call' | 'iteration';
  }): void;
  /** Calls a value: a function of the program, a library symbol, a layer. */
  call(callee: Value, args: CallArguments, options: CallbackOptions): Value;
  /**
   * What a call would give for arguments that the callback never sees in Python: a graph traced with open axes runs with
   * the real ones. Nothing of it is recorded: no call, no effect, no change of state.
   */
  estimate(callee: Value, args: CallArguments, options: CallbackOptions): Value;
  /** What iterating over the value yields (joined); `null` where it cannot be iterated. */
  iterate(value: Value): Value | null;
  /** The items of a list, tuple or range of known length; `null` otherwise. */
  items(value: Value): readonly Value[] | null;
  /** An attribute of a value, as the interpreter looks it up. */
  attribute(value: Value, name: string): Value;
  /**
   * Calls the first of these special methods that the class of the value has, as Python does by itself; `null` where no
   * class of the program has one.
   */
  special(value: Value, names: readonly string[], args: readonly Value[]): Value | null;
  /** What the annotation of a parameter names, of a function that is defined where the call stands; `null` without one. */
  annotation(fn: Value, place: number): Value | null;
  /** What a name stands for at the top level of the module in which the call stands; `null` where it is not bound there. */
  global(name: string): Value | null;
  /** The element type of a container with all tensors inside replaced: maps over the structure of nested tuples, lists and dicts. */
  mapStructure(value: Value, leaf: (value: Value) => Value): Value;
  /** What the receiver of the method is after a change in its place, where a name stands for it. */
  replaceReceiver(value: Value): void;
  /** States something taken for granted. */
  doubt(kind: 'unknown-callee' | 'unknown-attribute' | 'unknown-module', name: string): void;
}

/** A model of a library function or class constructor. */
export type FunctionModel = (ctx: IModelContext, args: CallArguments) => Value;
/** A model of a method of a library type. */
export type MethodModel = (ctx: IModelContext, receiver: Value, args: CallArguments) => Value;
/** A model of an attribute that is not a method. */
export type AttributeModel = (ctx: IModelContext, receiver: Value) => Value;

/** The models, by public dotted name; of methods and attributes by owner and name (`tensorflow.data.Dataset`, `map`). */
export interface IModelRegistry {
  /** Whether a slice such as `x[a:b]` of a tensor leaves its shape as it is, all but `x[:k]` (specification 8.1). */
  readonly keepsSlicedSizes: boolean;
  /**
   * Whether there is no path sensitivity (specification 0.3): arms that the known values exclude count, both sides of `or`
   * and `and` do, loops run any number of times, and tests tell nothing of the names in them.
   */
  readonly joinsDecidedArms: boolean;
  /** Whether functions that no call reaches are run once with assumed arguments; nothing is said of them otherwise (6.1). */
  readonly assumesArguments: boolean;
  /**
   * Whether what a property, or a function behind an unknown decorator, gives back is known: it has no node in the
   * published call graph (specification 0.3).
   */
  readonly seesUnfollowedResults: boolean;
  /** Whether a function with an `input_signature` is run with the types that it gives. */
  readonly tracesSignatures: boolean;
  function(path: string): FunctionModel | null;
  method(owner: string, name: string): MethodModel | null;
  attribute(owner: string, name: string): AttributeModel | null;
  /** The classes that a library class inherits from, nearest first (`keras.layers.Dense` -> `keras.layers.Layer`). */
  ancestors(path: string): readonly string[];
  /** What the knowledge says of a name; `null` where it says nothing. */
  entryOf(path: string): LibraryEntry | null;
  /** The public names directly below a module of a library, for star imports. */
  members(path: string): readonly string[];
  /** The version of its library that the knowledge of a name is from (`tensorflow 2.21.0`); `null` where there is none. */
  sourceOf(path: string): string | null;
  /** Whether anything is known under the name: a symbol of the knowledge, or a model. */
  knows(path: string): boolean;
}
