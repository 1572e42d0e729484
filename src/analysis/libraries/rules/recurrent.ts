/**
 * Recurrent layers: sequences, states, and both directions.
 */
import type { RuleArgument, RuleResult } from './ruleArgument';
import { tensorResult, UNKNOWN_RESULT } from './ruleArgument';
import {
  assembled,
  channelsFirst,
  convolvedSize,
  layoutOf,
  perAxis,
  toPadding
} from './convolution';
import { INPUTS, layerInput, layerResult } from './layerCall';
import type { RuleCall, RuleFamily } from './ruleCall';
import { argumentOf, booleanOption, operandOf, toDimension, toText } from './ruleCall';
import type { Dimension, Shape, TensorType } from './tensorType';
import { combineDimensions } from './tensorType';

/** `layer.recurrent(n)`: `SimpleRNN`, `GRU` (one state), `LSTM` (two). */
function recurrent(call: RuleCall): RuleResult {
  const states = Number(call.operands[0]);
  const { shape } = layerInput(call);
  const units = toDimension(argumentOf(call, 'units')) ?? 'unknown';
  const last: Shape = [shape?.[0] ?? 'unknown', units];
  const whole: Shape = [shape?.[0] ?? 'unknown', shape?.[1] ?? 'unknown', units];
  return recurrentResult(call, last, whole, states);
}

function recurrentResult(call: RuleCall, last: Shape, whole: Shape, states: number): RuleResult {
  const sequences = booleanOption(call, 'return_sequences', false);
  const state = booleanOption(call, 'return_state', false);
  if (sequences === null || state === null) {
    return UNKNOWN_RESULT;
  }
  const output = layerResult(call, sequences ? whole : last);
  return state
    ? {
        kind: 'list',
        items: [output, ...new Array<RuleResult>(states).fill(layerResult(call, last))],
        element: null
      }
    : output;
}

/** Units and states of a known cell; `null` for others. */
function sizeOfCell(
  cell: RuleArgument | null | undefined
): { readonly units: Dimension; readonly states: number } | null {
  const units = cell?.kind === 'instance' ? toDimension(cell.config.get('units') ?? null) : null;
  return cell?.kind !== 'instance' || units === null
    ? null
    : { units, states: cell.cls.endsWith('LSTMCell') ? 2 : 1 };
}

/** The new states of a stack of cells: a list for each. */
function stackedStates(
  call: RuleCall,
  cells: readonly RuleArgument[],
  batch: Dimension
): readonly RuleResult[] | null {
  const sizes = cells.map(sizeOfCell);
  return sizes.every(size => size !== null)
    ? sizes.map(({ units, states }): RuleResult => ({
        kind: 'list',
        items: new Array<RuleResult>(states).fill(layerResult(call, [batch, units])),
        element: null
      }))
    : null;
}

/** `layer.cell`: a generic `RNN` around a cell, or around several: the units of the last one, if it is a known one. */
function cell(call: RuleCall): RuleResult {
  const given = argumentOf(call, 'cell');
  const stacked = given?.kind === 'instance' ? given.config.get('cells') : given;
  const cells = stacked?.kind === 'sequence' ? (stacked.items ?? []) : null;
  const size = sizeOfCell(cells === null ? given : cells.at(-1));
  if (size === null) {
    return UNKNOWN_RESULT;
  }
  const { shape } = layerInput(call);
  const batch = shape?.[0] ?? 'unknown';
  const last: Shape = [batch, size.units];
  const whole: Shape = [batch, shape?.[1] ?? 'unknown', size.units];
  const result = recurrentResult(call, last, whole, size.states);
  if (cells === null || result.kind !== 'list') {
    return result;
  }
  const states = stackedStates(call, cells, batch);
  return states === null || result.items === null
    ? UNKNOWN_RESULT
    : { kind: 'list', items: [result.items[0], ...states], element: null };
}

/** `layer.stackedStep`: `StackedRNNCells` of two cells or more: the last one's output, and a list of states for each. */
function stackedStep(call: RuleCall): RuleResult {
  const given = argumentOf(call, 'cells');
  const cells = given?.kind === 'sequence' ? given.items : null;
  const before = argumentOf(call, 'states');
  const size = sizeOfCell(cells?.at(-1));
  if (size === null || cells === null || cells.length < 2 || before?.kind !== 'sequence') {
    return UNKNOWN_RESULT;
  }
  const batch = layerInput(call).shape?.[0] ?? 'unknown';
  const states = stackedStates(call, cells, batch);
  if (states === null) {
    return UNKNOWN_RESULT;
  }
  // One state may be handed over without a list around it, and is given back so.
  const items = states.map((state, i) =>
    before.items?.[i]?.kind === 'tensor' && state.kind === 'list'
      ? (state.items?.[0] ?? state)
      : state
  );
  return {
    kind: 'tuple',
    items: [layerResult(call, [batch, size.units]), { kind: 'list', items, element: null }]
  };
}

