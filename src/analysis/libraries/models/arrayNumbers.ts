/**
 * Numbers and dtypes of NumPy that follow from more than one argument: weighted means, and the bounds of a dtype.
 */
import { toArgument } from '../convert';
import { configOf, genericFunction } from '../generic';
import type { AttributeModel, FunctionModel } from '../model';
import { dtypeKind, promoteNumPy, type DType } from '../rules/dtype';
import { toDType } from '../rules/ruleCall';
import { argument } from './arguments';
import { typeOfContent } from './tensors';

const AVERAGE = 'numpy.average';

/** `average(a, weights=w)`: in the dtype that holds both; of whole numbers in `float64`. */
const average: FunctionModel = (ctx, args) => {
  const entry = ctx.registry.entryOf(AVERAGE);
  const mean =
    entry === null ? ctx.values.unknown('external', AVERAGE) : genericFunction(entry)(ctx, args);
  const weights = argument(args, 2, 'weights');
  const data = argument(args, 0, 'a');
  if (weights === null || weights === ctx.values.none || data === null) {
    return mean;
  }
  const own = typeOfContent(ctx, data, 'numpy')?.dtype ?? null;
  const other = typeOfContent(ctx, weights, 'numpy')?.dtype ?? null;
  const both = own === null || other === null ? null : promoteNumPy(own, other);
  const isWhole = own !== null && dtypeKind(own) !== 'floating' && dtypeKind(own) !== 'complex';
  const dtype: DType = both !== null && isWhole ? promoteNumPy(both, 'float64') : both;
  return ctx.mapStructure(mean, leaf =>
    leaf.kind === 'tensor'
      ? ctx.values.tensor({ dtype, shape: leaf.type.shape, form: leaf.type.form }, leaf.origin)
      : leaf
  );
};

/** `np.finfo(dtype).eps`: a number of the dtype that was asked for, where Python's `float` is `float64`. */
const boundOfFloat: AttributeModel = (ctx, receiver) => {
  const asked = configOf(ctx, receiver, 'dtype');
  const dtype =
    asked === null
      ? null
      : asked.kind === 'library' && asked.path === 'builtins.float'
        ? 'float64'
        : toDType(toArgument(ctx, asked), 'numpy');
  return ctx.values.tensor({ dtype, shape: [], form: 'ndarray' }, 'numpy');
};

export const ARRAY_NUMBER_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map([
  [AVERAGE, average]
]);

export const ARRAY_NUMBER_ATTRIBUTES: ReadonlyMap<string, AttributeModel> = new Map(
  ['eps', 'epsneg', 'max', 'min', 'resolution', 'smallest_normal', 'tiny'].map(name => [
    `numpy.finfo.${name}`,
    boundOfFloat
  ])
);
