/**
 * What makes graphs of functions, and what runs functions inside of graphs: `tf.function`, `tf.cond`,
 * `tf.while_loop`, `tf.map_fn`, distribution strategies; `torch.compile` and `jax.jit`.
 */
import { joinAll, membersOf } from '../../values/join';
import type { Value } from '../../values/value';
import { toArgument } from '../convert';
import { configOf } from '../generic';
import type {
  AttributeModel,
  CallArguments,
  FunctionModel,
  IModelContext,
  MethodModel
} from '../model';
import { toDType } from '../rules/ruleCall';
import type { Dimension } from '../rules/tensorType';
import {
  argument,
  asPython,
  knownInteger,
  listOf,
  listOfUnknownLength,
  positional
} from './arguments';
import { specValue } from './datasetElements';
import { LOOP_FUNCTIONS, slices, tensorLike } from './graphLoops';
import { arrayValue } from './tensors';

const CALLABLE_KINDS: ReadonlySet<Value['kind']> = new Set([
  'function',
  'method',
  'partial',
  'wrapper',
  'library',
  'library-method',
  'object',
  'class',
  'union'
]);

/** A wrapper that makes a graph function of a callable; with options alone it gives the decorator. */
function graphWrapper(name: string): FunctionModel {
  return (ctx, args) => {
    const callee = argument(args, 0, name);
    if (
      callee === null ||
      !CALLABLE_KINDS.has(callee.kind) ||
      (callee.kind === 'object' && callee.object.kind === 'list')
    ) {
      const options = new Map([...args.keywords].filter(([keyword]) => keyword !== name));
      return ctx.values.partial(ctx.values.library(ctx.api), [], options);
    }
    const signature = args.keywords.get('input_signature');
    const parts = signature === undefined ? null : ctx.items(signature);
    const traced = parts && ctx.values.tuple(parts.map(part => specValue(ctx, part)));
    return ctx.values.wrapper('graph', callee, ctx.api, ctx.site, null, null, traced);
  };
}

/** Calls both branches and joins. */
const cond: FunctionModel = (ctx, args) => {
  const branches = [argument(args, 1, 'true_fn'), argument(args, 2, 'false_fn')].filter(
    branch => branch !== null
  );
  return joinAll(
    ctx.values,
    branches.map(branch =>
      ctx.call(branch, positional([]), asPython(ctx, { followedByPublished: true, count: 1 }))
    )
  );
};

/**
 * `tf.switch_case(index, branch_fns, default)` and `tf.case(pred_fn_pairs, default)`: every branch is called. Branches
 * stand alone, after their key or predicate in a pair, or as the values of a dictionary.
 */
function severalBranches(name: string, place: number, defaultPlace: number): FunctionModel {
  return (ctx, args) => {
    const given = argument(args, place, name);
    const branches = [
      ...(given === null ? [] : branchesOf(ctx, given)),
      argument(args, defaultPlace, 'default')
    ].filter(branch => branch !== null && !isNone(branch));
    return branches.length === 0
      ? ctx.values.unknown('external', ctx.api)
      : joinAll(
          ctx.values,
          branches.map(branch =>
            branch === null
              ? ctx.values.never
              : ctx.call(
                  branch,
                  positional([]),
                  asPython(ctx, { followedByPublished: false, count: 1 })
                )
          )
        );
  };
}

function branchesOf(ctx: IModelContext, given: Value): readonly Value[] {
  if (given.kind === 'object' && given.object.kind === 'dict') {
    const { object } = given;
    return ctx
      .fields(object)
      .filter(field => field !== '[keys]')
      .map(field => ctx.read(object, field) ?? ctx.values.never);
  }
  const items = ctx.items(given) ?? [ctx.iterate(given) ?? ctx.values.unknown('external', ctx.api)];
  return items.map(item => (item.kind === 'tuple' ? (item.items.at(-1) ?? item) : item));
}

function isNone(value: Value): boolean {
  return value.kind === 'constant' && value.type === 'None';
}

/** `tf.py_function(func, inp, Tout)`: the function runs eagerly, on eager tensors, whatever is around it. */
const pyFunction: FunctionModel = (ctx, args) => {
  const callee = argument(args, 0, 'func');
  const out = argument(args, 2, 'Tout');
  if (callee === null) {
    return ctx.values.partial(ctx.values.library(ctx.api), [], args.keywords);
  }
  const given = argument(args, 1, 'inp');
  return given === null
    ? ctx.values.partial(ctx.values.library(`${ctx.api}#call`), [callee], args.keywords)
    : callInPython(ctx, callee, ctx.items(given) ?? [], out);
};

