/**
 * `array.tolist()`: the elements of an array as numbers and lists of Python.
 */
import { joinAll } from '../../values/join';
import type { Value } from '../../values/value';
import type { IModelContext, MethodModel } from '../model';
import type { Shape, TensorType } from '../rules/tensorType';
import { listOf, listOfUnknownLength } from './arguments';
import { tensorOf } from './tensors';

const toList: MethodModel = (ctx, receiver) => {
  const type = tensorOf(receiver)?.type ?? null;
  return type === null || type.form === 'ragged'
    ? listOfUnknownLength(ctx, ctx.values.unknown('external', ctx.api))
    : nestedList(ctx, type.dtype, type.shape);
};

/** Lists of so few items are known one by one, where they hold numbers or lists of numbers. */
const LISTED_ITEMS = 16;

/** The elements of an array in lists, one in another for each axis. */
function nestedList(
  ctx: IModelContext,
  dtype: TensorType['dtype'],
  shape: Shape,
  part: string = 'list'
): Value {
  if (shape === null) {
    return listOfUnknownLength(ctx, ctx.values.unknown('external', ctx.api), part);
  }
  if (shape.length === 0) {
    return numberOf(ctx, dtype);
  }
  const [size, ...rest] = shape;
  const item = (index: number): Value => nestedList(ctx, dtype, rest, `${part}:${index}`);
  return typeof size === 'number' && size <= LISTED_ITEMS && rest.length <= 1
    ? listOf(
        ctx,
        Array.from({ length: size }, (_, index) => item(index)),
        part
      )
    : listOfUnknownLength(ctx, item(0), part);
}

/** An element of an array as a value of Python. */
function numberOf(ctx: IModelContext, dtype: TensorType['dtype']): Value {
  return dtype === null
    ? ctx.values.unknown('external', ctx.api)
    : dtype === 'string'
      ? joinAll(ctx.values, [ctx.values.scalar('str'), ctx.values.scalar('bytes')])
      : ctx.values.scalar(
          dtype.startsWith('float') || dtype === 'bfloat16'
            ? 'float'
            : dtype === 'bool'
              ? 'bool'
              : dtype.startsWith('complex')
                ? 'complex'
                : 'int'
        );
}

export const ARRAY_LIST_METHODS: ReadonlyMap<string, MethodModel> = new Map([
  ['tensorflow.Tensor.tolist', toList],
  ['tensorflow.RaggedTensor.to_list', toList],
  ['numpy.ndarray.tolist', toList]
]);
