/**
 * The Keras protocol: calling layers and models, building, compiling, fitting; optimizers, losses and metrics.
 */
import { joinAll, membersOf } from '../../values/join';
import type { ObjectValue, Value } from '../../values/value';
import { CONFIG_PREFIX, toArgument, toValue } from '../convert';
import { configOf, configure } from '../generic';
import { followSchedule, OPTIMIZER_METHODS } from './learningRates';
import { getLayer } from './layerNames';
import { build, noteCall, weightArrays } from './layerWeights';
import { callLoss, initialiseLoss } from './lossCalls';
import { callMetric, metricResult } from './metricResults';
import { bindArguments, evaluateLayer } from '../knowledge';
import type { CallArguments, FunctionModel, IModelContext, MethodModel } from '../model';
import { toDimensions, toDType } from '../rules/ruleCall';
import type { DType } from '../rules/dtype';
import type { RuleArgument } from '../rules/ruleArgument';
import type { Dimension } from '../rules/tensorType';
import { argument, asPython, firstAxis, positional } from './arguments';
import { functionalResult, hasSymbolic, keepParts, noteSymbolic } from './functionalModels';
import { innerKerasOptions, kerasOptions } from './kerasOptions';
import { followLayerCallbacks, followWeight } from './layerCallbacks';
import { callRecurrent } from './recurrentCells';
import { followMask, makesMask, MASK_METHODS, noteMaskRead } from './masks';
import { classOf, libraryBaseOf, noteMask, takes, withContextArguments } from './ownLayers';
import { castArgument, floatx, policyOf, weightPrecisionOf } from './precision';
import { asEncoded, asFloats, RANDOM_CHANGES } from './preprocessingLayers';
import { addLayer, callInTurn, initialiseSequential, popLayer, sequential } from './sequential';
import { followTextSteps } from './textPreparation';

/** `keras.Input(shape)`: a symbolic tensor with an open batch axis in front. */
const input: FunctionModel = (ctx, args) => {
  const shape = argument(args, 0, 'shape') ?? args.keywords.get('input_shape') ?? null;
  const batch = argument(args, 1, 'batch_size');
  const whole = args.keywords.get('batch_shape');
  const dtype = argument(args, 2, 'dtype');
  const dimensions =
    whole !== undefined
      ? toDimensions(toArgument(ctx, whole))
      : shape === null
        ? null
        : toDimensions(toArgument(ctx, shape));
  const size: Dimension =
    batch !== null && batch.kind === 'constant' && typeof batch.value === 'number'
      ? batch.value
      : 'open';
  const tensor = ctx.values.tensor({
    dtype: dtype === null ? floatx(ctx) : (toDType(toArgument(ctx, dtype)) ?? 'float32'),
    shape: dimensions === null ? null : whole !== undefined ? dimensions : [size, ...dimensions],
    form: 'symbolic'
  });
  noteSymbolic(ctx, tensor);
  return tensor;
};

/** Constructor arguments as rules see them. */
function configuration(
  ctx: IModelContext,
  layer: ObjectValue,
  path: string
): ReadonlyMap<string, RuleArgument> {
  const given = new Map<string, RuleArgument>();
  for (const field of ctx.fields(layer.object)) {
    const stored = ctx.read(layer.object, field);
    if (field.startsWith(CONFIG_PREFIX) && stored !== null) {
      given.set(field.slice(CONFIG_PREFIX.length), toArgument(ctx, stored));
    }
  }
  const policy = policyOf(ctx, layer);
  if (policy !== 'float32') {
    const { values } = ctx;
    given.set(
      'dtype',
      toArgument(
        ctx,
        policy === null ? values.scalar('str') : values.constant('str', policy, false)
      )
    );
  }
  const entry = ctx.registry.entryOf(path);
  return entry === null ? given : bindArguments(entry, [], given);
}

