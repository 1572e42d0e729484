/**
 * Attributes of layers, models, optimizers and histories of Keras.
 */
import type { HeapObject, Value } from '../../values/value';
import { membersOf } from '../../values/join';
import { CONFIG_PREFIX } from '../convert';
import { configOf } from '../generic';
import type { AttributeModel, IModelContext } from '../model';
import { listOfUnknownLength } from './arguments';
import { anyLayer } from './layerNames';
import { layerOutput, weightNamed, weightsNamed } from './layerWeights';
import { floatx } from './precision';

const LAYER = 'keras.layers.Layer';
const MODEL = 'keras.Model';

/**
 * The variables of a layer or model; not told apart. Where the program changes Keras's precision, layers that were made
 * before have another one.
 */
function variablesOf(origin: 'keras' | 'tensorflow'): AttributeModel {
  return ctx =>
    listOfUnknownLength(
      ctx,
      ctx.values.tensor(
        { dtype: floatx(ctx) === 'float32' ? 'float32' : null, shape: null, form: 'variable' },
        origin
      )
    );
}

const losses: AttributeModel = ctx =>
  listOfUnknownLength(
    ctx,
    ctx.values.tensor({ dtype: floatx(ctx), shape: [], form: 'dense' }),
    'losses'
  );

const layers: AttributeModel = (ctx, receiver) => {
  const own = receiver.kind === 'object' ? ctx.read(receiver.object, '#layers') : null;
  return own ?? listOfUnknownLength(ctx, anyLayer(ctx), 'layers');
};

function stored(name: string): AttributeModel {
  return (ctx, receiver) =>
    readStored(ctx, receiver, name) ?? ctx.values.unknown('external', `keras.Model.${name}`);
}

function readStored(ctx: IModelContext, receiver: Value, name: string): Value | null {
  return receiver.kind === 'object'
    ? (ctx.read(receiver.object, name) ?? ctx.read(receiver.object, CONFIG_PREFIX + name))
    : null;
}

/** `model.input`, `model.outputs`: where the model was not built from them, symbolic tensors of any shape. */
function endsOf(name: 'inputs' | 'outputs', isList: boolean): AttributeModel {
  return (ctx, receiver) =>
    readStored(ctx, receiver, name) ??
    (isList
      ? listOfUnknownLength(ctx, layerOutput(ctx, receiver), name)
      : layerOutput(ctx, receiver));
}

/**
 * Whether an attribute that is stored goes into a variable, which keeps its place, as `optimizer.learning_rate = 0.01`
 * does: functions and schedules take its place instead.
 */
export function isKeptInVariable(object: HeapObject, name: string, value: Value): boolean {
  return (
    (name === 'learning_rate' || name === 'lr') &&
    object.cls?.kind === 'library' &&
    object.cls.path.startsWith('keras.optimizers.') &&
    membersOf(value).every(({ kind }) => kind !== 'function' && kind !== 'object')
  );
}

/** `optimizer.learning_rate`: a variable, or what a schedule gives for the present step. */
const learningRate: AttributeModel = (ctx, receiver) => {
  const given = configOf(ctx, receiver, 'learning_rate');
  const isNumber =
    given === null ||
    membersOf(given).every(member => member.kind === 'constant' || member.kind === 'tensor');
  const isSchedule = given !== null && membersOf(given).every(member => isScheduleOf(member));
  return isNumber || isSchedule
    ? ctx.values.tensor(
        { dtype: floatx(ctx), shape: [], form: isNumber ? 'variable' : 'dense' },
        isNumber ? 'keras' : 'tensorflow'
      )
    : ctx.values.unknown('external', 'keras.optimizers.Optimizer.learning_rate');
};

function isScheduleOf(value: Value): boolean {
  return (
    value.kind === 'object' &&
    value.object.cls?.kind === 'library' &&
    value.object.cls.path.startsWith('keras.optimizers.schedules.')
  );
}

const scalarVariable: AttributeModel = ctx =>
  ctx.values.tensor({ dtype: floatx(ctx), shape: [], form: 'variable' }, 'keras');

/** `history.history`: a list of numbers under each name. */
const historyOf: AttributeModel = ctx => {
  const dict = ctx.allocate('dict', null, 'history');
  ctx.write(dict, '[*]', listOfUnknownLength(ctx, ctx.values.scalar('float'), 'history:values'));
  ctx.write(dict, '[keys]', ctx.values.scalar('str'));
  return ctx.values.object(dict);
};

const VARIABLE_NAMES = [
  'trainable_variables',
  'trainable_weights',
  'non_trainable_variables',
  'non_trainable_weights',
  'weights',
  'variables'
];

export const KERAS_ATTRIBUTES: ReadonlyMap<string, AttributeModel> = new Map<
  string,
  AttributeModel
>([
  ...[
    'keras.layers.Layer',
    'tensorflow.Module',
    'keras.optimizers.Optimizer',
    'keras.metrics.Metric'
  ].flatMap(owner => {
    const variables = variablesOf(owner.startsWith('keras.') ? 'keras' : 'tensorflow');
    return VARIABLE_NAMES.map(
      name =>
        [`${owner}.${name}`, owner === LAYER ? weightsNamed(name, variables) : variables] as const
    );
  }),
  [`${LAYER}.losses`, losses],
  [
    `${LAYER}.metrics`,
    (ctx: IModelContext): Value =>
      listOfUnknownLength(ctx, ctx.values.unknown('external', 'keras.metrics.Metric'), 'metrics')
  ],
  [`${LAYER}.name`, (ctx: IModelContext): Value => ctx.values.scalar('str')],
  [`${LAYER}.trainable`, (ctx: IModelContext): Value => ctx.values.scalar('bool')],
  [`${LAYER}.built`, (ctx: IModelContext): Value => ctx.values.scalar('bool')],
  [`${LAYER}.output`, layerOutput],
  [`${LAYER}.dtype`, (ctx: IModelContext): Value => ctx.values.constant('str', 'float32', false)],
  [`${LAYER}.input_shape`, (ctx: IModelContext): Value => ctx.values.shape(null)],
  [`${LAYER}.output_shape`, (ctx: IModelContext): Value => ctx.values.shape(null)],
  ...['kernel', 'bias', 'embeddings'].map(name => [`${LAYER}.${name}`, weightNamed(name)] as const),
  ...['BatchNormalization', 'LayerNormalization', 'GroupNormalization'].flatMap(layer =>
    ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
      name => [`keras.layers.${layer}.${name}`, weightNamed(name)] as const
    )
  ),
  [`${MODEL}.layers`, layers],
  [`${MODEL}.optimizer`, stored('optimizer')],
  ['keras.callbacks.History.history', historyOf],
  [
    'keras.callbacks.History.epoch',
    (ctx: IModelContext): Value => listOfUnknownLength(ctx, ctx.values.scalar('int'), 'epoch')
  ],
  [`${MODEL}.loss`, stored('loss')],
  [`${MODEL}.inputs`, endsOf('inputs', true)],
  [`${MODEL}.outputs`, endsOf('outputs', true)],
  [`${MODEL}.input`, endsOf('inputs', false)],
  [`${MODEL}.output`, endsOf('outputs', false)],
  [
    'keras.optimizers.Optimizer.iterations',
    (ctx: IModelContext): Value =>
      ctx.values.tensor({ dtype: 'int64', shape: [], form: 'variable' }, 'keras')
  ],
  ['keras.optimizers.Optimizer.learning_rate', learningRate],
  ['keras.optimizers.Optimizer.lr', learningRate],
  ['keras.metrics.Mean.total', scalarVariable],
  ['keras.metrics.Mean.count', scalarVariable]
]);
