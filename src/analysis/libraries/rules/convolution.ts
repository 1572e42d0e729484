/**
 * Convolution and pooling, 1-D to 3-D: arithmetic of padding, strides and dilation.
 *
 * Sizes follow the TensorFlow guide: SAME gives `ceil(n / stride)`, VALID `ceil((n - window + 1) / stride)`
 * with `window = (k - 1) * dilation + 1`.
 */
import type { RuleArgument, RuleResult } from './ruleArgument';
import { tensorResult } from './ruleArgument';
import type { RuleCall, RuleFamily } from './ruleCall';
import {
  argumentOf,
  operandOf,
  operandType,
  toDimension,
  toDimensions,
  toItems,
  toText
} from './ruleCall';
import type { Dimension, Shape } from './tensorType';
import { combineDimensions, mapDimension, repeated, shapeOfRank } from './tensorType';

/** How the border is treated: by name, or with explicit amounts before and after. */
export type Padding =
  | 'same'
  | 'valid'
  | 'causal'
  | 'full'
  | { readonly before: readonly Dimension[]; readonly after: readonly Dimension[] }
  | null;

/** The size of one spatial axis after a convolution or pooling. */
export function convolvedSize(
  size: Dimension,
  window: Dimension,
  stride: Dimension,
  dilation: Dimension,
  padding: Padding,
  axis: number
): Dimension {
  if (padding === null) {
    return 'unknown';
  }
  const operands = [size, window, stride, dilation];
  if (typeof padding === 'object') {
    return combineDimensions(
      [...operands, padding.before[axis] ?? 'unknown', padding.after[axis] ?? 'unknown'],
      ([n, k, s, d, before, after]) =>
        Math.max(0, Math.floor((n + before + after - ((k - 1) * d + 1)) / s) + 1)
    );
  }
  if (padding === 'same' || padding === 'causal') {
    return combineDimensions([size, stride], ([n, s]) => Math.ceil(n / s));
  }
  return combineDimensions(operands, ([n, k, s, d]) =>
    Math.max(0, Math.ceil((n - (k - 1) * d) / s))
  );
}

/** The size of one spatial axis after a transposed convolution, as Keras computes it. */
export function transposedSize(
  size: Dimension,
  window: Dimension,
  stride: Dimension,
  dilation: Dimension,
  padding: Padding,
  outputPadding: Dimension | null
): Dimension {
  if (padding === null || typeof padding === 'object') {
    return 'unknown';
  }
  if (outputPadding === null) {
    return combineDimensions([size, window, stride, dilation], ([n, k, s, d]) =>
      padding === 'same' ? n * s : n * s + Math.max((k - 1) * d + 1 - s, 0)
    );
  }
  return combineDimensions(
    [size, window, stride, dilation, outputPadding],
    ([n, k, s, d, extra]) => {
      const reach = (k - 1) * d + 1;
      return (n - 1) * s + reach - (padding === 'same' ? 2 * Math.floor(reach / 2) : 0) + extra;
    }
  );
}

/** The padding that an argument says: `'SAME'`, `'valid'`, or a list with a pair per axis. */
export function toPadding(
  argument: RuleArgument | null,
  spatial: (axis: number) => number
): Padding {
  if (argument === null) {
    return 'valid';
  }
  const text = toText(argument)?.toLowerCase();
  if (text === 'same' || text === 'valid' || text === 'causal' || text === 'full') {
    return text;
  }
  const pairs = toItems(argument);
  if (pairs === null) {
    return null;
  }
  const sides = pairs.map(pair => toDimensions(pair));
  const before: Dimension[] = [];
  const after: Dimension[] = [];
  for (let axis = 0; spatial(axis) < pairs.length; axis++) {
    const pair = sides[spatial(axis)];
    before.push(pair?.[0] ?? 'unknown');
    after.push(pair?.[1] ?? 'unknown');
  }
  return { before, after };
}

/** Whether the channels come before the spatial axes. */
export function channelsFirst(call: RuleCall, rank: number): boolean {
  const format = toText(argumentOf(call, 'data_format'));
  return (
    format !== null && (format === 'channels_first' || /^NC[DHW]*W$/u.test(format)) && rank > 2
  );
}

/**
 * One number per spatial axis: from a number, a list of `spatial` numbers, or one with batch and channels
 * (`[1, 2, 2, 1]`). Nothing given is 1.
 */
export function perAxis(
  argument: RuleArgument | null,
  spatial: number,
  first: boolean
): readonly Dimension[] {
  if (argument === null) {
    return repeated<Dimension>(1, spatial);
  }
  const values = toDimensions(argument);
  if (values === null) {
    return shapeOfRank(spatial);
  }
  if (values.length === 1) {
    return repeated(values[0], spatial);
  }
  if (values.length === spatial + 2) {
    return first ? values.slice(2) : values.slice(1, -1);
  }
  return values.length === spatial ? values : shapeOfRank(spatial);
}