/** What a layer gives is symbolic where its input is. */
function inForm(ctx: IModelContext, result: Value, inputs: Value): Value {
  const isSymbolic = hasSymbolic(ctx, inputs);
  return ctx.mapStructure(result, leaf =>
    leaf.kind === 'tensor' &&
    (leaf.type.form === 'dense' || leaf.type.form === 'symbolic' || leaf.type.form === 'ndarray')
      ? ctx.values.tensor({
          dtype: leaf.type.dtype,
          shape: leaf.type.shape,
          form: isSymbolic ? 'symbolic' : 'dense'
        })
      : leaf
  );
}

/** Calls a layer or model: the program's own `build` and `call`, or the rule of a layer of Keras. */
const callLayer: MethodModel = (ctx, receiver, args) => {
  if (receiver.kind !== 'object') {
    return ctx.values.unknown('external', ctx.api);
  }
  const { cls } = receiver.object;
  const inputs = argument(args, 0, 'inputs') ?? ctx.values.unknown('external', ctx.api);
  const path = cls?.kind === 'library' ? cls.path : '';
  if (keepsLoss(ctx, receiver, path)) {
    ctx.effect({ kind: 'loss', object: receiver.object, construct: 'call' });
    if (hasSymbolic(ctx, inputs)) {
      noteSymbolic(ctx, receiver, args);
    }
  }
  return cls !== null && cls.kind === 'class'
    ? callOwn(ctx, receiver, args, inputs)
    : followMask(
        ctx,
        { path, makes: makesMask(ctx, receiver, path) },
        args,
        callLibrary(ctx, receiver, args, path)
      );
};

/** Whether the layer makes a loss of its outputs, which it keeps until a model is called anew. */
function keepsLoss(ctx: IModelContext, layer: ObjectValue, path: string): boolean {
  const regularizer = configOf(ctx, layer, 'activity_regularizer');
  return (
    path === 'keras.layers.ActivityRegularization' ||
    (regularizer !== null && !(regularizer.kind === 'constant' && regularizer.type === 'None'))
  );
}

/** `super().call(inputs)`: what the layer does that a class of the program inherits from. */
const callInherited: MethodModel = (ctx, receiver, args) => {
  const own = receiver.kind === 'object' ? classOf(receiver) : null;
  return own === null || receiver.kind !== 'object'
    ? callLayer(ctx, receiver, args)
    : callLibrary(ctx, receiver, args, libraryBaseOf(own) ?? '');
};

/** What a layer or model of Keras computes. */
function callLibrary(
  ctx: IModelContext,
  receiver: ObjectValue,
  args: CallArguments,
  path: string
): Value {
  const inputs = argument(args, 0, 'inputs') ?? ctx.values.unknown('external', ctx.api);
  const inTurn = callInTurn(ctx, receiver, inputs, args);
  if (inTurn !== null) {
    return inTurn;
  }
  const outputs = configOf(ctx, receiver, 'outputs');
  if (outputs !== null && (path === 'keras.Model' || path === 'keras.Sequential')) {
    return functionalResult(ctx, receiver, outputs, inputs);
  }
  const entry = ctx.registry.entryOf(path);
  if (path === 'keras.layers.Lambda') {
    return callLambda(ctx, receiver, castArgument(ctx, receiver, inputs));
  }
  if (RANDOM_CHANGES.test(path)) {
    return inForm(ctx, asFloats(ctx, inputs), inputs);
  }
  if (path === 'keras.layers.SpectralNormalization') {
    const layer = configOf(ctx, receiver, 'layer');
    return layer === null
      ? ctx.values.unknown('external', path)
      : ctx.call(layer, positional([inputs]), innerKerasOptions(ctx));
  }
  if (path === 'keras.layers.TimeDistributed') {
    return distributedOverTime(ctx, configOf(ctx, receiver, 'layer'), inputs);
  }
  if (entry === null) {
    return ctx.values.unknown('external', path);
  }
  const recurrent = path === 'keras.layers.RNN' ? callRecurrent(ctx, receiver, inputs) : null;
  if (recurrent !== null) {
    return inForm(ctx, recurrent, inputs);
  }
  const options = new Map(configuration(ctx, receiver, path));
  const scores = args.keywords.get('return_attention_scores');
  if (scores !== undefined) {
    options.set('return_attention_scores', toArgument(ctx, scores));
  }
  const states = /Cells?$/u.test(path) ? argument(args, 1, 'states') : null;
  if (states !== null) {
    options.set('states', toArgument(ctx, states));
  }
  const query = path.endsWith('QueryAttention') || path.endsWith('HeadAttention');
  const taken = query ? attentionInputs(ctx, args) : membersOf(inputs);
  const results = taken.map(member =>
    inForm(ctx, toValue(ctx, evaluateLayer(entry, options, toArgument(ctx, member))), member)
  );
  if (path === 'keras.layers.TextVectorization') {
    followTextSteps(ctx, receiver, inputs);
  }
  if (makesMask(ctx, receiver, path)) {
    noteMask(ctx);
  }
  const computed = joinAll(ctx.values, results);
  followLayerCallbacks(ctx, receiver, inputs, computed);
  noteCall(ctx, receiver, inputs, computed);
  const result = activated(ctx, receiver, asEncoded(ctx, receiver, path, computed));
  return result.kind === 'unknown' && membersOf(inputs).some(member => member.kind === 'tensor')
    ? ctx.values.tensor({
        dtype: null,
        shape: null,
        form: hasSymbolic(ctx, inputs) ? 'symbolic' : 'dense'
      })
    : result;
}

