/**
 * `TextVectorization(standardize=f, split=g)`: the layer hands its texts, as a tensor of strings, to the program's own
 * functions, when it is called and when it learns its vocabulary (Keras API reference, "TextVectorization layer").
 */
import { membersOf } from '../../values/join';
import type { Value } from '../../values/value';
import { toArgument } from '../convert';
import { configOf } from '../generic';
import type { IModelContext, MethodModel } from '../model';
import { toTensorType } from '../rules/ruleCall';
import type { Shape } from '../rules/tensorType';
import { argument, asPython, listOfUnknownLength, positional } from './arguments';

const LAYER = 'keras.layers.TextVectorization';

const STEPS: ReadonlySet<Value['kind']> = new Set([
  'function',
  'method',
  'partial',
  'wrapper',
  'library',
  'union'
]);

/** Calls the program's functions of such a layer with texts of that shape. */
function follow(ctx: IModelContext, layer: Value, shape: Shape): void {
  const options = asPython(ctx, { followedByPublished: false });
  let texts: Value = ctx.values.tensor({ dtype: 'string', shape, form: 'dense' });
  const standardize = configOf(ctx, layer, 'standardize');
  if (standardize !== null && STEPS.has(standardize.kind)) {
    texts = ctx.call(standardize, positional([texts]), options);
  }
  const split = configOf(ctx, layer, 'split');
  if (split !== null && STEPS.has(split.kind)) {
    for (const member of membersOf(texts)) {
      ctx.call(split, positional([squeezed(ctx, member)]), options);
    }
  }
}

/** Before they are split, texts lose a last axis of size 1. */
function squeezed(ctx: IModelContext, texts: Value): Value {
  return texts.kind === 'tensor' && texts.type.shape !== null && texts.type.shape.length > 1
    ? ctx.values.tensor({
        dtype: texts.type.dtype,
        shape: texts.type.shape.slice(0, -1),
        form: texts.type.form
      })
    : texts;
}

/** Calling the layer: follows its functions with each of the inputs. */
export function followTextSteps(ctx: IModelContext, layer: Value, inputs: Value): void {
  for (const member of membersOf(inputs)) {
    follow(ctx, layer, shapeOf(ctx, member));
  }
}

function shapeOf(ctx: IModelContext, texts: Value): Shape {
  const described = toArgument(ctx, texts);
  return described.kind === 'tensor' || described.kind === 'sequence'
    ? toTensorType(described, 'tensorflow').shape
    : null;
}

/** `adapt(data)`: the batches of a dataset one by one; an array at once, of which texts stand in rows of one. */
const adapt: MethodModel = (ctx, receiver, args) => {
  const data = argument(args, 0, 'data');
  for (const member of data === null ? [] : membersOf(data)) {
    if (member.kind === 'dataset') {
      followTextSteps(ctx, receiver, ctx.iterate(member) ?? ctx.values.unknown('external'));
    } else {
      const shape = shapeOf(ctx, member);
      follow(ctx, receiver, shape?.length === 1 ? [...shape, 1] : shape);
    }
  }
  return ctx.values.none;
};

/** `get_vocabulary()`: the texts that are numbered. */
const vocabulary: MethodModel = ctx => listOfUnknownLength(ctx, ctx.values.scalar('str'));

/** `message.SerializeToString()`. */
const serialized: MethodModel = ctx => ctx.values.scalar('bytes');

export const TEXT_METHODS: ReadonlyMap<string, MethodModel> = new Map([
  [`${LAYER}.adapt`, adapt],
  [`${LAYER}.get_vocabulary`, vocabulary],
  ['keras.layers.StringLookup.get_vocabulary', vocabulary],
  ...['SequenceExample', 'Features', 'Feature', 'FeatureList', 'FeatureLists'].map(
    name => [`tensorflow.train.${name}.SerializeToString`, serialized] as const
  )
]);
