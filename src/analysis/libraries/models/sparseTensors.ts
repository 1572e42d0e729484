/**
 * Functions on sparse tensors that have a counterpart for dense ones: the result has its type, and is sparse.
 */
import type { Value } from '../../values/value';
import type { CallArguments, FunctionModel, IModelContext } from '../model';
import { argument, asPython, positional } from './arguments';

function inForm(ctx: IModelContext, value: Value, from: string, form: 'dense' | 'sparse'): Value {
  return ctx.mapStructure(value, leaf =>
    leaf.kind === 'tensor' && leaf.type.form === from
      ? ctx.values.tensor({ dtype: leaf.type.dtype, shape: leaf.type.shape, form })
      : leaf
  );
}

/**
 * Calls the counterpart with dense tensors.
 *
 * @param take - the arguments of the counterpart, from those that were given.
 */
function asDense(
  counterpart: string,
  take: (args: CallArguments) => readonly (Value | null)[]
): FunctionModel {
  return (ctx, args) => {
    const model = ctx.registry.function(counterpart);
    const given = take(args).filter(value => value !== null);
    return model === null
      ? ctx.values.unknown('external', ctx.api)
      : inForm(
          ctx,
          model(ctx, positional(given.map(value => inForm(ctx, value, 'sparse', 'dense')))),
          'dense',
          'sparse'
        );
  };
}

/** `tf.sparse.map_values(op, *args)`: what `op` makes of the values, at the places of the first sparse tensor. */
const mapValues: FunctionModel = (ctx, args) => {
  const [op, ...given] = args.positional;
  const first = given.find(value => value.kind === 'tensor' && value.type.form === 'sparse');
  if (op === undefined || first?.kind !== 'tensor') {
    return ctx.values.unknown('external', ctx.api);
  }
  const values = (value: Value): Value =>
    value.kind === 'tensor' && value.type.form === 'sparse'
      ? ctx.values.tensor({ dtype: value.type.dtype, shape: ['unknown'], form: 'dense' })
      : value;
  const result = ctx.call(
    op,
    { ...args, positional: given.map(values) },
    asPython(ctx, { followedByPublished: false })
  );
  return ctx.mapStructure(result, leaf =>
    ctx.values.tensor({
      dtype: leaf.kind === 'tensor' ? leaf.type.dtype : null,
      shape: first.type.shape,
      form: first.type.form
    })
  );
};

export const SPARSE_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<string, FunctionModel>([
  [
    'tensorflow.sparse.transpose',
    asDense('tensorflow.transpose', args => [
      argument(args, 0, 'sp_input'),
      argument(args, 1, 'perm')
    ])
  ],
  [
    'tensorflow.sparse.concat',
    asDense('tensorflow.concat', args => [
      argument(args, 1, 'sp_inputs'),
      argument(args, 0, 'axis')
    ])
  ],
  [
    'tensorflow.sparse.expand_dims',
    asDense('tensorflow.expand_dims', args => [
      argument(args, 0, 'sp_input'),
      argument(args, 1, 'axis')
    ])
  ],
  ['tensorflow.sparse.map_values', mapValues]
]);
