/**
 * `keras.layers.RNN(cell)` with a cell of the program: Keras builds the cell with the shape of one step and calls it
 * with a step and the states, which begin as zeros.
 */
import { membersOf } from '../../values/join';
import type { ObjectValue, TensorValue, Value } from '../../values/value';
import { toArgument } from '../convert';
import { configOf } from '../generic';
import type { CallArguments, CallbackOptions, IModelContext } from '../model';
import { toDimensions, toDimension } from '../rules/ruleCall';
import type { Dimension } from '../rules/tensorType';
import { asPython, knownBoolean, listOf, positional } from './arguments';

function options(ctx: IModelContext): CallbackOptions {
  return {
    ...asPython(ctx, { followedByPublished: false }),
    api: 'keras.layers.Layer.__call__'
  };
}

/** The cells of a recurrent layer that are instances of the program's classes; `null` where some are Keras's own. */
function ownCells(ctx: IModelContext, layer: ObjectValue): readonly ObjectValue[] | null {
  const cell = configOf(ctx, layer, 'cell');
  if (cell === null) {
    return null;
  }
  const cells = (
    cell.kind === 'object' && cell.object.kind === 'instance' ? [cell] : (ctx.items(cell) ?? [])
  ).flatMap(member =>
    member.kind === 'object' && member.object.cls?.kind === 'class' ? [member] : []
  );
  const all =
    cell.kind === 'object' && cell.object.kind === 'instance' ? 1 : ctx.items(cell)?.length;
  return cells.length > 0 && cells.length === all ? cells : null;
}

/** The states that a cell begins with: zeros of the sizes that it declares, or what it makes itself. */
function firstStates(
  ctx: IModelContext,
  cell: ObjectValue,
  batch: Dimension
): readonly Value[] | null {
  const initial = ctx.attribute(cell, 'get_initial_state');
  if (initial.kind === 'method' && initial.function.kind === 'function') {
    const size =
      typeof batch === 'number'
        ? ctx.values.constant('int', batch, false)
        : ctx.values.scalar('int');
    const given: CallArguments = {
      ...positional([]),
      keywords: new Map([['batch_size', size]])
    };
    const made = ctx.call(initial, given, options(ctx));
    return made.kind === 'tensor' ? [made] : ctx.items(made);
  }
  const size = ctx.attribute(cell, 'state_size');
  const whole = toDimension(toArgument(ctx, size));
  const sizes = whole === null ? (ctx.items(size) ?? null) : [size];
  return (
    sizes?.map(item => {
      const axes = toDimensions(toArgument(ctx, item));
      const one = toDimension(toArgument(ctx, item));
      return ctx.values.tensor({
        dtype: 'float32',
        shape: [batch, ...(axes ?? [one ?? 'unknown'])],
        form: 'dense'
      });
    }) ?? null
  );
}

/**
 * Runs the cells over a sequence.
 *
 * @param inputs - a batch of sequences, `(batch, time, …)`.
 * @returns the outputs, and the last states where the layer returns them; `null` where the cells are not the program's.
 */
export function callRecurrent(ctx: IModelContext, layer: ObjectValue, inputs: Value): Value | null {
  const cells = ownCells(ctx, layer);
  const sequence = membersOf(inputs).find(
    (member): member is TensorValue => member.kind === 'tensor'
  );
  if (cells === null || sequence === undefined) {
    return null;
  }
  const shape = sequence.type.shape;
  const batch = shape?.[0] ?? 'unknown';
  const stepShape = shape === null ? null : [batch, ...shape.slice(2)];
  let output: Value = ctx.values.tensor({
    dtype: sequence.type.dtype,
    shape: stepShape,
    form: 'dense'
  });
  const lastStates: Value[] = [];
  for (const cell of cells) {
    const states = firstStates(ctx, cell, batch);
    const given =
      states === null
        ? ctx.values.tuple([], ctx.values.tensor({ dtype: 'float32', shape: null, form: 'dense' }))
        : ctx.values.tuple(states);
    const result = ctx.call(cell, positional([output, given]), options(ctx));
    const [first, next] = ctx.items(result) ?? [];
    output = first ?? ctx.values.unknown('external', ctx.api);
    lastStates.push(...((next === undefined ? null : ctx.items(next)) ?? states ?? []));
  }
  const returnsAll = knownBoolean(configOf(ctx, layer, 'return_sequences')) === true;
  const result = returnsAll
    ? ctx.mapStructure(output, leaf =>
        leaf.kind === 'tensor' && leaf.type.shape !== null
          ? ctx.values.tensor({
              dtype: leaf.type.dtype,
              shape: [leaf.type.shape[0], shape?.[1] ?? 'unknown', ...leaf.type.shape.slice(1)],
              form: leaf.type.form
            })
          : leaf
      )
    : output;
  return knownBoolean(configOf(ctx, layer, 'return_state')) === true
    ? listOf(ctx, [result, ...lastStates], 'states')
    : result;
}
