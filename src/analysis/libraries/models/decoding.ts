/**
 * Operations whose results have as many items as the data tell: decoders of connectionist temporal classification,
 * boxes that are kept of many, masks with ragged results, sparse tensors in another shape.
 */
import type { Value } from '../../values/value';
import { toArgument } from '../convert';
import type { CallArguments, FunctionModel, IModelContext } from '../model';
import { toDimensions } from '../rules/ruleCall';
import type { Dimension, TensorType } from '../rules/tensorType';
import { elementCount } from '../rules/tensorType';
import { argument, knownInteger, listOf } from './arguments';
import { typeOfContent } from './tensors';

function typeOf(ctx: IModelContext, value: Value | null): TensorType | null {
  return value === null
    ? null
    : value.kind === 'tensor'
      ? value.type
      : typeOfContent(ctx, value, 'tensorflow');
}

function axisOf(ctx: IModelContext, value: Value | null, axis: number): Dimension {
  return typeOf(ctx, value)?.shape?.[axis] ?? 'unknown';
}

/**
 * `tf.nn.ctc_greedy_decoder(inputs, …)`, `tf.nn.ctc_beam_search_decoder(inputs, …, top_paths)`: sparse labels for each
 * path, as long as they turn out, and a number for each; `inputs` is `[time, batch, classes]`.
 */
const decoded: FunctionModel = (ctx, args) => {
  const batch = axisOf(ctx, argument(args, 0, 'inputs'), 1);
  const asked = ctx.api.endsWith('beam_search_decoder') ? argument(args, 3, 'top_paths') : null;
  const paths = asked === null ? 1 : (knownInteger(asked) ?? 1);
  const labels = ctx.values.tensor({ dtype: 'int64', shape: [batch, 'open'], form: 'sparse' });
  return ctx.values.tuple([
    listOf(
      ctx,
      Array.from({ length: Math.min(Math.max(paths, 0), 16) }, () => labels)
    ),
    ctx.values.tensor({ dtype: 'float32', shape: [batch, paths], form: 'dense' })
  ]);
};

/** `tf.nn.ctc_loss(labels, logits, label_length, logit_length)`: a number for each sample. */
const alignmentLoss: FunctionModel = (ctx, args) =>
  ctx.values.tensor({
    dtype: 'float32',
    shape: [axisOf(ctx, argument(args, 2, 'label_length'), 0)],
    form: 'dense'
  });

/** The parts of the result of `combined_non_max_suppression`, in order. */
const KEPT = ['nmsed_boxes', 'nmsed_scores', 'nmsed_classes', 'valid_detections'] as const;

/** `tf.image.combined_non_max_suppression(boxes, scores, …)`: so many boxes for each image, filled up with zeros. */
const keptBoxes: FunctionModel = (ctx, args) => {
  const batch = axisOf(ctx, argument(args, 0, 'boxes'), 0);
  const size: Dimension = isTrue(args.keywords.get('pad_per_class'))
    ? 'unknown'
    : (knownInteger(argument(args, 3, 'max_total_size')) ?? 'unknown');
  const part = (dtype: TensorType['dtype'], shape: readonly Dimension[]): Value =>
    ctx.values.tensor({ dtype, shape, form: 'dense' });
  return ctx.values.tuple(
    [
      part('float32', [batch, size, 4]),
      part('float32', [batch, size]),
      part('float32', [batch, size]),
      part('int32', [batch])
    ],
    null,
    KEPT
  );
};

function isTrue(value: Value | undefined): boolean {
  return value !== undefined && !(value.kind === 'constant' && value.value === false);
}

/** `tf.ragged.boolean_mask(data, mask)`: rows of unlike length below all axes of the mask but its last. */
const raggedMask: FunctionModel = (ctx, args) => {
  const data = typeOf(ctx, argument(args, 0, 'data'));
  const mask = typeOf(ctx, argument(args, 1, 'mask'));
  if (data === null || data.shape === null || mask === null || mask.shape === null) {
    return ctx.values.tensor({ dtype: data?.dtype ?? null, shape: null, form: 'dense' });
  }
  const { shape } = data;
  const rank = mask.shape.length;
  return ctx.values.tensor({
    dtype: data.dtype,
    shape:
      rank === 1
        ? ['open', ...shape.slice(1)]
        : shape.map((size, axis) => (axis > 0 && axis < rank ? 'ragged' : size)),
    form: rank === 1 && data.form !== 'ragged' ? 'dense' : 'ragged'
  });
};

/** `tf.sparse.reshape(sp_input, shape)`: the same numbers in another shape; one size may be left to be found. */
const sparseReshape: FunctionModel = (ctx, args) => {
  const source = typeOf(ctx, argument(args, 0, 'sp_input'));
  const shape = argument(args, 1, 'shape');
  const sizes = shape === null ? null : toDimensions(toArgument(ctx, shape));
  const count = elementCount(source?.shape ?? null);
  const known = sizes?.reduce<number>(
    (product, size) => (typeof size === 'number' && size >= 0 ? product * size : product),
    1
  );
  const rest: Dimension =
    count !== null && known !== undefined && known > 0 ? count / known : 'unknown';
  return ctx.values.tensor({
    dtype: source?.dtype ?? null,
    shape:
      sizes?.map(size =>
        size !== -1 ? size : typeof rest === 'number' && Number.isInteger(rest) ? rest : 'unknown'
      ) ?? null,
    form: 'sparse'
  });
};

export const DECODING_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<
  string,
  (ctx: IModelContext, args: CallArguments) => Value
>([
  ['tensorflow.nn.ctc_greedy_decoder', decoded],
  ['tensorflow.nn.ctc_beam_search_decoder', decoded],
  ['tensorflow.nn.ctc_loss', alignmentLoss],
  ['tensorflow.image.combined_non_max_suppression', keptBoxes],
  ['tensorflow.ragged.boolean_mask', raggedMask],
  ['tensorflow.sparse.reshape', sparseReshape]
]);