/** `Lambda(function, output_shape, arguments={…})`: what the function gives, or of the shape that is told. */
function callLambda(ctx: IModelContext, layer: ObjectValue, inputs: Value): Value {
  const callee = configOf(ctx, layer, 'function');
  if (hasSymbolic(ctx, inputs)) {
    noteSymbolic(ctx, layer, positional([inputs]));
  }
  const told = configOf(ctx, layer, 'output_shape');
  const result =
    callee === null
      ? ctx.values.unknown('external', ctx.api)
      : ctx.call(
          callee,
          { ...positional([inputs]), keywords: keywordsOf(ctx, configOf(ctx, layer, 'arguments')) },
          innerKerasOptions(ctx)
        );
  const sizes = told === null ? null : toDimensions(toArgument(ctx, told));
  // A model is built with the shape that is told; what is computed has the one that the function gives.
  const isOpen =
    result.kind === 'unknown' ||
    (result.kind === 'tensor' && result.type.shape === null) ||
    hasSymbolic(ctx, inputs);
  return isOpen && sizes !== null
    ? ctx.values.tensor({
        dtype: result.kind === 'tensor' ? result.type.dtype : null,
        shape: [firstAxis(ctx, inputs) ?? 'unknown', ...sizes],
        form: hasSymbolic(ctx, inputs) ? 'symbolic' : 'dense'
      })
    : result;
}

/** The entries of a dictionary of options, by name. */
function keywordsOf(ctx: IModelContext, options: Value | null): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  if (options?.kind === 'object' && options.object.kind === 'dict') {
    for (const field of ctx.fields(options.object)) {
      const name = /^\['(.*)'\]$/su.exec(field);
      const value = name === null ? null : ctx.read(options.object, field);
      if (name !== null && value !== null) {
        found.set(name[1], value);
      }
    }
  }
  return found;
}

/** Layers of several heads take query and value as arguments of their own. */
function attentionInputs(ctx: IModelContext, args: CallArguments): readonly Value[] {
  const query = argument(args, 0, 'query');
  const value = argument(args, 1, 'value');
  return query === null
    ? [ctx.values.unknown('external', ctx.api)]
    : [value === null ? query : ctx.values.tuple([query, value])];
}

/** An activation of the program is called with what the layer computed. */
function activated(ctx: IModelContext, layer: Value, result: Value): Value {
  const activation = configOf(ctx, layer, 'activation');
  if (activation === null || (activation.kind !== 'function' && activation.kind !== 'method')) {
    return result;
  }
  if (hasSymbolic(ctx, result)) {
    noteSymbolic(ctx, activation, positional([result]));
  }
  return ctx.call(activation, positional([result]), innerKerasOptions(ctx));
}

