/**
 * `heapq`: lists whose smallest item is taken first (library reference, "heapq").
 */
import type { Value } from '../../values/value';
import { genericFunction } from '../generic';
import type { FunctionModel, IModelContext } from '../model';
import { argument } from './arguments';
import { scatter } from './listItems';

/** States that the list is changed. */
function changed(ctx: IModelContext, args: Parameters<FunctionModel>[1]): void {
  const entry = ctx.registry.entryOf(ctx.api);
  if (entry !== null) {
    genericFunction(entry)(ctx, args);
  }
}

/** What the list holds; items of a list that is sorted again stand anywhere in it. */
function itemOf(ctx: IModelContext, heap: Value | null): Value {
  return (heap === null ? null : ctx.iterate(heap)) ?? ctx.values.unknown('external', ctx.api);
}

function add(ctx: IModelContext, heap: Value | null, item: Value | null): void {
  if (heap?.kind === 'object' && heap.object.kind === 'list' && item !== null) {
    scatter(ctx, heap.object);
    ctx.mutate(heap.object, '[*]', item, 'append');
  }
}

const push: FunctionModel = (ctx, args) => {
  changed(ctx, args);
  add(ctx, argument(args, 0), argument(args, 1));
  return ctx.values.none;
};

const pop: FunctionModel = (ctx, args) => {
  changed(ctx, args);
  return itemOf(ctx, argument(args, 0));
};

/** `heappushpop(heap, item)`, `heapreplace(heap, item)`. */
const exchange: FunctionModel = (ctx, args) => {
  changed(ctx, args);
  add(ctx, argument(args, 0), argument(args, 1));
  return itemOf(ctx, argument(args, 0));
};

export const HEAP_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map([
  ['heapq.heappush', push],
  ['heapq.heappop', pop],
  ['heapq.heappushpop', exchange],
  ['heapq.heapreplace', exchange]
]);
