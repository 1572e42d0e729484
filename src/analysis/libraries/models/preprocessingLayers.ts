/**
 * Layers that prepare data: what their indicators and random changes are made of, which the rules of shapes do not tell.
 */
import type { ObjectValue, Value } from '../../values/value';
import { configOf } from '../generic';
import type { IModelContext } from '../model';
import { floatx, precisionOf } from './precision';

/** What a layer that numbers things gives, where the rule of the layer gave `result`. */
export function asEncoded(
  ctx: IModelContext,
  layer: ObjectValue,
  path: string,
  result: Value
): Value {
  return path === 'keras.layers.Discretization'
    ? asBuckets(ctx, layer, result)
    : LOOKUPS.test(path)
      ? asDeclared(ctx, layer, result)
      : result;
}

/** `Discretization` numbers its buckets with 32 bits, where lookups of words take 64; indicators are in its precision. */
function asBuckets(ctx: IModelContext, layer: ObjectValue, result: Value): Value {
  const mode = configOf(ctx, layer, 'output_mode');
  const isNumber = mode === null || (mode.kind === 'constant' && mode.value === 'int');
  const dtype = isNumber ? 'int32' : precisionOf(ctx, layer);
  return configOf(ctx, layer, 'dtype') !== null
    ? result
    : ctx.mapStructure(result, leaf =>
        leaf.kind === 'tensor'
          ? ctx.values.tensor({ dtype, shape: leaf.type.shape, form: leaf.type.form })
          : leaf
      );
}

/** Layers that number words, or tell how often each is there. */
const LOOKUPS = /^keras\.layers\.(?:StringLookup|IntegerLookup|TextVectorization)$/u;

/** A lookup declares floats for its indicators, where it computes whole numbers of 64 bits. */
function asDeclared(ctx: IModelContext, layer: ObjectValue, result: Value): Value {
  const mode = configOf(ctx, layer, 'output_mode');
  return mode === null || mode.kind !== 'constant' || mode.value === 'int'
    ? result
    : ctx.mapStructure(result, leaf =>
        leaf.kind === 'tensor' && leaf.type.form === 'symbolic'
          ? ctx.values.tensor({ ...leaf.type, dtype: floatx(ctx) })
          : leaf
      );
}

/** Layers that change images at random and leave their size. */
export const RANDOM_CHANGES =
  /^keras\.layers\.Random(?:Flip|Rotation|Zoom|Translation|Contrast|Brightness|Hue|Saturation|Sharpness|ColorJitter|Shear|GaussianBlur|Erasing|Invert|Grayscale|Posterization|Perspective)$/u;

/** The same tensors in the precision that Keras computes with. */
export function asFloats(ctx: IModelContext, inputs: Value): Value {
  return ctx.mapStructure(inputs, leaf =>
    leaf.kind === 'tensor'
      ? ctx.values.tensor({
          dtype: leaf.type.dtype === null ? null : floatx(ctx),
          shape: leaf.type.shape,
          form: leaf.type.form
        })
      : leaf
  );
}
