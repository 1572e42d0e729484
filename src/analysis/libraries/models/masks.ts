/**
 * Masks that tensors carry from one layer of Keras to the next, as an attribute of Python (Keras guide, "Understanding
 * masking & padding"; which layers hand them on and which read them: each called under Keras 3.15).
 */
import type { ObjectValue, Value } from '../../values/value';
import { configOf } from '../generic';
import type { CallArguments, IModelContext, MethodModel } from '../model';
import { argument, knownBoolean } from './arguments';

/** Layers that leave the steps of a sequence as they are, and hand on what mask they got. */
const HANDING =
  /^keras\.layers\.(?:Activation|Add|(?:Additive)?Attention|(?:Alpha|Gaussian|Spatial)?Dropout(?:[123]D)?|Average|(?:Batch|Group|Layer|Unit)Normalization|Concatenate|Dense|ELU|GaussianNoise|Identity|LeakyReLU|Masking|Maximum|Minimum|MultiHeadAttention|Multiply|PReLU|ReLU|Rescaling|Softmax|Subtract|TimeDistributed)$/u;

/** Layers that hand the mask on with their sequences, where they give any. */
const RECURRENT = /^keras\.layers\.(?:Bidirectional|ConvLSTM[123]D|GRU|LSTM|RNN|SimpleRNN)$/u;

/** Layers that compute otherwise with a mask, and models in which some may. */
const READING =
  /^keras\.(?:Model|layers\.(?:(?:Additive|GroupQuery|MultiHead)?Attention|Bidirectional|ConvLSTM[123]D|GRU|GlobalAveragePooling1D|LSTM|RNN|SimpleRNN|Softmax))$/u;

/** Axes of sequences of vectors: a batch, the steps, and what each step has. */
const AXES_OF_SEQUENCES = 3;

/** Whether the layer makes a mask of its inputs: `Masking`, and `Embedding(mask_zero=True)`. */
export function makesMask(ctx: IModelContext, layer: ObjectValue, path: string): boolean {
  const isAsked = path === EMBEDDING ? configOf(ctx, layer, 'mask_zero') : null;
  return path === MASKING || (isAsked !== null && knownBoolean(isAsked) !== false);
}

/** What a layer gives, with the mask that it makes or hands on; one that reads a mask states so. */
export function followMask(
  ctx: IModelContext,
  { path, makes }: { readonly path: string; readonly makes: boolean },
  args: CallArguments,
  result: Value
): Value {
  if (ctx.registry.joinsDecidedArms) {
    return result;
  }
  const isCarried = [...args.positional, ...args.keywords.values()].some(value =>
    carriesMask(ctx, value)
  );
  if (isCarried && !args.keywords.has('mask') && (READING.test(path) || isTrained(path, args))) {
    ctx.effect({ kind: 'mask', construct: 'call' });
  }
  const isKept = makes || (isCarried && HANDING.test(path));
  return isKept || (isCarried && RECURRENT.test(path))
    ? ctx.mapStructure(result, leaf =>
        leaf.kind === 'tensor' && (isKept || leaf.type.shape?.length === AXES_OF_SEQUENCES)
          ? ctx.values.tensor(leaf.type, 'masked')
          : leaf
      )
    : result;
}

/** Batch normalisation leaves masked steps out of its statistics while it is trained. */
function isTrained(path: string, { keywords }: CallArguments): boolean {
  const training = keywords.get('training');
  return (
    path === 'keras.layers.BatchNormalization' &&
    training !== undefined &&
    knownBoolean(training) !== false
  );
}

/** States that something reads the mask of a value, where it has one: a loss, a `call` with a parameter `mask`. */
export function noteMaskRead(ctx: IModelContext, value: Value | null): void {
  if (value !== null && !ctx.registry.joinsDecidedArms && carriesMask(ctx, value)) {
    ctx.effect({ kind: 'mask', construct: 'call' });
  }
}

function carriesMask(ctx: IModelContext, value: Value): boolean {
  let isFound = false;
  ctx.mapStructure(value, leaf => {
    isFound ||= leaf.kind === 'tensor' && leaf.origin === 'masked';
    return leaf;
  });
  return isFound;
}

/** `layer.compute_mask(inputs)` of a layer that makes masks: one truth value for each step. */
function computeMask(path: string): MethodModel {
  return (ctx, receiver, args) => {
    const inputs = argument(args, 0, 'inputs');
    return inputs === null || receiver.kind !== 'object' || !makesMask(ctx, receiver, path)
      ? ctx.values.none
      : ctx.mapStructure(inputs, leaf =>
          leaf.kind === 'tensor'
            ? ctx.values.tensor({
                dtype: 'bool',
                shape: path === MASKING ? (leaf.type.shape?.slice(0, -1) ?? null) : leaf.type.shape,
                form: leaf.type.form === 'symbolic' ? 'symbolic' : 'dense'
              })
            : leaf
        );
  };
}

const EMBEDDING = 'keras.layers.Embedding';
const MASKING = 'keras.layers.Masking';

export const MASK_METHODS: readonly (readonly [string, MethodModel])[] = [EMBEDDING, MASKING].map(
  path => [`${path}.compute_mask`, computeMask(path)] as const
);
