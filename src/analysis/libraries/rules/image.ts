/**
 * Images: `[height, width, channels]`, or with a batch axis before.
 */
import type { RuleResult } from './ruleArgument';
import { tensorResult } from './ruleArgument';
import type { RuleCall, RuleFamily } from './ruleCall';
import {
  argumentOf,
  operandOf,
  operandType,
  toBoolean,
  toDimension,
  toDimensions,
  toDType
} from './ruleCall';
import { channelsFirst } from './convolution';
import type { Dimension } from './tensorType';
import { dense, mapDimension } from './tensorType';

function withSize(call: RuleCall, height: Dimension, width: Dimension): RuleResult {
  const images = operandType(call, 0);
  const { shape } = images;
  if (shape === null) {
    return tensorResult({ ...images, form: 'dense' });
  }
  const first = channelsFirst(call, shape.length);
  return tensorResult({
    ...images,
    shape: first
      ? [...shape.slice(0, -2), height, width]
      : [...shape.slice(0, -3), height, width, shape[shape.length - 1]],
    form: 'dense'
  });
}

/** `resize(images,size)`: height and width of `size`; with `preserve_aspect_ratio` they are not known beforehand. */
function resize(call: RuleCall): RuleResult {
  const size = toDimensions(operandOf(call, 1));
  const keeps = argumentOf(call, 'preserve_aspect_ratio');
  if (size === null || (keeps !== null && toBoolean(keeps) !== false)) {
    return withSize(call, 'unknown', 'unknown');
  }
  return withSize(call, size[0], size[size.length - 1]);
}

/** `resizeTo(images,height,width)`: crops, pads. */
function resizeTo(call: RuleCall): RuleResult {
  return withSize(
    call,
    toDimension(operandOf(call, 1)) ?? 'unknown',
    toDimension(operandOf(call, 2)) ?? 'unknown'
  );
}

/** `centralCrop(image,fraction)`: the size is rounded as `tf.image.central_crop` does. */
function centralCrop(call: RuleCall): RuleResult {
  const { shape } = operandType(call, 0);
  const argument = operandOf(call, 1);
  const fraction = argument !== null && argument.kind === 'constant' ? argument.value : null;
  if (shape === null || shape.length < 3 || typeof fraction !== 'number') {
    return withSize(call, 'unknown', 'unknown');
  }
  const cut = (size: Dimension): Dimension =>
    mapDimension(size, n => n - 2 * Math.floor((n - n * fraction) / 2));
  const [height, width] = shape.slice(-3);
  return withSize(call, cut(height), cut(width));
}

/** `decoded(contents)`: `[height, width, channels]` of unknown size; `channels=0` leaves the number open. */
function decoded(call: RuleCall): RuleResult {
  const channels = toDimension(argumentOf(call, 'channels'));
  const depth: Dimension = channels === null || channels === 0 ? 'open' : channels;
  const animated = argumentOf(call, 'expand_animations');
  const dtype = toDType(argumentOf(call, 'dtype'), call.flavour) ?? 'uint8';
  if (call.operands[1] === 'image' && (animated === null || toBoolean(animated) !== false)) {
    // A GIF has four axes, all else three: nothing is known of the rank.
    return tensorResult(dense(dtype, null));
  }
  return tensorResult(
    dense(dtype, call.operands[1] === 'gif' ? ['open', 'open', 'open', 3] : ['open', 'open', depth])
  );
}

/** `channels(image,n)`: the last axis becomes `n`. */
function channels(call: RuleCall): RuleResult {
  const image = operandType(call, 0);
  const { shape } = image;
  const first = shape !== null && channelsFirst(call, shape.length);
  const at = shape === null ? -1 : first ? shape.length - 3 : shape.length - 1;
  return tensorResult({
    ...image,
    shape:
      shape === null || at < 0
        ? null
        : shape.map((size, i) => (i === at ? Number(call.operands[1]) : size)),
    form: 'dense'
  });
}

/** `cropAndResize(image,boxes,size)`: one crop per box. */
function cropAndResize(call: RuleCall): RuleResult {
  const { shape } = operandType(call, 0);
  const boxes = operandType(call, 1).shape;
  const size = toDimensions(operandOf(call, 2));
  return tensorResult(
    dense('float32', [
      boxes === null ? 'unknown' : boxes[0],
      size?.[0] ?? 'unknown',
      size?.[1] ?? 'unknown',
      shape === null ? 'unknown' : shape[shape.length - 1]
    ])
  );
}

/** `selected(limit)`: indices, at most `limit` of them (`non_max_suppression`). */
function selected(): RuleResult {
  return tensorResult(dense('int32', ['open']));
}

/** `gradients(image)`: two tensors like the image. */
function gradients(call: RuleCall): RuleResult {
  const one = tensorResult({ ...operandType(call, 0), form: 'dense' });
  return { kind: 'tuple', items: [one, one] };
}

/** `rotated(image,k)`: a quarter turn swaps height and width. */
function rotated(call: RuleCall): RuleResult {
  const { shape } = operandType(call, 0);
  const given = operandOf(call, 1);
  const turns = given === null ? 1 : toDimension(given);
  if (shape === null || shape.length < 3) {
    return withSize(call, 'unknown', 'unknown');
  }
  const [height, width] = shape.slice(-3);
  if (typeof turns !== 'number') {
    return height === width ? withSize(call, height, width) : withSize(call, 'unknown', 'unknown');
  }
  return turns % 2 === 0 ? withSize(call, height, width) : withSize(call, width, height);
}

export const IMAGE_FAMILIES: ReadonlyMap<string, RuleFamily> = new Map([
  ['resize', resize],
  ['resizeTo', resizeTo],
  ['centralCrop', centralCrop],
  ['decoded', decoded],
  ['channels', channels],
  ['cropAndResize', cropAndResize],
  ['selected', selected],
  ['gradients', gradients],
  ['rotated', rotated]
]);