/** A function that `tf.py_function` decorates, called: its arguments become tensors or arrays first. */
const callDecorated: FunctionModel = (ctx, args) => {
  const [callee, ...inputs] = args.positional;
  return callee === undefined
    ? ctx.values.unknown('external', ctx.api)
    : callInPython(ctx, callee, inputs, args.keywords.get('Tout') ?? null);
};

function callInPython(
  ctx: IModelContext,
  callee: Value,
  inputs: readonly Value[],
  out: Value | null
): Value {
  const isNumPy = /numpy_function|py_func$/u.test(ctx.api);
  const passed = inputs.map(value => {
    const tensor = tensorLike(ctx, value);
    if (tensor.kind !== 'tensor') {
      return tensor;
    }
    return isNumPy
      ? arrayValue(ctx, tensor)
      : tensor.type.form === 'ndarray' || tensor.type.form === 'variable'
        ? ctx.values.tensor({ dtype: tensor.type.dtype, shape: tensor.type.shape, form: 'dense' })
        : tensor;
  });
  ctx.call(callee, positional(passed), asPython(ctx, { followedByPublished: false }));
  const types = out === null ? null : ctx.items(out);
  const tensor = (type: Value | null): Value =>
    ctx.values.tensor({
      dtype: type === null ? null : toDType(toArgument(ctx, type)),
      shape: null,
      form: 'dense'
    });
  return types === null ? tensor(out) : listOf(ctx, types.map(tensor));
}

/** Gives a function back as it is called: gradients are what it adds. */
const transparent: FunctionModel = (ctx, args) => {
  const callee = argument(args, 0);
  return callee === null
    ? ctx.values.library('functools.wraps#decorator')
    : ctx.values.wrapper('transparent', callee, ctx.api);
};

/** `strategy.run(fn, args)`. */
const run: MethodModel = (ctx, _receiver, args) => {
  const callee = argument(args, 0, 'fn');
  const given = argument(args, 1, 'args');
  if (callee === null) {
    return ctx.values.unknown('external', ctx.api);
  }
  const items = given === null ? [] : ctx.items(given);
  const named = namedArguments(ctx, argument(args, 2, 'kwargs'));
  return ctx.call(
    callee,
    items === null
      ? { ...named, positional: [], starred: given === null ? null : ctx.iterate(given) }
      : { ...named, positional: items, starred: null },
    asPython(ctx, { followedByPublished: true, count: 1 })
  );
};

/** The keyword arguments that a dict holds, as behind `**` in a call. */
function namedArguments(
  ctx: IModelContext,
  mapping: Value | null
): Pick<CallArguments, 'keywords' | 'doubleStarred'> {
  const keywords = new Map<string, Value>();
  if (mapping === null || (mapping.kind === 'constant' && mapping.type === 'None')) {
    return { keywords, doubleStarred: null };
  }
  const unknown = { keywords, doubleStarred: ctx.values.unknown('external', ctx.api) };
  if (mapping.kind !== 'object' || mapping.object.kind !== 'dict') {
    return unknown;
  }
  for (const field of ctx.fields(mapping.object)) {
    const name = /^\['(.*)'\]$/su.exec(field)?.[1];
    const stored = ctx.read(mapping.object, field);
    if (name !== undefined && stored !== null) {
      keywords.set(name, stored);
    } else if (field !== '[keys]') {
      return unknown;
    }
  }
  return { keywords, doubleStarred: null };
}

const reduceReplicas: MethodModel = (ctx, _receiver, args) =>
  argument(args, 1, 'value') ?? ctx.values.unknown('external', ctx.api);

const distributed: MethodModel = (ctx, _receiver, args) =>
  argument(args, 0) ?? ctx.values.unknown('external', ctx.api);

/** One value for each replica that this process runs: as many as the strategy has devices here. */
const localResults: MethodModel = (ctx, _receiver, args) =>
  ctx.values.tuple([argument(args, 0) ?? ctx.values.unknown('external', ctx.api)]);

const fromFunction: MethodModel = (ctx, _receiver, args) => {
  const callee = argument(args, 0);
  return callee === null
    ? ctx.values.unknown('external', ctx.api)
    : ctx.call(
        callee,
        positional([ctx.values.unknown('external', 'tensorflow.distribute.InputContext')]),
        asPython(ctx, { followedByPublished: true })
      );
};

