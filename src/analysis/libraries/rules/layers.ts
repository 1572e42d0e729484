/**
 * Keras layers that are neither recurrent nor attention: from the shape of the input to that of the output.
 */
import type { RuleResult } from './ruleArgument';
import { tensorResult, UNKNOWN_RESULT } from './ruleArgument';
import {
  assembled,
  channelsFirst,
  convolvedSize,
  layoutOf,
  perAxis,
  repeatedSize,
  toPadding,
  transposedSize
} from './convolution';
import { broadcastArguments } from './elementwise';
import { computeDType, layerInput, layerInputs, layerResult, passedResult } from './layerCall';
import { concatenatedShape } from './joining';
import type { RuleCall, RuleFamily } from './ruleCall';
import {
  argumentOf,
  booleanOption,
  commonDType,
  toDimension,
  toDimensions,
  toDType,
  toInteger,
  toItems,
  toText,
  toTensorType,
  isNone
} from './ruleCall';
import { reshaped } from './reshaping';
import { flattened } from './reduction';
import { einsumShape } from './linear';
import type { Dimension, Shape } from './tensorType';
import type { DType } from './dtype';
import {
  combineDimensions,
  mapDimension,
  normaliseAxis,
  repeated,
  shapeOfRank
} from './tensorType';

/** `layer.same`: the input's shape, in the layer's dtype; integers pass as they are. */
function same(call: RuleCall): RuleResult {
  const input = layerInput(call);
  return passedResult(call, input, input.shape);
}

/** `layer.computed`: the input's shape, always in the layer's dtype (normalisation, random augmentation). */
function computed(call: RuleCall): RuleResult {
  const { shape } = layerInput(call);
  // Over all axes together, the moments that were adapted to vectors have two axes themselves.
  const axis = call.arguments.get('axis');
  const isWidened = shape?.length === 1 && axis !== undefined && isNone(axis);
  return layerResult(call, isWidened ? null : shape);
}

/** `layer.units`: `Dense`: the last axis becomes `units`. */
function units(call: RuleCall): RuleResult {
  const { shape } = layerInput(call);
  const size = toDimension(argumentOf(call, 'units')) ?? 'unknown';
  return layerResult(call, shape === null ? null : [...shape.slice(0, -1), size]);
}

/** `layer.conv(n)`: `Conv1D` to `Conv3D`, separable ones too. */
function conv(call: RuleCall): RuleResult {
  const filters = toDimension(argumentOf(call, 'filters')) ?? 'unknown';
  return convolved(call, () => filters);
}

/** `layer.depthwise(n)`: the channels times `depth_multiplier`. */
function depthwise(call: RuleCall): RuleResult {
  const multiplier = argumentOf(call, 'depth_multiplier');
  const times = multiplier === null ? 1 : (toDimension(multiplier) ?? 'unknown');
  return convolved(call, channels => combineDimensions([channels, times], ([a, b]) => a * b));
}

function convolved(call: RuleCall, channelsOf: (channels: Dimension) => Dimension): RuleResult {
  const spatial = Number(call.operands[0]);
  const input = layerInput(call);
  const first = channelsFirst(call, spatial + 2);
  const layout = input.shape === null ? null : layoutOf(input.shape, spatial, first);
  if (layout === null) {
    return layerResult(call, input.shape === null ? shapeOfRank(spatial + 2) : null);
  }
  const window = perAxis(argumentOf(call, 'kernel_size'), spatial, first);
  const strides = perAxis(argumentOf(call, 'strides'), spatial, first);
  const dilations = perAxis(argumentOf(call, 'dilation_rate'), spatial, first);
  const padding = toPadding(argumentOf(call, 'padding'), axis => axis);
  const sizes = layout.spatial.map((size, axis) =>
    convolvedSize(size, window[axis], strides[axis], dilations[axis], padding, axis)
  );
  return layerResult(call, assembled(layout, sizes, channelsOf(layout.channels)));
}

/** `layer.convTransposed(n)`. */
function convTransposed(call: RuleCall): RuleResult {
  const spatial = Number(call.operands[0]);
  const input = layerInput(call);
  const first = channelsFirst(call, spatial + 2);
  const layout = input.shape === null ? null : layoutOf(input.shape, spatial, first);
  if (layout === null) {
    return layerResult(call, input.shape === null ? shapeOfRank(spatial + 2) : null);
  }
  const window = perAxis(argumentOf(call, 'kernel_size'), spatial, first);
  const strides = perAxis(argumentOf(call, 'strides'), spatial, first);
  const dilations = perAxis(argumentOf(call, 'dilation_rate'), spatial, first);
  const padding = toPadding(argumentOf(call, 'padding'), axis => axis);
  const extra = argumentOf(call, 'output_padding');
  const extras = extra === null ? null : perAxis(extra, spatial, first);
  const sizes = layout.spatial.map((size, axis) =>
    transposedSize(
      size,
      window[axis],
      strides[axis],
      dilations[axis],
      padding,
      extras?.[axis] ?? null
    )
  );
  const filters = toDimension(argumentOf(call, 'filters')) ?? 'unknown';
  return layerResult(call, assembled(layout, sizes, filters));
}