type Layout = {
  readonly batch: readonly Dimension[];
  readonly spatial: readonly Dimension[];
  readonly channels: Dimension;
  readonly first: boolean;
};

/** Splits a shape into batch, spatial and channel axes; `spatial` axes are counted from the channels. */
export function layoutOf(
  shape: readonly Dimension[],
  spatial: number,
  first: boolean
): Layout | null {
  const batchAxes = shape.length - spatial - 1;
  if (batchAxes < 0) {
    return null;
  }
  return {
    batch: shape.slice(0, batchAxes),
    spatial: first ? shape.slice(batchAxes + 1) : shape.slice(batchAxes, -1),
    channels: first ? shape[batchAxes] : shape[shape.length - 1],
    first
  };
}

/** The shape of such a layout with other spatial axes and channels. */
export function assembled(
  layout: Layout,
  spatial: readonly Dimension[],
  channels: Dimension
): readonly Dimension[] {
  return layout.first
    ? [...layout.batch, channels, ...spatial]
    : [...layout.batch, ...spatial, channels];
}

/** The number of spatial axes: the rule's third operand, or what the filter's rank says. */
function spatialAxes(call: RuleCall, filters: Shape, input: Shape): number | null {
  const fixed = call.operands[2];
  if (fixed !== undefined) {
    return Number(fixed);
  }
  return filters !== null ? filters.length - 2 : input !== null ? input.length - 2 : null;
}

function convolve(
  call: RuleCall,
  channelsOf: (filters: Shape, layout: Layout) => Dimension
): RuleResult {
  const input = operandType(call, 0);
  const filters = operandType(call, 1).shape;
  const spatial = spatialAxes(call, filters, input.shape);
  const unknown = tensorResult({
    ...input,
    shape: spatial === null ? null : shapeOfRank(spatial + 2),
    form: 'dense'
  });
  if (spatial === null || input.shape === null) {
    return unknown;
  }
  const first = channelsFirst(call, input.shape.length);
  const layout = layoutOf(input.shape, spatial, first);
  if (layout === null) {
    return unknown;
  }
  const strides = perAxis(
    argumentOf(call, 'strides') ?? argumentOf(call, 'stride'),
    spatial,
    first
  );
  const dilations = perAxis(
    argumentOf(call, 'dilations') ?? argumentOf(call, 'dilation_rate') ?? argumentOf(call, 'rate'),
    spatial,
    first
  );
  const padding = toPadding(argumentOf(call, 'padding'), axis => axis + (first ? 2 : 1));
  const sizes = layout.spatial.map((size, axis) =>
    convolvedSize(
      size,
      filters === null ? 'unknown' : filters[axis],
      strides[axis],
      dilations[axis],
      padding,
      axis
    )
  );
  return tensorResult({
    ...input,
    shape: assembled(layout, sizes, channelsOf(filters, layout)),
    form: 'dense'
  });
}

/** `conv(input,filters[,n])`: filters `[…, in, out]`. */
function conv(call: RuleCall): RuleResult {
  return convolve(call, filters => (filters === null ? 'unknown' : filters[filters.length - 1]));
}

/** `depthwise(input,filter[,n])`: filters `[…, in, multiplier]`; the channels multiply. */
function depthwise(call: RuleCall): RuleResult {
  return convolve(call, filters =>
    filters === null
      ? 'unknown'
      : combineDimensions(
          [filters[filters.length - 2], filters[filters.length - 1]],
          ([a, b]) => a * b
        )
  );
}

/** `separable(input,depthwise,n,pointwise)`: depthwise, then 1x1 filters. */
function separable(call: RuleCall): RuleResult {
  const pointwise = argumentOf(call, call.operands[3]);
  const shape = pointwise !== null && pointwise.kind === 'tensor' ? pointwise.type.shape : null;
  return convolve(call, () => (shape === null ? 'unknown' : shape[shape.length - 1]));
}

/** `convTo(input,output_shape)`: transposed convolutions of `tf.nn` are told their result's shape. */
function convTo(call: RuleCall): RuleResult {
  return tensorResult({
    ...operandType(call, 0),
    shape: toDimensions(operandOf(call, 1)),
    form: 'dense'
  });
}

/** `convTransposed(input,filters,n)`: of `keras.ops.conv_transpose`; filters `[…, out, in]`. */
function convTransposed(call: RuleCall): RuleResult {
  const input = operandType(call, 0);
  const filters = operandType(call, 1).shape;
  if (input.shape === null || filters === null) {
    return tensorResult({ ...input, shape: null });
  }
  const spatial = filters.length - 2;
  const first = channelsFirst(call, input.shape.length);
  const layout = layoutOf(input.shape, spatial, first);
  if (layout === null) {
    return tensorResult({ ...input, shape: null });
  }
  const strides = perAxis(argumentOf(call, 'strides'), spatial, first);
  const dilations = perAxis(argumentOf(call, 'dilation_rate'), spatial, first);
  const padding = toPadding(argumentOf(call, 'padding'), axis => axis);
  const extra = argumentOf(call, 'output_padding');
  const extras = extra === null ? null : perAxis(extra, spatial, first);
  const sizes = layout.spatial.map((size, axis) =>
    transposedSize(
      size,
      filters[axis],
      strides[axis],
      dilations[axis],
      padding,
      extras?.[axis] ?? null
    )
  );
  return tensorResult({ ...input, shape: assembled(layout, sizes, filters[spatial]) });
}