/** `tape.gradient(target, sources)`: one gradient for each source, in their structure. */
const gradient: MethodModel = (ctx, _receiver, args) => {
  const sources = argument(args, 1, 'sources');
  return sources === null
    ? ctx.values.unknown('external', ctx.api)
    : ctx.mapStructure(sources, leaf =>
        leaf.kind === 'tensor'
          ? ctx.values.tensor({ dtype: leaf.type.dtype, shape: leaf.type.shape, form: 'dense' })
          : leaf
      );
};

/** `tape.jacobian(target, sources)`: the axes of the target before those of each source; of batches one batch axis. */
const jacobian: MethodModel = (ctx, _receiver, args) => {
  const target = argument(args, 0, 'target');
  const sources = argument(args, 1, 'sources') ?? argument(args, 1, 'source');
  const front = target !== null && target.kind === 'tensor' ? target.type.shape : null;
  const isBatched = ctx.api.endsWith('batch_jacobian');
  return sources === null
    ? ctx.values.unknown('external', ctx.api)
    : ctx.mapStructure(sources, leaf =>
        leaf.kind === 'tensor'
          ? ctx.values.tensor({
              dtype: leaf.type.dtype,
              shape:
                front === null || leaf.type.shape === null
                  ? null
                  : [...front, ...leaf.type.shape.slice(isBatched ? 1 : 0)],
              form: 'dense'
            })
          : leaf
      );
};

/** `accumulator.jvp(primals)`: a tensor of the type of each. */
const forwardProduct: MethodModel = (ctx, _receiver, args) =>
  ctx.mapStructure(argument(args, 0, 'primals') ?? ctx.values.never, leaf =>
    leaf.kind === 'tensor'
      ? ctx.values.tensor({ dtype: leaf.type.dtype, shape: leaf.type.shape, form: 'dense' })
      : leaf
  );

const instanceOf =
  (cls: string): FunctionModel =>
  ctx =>
    ctx.values.object(ctx.allocate('instance', ctx.values.library(cls)));

const none: MethodModel = ctx => ctx.values.none;
const opened: MethodModel = (_ctx, receiver) => receiver;

function isSpec(value: Value): boolean {
  return (
    value.kind === 'object' &&
    value.object.cls?.kind === 'library' &&
    value.object.cls.path.endsWith('TensorSpec')
  );
}

/** `f.get_concrete_function(*specs)` traces with tensors of the specs, and gives what is called like `f`. */
const concrete: MethodModel = (ctx, receiver, args) => {
  if (args.positional.length + args.keywords.size > 0) {
    const given = (structure: Value): Value =>
      ctx.mapStructure(structure, leaf => (isSpec(leaf) ? specValue(ctx, leaf) : leaf));
    ctx.call(
      receiver,
      {
        ...args,
        positional: args.positional.map(given),
        keywords: new Map([...args.keywords].map(([name, spec]) => [name, given(spec)]))
      },
      asPython(ctx, { followedByPublished: false })
    );
  }
  return receiver;
};

/** `tf.TensorArray`: its `write` gives the array to go on with. */
const writeArray: MethodModel = (ctx, receiver, args) => {
  const value = argument(args, 1, 'value') ?? argument(args, 0, 'value');
  if (receiver.kind === 'object' && value !== null) {
    const before = ctx.read(receiver.object, '#element');
    ctx.write(
      receiver.object,
      '#element',
      before === null ? value : joinAll(ctx.values, [before, value])
    );
  }
  return receiver;
};

/** `unstack(value)`, `scatter(indices, value)`: an element for each row of the value. */
function writeRows(place: number): MethodModel {
  return (ctx, receiver, args) => {
    const value = argument(args, place, 'value');
    return value === null
      ? receiver
      : writeArray(ctx, receiver, positional([ctx.values.none, slices(ctx, value)]));
  };
}

function arrayElement(ctx: IModelContext, receiver: Value): Value {
  const stored = receiver.kind === 'object' ? ctx.read(receiver.object, '#element') : null;
  const dtype = receiver.kind === 'object' ? ctx.read(receiver.object, '#config:dtype') : null;
  const declared = dtype === null ? null : toDType(toArgument(ctx, dtype));
  return stored === null
    ? ctx.values.tensor({ dtype: declared, shape: null, form: 'dense' })
    : joinAll(
        ctx.values,
        membersOf(stored).map(member =>
          member.kind === 'constant' && member.type !== 'None'
            ? ctx.values.tensor({ dtype: declared, shape: [], form: 'dense' })
            : member
        )
      );
}