/** `layer.pool(n)`. */
function pool(call: RuleCall): RuleResult {
  const spatial = Number(call.operands[0]);
  const input = layerInput(call);
  const first = channelsFirst(call, spatial + 2);
  const layout = input.shape === null ? null : layoutOf(input.shape, spatial, first);
  if (layout === null) {
    return layerResult(call, input.shape === null ? shapeOfRank(spatial + 2) : null);
  }
  const given = argumentOf(call, 'pool_size');
  const window = given === null ? repeated<Dimension>(2, spatial) : perAxis(given, spatial, first);
  const stridesGiven = argumentOf(call, 'strides');
  const strides = stridesGiven === null ? window : perAxis(stridesGiven, spatial, first);
  const padding = toPadding(argumentOf(call, 'padding'), axis => axis);
  const sizes = layout.spatial.map((size, axis) =>
    convolvedSize(size, window[axis], strides[axis], 1, padding, axis)
  );
  return layerResult(call, assembled(layout, sizes, layout.channels));
}

/** `layer.globalPool(n)`: only batch and channels stay, or axes of size 1 with `keepdims`. */
function globalPool(call: RuleCall): RuleResult {
  const spatial = Number(call.operands[0]);
  const input = layerInput(call);
  const keep = booleanOption(call, 'keepdims', false);
  const layout =
    input.shape === null ? null : layoutOf(input.shape, spatial, channelsFirst(call, spatial + 2));
  if (layout === null || keep === null) {
    return layerResult(call, input.shape === null && keep === false ? shapeOfRank(2) : null);
  }
  return layerResult(
    call,
    keep
      ? assembled(
          layout,
          layout.spatial.map(() => 1),
          layout.channels
        )
      : [...layout.batch, layout.channels]
  );
}

/** `layer.adaptivePool(n)`: the spatial axes become `output_size`. */
function adaptivePool(call: RuleCall): RuleResult {
  const spatial = Number(call.operands[0]);
  const input = layerInput(call);
  const layout =
    input.shape === null ? null : layoutOf(input.shape, spatial, channelsFirst(call, spatial + 2));
  const sizes = perAxis(argumentOf(call, 'output_size'), spatial, false);
  return layerResult(call, layout === null ? null : assembled(layout, sizes, layout.channels));
}

/** `layer.flatten`: all axes but the batch become one. */
function flatten(call: RuleCall): RuleResult {
  const input = layerInput(call);
  const { shape } = input;
  if (shape === null || shape.length === 0) {
    return passedResult(call, input, shape === null ? shapeOfRank(2) : null);
  }
  const rest = shape.length === 1 ? 1 : flattened(shape.slice(1))?.[0];
  return passedResult(call, input, [shape[0], rest ?? 'unknown']);
}

/** `layer.reshape`: `target_shape` after the batch. */
function reshape(call: RuleCall): RuleResult {
  const input = layerInput(call);
  const target = toDimensions(argumentOf(call, 'target_shape'));
  if (target === null) {
    return passedResult(call, input, null);
  }
  const { shape } = input;
  const rest = reshaped(shape === null ? null : shape.slice(1), target);
  return passedResult(
    call,
    input,
    rest === null ? null : [shape === null ? 'unknown' : (shape[0] ?? 'unknown'), ...rest]
  );
}

/** `layer.permute`: `dims` count from 1, the batch stays. */
function permute(call: RuleCall): RuleResult {
  const input = layerInput(call);
  const dims = toDimensions(argumentOf(call, 'dims'));
  const { shape } = input;
  return passedResult(
    call,
    input,
    shape === null || dims === null
      ? null
      : [
          shape[0],
          ...dims.map(axis => (typeof axis === 'number' ? (shape[axis] ?? 'unknown') : 'unknown'))
        ]
  );
}

/** `layer.repeatVector`: a new axis of `n` after the batch. */
function repeatVector(call: RuleCall): RuleResult {
  const { shape } = layerInput(call);
  const count = toDimension(argumentOf(call, 'n')) ?? 'unknown';
  return layerResult(call, shape === null ? null : [shape[0], count, ...shape.slice(1)]);
}