/** `TimeDistributed(layer)`: the layer applied to each step, with the axis of time put back. */
function distributedOverTime(ctx: IModelContext, layer: Value | null, inputs: Value): Value {
  if (layer === null || inputs.kind !== 'tensor' || (inputs.type.shape?.length ?? 0) < 2) {
    return ctx.values.tensor({ dtype: null, shape: null, form: 'dense' });
  }
  const [batch, time, ...rest] = inputs.type.shape ?? [];
  const step = ctx.values.tensor({
    dtype: inputs.type.dtype,
    shape: [batch, ...rest],
    form: inputs.type.form
  });
  return ctx.mapStructure(ctx.call(layer, positional([step]), innerKerasOptions(ctx)), leaf =>
    leaf.kind === 'tensor' && leaf.type.shape !== null
      ? ctx.values.tensor({
          dtype: leaf.type.dtype,
          shape: [batch, time, ...leaf.type.shape.slice(1)],
          form: leaf.type.form
        })
      : leaf
  );
}

/** A class of the program: `build` with the input's shape, then `call`. */
function callOwn(
  ctx: IModelContext,
  receiver: ObjectValue,
  args: CallArguments,
  inputs: Value
): Value {
  if (hasSymbolic(ctx, inputs)) {
    noteSymbolic(ctx, receiver, args);
  }
  const build = ctx.attribute(receiver, 'build');
  if (build.kind === 'method' || build.kind === 'union') {
    const shape = ctx.mapStructure(inputs, leaf =>
      leaf.kind === 'tensor' ? ctx.values.shape(leaf.type.shape) : leaf
    );
    ctx.call(build, positional([shape]), kerasOptions(ctx));
  }
  const call = ctx.attribute(receiver, 'call');
  if (
    call.kind === 'method' ||
    call.kind === 'wrapper' ||
    call.kind === 'function' ||
    call.kind === 'union'
  ) {
    const cast = (value: Value): Value => castArgument(ctx, receiver, value);
    const keywords = new Map([...args.keywords].map(([name, value]) => [name, cast(value)]));
    const given = { ...args, positional: args.positional.map(cast), keywords };
    if (takes(call, 'mask') && !args.keywords.has('mask')) {
      noteMaskRead(ctx, inputs);
    }
    return ctx.call(call, withContextArguments(ctx, call, given, inputs), kerasOptions(ctx));
  }
  const own = classOf(receiver);
  return callLibrary(ctx, receiver, args, (own === null ? null : libraryBaseOf(own)) ?? '');
}

/** `Model(inputs, outputs)`: a model made of symbolic tensors. */
const functional: FunctionModel = (ctx, args) => {
  const model = ctx.values.object(ctx.allocate('instance', ctx.values.library('keras.Model')));
  ctx.effect({ kind: 'variable-creation', construct: 'call' });
  initialise(ctx, model, args);
  return model;
};

const initialise: MethodModel = (ctx, receiver, args) => {
  if (receiver.kind === 'object') {
    configureInherited(ctx, receiver, args);
    args.keywords.forEach((value, name) => ctx.write(receiver.object, CONFIG_PREFIX + name, value));
    const [inputs, outputs] = args.positional;
    if (inputs !== undefined && outputs !== undefined) {
      ctx.write(receiver.object, `${CONFIG_PREFIX}inputs`, inputs);
      ctx.write(receiver.object, `${CONFIG_PREFIX}outputs`, outputs);
    }
    const given = inputs ?? args.keywords.get('inputs');
    if (given !== undefined && configOf(ctx, receiver, 'outputs') !== null) {
      keepParts(ctx, receiver, given);
    }
  }
  return ctx.values.none;
};