/** The number of elements of an array that was made with a size and does not grow. */
function arrayLength(ctx: IModelContext, receiver: Value): Dimension {
  const size = configOf(ctx, receiver, 'size');
  const grows = configOf(ctx, receiver, 'dynamic_size');
  const isFixed =
    grows === null ||
    (grows.kind === 'constant' && grows.value === false) ||
    grows === ctx.values.none;
  const known =
    size !== null && size.kind === 'tensor' ? (size.elements?.[0] ?? null) : knownInteger(size);
  return (isFixed ? known : null) ?? 'unknown';
}

const stackArray: MethodModel = (ctx, receiver) =>
  joinAll(
    ctx.values,
    membersOf(arrayElement(ctx, receiver)).map(element =>
      element.kind === 'tensor'
        ? ctx.values.tensor({
            dtype: element.type.dtype,
            shape:
              element.type.shape === null
                ? null
                : [arrayLength(ctx, receiver), ...element.type.shape],
            form: 'dense'
          })
        : ctx.values.tensor({ dtype: null, shape: null, form: 'dense' })
    )
  );

/** `gather(indices)`: as many elements as there are indices. */
const gatherArray: MethodModel = (ctx, receiver, args) => {
  const indices = argument(args, 0, 'indices');
  const count =
    indices === null
      ? null
      : indices.kind === 'tensor'
        ? (indices.type.shape?.[0] ?? null)
        : (ctx.items(indices)?.length ?? null);
  return withLength(ctx, stackArray(ctx, receiver, NOTHING), count ?? 'unknown');
};

/** `concat()`: the elements one after another along their first axis. */
const concatArray: MethodModel = (ctx, receiver) =>
  ctx.mapStructure(arrayElement(ctx, receiver), leaf => withLength(ctx, leaf, 'unknown'));

function withLength(ctx: IModelContext, value: Value, length: Dimension): Value {
  return ctx.mapStructure(value, leaf =>
    leaf.kind === 'tensor' && leaf.type.shape !== null
      ? ctx.values.tensor({
          dtype: leaf.type.dtype,
          shape: [length, ...leaf.type.shape.slice(1)],
          form: leaf.type.form
        })
      : leaf
  );
}

const NOTHING = positional([]);

const GRAPH_APIS: readonly (readonly [string, string])[] = [
  ['tensorflow.function', 'func'],
  ['tensorflow.python.eager.def_function.function', 'func'],
  ['tensorflow.python.eager.polymorphic_function.polymorphic_function.function', 'func'],
  ['tensorflow.compat.v1.function', 'func'],
  ['torch.compile', 'model'],
  ['torch.jit.script', 'obj'],
  ['torch.jit.trace', 'func'],
  ['jax.jit', 'fun'],
  ['jax.pmap', 'fun'],
  ['jax.api.jit', 'fun'],
  ['flax.nnx.jit', 'fun'],
  ['flax.linen.jit', 'target'],
  ['equinox.filter_jit', 'fun']
];

const TRANSPARENT = [
  'tensorflow.custom_gradient',
  'tensorflow.recompute_grad',
  'tensorflow.autograph.experimental.do_not_convert',
  'tensorflow.Module.with_name_scope',
  'tensorflow.nondifferentiable_batch_function',
  'keras.saving.register_keras_serializable',
  'keras.utils.register_keras_serializable',
  'tensorflow.no_gradient',
  'torch.no_grad',
  'torch.inference_mode',
  'jax.vmap',
  'jax.grad',
  'jax.value_and_grad',
  'jax.checkpoint',
  'jax.remat',
  'jax.custom_vjp',
  'jax.custom_jvp'
];

export const GRAPH_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<string, FunctionModel>([
  ...GRAPH_APIS.map(([path, name]) => [path, graphWrapper(name)] as const),
  ...TRANSPARENT.map(path => [path, transparent] as const),
  ...LOOP_FUNCTIONS,
  ['tensorflow.cond', cond],
  ['keras.ops.cond', cond],
  ['tensorflow.case', severalBranches('pred_fn_pairs', 0, 1)],
  ['tensorflow.switch_case', severalBranches('branch_fns', 1, 2)],
  ['tensorflow.py_function', pyFunction],
  ['tensorflow.numpy_function', pyFunction],
  ['tensorflow.compat.v1.py_func', pyFunction],
  ['tensorflow.py_function#call', callDecorated],
  ['tensorflow.numpy_function#call', callDecorated],
  ['tensorflow.GradientTape', instanceOf('tensorflow.GradientTape')],
  ['tensorflow.autodiff.ForwardAccumulator', instanceOf('tensorflow.autodiff.ForwardAccumulator')],
  ['tensorflow.init_scope', instanceOf('tensorflow.init_scope')],
  ['tensorflow.name_scope', instanceOf('tensorflow.name_scope')],
  ['tensorflow.device', instanceOf('tensorflow.device')],
  ['tensorflow.control_dependencies', instanceOf('tensorflow.control_dependencies')],
  ['tensorflow.data.Options', instanceOf('tensorflow.data.Options')]
]);