/** `layer.step(n)`: a cell: output and `n` new states; one state is given back as it came, in a list or not. */
function step(call: RuleCall): RuleResult {
  const states = Number(call.operands[0]);
  const { shape } = layerInput(call);
  const units = toDimension(argumentOf(call, 'units')) ?? 'unknown';
  const one = layerResult(call, [shape?.[0] ?? 'unknown', units]);
  return {
    kind: 'tuple',
    items: [
      one,
      states === 1 && argumentOf(call, 'states')?.kind !== 'sequence'
        ? one
        : { kind: 'list', items: new Array<RuleResult>(states).fill(one), element: null }
    ]
  };
}

/** `initialStates(self)`: the states that a cell begins with, or those of a stack of cells. */
function initialStates(call: RuleCall): RuleResult {
  const given = operandOf(call, 0);
  const stacked = given?.kind === 'instance' ? given.config.get('cells') : null;
  const cells = stacked?.kind === 'sequence' ? stacked.items : given === null ? null : [given];
  const batch = toDimension(argumentOf(call, 'batch_size')) ?? 'open';
  const states = cells === null ? null : stackedStates(call, cells, batch);
  if (states === null) {
    return UNKNOWN_RESULT;
  }
  return stacked?.kind === 'sequence' ? { kind: 'list', items: states, element: null } : states[0];
}

/** `layer.bidirectional`: runs the wrapped layer both ways and merges: `concat` doubles the last axis. */
function bidirectional(call: RuleCall, run: (call: RuleCall) => RuleResult): RuleResult {
  const layer = argumentOf(call, 'layer');
  const inputs = call.arguments.get(INPUTS);
  if (layer === null || layer.kind !== 'instance' || inputs === undefined) {
    return UNKNOWN_RESULT;
  }
  const name = layer.cls.slice(layer.cls.lastIndexOf('.') + 1);
  const config = new Map(layer.config);
  config.set(INPUTS, inputs);
  const states = name === 'LSTM' ? 2 : 1;
  const inner = run({ ...call, arguments: config, operands: [String(states)] });
  const mode = argumentOf(call, 'merge_mode');
  const merge =
    call.arguments.has('merge_mode') && mode === null ? null : (toText(mode) ?? 'concat');
  const merged = (result: RuleResult): RuleResult =>
    result.kind === 'tensor' && merge === 'concat'
      ? tensorResult({
          dtype: result.type.dtype,
          shape: doubled(result.type),
          form: result.type.form
        })
      : result;
  if (inner.kind === 'list' && inner.items !== null) {
    const [output, ...rest] = inner.items;
    const outputs = merge === null ? [output, output] : [merged(output)];
    return { kind: 'list', items: [...outputs, ...rest, ...rest], element: null };
  }
  return merge === null ? { kind: 'list', items: [inner, inner], element: null } : merged(inner);
}

function doubled(type: TensorType): Shape {
  return type.shape === null
    ? null
    : type.shape.map((axis, i) =>
        i === (type.shape?.length ?? 0) - 1 ? combineDimensions([axis], ([n]) => n * 2) : axis
      );
}

/** `layer.convRecurrent(n)`: `ConvLSTM1D` to `ConvLSTM3D`: a convolution in each step. */
function convRecurrent(call: RuleCall): RuleResult {
  const spatial = Number(call.operands[0]);
  const { shape } = layerInput(call);
  const filters = toDimension(argumentOf(call, 'filters')) ?? 'unknown';
  if (shape === null || shape.length !== spatial + 3) {
    return UNKNOWN_RESULT;
  }
  const step: readonly Dimension[] = [shape[0], ...shape.slice(2)];
  const first = channelsFirst(call, step.length);
  const layout = layoutOf(step, spatial, first);
  if (layout === null) {
    return UNKNOWN_RESULT;
  }
  const window = perAxis(argumentOf(call, 'kernel_size'), spatial, first);
  const strides = perAxis(argumentOf(call, 'strides'), spatial, first);
  const dilations = perAxis(argumentOf(call, 'dilation_rate'), spatial, first);
  const padding = toPadding(argumentOf(call, 'padding'), axis => axis);
  const sizes = layout.spatial.map((size, axis) =>
    convolvedSize(size, window[axis], strides[axis], dilations[axis], padding, axis)
  );
  const last = assembled(layout, sizes, filters);
  return recurrentResult(call, last, [last[0], shape[1], ...last.slice(1)], 2);
}

export const RECURRENT_FAMILIES: ReadonlyMap<string, RuleFamily> = new Map<string, RuleFamily>([
  ['layer.recurrent', recurrent],
  ['layer.cell', cell],
  ['layer.step', step],
  ['layer.stackedStep', stackedStep],
  ['initialStates', initialStates],
  ['layer.bidirectional', call => bidirectional(call, recurrent)],
  ['layer.convRecurrent', convRecurrent]
]);