/** `layer.embedding`: a new last axis of `output_dim`. */
function embedding(call: RuleCall): RuleResult {
  const { shape } = layerInput(call);
  const size = toDimension(argumentOf(call, 'output_dim')) ?? 'unknown';
  return layerResult(call, shape === null ? null : [...shape, size]);
}

/** `layer.merge`: `Add`, `Multiply`, `Maximum`: inputs broadcast. */
function merge(call: RuleCall): RuleResult {
  const items = layerInputs(call);
  if (items === null || items.length === 0) {
    return layerResult(call, null);
  }
  const type = broadcastArguments(items, 'keras');
  const ranks = items.map(item => toTensorType(item, call.flavour).shape?.length);
  // Keras aligns inputs of different ranks by the batch, not by the last axis.
  const aligned = ranks.every(rank => rank === ranks[0]);
  return passedResult(call, type, aligned ? type.shape : null);
}

/** `layer.concatenate`: along `axis`, the last by default. */
function concatenate(call: RuleCall): RuleResult {
  const items = layerInputs(call);
  const given = argumentOf(call, 'axis');
  if (items === null || items.length === 0) {
    return layerResult(call, null);
  }
  const types = items.map(item => toTensorType(item, call.flavour));
  return passedResult(
    call,
    { ...types[0], dtype: commonDType(items, 'keras') },
    concatenatedShape(
      types.map(type => type.shape),
      given === null ? -1 : toInteger(given)
    )
  );
}

/** `layer.dot`: two inputs contracted along `axes`, which count from the batch. */
function dot(call: RuleCall): RuleResult {
  const items = layerInputs(call);
  const given = argumentOf(call, 'axes');
  const axes = toDimensions(given);
  if (items === null || items.length !== 2 || axes === null) {
    return layerResult(call, null);
  }
  const [a, b] = items.map(item => toTensorType(item, call.flavour).shape);
  if (a === null || b === null) {
    return layerResult(call, null);
  }
  const first = axes[0];
  const second = axes[axes.length - 1];
  const i = typeof first === 'number' ? normaliseAxis(first, a.length) : null;
  const j = typeof second === 'number' ? normaliseAxis(second, b.length) : null;
  if (i === null || j === null) {
    return layerResult(call, null);
  }
  const rest = [
    ...a.filter((_, axis) => axis !== i),
    ...b.filter((_, axis) => axis !== j && axis !== 0)
  ];
  return layerResult(call, rest.length === 1 ? [...rest, 1] : rest);
}

/** `layer.upsample(n)`: spatial axes times `size`. */
function upsample(call: RuleCall): RuleResult {
  const spatial = Number(call.operands[0]);
  const given = argumentOf(call, 'size');
  const times = given === null ? repeated<Dimension>(2, spatial) : perAxis(given, spatial, false);
  return spatialChange(call, spatial, (size, axis) => repeatedSize(size, times[axis]));
}

/** `layer.zeroPad(n)` and `layer.crop(n)`: the amounts on both sides of each spatial axis. */
function zeroPad(call: RuleCall): RuleResult {
  const sides = borderOf(call, 'padding', Number(call.operands[0]));
  return spatialChange(call, Number(call.operands[0]), (size, axis) =>
    combineDimensions([size, ...sides[axis]], ([n, before, after]) => n + before + after)
  );
}

function crop(call: RuleCall): RuleResult {
  const sides = borderOf(call, 'cropping', Number(call.operands[0]));
  return spatialChange(call, Number(call.operands[0]), (size, axis) =>
    combineDimensions([size, ...sides[axis]], ([n, before, after]) => n - before - after)
  );
}

/** One number for all, one per axis, or a pair per axis; in one dimension a pair is before and after. */
function borderOf(
  call: RuleCall,
  name: string,
  spatial: number
): readonly (readonly [Dimension, Dimension])[] {
  const argument = argumentOf(call, name);
  const all = (size: Dimension): readonly (readonly [Dimension, Dimension])[] =>
    repeated<readonly [Dimension, Dimension]>([size, size], spatial);
  if (argument === null) {
    return all(1);
  }
  const items = toItems(argument);
  if (items === null) {
    return all(toDimension(argument) ?? 'unknown');
  }
  const sizes = items.map(item => toDimensions(item));
  if (spatial === 1 && sizes.length === 2) {
    return [[sizes[0]?.[0] ?? 'unknown', sizes[1]?.[0] ?? 'unknown']];
  }
  if (sizes.length !== spatial) {
    return all('unknown');
  }
  return sizes.map(pair => [pair?.[0] ?? 'unknown', pair?.[pair.length - 1] ?? 'unknown']);
}

