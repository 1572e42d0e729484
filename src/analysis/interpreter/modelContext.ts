/**
 * What a library model may do, in terms of the interpreter.
 */
import type { Call, Location, Span } from '../syntax/tree';
import type {
  CallArguments,
  CallbackOptions,
  IModelContext,
  IModelRegistry
} from '../libraries/model';
import { forgetDistinct } from '../libraries/models/distinctItems';
import { FIELD_NAMES } from '../libraries/namedTuples';
import { joinAll, membersOf } from '../values/join';
import type { ValueTable } from '../values/table';
import type { HeapObject, HeapObjectKind, Value } from '../values/value';
import { readAttribute } from './attributes';
import { evaluateQuietly } from './assumed';
import { callFound, callValue } from './calls';
import { callSite } from './callSite';
import { allocateAt } from './expressions';
import { itemsOf, iterateOver } from './iteration';
import type { Frame } from './machine';
import { ActivationBuilder, noteDoubt, noteEffect, placeOf } from './machine';
import { replaceValue } from './names';
import { findDunder } from './operators';
import type { Effect } from './record';

/**
 * The context of one library call at a node.
 *
 * @param isFollowed - whether the published tool follows the call itself; what is called back then, it does not either.
 * @param isTraced - whether a library makes the call while it traces a graph.
 */
export function createModelContext(
  frame: Frame,
  node: Span,
  api: string,
  call: Call | null = null,
  isFollowed: boolean = true,
  isTraced: boolean = false
): ModelContext {
  return new ModelContext(frame, node, api, call, isFollowed, isTraced);
}

/** Parts of one structure, and levels of structures within structures, that are gone through. */
const PARTS_MAPPED = 10_000;
const NESTING_LIMIT = 100;

/** Gives a model the interpreter's services at one place. */
export class ModelContext implements IModelContext {
  constructor(
    private readonly _frame: Frame,
    private readonly _node: Span,
    readonly api: string,
    private readonly _call: Call | null,
    private readonly _isFollowed: boolean,
    readonly isTraced: boolean
  ) {}

  get values(): ValueTable {
    return this._frame.machine.values;
  }

  get registry(): IModelRegistry {
    return this._frame.machine.registry;
  }

  get site(): Location {
    return placeOf(this._frame, this._node);
  }

  allocate(kind: HeapObjectKind, cls: Value | null, part: string = ''): HeapObject {
    return allocateAt(this._frame, kind, this._node, cls, part);
  }

  read(object: HeapObject, field: string): Value | null {
    const value = this._frame.machine.heap.read(object, field);
    return value !== null && value.kind === 'never' ? null : value;
  }

  write(object: HeapObject, field: string, value: Value): void {
    this._frame.machine.heap.write(object, field, value);
  }

  remove(object: HeapObject, field: string, isCertain: boolean): void {
    this._frame.machine.heap.remove(object, field, isCertain);
  }

  writeAll(object: HeapObject, entries: readonly (readonly [string, Value])[]): void {
    this._frame.machine.heap.writeAll(object, entries);
  }

  fields(object: HeapObject): readonly string[] {
    return this._frame.machine.heap.fields(object);
  }

  mutate(object: HeapObject, field: string, value: Value, construct: 'append' | 'call'): void {
    if (field === '[*]') {
      this.addElement(object, value, construct);
    } else {
      this._frame.machine.heap.write(object, field, value);
      this._noteMutation(object, field, value, construct);
    }
  }

  /** Appends to a list whose length is known, else adds to its elements. */
  append(object: HeapObject, value: Value, construct: Effect['construct']): void {
    const { heap, values } = this._frame.machine;
    const length = heap.read(object, 'len');
    if (length !== null && length.kind === 'constant' && typeof length.value === 'number') {
      heap.write(object, `[${length.value}]`, value);
      heap.write(object, 'len', values.constant('int', length.value + 1, false));
      this._noteMutation(object, '[*]', value, construct);
      return;
    }
    this.addElement(object, value, construct);
  }

  /** Adds an element at an unknown position. */
  addElement(object: HeapObject, value: Value, construct: Effect['construct']): void {
    const { heap, values } = this._frame.machine;
    heap.add(object, '[*]', value);
    if (object.kind === 'list') {
      heap.write(object, 'len', values.scalar('int'));
    }
    forgetDistinct(this, object);
    this._noteMutation(object, '[*]', value, construct);
  }

  private _noteMutation(
    object: HeapObject,
    field: string,
    value: Value,
    construct: Effect['construct']
  ): void {
    noteEffect(this._frame, this._node, {
      kind: construct === 'augmented' ? 'write' : 'mutation',
      construct: this._seenConstruct(construct),
      object,
      field,
      value,
      api: this.api
    });
  }

  effect({ kind, object, field, value, construct }: Parameters<IModelContext['effect']>[0]): void {
    const { api } = this;
    noteEffect(this._frame, this._node, {
      kind,
      object,
      field,
      value,
      api,
      construct: this._seenConstruct(construct)
    });
  }