/** What a class of the program hands by position to the layer of Keras that it inherits from. */
function configureInherited(ctx: IModelContext, layer: ObjectValue, args: CallArguments): void {
  const own = args.positional.length === 0 ? null : classOf(layer);
  const base = own === null ? null : libraryBaseOf(own);
  const entry = base === null ? null : ctx.registry.entryOf(base);
  if (entry !== null && entry.name.startsWith('keras.layers.')) {
    configure(ctx, { ...entry, category: 'other' }, layer, args);
  }
}

/** An optimizer that is given by its name is an instance from there on. */
function optimizerOf(ctx: IModelContext, value: Value): Value {
  return value.kind === 'constant' && value.type === 'str'
    ? ctx.values.object(
        ctx.allocate('instance', ctx.values.library('keras.optimizers.Optimizer'), 'optimizer')
      )
    : value;
}

const compile: MethodModel = (ctx, receiver, args) => {
  if (receiver.kind === 'object') {
    ['optimizer', 'loss', 'loss_weights', 'metrics'].forEach((name, index) => {
      const value = argument(args, index, name);
      if (value !== null) {
        const kept = name === 'optimizer' ? optimizerOf(ctx, value) : value;
        ctx.write(receiver.object, CONFIG_PREFIX + name, kept);
        ctx.write(receiver.object, name, kept);
      }
    });
    const isEager = argument(args, 5, 'run_eagerly');
    if (isEager !== null) {
      ctx.write(receiver.object, 'run_eagerly', isEager);
    }
  }
  return ctx.values.none;
};

/** A metric counts in Keras's precision, a layer has a policy. */
function weightDType(ctx: IModelContext, receiver: Value): DType {
  return ctx.api.startsWith('keras.metrics.') ? floatx(ctx) : weightPrecisionOf(ctx, receiver);
}

const addWeight: MethodModel = (ctx, receiver, args) => {
  ctx.effect({ kind: 'variable-creation', construct: 'call' });
  const second = args.positional[0];
  const shape =
    args.keywords.get('shape') ??
    (second !== undefined && second.kind !== 'constant' ? second : args.positional[1]);
  const dtype = args.keywords.get('dtype');
  const weight = {
    dtype:
      dtype === undefined
        ? weightDType(ctx, receiver)
        : (toDType(toArgument(ctx, dtype)) ?? 'float32'),
    shape: shape === undefined ? [] : toDimensions(toArgument(ctx, shape))
  } as const;
  followWeight(ctx, weight, {
    initializer: args.keywords.get('initializer') ?? args.positional[1],
    regularizer: args.keywords.get('regularizer'),
    constraint: args.keywords.get('constraint')
  });
  return ctx.values.tensor({ ...weight, form: 'variable' }, 'keras');
};

const none: MethodModel = ctx => ctx.values.none;

/** `optimizer.minimize(loss, var_list)`: the loss may be a function that is called. */
const minimize: MethodModel = (ctx, receiver, args) => {
  followSchedule(ctx, receiver);
  const loss = argument(args, 0, 'loss');
  if (loss !== null && loss.kind !== 'tensor') {
    ctx.call(loss, positional([]), asPython(ctx, { followedByPublished: false, count: 1 }));
  }
  return ctx.values.none;
};

const scalarResult: MethodModel = ctx =>
  ctx.values.tensor({ dtype: floatx(ctx), shape: [], form: 'dense' });

const writes: MethodModel = ctx => {
  ctx.effect({ kind: 'file', construct: 'call' });
  return ctx.values.none;
};

const printed: MethodModel = ctx => {
  ctx.effect({ kind: 'print', construct: 'call' });
  return ctx.values.none;
};

const moduleInit: MethodModel = (ctx, receiver, args) => {
  const entry = ctx.registry.entryOf('keras.layers.Layer');
  if (entry !== null) {
    configure(ctx, { ...entry, category: 'other', parameters: [] }, receiver, args);
  }
  return ctx.values.none;
};

