/**
 * The libraries as the published tool's engine knows them (specification 2.4 and 8.1): less than we know, and some of
 * it otherwise.
 */
import type { TensorValue, Value } from '../values/value';
import { joinAll, membersOf } from '../values/join';
import { genericFunction } from './generic';
import { canonicalName, type LibraryEntry } from './knowledge';
import type {
  AttributeModel,
  CallArguments,
  FunctionModel,
  IModelContext,
  IModelRegistry,
  MethodModel
} from './model';
import { argument, knownInteger } from './models/arguments';
import { scatter } from './models/listItems';
import { UNKNOWN_TENSOR } from './rules/tensorType';

/** The NumPy functions that give arrays there. */
const ARRAY_FUNCTIONS: ReadonlySet<string> = new Set([
  'numpy.array',
  'numpy.ones',
  'numpy.zeros',
  'numpy.eye',
  'numpy.reshape',
  'numpy.unique',
  'numpy.random.rand',
  'numpy.random.randn',
  'numpy.random.normal',
  'numpy.random.uniform',
  'numpy.float32',
  'numpy.float64',
  'numpy.int32',
  'numpy.int64',
  'numpy.uint8',
  'numpy.bool_'
]);

/** The methods of arrays that give arrays there. */
const ARRAY_METHODS: ReadonlySet<string> = new Set(['astype', 'reshape', 'tolist']);

/** The Keras layers whose results are known there. */
const LAYERS: ReadonlySet<string> = new Set([
  'keras.layers.Dense',
  'keras.layers.Conv2D',
  'keras.layers.Convolution2D',
  'keras.layers.Flatten',
  'keras.layers.Embedding',
  'keras.layers.Dropout',
  'keras.layers.GlobalAveragePooling1D',
  'keras.layers.GlobalAvgPool1D',
  'keras.layers.LayerNormalization',
  // The classes from which the program's own layers inherit: what they give, their own `call` says.
  'keras.layers.Layer'
]);

/** Functions of which the engine there has no model. */
const UNKNOWN_FUNCTIONS =
  /^(?:numpy|pandas|sklearn|copy|keras\.(?:losses|metrics|optimizers|utils|preprocessing))\./u;
/** Frameworks whose decorators and transformations are not followed (specification 0.3). */
const UNFOLLOWED_FUNCTIONS = /^(?:jax|torch)\./u;
/**
 * Library functions without a model: of what they change only `append` and `print` have one (specification 4.3), and
 * only methods of datasets transform them (2.4).
 */