  /** What the published tool sees of a construct: nothing where it does not follow the call (`map(print, xs)`). */
  private _seenConstruct(construct: Effect['construct']): Effect['construct'] {
    return this._isFollowed ? construct : 'call';
  }

  call(callee: Value, args: CallArguments, options: CallbackOptions): Value {
    const { part } = options;
    const frame =
      part === undefined
        ? this._frame
        : { ...this._frame, context: `${part}#${this._frame.context}` };
    const before = frame.count;
    frame.count = options.count === null || before === null ? null : before * options.count;
    const { api, asGraph } = options;
    const followedByPublished = options.followedByPublished && this._isFollowed;
    const route = api.endsWith('.__call__') || api.endsWith('.fit') ? 'keras' : 'callback';
    const site = callSite(this._node, this._call, { route, api, asGraph, followedByPublished });
    const result = callValue(frame, callee, args, site);
    frame.count = before;
    return result;
  }

  estimate(callee: Value, args: CallArguments, options: CallbackOptions): Value {
    const { heap, ledger } = this._frame.machine;
    const frame: Frame = { ...this._frame, builder: new ActivationBuilder(this.values) };
    const { depth } = heap;
    heap.openBranch();
    try {
      return ledger.aside(() =>
        new ModelContext(
          frame,
          this._node,
          this.api,
          this._call,
          this._isFollowed,
          this.isTraced
        ).call(callee, args, options)
      );
    } finally {
      while (heap.depth > depth) {
        heap.close();
      }
    }
  }

  iterate(value: Value): Value | null {
    const parts = membersOf(value).map(
      member => iterateOver(this._frame, member, this._node).element
    );
    return parts.length === 0 ? null : joinAll(this.values, parts);
  }

  items(value: Value): readonly Value[] | null {
    return itemsOf(this._frame, value);
  }

  attribute(value: Value, name: string): Value {
    return readAttribute(this._frame, value, name, this._node);
  }

  special(value: Value, names: readonly string[], args: readonly Value[]): Value | null {
    const results = membersOf(value).flatMap(member => {
      const found = names
        .map(name => findDunder(this._frame, member, name, this._node))
        .find(method => method !== null);
      return found === undefined || found === null
        ? []
        : callFound(this._frame, found, args, this._node, 'implicit', false);
    });
    return results.length === 0 ? null : joinAll(this.values, results);
  }

  annotation(fn: Value, place: number): Value | null {
    const node = fn.kind === 'function' ? fn.code.node : null;
    const annotation =
      node?.kind === 'FunctionDef' ? (node.parameters[place]?.annotation ?? null) : null;
    return annotation === null ? null : evaluateQuietly(this._frame, annotation);
  }

  global(name: string): Value | null {
    return this.read(this._frame.environment.module.object, name);
  }

  mapStructure(value: Value, leaf: (value: Value) => Value): Value {
    return this._mapStructure(value, leaf, { parts: PARTS_MAPPED, number: ++this._structures }, 0);
  }

  /** Each structure that one call makes is another one: its number tells them apart. */
  private _mapStructure(
    value: Value,
    leaf: (value: Value) => Value,
    budget: { parts: number; readonly number: number },
    depth: number
  ): Value {
    const { values } = this;
    // Lists hold themselves, or each other many times over.
    if (budget.parts-- <= 0 || depth > NESTING_LIMIT) {
      return values.unknown('budget');
    }
    const part = (stored: Value): Value => this._mapStructure(stored, leaf, budget, depth + 1);
    switch (value.kind) {
      case 'union':
        return joinAll(values, value.members.map(part));
      case 'tuple':
        return values.tuple(
          value.items.map(part),
          value.rest === null ? null : part(value.rest),
          value.names,
          value.cls
        );
      case 'object': {
        if (
          value.object.kind !== 'list' &&
          value.object.kind !== 'dict' &&
          this.read(value.object, FIELD_NAMES) === null
        ) {
          return leaf(value);
        }
        const copy = this.allocate(
          value.object.kind,
          value.object.cls,
          `map${budget.number}:${value.object.id}`
        );
        const fields = [...this.fields(value.object)];
        const mapped = new Map<string, Value>();
        // The leaves of a dictionary are gone through by its sorted keys.
        for (const field of value.object.kind === 'dict' ? [...fields].sort() : fields) {
          const stored = this.read(value.object, field);
          if (stored !== null) {
            mapped.set(
              field,
              field === '[keys]' || field === 'len' || field === FIELD_NAMES ? stored : part(stored)
            );
          }
        }
        for (const field of fields) {
          const made = mapped.get(field);
          if (made !== undefined) {
            this.write(copy, field, made);
          }
        }
        return values.object(copy);
      }
      default:
        return leaf(value);
    }
  }

  replaceReceiver(value: Value): void {
    const func = this._call?.func;
    if (func?.kind === 'Attribute' && func.value.kind === 'Name') {
      replaceValue(this._frame, func.value.id, value);
    }
  }

  doubt(kind: 'unknown-callee' | 'unknown-attribute' | 'unknown-module', name: string): void {
    noteDoubt(this._frame, this._node, kind, name);
  }

  private _structures = 0;
}