/** `keras.ops.shape(x)`: the sizes as numbers, those that a graph does not know as tensors. */
const dynamicShape: FunctionModel = (ctx, args) => {
  const { values } = ctx;
  const given = argument(args, 0, 'x');
  const shape = given !== null && given.kind === 'tensor' ? given.type.shape : null;
  return shape === null
    ? values.tuple([], values.scalar('int'))
    : values.tuple(
        shape.map(size =>
          typeof size === 'number'
            ? values.constant('int', size, false)
            : size === 'unknown'
              ? values.scalar('int')
              : values.tensor({ dtype: 'int32', shape: [], form: 'dense' })
        )
      );
};

export const KERAS_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<string, FunctionModel>([
  ['keras.config.epsilon', ctx => ctx.values.scalar('float')],
  ['keras.config.floatx', ctx => ctx.values.scalar('str')],
  ['keras.config.image_data_format', ctx => ctx.values.scalar('str')],
  ['keras.ops.shape', dynamicShape],
  ['keras.Input', input],
  ['keras.layers.Input', input],
  ['keras.layers.InputLayer', input],
  ['keras.Model', functional],
  ['keras.Sequential', sequential],
  ['keras.models.Sequential', sequential]
]);

/** Classes to derive from, whose own `__init__` sets nothing that a program reads. */
const BASES_THAT_SET_NOTHING = [
  'keras.callbacks.Callback',
  'keras.constraints.Constraint',
  'keras.initializers.Initializer',
  'keras.optimizers.schedules.LearningRateSchedule',
  'keras.regularizers.Regularizer',
  'keras.utils.PyDataset'
];

const LAYER = 'keras.layers.Layer';
const MODEL = 'keras.Model';

export const KERAS_METHODS: ReadonlyMap<string, MethodModel> = new Map<string, MethodModel>([
  [`${LAYER}.__call__`, callLayer],
  [`${LAYER}.__init__`, initialise],
  [`${LAYER}.build`, build],
  [`${LAYER}.call`, callInherited],
  [`${LAYER}.add_weight`, addWeight],
  [`${LAYER}.add_variable`, addWeight],
  [`${LAYER}.add_loss`, none],
  [`${LAYER}.add_metric`, none],
  [`${LAYER}.get_config`, ctx => ctx.values.object(ctx.allocate('dict', null))],
  [`${LAYER}.set_weights`, none],
  [`${LAYER}.get_weights`, weightArrays],
  [`${LAYER}.compute_output_shape`, ctx => ctx.values.shape(null)],
  [`${MODEL}.__call__`, callLayer],
  [`${MODEL}.__init__`, initialise],
  ['keras.Sequential.__init__', initialiseSequential],
  ['keras.Sequential.add', addLayer],
  ['keras.Sequential.pop', popLayer],
  [`${MODEL}.compile`, compile],
  [`${MODEL}.get_layer`, getLayer],
  [`${MODEL}.summary`, printed],
  [`${MODEL}.save`, writes],
  [`${MODEL}.save_weights`, writes],
  [`${MODEL}.load_weights`, writes],
  [`${MODEL}.export`, writes],
  [`${MODEL}.compiled_loss`, callLoss],
  [`${MODEL}.compute_loss`, scalarResult],
  [`${MODEL}.compute_metrics`, ctx => ctx.values.object(ctx.allocate('dict', null))],
  ['tensorflow.Module.__init__', moduleInit],
  ...OPTIMIZER_METHODS,
  ...MASK_METHODS,
  ['keras.optimizers.Optimizer.minimize', minimize],
  ['keras.losses.Loss.__call__', callLoss],
  ['keras.losses.Loss.__init__', initialiseLoss],
  ['keras.metrics.Metric.__call__', callMetric],
  ['keras.metrics.Metric.__init__', none],
  ['keras.metrics.Metric.update_state', none],
  ['keras.metrics.Metric.result', metricResult],
  ['keras.metrics.Metric.reset_state', none],
  ['keras.metrics.Metric.reset_states', none],
  ['keras.metrics.Metric.add_weight', addWeight],
  ...BASES_THAT_SET_NOTHING.map((path): [string, MethodModel] => [`${path}.__init__`, none])
]);
