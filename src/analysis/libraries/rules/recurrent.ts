/**
 * Recurrent layers: sequences, states, and both directions.
 */
import type { RuleResult } from './ruleArgument';
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
import { argumentOf, booleanOption, toDimension, toText } from './ruleCall';
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

/** `layer.cell`: a generic `RNN` around a cell: units of the cell, if it is a known one. */
function cell(call: RuleCall): RuleResult {
  const cells = argumentOf(call, 'cell');
  const stacked = cells?.kind === 'instance' ? cells.config.get('cells') : cells;
  // Of several cells the last one tells what comes out; the states of all of them do not come one by one.
  const given = (stacked?.kind === 'sequence' ? stacked.items?.at(-1) : cells) ?? null;
  const isStacked = given !== cells && booleanOption(call, 'return_state', false) !== false;
  if (given === null || given.kind !== 'instance' || isStacked) {
    return UNKNOWN_RESULT;
  }
  const units = toDimension(given.config.get('units') ?? null);
  if (units === null) {
    return UNKNOWN_RESULT;
  }
  const { shape } = layerInput(call);
  const last: Shape = [shape?.[0] ?? 'unknown', units];
  const whole: Shape = [shape?.[0] ?? 'unknown', shape?.[1] ?? 'unknown', units];
  return recurrentResult(call, last, whole, given.cls.endsWith('LSTMCell') ? 2 : 1);
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
  ['layer.bidirectional', call => bidirectional(call, recurrent)],
  ['layer.convRecurrent', convRecurrent]
]);