function spatialChange(
  call: RuleCall,
  spatial: number,
  change: (size: Dimension, axis: number) => Dimension
): RuleResult {
  const input = layerInput(call);
  const layout =
    input.shape === null ? null : layoutOf(input.shape, spatial, channelsFirst(call, spatial + 2));
  return passedResult(
    call,
    input,
    layout === null ? null : assembled(layout, layout.spatial.map(change), layout.channels)
  );
}

/** `layer.resized(height,width)`: images of that size. With `whole`, whole numbers that are no graph of layers stay whole. */
function resized(call: RuleCall): RuleResult {
  const input = layerInput(call);
  const layout = input.shape === null ? null : layoutOf(input.shape, 2, channelsFirst(call, 4));
  const sizes = ['height', 'width'].map(name => toDimension(argumentOf(call, name)) ?? 'unknown');
  const shape = layout === null ? null : assembled(layout, sizes, layout.channels);
  return call.operands[0] === 'whole' && input.form !== 'symbolic'
    ? passedResult(call, input, shape)
    : layerResult(call, shape);
}

/**
 * `layer.lookup`: integers of the input's shape; the other modes give a row as long as the vocabulary, of integers
 * too, but for `tf_idf`.
 */
function lookup(call: RuleCall): RuleResult {
  const input = layerInput(call);
  const mode = toText(argumentOf(call, 'output_mode')) ?? 'int';
  const inverted = booleanOption(call, 'invert', false);
  const form = input.form === 'symbolic' ? 'symbolic' : 'dense';
  if (mode === 'int') {
    const isKept = input.form === 'ragged' || input.form === 'sparse';
    return tensorResult({
      dtype: inverted ? 'string' : 'int64',
      shape: input.shape,
      form: isKept ? input.form : form
    });
  }
  return tensorResult({
    dtype: countDType(mode),
    shape: input.shape === null ? null : countShape(input.shape, mode, indicators(call)),
    form
  });
}

/** One place for each word of a vocabulary that is written out, and those for words that are not in it. */
function indicators(call: RuleCall): Dimension {
  const vocabulary = argumentOf(call, 'vocabulary');
  const others = argumentOf(call, 'num_oov_indices');
  const count = others === null ? 1 : toInteger(others);
  const words = vocabulary?.kind === 'sequence' ? vocabulary.items : null;
  // A vocabulary that was taken from another layer begins with the words that stand for these places.
  const hasOthers = words?.some(word => word.kind === 'constant' && word.value === '[UNK]');
  return words !== null && hasOthers === false && count !== null ? words.length + count : 'unknown';
}

/** What rows over a vocabulary hold: weights where `tf_idf` is asked for, else counts. */
function countDType(mode: string): DType {
  return mode === 'tf_idf' ? 'float32' : 'int64';
}

/** The last axis becomes one over the vocabulary; `one_hot` keeps it unless its size is 1. */
function countShape(shape: readonly Dimension[], mode: string, size: Dimension): Shape {
  const replaces = shape.length > 0 && (mode !== 'one_hot' || shape[shape.length - 1] === 1);
  return replaces ? [...shape.slice(0, -1), size] : [...shape, size];
}

/** `layer.vectorised`: `TextVectorization`: a row of `output_sequence_length` integers per text. */
function vectorised(call: RuleCall): RuleResult {
  const input = layerInput(call);
  const mode = toText(argumentOf(call, 'output_mode')) ?? 'int';
  const form = input.form === 'symbolic' ? 'symbolic' : 'dense';
  const rows = input.shape === null ? 'unknown' : (input.shape[0] ?? null);
  const batch: readonly Dimension[] = rows === null ? [] : [rows];
  if (mode === 'int' && booleanOption(call, 'ragged', false)) {
    return tensorResult({ dtype: 'int64', shape: [...batch, 'ragged'], form: 'ragged' });
  }
  if (mode === 'int') {
    const length = argumentOf(call, 'output_sequence_length');
    return tensorResult({
      dtype: 'int64',
      shape: [...batch, length === null ? 'open' : (toDimension(length) ?? 'unknown')],
      form
    });
  }
  const tokens = argumentOf(call, 'max_tokens');
  const padded = booleanOption(call, 'pad_to_max_tokens', false);
  if (mode === 'one_hot') {
    return tensorResult({ dtype: countDType(mode), shape: null, form });
  }
  return tensorResult({
    dtype: countDType(mode),
    shape: [...batch, tokens !== null && padded ? (toDimension(tokens) ?? 'unknown') : 'open'],
    form
  });
}