const STRATEGY_OWNERS = [
  'tensorflow.distribute.Strategy',
  'tensorflow.distribute.MirroredStrategy',
  'tensorflow.distribute.TPUStrategy',
  'tensorflow.distribute.OneDeviceStrategy',
  'tensorflow.distribute.MultiWorkerMirroredStrategy',
  'tensorflow.distribute.experimental.TPUStrategy',
  'tensorflow.distribute.experimental.MultiWorkerMirroredStrategy',
  'tensorflow.distribute.experimental.CentralStorageStrategy',
  'tensorflow.distribute.experimental.ParameterServerStrategy'
];

/** `strategy.num_replicas_in_sync`: as many as the devices that the strategy was made with. */
const replicaCount: AttributeModel = (ctx, receiver) => {
  const devices = configOf(ctx, receiver, 'devices');
  const isOne =
    receiver.kind === 'object' &&
    receiver.object.cls?.kind === 'library' &&
    receiver.object.cls.path === 'tensorflow.distribute.OneDeviceStrategy';
  const count = isOne
    ? 1
    : devices === null || devices === ctx.values.none
      ? null
      : ctx.items(devices)?.length;
  return count === null || count === undefined
    ? ctx.values.scalar('int')
    : ctx.values.constant('int', count, false);
};

export const GRAPH_ATTRIBUTES: ReadonlyMap<string, AttributeModel> = new Map(
  STRATEGY_OWNERS.map(owner => [`${owner}.num_replicas_in_sync`, replicaCount] as const)
);

export const GRAPH_METHODS: ReadonlyMap<string, MethodModel> = new Map<string, MethodModel>([
  ...STRATEGY_OWNERS.flatMap(
    owner =>
      [
        [`${owner}.run`, run],
        [`${owner}.experimental_run_v2`, run],
        [`${owner}.reduce`, reduceReplicas],
        [`${owner}.experimental_distribute_dataset`, distributed],
        [`${owner}.experimental_local_results`, localResults],
        [`${owner}.unwrap`, localResults],
        [`${owner}.distribute_datasets_from_function`, fromFunction],
        [`${owner}.experimental_distribute_datasets_from_function`, fromFunction],
        [
          `${owner}.scope`,
          (ctx: IModelContext): Value =>
            ctx.values.object(
              ctx.allocate('instance', ctx.values.library('tensorflow.distribute.StrategyScope'))
            )
        ]
      ] as const
  ),
  ['tensorflow.GradientTape.gradient', gradient],
  ['tensorflow.GradientTape.jacobian', jacobian],
  ['tensorflow.GradientTape.batch_jacobian', jacobian],
  ['tensorflow.autodiff.ForwardAccumulator.jvp', forwardProduct],
  ['tensorflow.autodiff.ForwardAccumulator.watch', none],
  ['tensorflow.autodiff.ForwardAccumulator.__enter__', opened],
  ['tensorflow.GradientTape.watch', none],
  ['tensorflow.GradientTape.reset', none],
  ['tensorflow.GradientTape.stop_recording', opened],
  ['tensorflow.GradientTape.__enter__', opened],
  [
    'tensorflow.GradientTape.watched_variables',
    ctx =>
      listOfUnknownLength(ctx, ctx.values.tensor({ dtype: null, shape: null, form: 'variable' }))
  ],
  ['tensorflow.function.get_concrete_function', concrete],
  ['tensorflow.function.experimental_get_tracing_count', ctx => ctx.values.scalar('int')],
  ['tensorflow.function.experimental_get_compiler_ir', none],
  ['tensorflow.TensorArray.write', writeArray],
  ['tensorflow.TensorArray.scatter', writeRows(1)],
  ['tensorflow.TensorArray.unstack', writeRows(0)],
  ['tensorflow.TensorArray.split', opened],
  ['tensorflow.TensorArray.mark_used', none],
  ['tensorflow.TensorArray.close', none],
  ['tensorflow.TensorArray.identity', opened],
  ['tensorflow.TensorArray.read', arrayElement],
  ['tensorflow.TensorArray.stack', stackArray],
  ['tensorflow.TensorArray.gather', gatherArray],
  ['tensorflow.TensorArray.concat', concatArray],
  [
    'tensorflow.TensorArray.size',
    ctx => ctx.values.tensor({ dtype: 'int32', shape: [], form: 'dense' })
  ]
]);