const UNMODELLED_FUNCTIONS =
  /^(?:heapq|tensorflow\.data\.experimental\.(?!choose_from|sample_from|CsvDataset|make_csv)\w+)(?:[.#]|$)/u;
/** Containers that wrap others, of which no more is known than their methods. */
const WRAPPERS = /^(?:collections\.(?:ChainMap|UserDict|UserList)|types\.MappingProxyType)$/u;
/** Functions of numbers: what they give is not written as a literal (specification 3). */
const NUMBER_FUNCTIONS: ReadonlySet<string> = new Set(['builtins.divmod', 'builtins.round']);
/** SciPy but for its sparse matrices. */
const UNKNOWN_SCIPY = /^scipy\.(?!sparse\.)/u;
/** Classes whose methods give no tensors there. */
const UNKNOWN_OWNERS =
  /^(?:numpy\.random\.|pandas\.|sklearn\.|keras\.(?:losses|metrics|optimizers|Sequential|Loss|Metric|Optimizer)(?:\.|$))/u;

/** What models and layers answer with arrays; only calling them gives tensors there. */
const UNKNOWN_MODEL_METHODS =
  /^(?:get_weights|evaluate|(?:predict|train|test)_on_batch|predict|(?:predict|evaluate)_generator)$/u;

const DATASET = 'tensorflow.data.Dataset';

/** A registry that knows what the published tool's engine knows. */
export function createPublishedRegistry(known: IModelRegistry): IModelRegistry {
  return new PublishedRegistry(known);
}

class PublishedRegistry implements IModelRegistry {
  constructor(private readonly _known: IModelRegistry) {}

  readonly keepsSlicedSizes = true;
  readonly joinsDecidedArms = true;
  readonly assumesArguments = false;
  readonly seesUnfollowedResults = false;
  readonly tracesSignatures = false;

  function(path: string): FunctionModel | null {
    const name = canonicalName(path);
    const wrapper = WRAPPERS.test(name) ? this._known.entryOf(name) : null;
    if (wrapper !== null) {
      return this._once(`function ${path}`, () => genericFunction(wrapper));
    }
    const model = UNFOLLOWED_FUNCTIONS.test(name) ? null : this._known.function(path);
    const other = model === null ? null : otherFunction(name, model);
    if (other !== null) {
      return this._once(`function ${path}`, () => other);
    }
    if (
      model === null ||
      ARRAY_FUNCTIONS.has(name) ||
      !(UNKNOWN_FUNCTIONS.test(name) || UNKNOWN_SCIPY.test(name))
    ) {
      return model;
    }
    return this._once(
      `function ${path}`,
      (): FunctionModel => (ctx, args) => withoutTensors(ctx, model(ctx, args))
    );
  }

  method(owner: string, name: string): MethodModel | null {
    const model = this._known.method(owner, name);
    if (model === null) {
      return null;
    }
    if (owner === DATASET) {
      const change = DATASET_CHANGES.get(name);
      return change === undefined ? model : this._once(`${owner}.${name}`, () => change(model));
    }
    if (name === '__call__' && owner === 'keras.Model') {
      return this._once(`${owner}.${name}`, () => functionalModel(model));
    }
    if (name === '__call__' && LAYERS.has(owner) && owner !== 'keras.layers.Layer') {
      return this._once(`${owner}.${name}`, () => knownLayer(model, owner));
    }
    if (owner === 'builtins.list' && name === 'insert') {
      return this._once(`${owner}.${name}`, () => scattering(model));
    }
    if (name === 'tolist' && owner === 'numpy.ndarray') {
      return (_ctx, receiver) => receiver;
    }
    return isUnknownMethod(owner, name)
      ? this._once(
          `${owner}.${name}`,
          (): MethodModel => (ctx, receiver, args) =>
            withoutTensors(ctx, model(ctx, receiver, args))
        )
      : model;
  }

  attribute(owner: string, name: string): AttributeModel | null {
    const model = this._known.attribute(owner, name);
    return model !== null && isUnknownMethod(owner, name)
      ? (ctx, receiver) => withoutTensors(ctx, model(ctx, receiver))
      : model;
  }

  ancestors(path: string): readonly string[] {
    return this._known.ancestors(path);
  }

  entryOf(path: string): LibraryEntry | null {
    return this._known.entryOf(path);
  }

  members(path: string): readonly string[] {
    return this._known.members(path);
  }

  sourceOf(path: string): string | null {
    return this._known.sourceOf(path);
  }

  knows(path: string): boolean {
    return this._known.knows(path);
  }

  private _once<T extends FunctionModel | MethodModel>(key: string, make: () => T): T {
    const known = this._made.get(key);
    if (known !== undefined) {
      return known as T;
    }
    const model = make();
    this._made.set(key, model);
    return model;
  }

  private readonly _made = new Map<string, FunctionModel | MethodModel>();
}

/** A change of a list after which its items stand anywhere: those of lists that are filled have no indices there (8.4). */
function scattering(model: MethodModel): MethodModel {
  return (ctx, receiver, args) => {
    const result = model(ctx, receiver, args);
    if (receiver.kind === 'object') {
      scatter(ctx, receiver.object);
    }
    return result;
  };
}

/** The model of a function that does something else there; `null` for all others. */
function otherFunction(name: string, model: FunctionModel): FunctionModel | null {
  if (UNMODELLED_FUNCTIONS.test(name)) {
    return ctx => ctx.values.unknown('unknown-api', ctx.api);
  }
  if (NUMBER_FUNCTIONS.has(name)) {
    return (ctx, args) =>
      ctx.mapStructure(model(ctx, args), leaf =>
        leaf.kind === 'constant' && leaf.literal && typeof leaf.value === 'number'
          ? ctx.values.constant(leaf.type, leaf.value, false)
          : leaf
      );
  }
  if (name === 'tensorflow_datasets.load') {
    return (ctx, args) => withUnknownFeatures(ctx, model(ctx, args));
  }
  // Python's own `range` gives Python's numbers, whatever it is given (specification 2.4).
  return name === 'builtins.range'
    ? (ctx, args) =>
        model(ctx, {
          ...args,
          positional: args.positional.map(bound =>
            membersOf(bound).some(({ kind }) => kind === 'tensor')
              ? ctx.values.scalar('int')
              : bound
          )
        })
    : null;
}

function isUnknownMethod(owner: string, name: string): boolean {
  if (UNKNOWN_OWNERS.test(owner)) {
    return true;
  }
  if (owner === 'numpy.ndarray') {
    return !ARRAY_METHODS.has(name);
  }
  if (name === 'numpy') {
    return owner.startsWith('tensorflow.');
  }
  if (owner.startsWith('keras.') && UNKNOWN_MODEL_METHODS.test(name)) {
    return true;
  }
  return name === '__call__' && owner.startsWith('keras.layers.') && !LAYERS.has(owner);
}

/** Calling a model that Keras makes of its layers gives a tensor, whatever the layers are. */
function functionalModel(model: MethodModel): MethodModel {
  return (ctx, receiver, args) => {
    const result = model(ctx, receiver, args);
    const isOwn = receiver.kind === 'object' && receiver.object.cls?.kind === 'class';
    return isOwn || result.kind !== 'unknown' ? result : ctx.values.tensor(UNKNOWN_TENSOR);
  };
}

/** The value with nothing known in the place of each tensor. */
function withoutTensors(ctx: IModelContext, value: Value): Value {
  return ctx.mapStructure(value, leaf =>
    leaf.kind === 'tensor' ? ctx.values.unknown('unknown-api', ctx.api) : leaf
  );
}

/** Datasets of dictionaries, with nothing known of their elements. */
function withUnknownFeatures(ctx: IModelContext, value: Value): Value {
  return ctx.mapStructure(value, leaf =>
    leaf.kind === 'dataset' && leaf.element.kind === 'object'
      ? ctx.values.dataset(ctx.values.unknown('external', ctx.api), null)
      : leaf
  );
}

/**
 * A layer that is known: its result is a tensor only if what it is applied to is one; a convolution leaves the axes
 * of the image unresolved.
 */
function knownLayer(model: MethodModel, owner: string): MethodModel {
  const isConvolution = /^keras\.layers\.Conv/u.test(owner);
  return (ctx, receiver, args) => {
    const result = model(ctx, receiver, args);
    const input = argument(args, 0, 'inputs');
    if (input !== null && membersOf(input).every(member => member.kind === 'unknown')) {
      return withoutTensors(ctx, result);
    }
    if (!isConvolution) {
      return result;
    }
    return ctx.mapStructure(result, leaf =>
      leaf.kind === 'tensor' && leaf.type.shape?.length === 4
        ? withShape(ctx, leaf, [leaf.type.shape[0], 'unknown', 'unknown', leaf.type.shape[3]])
        : leaf
    );
  };
}

function withShape(
  ctx: IModelContext,
  tensor: TensorValue,
  shape: TensorValue['type']['shape']
): Value {
  return ctx.values.tensor(
    { dtype: tensor.type.dtype, shape, form: tensor.type.form },
    tensor.origin
  );
}

/** The methods of datasets that mean something else there. */
const DATASET_CHANGES: ReadonlyMap<string, (model: MethodModel) => MethodModel> = new Map([
  ['batch', (model: MethodModel) => batched(model, 1)],
  ['padded_batch', (model: MethodModel) => batched(model, 3)],
  ['take', keepingSize],
  ['filter', keepingSize]
]);

/**
 * A batch without a look at `drop_remainder`: there may be a smaller last batch wherever the number of elements is not
 * a multiple of the size. A callback is given what a loop is given: what tracing would open stays as it is.
 */
function batched(model: MethodModel, dropPosition: number): MethodModel {
  return (ctx, receiver, args) => {
    const size = knownInteger(argument(args, 0, 'batch_size'));
    const plain: CallArguments = {
      ...args,
      positional: args.positional.filter((_, position) => position !== dropPosition),
      keywords: new Map([...args.keywords].filter(([name]) => name !== 'drop_remainder'))
    };
    const isUneven = (count: number | null): boolean =>
      count !== null && count !== Infinity && size !== null && count % size !== 0;
    return eachDataset(ctx, receiver, dataset => {
      const result = model(
        ctx,
        isUneven(dataset.size)
          ? ctx.values.dataset(
              dataset.element,
              dataset.repeated ? Infinity : null,
              dataset.repeated
            )
          : dataset,
        plain
      );
      return result.kind === 'dataset'
        ? ctx.values.dataset(result.element, result.size, result.repeated)
        : result;
    });
  };
}

/** A stage that is taken to leave as many elements as there were. */
function keepingSize(model: MethodModel): MethodModel {
  return (ctx, receiver, args) =>
    eachDataset(ctx, receiver, dataset => {
      const result = model(ctx, dataset, args);
      return result.kind === 'dataset'
        ? ctx.values.dataset(result.element, dataset.size, result.repeated)
        : result;
    });
}

function eachDataset(
  ctx: IModelContext,
  receiver: Value,
  change: (dataset: Extract<Value, { kind: 'dataset' }>) => Value
): Value {
  return joinAll(
    ctx.values,
    membersOf(receiver).map(member =>
      member.kind === 'dataset' ? change(member) : ctx.values.unknown('external', ctx.api)
    )
  );
}