/** `layer.encoded`: `CategoryEncoding`: the last axis becomes `num_tokens`. */
function encoded(call: RuleCall): RuleResult {
  const { shape } = layerInput(call);
  const size = toDimension(argumentOf(call, 'num_tokens')) ?? 'unknown';
  const mode = toText(argumentOf(call, 'output_mode')) ?? 'multi_hot';
  if (shape === null) {
    return layerResult(call, null);
  }
  return layerResult(call, countShape(shape, mode, size));
}

/** `layer.hashed`: `Hashing`: integers of the input's shape, or rows over the bins. */
function hashed(call: RuleCall): RuleResult {
  const input = layerInput(call);
  const mode = toText(argumentOf(call, 'output_mode')) ?? 'int';
  if (mode !== 'int') {
    const size = toDimension(argumentOf(call, 'num_bins')) ?? 'unknown';
    return layerResult(call, input.shape === null ? null : countShape(input.shape, mode, size));
  }
  return tensorResult({
    dtype: 'int64',
    shape: input.shape,
    form: input.form === 'symbolic' ? 'symbolic' : 'dense'
  });
}

/** `layer.einsum`: `EinsumDense`: the equation, with `output_shape` for the sizes it brings in. */
function einsum(call: RuleCall): RuleResult {
  const input = layerInput(call);
  const equation = toText(argumentOf(call, 'equation'));
  const given = toDimensions(argumentOf(call, 'output_shape'));
  if (equation === null || input.shape === null) {
    return layerResult(call, null);
  }
  const output = equation.split('->')[1] ?? '';
  const own = einsumShape(`${equation.split(',')[0]}->${output}`, [input]);
  if (own === null) {
    return layerResult(call, null);
  }
  return layerResult(
    call,
    own.map((axis, i) => {
      const size = given?.[i - (own.length - given.length)];
      return axis === 'unknown' && size !== undefined && size !== 'open' ? size : axis;
    })
  );
}

/** `layer.glu`: half of an axis (`GLU`, `Maxout` by `factor`). */
function glu(call: RuleCall): RuleResult {
  const input = layerInput(call);
  const axisArgument = argumentOf(call, 'axis');
  const axis = axisArgument === null ? -1 : toInteger(axisArgument);
  const at = axis === null || input.shape === null ? null : normaliseAxis(axis, input.shape.length);
  return layerResult(
    call,
    at === null || input.shape === null
      ? null
      : input.shape.map((size, i) => (i === at ? mapDimension(size, n => Math.floor(n / 2)) : size))
  );
}

/** `layer.castTo`: `Rescaling` and its like: floating point, the input's shape. */
function castTo(call: RuleCall): RuleResult {
  const input = layerInput(call);
  const named = toDType(argumentOf(call, 'dtype'), call.flavour);
  return tensorResult({
    dtype: named ?? computeDType(call),
    shape: input.shape,
    form: input.form === 'symbolic' ? 'symbolic' : input.form === 'ragged' ? 'ragged' : 'dense'
  });
}

/** `layer.unknown`: a layer whose output depends on code that is handed to it. */
function unknown(): RuleResult {
  return UNKNOWN_RESULT;
}

export const LAYER_FAMILIES: ReadonlyMap<string, RuleFamily> = new Map([
  ['layer.same', same],
  ['layer.computed', computed],
  ['layer.units', units],
  ['layer.conv', conv],
  ['layer.depthwise', depthwise],
  ['layer.convTransposed', convTransposed],
  ['layer.pool', pool],
  ['layer.globalPool', globalPool],
  ['layer.adaptivePool', adaptivePool],
  ['layer.flatten', flatten],
  ['layer.reshape', reshape],
  ['layer.permute', permute],
  ['layer.repeatVector', repeatVector],
  ['layer.embedding', embedding],
  ['layer.merge', merge],
  ['layer.concatenate', concatenate],
  ['layer.dot', dot],
  ['layer.upsample', upsample],
  ['layer.zeroPad', zeroPad],
  ['layer.crop', crop],
  ['layer.resized', resized],
  ['layer.lookup', lookup],
  ['layer.vectorised', vectorised],
  ['layer.encoded', encoded],
  ['layer.hashed', hashed],
  ['layer.einsum', einsum],
  ['layer.glu', glu],
  ['layer.castTo', castTo],
  ['layer.unknown', unknown]
]);