/** `pool(input,window[,n])`: channels stay; strides default to the window in Keras. */
function pool(call: RuleCall): RuleResult {
  const input = operandType(call, 0);
  if (input.shape === null) {
    return tensorResult({ ...input, form: 'dense' });
  }
  const spatial =
    call.operands[2] === undefined ? input.shape.length - 2 : Number(call.operands[2]);
  const first = channelsFirst(call, input.shape.length);
  const layout = layoutOf(input.shape, spatial, first);
  if (layout === null) {
    return tensorResult({ ...input, shape: null });
  }
  // Keras turns images to channels last before it pools, and so reads what is said of all axes.
  const listed = first && call.flavour !== 'keras';
  const window = perAxis(operandOf(call, 1), spatial, listed);
  const given = argumentOf(call, 'strides');
  const strides = given === null ? window : perAxis(given, spatial, listed);
  const dilations = perAxis(
    argumentOf(call, 'dilations') ?? argumentOf(call, 'rates'),
    spatial,
    listed
  );
  const padding = toPadding(argumentOf(call, 'padding'), axis => axis + (listed ? 2 : 1));
  const sizes = layout.spatial.map((size, axis) =>
    convolvedSize(size, window[axis], strides[axis], dilations[axis], padding, axis)
  );
  return tensorResult({
    ...input,
    shape: assembled(layout, sizes, layout.channels),
    form: 'dense'
  });
}

/** `blocks(x,size,direction)`: space to depth (`down`) or depth to space (`up`). */
function blocks(call: RuleCall): RuleResult {
  const type = operandType(call, 0);
  const block = toDimension(operandOf(call, 1)) ?? 'unknown';
  if (type.shape === null || type.shape.length !== 4) {
    return tensorResult({ dtype: type.dtype, shape: shapeOfRank(4), form: 'dense' });
  }
  const first = channelsFirst(call, 4);
  const layout = layoutOf(type.shape, 2, first);
  if (layout === null) {
    return tensorResult({ dtype: type.dtype, shape: null, form: type.form });
  }
  const down = call.operands[2] === 'down';
  const scaled = (size: Dimension, factor: (n: number, b: number) => number): Dimension =>
    combineDimensions([size, block], ([n, b]) => factor(n, b));
  const sizes = layout.spatial.map(size =>
    scaled(size, (n, b) => (down ? Math.floor(n / b) : n * b))
  );
  const channels = scaled(layout.channels, (n, b) => (down ? n * b * b : Math.floor(n / (b * b))));
  return tensorResult({
    dtype: type.dtype,
    shape: assembled(layout, sizes, channels),
    form: 'dense'
  });
}

/** `patches(images,sizes,strides,rates)`: `tf.image.extract_patches`. */
function patches(call: RuleCall): RuleResult {
  const type = operandType(call, 0);
  if (type.shape === null || type.shape.length !== 4) {
    return tensorResult({ dtype: type.dtype, shape: shapeOfRank(4), form: 'dense' });
  }
  const window = perAxis(operandOf(call, 1) ?? argumentOf(call, 'size'), 2, false);
  const givenStrides = argumentOf(call, 'strides');
  const strides = givenStrides === null ? window : perAxis(givenStrides, 2, false);
  const rates = perAxis(argumentOf(call, 'rates') ?? argumentOf(call, 'dilation_rate'), 2, false);
  const padding = toPadding(argumentOf(call, 'padding'), axis => axis + 1);
  const [batch, height, width, channels] = type.shape;
  const sizes = [height, width].map((size, axis) =>
    convolvedSize(size, window[axis], strides[axis], rates[axis], padding, axis)
  );
  const depth = combineDimensions([window[0], window[1], channels], ([a, b, c]) => a * b * c);
  return tensorResult({ dtype: type.dtype, shape: [batch, ...sizes, depth], form: 'dense' });
}

/** `upsampled(x,n)` is the size of an axis repeated `n` times. */
export function repeatedSize(size: Dimension, times: Dimension): Dimension {
  return typeof times === 'number' ? mapDimension(size, n => n * times) : 'unknown';
}

export const CONVOLUTION_FAMILIES: ReadonlyMap<string, RuleFamily> = new Map([
  ['conv', conv],
  ['depthwise', depthwise],
  ['separable', separable],
  ['convTo', convTo],
  ['convTransposed', convTransposed],
  ['pool', pool],
  ['blocks', blocks],
  ['patches', patches]
]);
