/**
 * `fit`, `evaluate`, `predict` and their single-batch forms: what reaches the program's own steps, losses, metrics and
 * callbacks.
 */
import { joinAll, membersOf } from '../../values/join';
import type { ObjectValue, Value } from '../../values/value';
import { CONFIG_PREFIX } from '../convert';
import type { CallArguments, CallbackOptions, IModelContext, MethodModel } from '../model';
import { configOf } from '../generic';
import { isFloatingDType } from '../rules/dtype';
import type { Dimension } from '../rules/tensorType';
import {
  argument,
  asPython,
  firstAxis,
  knownBoolean,
  knownInteger,
  listOfUnknownLength,
  positional
} from './arguments';
import { followHooks } from './callbackHooks';
import { followCompiled } from './compiledCalls';
import { anyWeight, followSchedule, followUpdate } from './learningRates';
import { classOf, takes } from './ownLayers';
import { floatx } from './precision';

/** Keras's batch size where none is given. */
const DEFAULT_BATCH_SIZE = 32;

/** The batch axis of arrays with that many rows: of known length where every batch is full. */
function batchAxis(rows: Dimension, size: number | null): Dimension {
  return typeof rows === 'number' && size !== null && size > 0 && rows % size === 0 ? size : 'open';
}

/** How arrays are cut into batches. */
type Cut = {
  /** The batch size; `null` where it is not known. */
  readonly size: number | null;
  /** Whether a single batch is given as it is. */
  readonly isWhole: boolean;
  /** Whether floats stay as they are: Keras gives its own precision to those of arrays that it cuts itself. */
  readonly keepsPrecision: boolean;
  /** How many of the rows are used: all, or one part of a split. */
  readonly used: (rows: number) => number | null;
};

/** What iterators and `PyDataset`s give are batches already. */
const AS_GIVEN = { size: null, isWhole: false, keepsPrecision: true } as const;

const allRows = (rows: number): number => rows;

/** An array as a step gets it: a batch of it, in Keras's precision unless it is given as it is. */
function batchOfArray(ctx: IModelContext, value: Value, cut: Cut): Value {
  const { size, isWhole, used, keepsPrecision } = cut;
  const taken = (rows: Dimension): Dimension =>
    (typeof rows === 'number' ? used(rows) : rows) ?? 'open';
  return ctx.mapStructure(value, leaf => {
    const array =
      leaf.kind === 'object' && leaf.object.cls?.kind === 'library'
        ? ctx.attribute(leaf, 'values')
        : leaf;
    if (array.kind !== 'tensor') {
      return leaf;
    }
    const { dtype, shape } = array.type;
    return ctx.values.tensor({
      dtype: dtype !== null && isFloatingDType(dtype) && !keepsPrecision ? floatx(ctx) : dtype,
      shape:
        shape === null || shape.length === 0
          ? shape
          : [isWhole ? shape[0] : batchAxis(taken(shape[0]), size), ...shape.slice(1)],
      form: 'dense'
    });
  });
}

/** What a step gets: the element of a dataset, or batches of arrays; inputs first, then labels and weights. */
function batchOf(
  ctx: IModelContext,
  x: Value | null,
  y: Value | null,
  cut: Cut,
  weights: Value | null = null
): readonly Value[] {
  if (x === null) {
    return [ctx.values.tensor({ dtype: null, shape: null, form: 'dense' })];
  }
  const datasets = membersOf(x).filter(member => member.kind === 'dataset');
  const isIterator = x.kind === 'object' && x.object.kind === 'iterator';
  if (datasets.length > 0 || isIterator) {
    const element = isIterator
      ? ctx.mapStructure(ctx.iterate(x) ?? ctx.values.never, leaf =>
          batchOfArray(ctx, leaf, { ...cut, ...AS_GIVEN })
        )
      : joinAll(
          ctx.values,
          datasets.map(dataset => (dataset.kind === 'dataset' ? dataset.traced : dataset))
        );
    return element.kind === 'tuple' && element.rest === null ? element.items : [element];
  }
  const taken = batchGiven(ctx, x);
  if (taken !== null) {
    const element = ctx.mapStructure(taken, leaf =>
      batchOfArray(ctx, leaf, { ...cut, ...AS_GIVEN })
    );
    return element.kind === 'tuple' && element.rest === null ? element.items : [element];
  }
  const part = (value: Value): Value => batchOfArray(ctx, value, cut);
  if (y === null || isNone(y)) {
    return [part(x)];
  }
  return weights === null || isNone(weights)
    ? [part(x), part(y)]
    : [part(x), part(y), part(weights)];
}

/** The batch that a `PyDataset` or `Sequence` of the program gives for any of its numbers; `null` for anything else. */
function batchGiven(ctx: IModelContext, x: Value): Value | null {
  if (x.kind !== 'object' || x.object.cls?.kind !== 'class') {
    return null;
  }
  const own = ctx.attribute(x, '__getitem__');
  return own.kind === 'method'
    ? ctx.call(
        own,
        positional([ctx.values.scalar('int')]),
        asPython(ctx, { followedByPublished: false })
      )
    : null;
}

/** Weights of classes become weights of the samples, one for each label. */
function withClassWeights(
  ctx: IModelContext,
  args: CallArguments,
  step: Form['step'],
  batch: readonly Value[]
): readonly Value[] {
  const weights = args.keywords.get('class_weight');
  if (step !== 'train_step' || weights === undefined || isNone(weights) || batch.length !== 2) {
    return batch;
  }
  const labels = firstAxis(ctx, batch[1]) ?? 'unknown';
  return [...batch, ctx.values.tensor({ dtype: 'float32', shape: [labels], form: 'dense' })];
}

/** How a method of a model is given its batches. */
type Form = {
  readonly step: 'train_step' | 'test_step' | 'predict_step';
  /** Whether it takes a single batch as it is. */
  readonly isWhole: boolean;
  /** Where the batch size stands among its positional arguments; `null` where it takes none. */
  readonly sizeAt: number | null;
};

/** Reaches the program's own step, or `call`, losses and metrics, as a graph. */
function training({ step, isWhole, sizeAt }: Form): MethodModel {
  return (ctx, receiver, args) => {
    const x = argument(args, 0, 'x');
    const y = step === 'predict_step' ? null : argument(args, 1, 'y');
    const size = sizeOf(args, sizeAt);
    const isFit = step === 'train_step' && !isWhole;
    const share = isFit ? givenShare(args) : 0;
    const cut = {
      size,
      isWhole,
      keepsPrecision: isWhole,
      used: (rows: number) => trainedRows(rows, share)
    };
    const weights = step === 'predict_step' ? null : (args.keywords.get('sample_weight') ?? null);
    const given = withClassWeights(ctx, args, step, batchOf(ctx, x, y, cut, weights));
    const [first, ...others] = given;
    const { none } = ctx.values;
    const batch =
      isWhole && step !== 'predict_step' ? [first, others[0] ?? none, others[1] ?? none] : given;
    const validation = isFit ? validationBatch(ctx, args, x, y, { size, share }) : null;
    const results: Value[] = [];
    for (const member of membersOf(receiver)) {
      if (member.kind === 'object') {
        const options: CallbackOptions = {
          api: 'keras.Model.fit',
          followedByPublished: false,
          asGraph: isCompiled(ctx, member),
          count: null
        };
        results.push(follow(ctx, member, { batch, isPacked: isWhole }, step, options));
        if (validation !== null) {
          follow(ctx, member, { batch: validation, isPacked: false }, 'test_step', options);
        }
      }
    }
    followHooks(ctx, argument(args, 5, 'callbacks'), receiver);
    if (step === 'train_step') {
      membersOf(receiver).forEach(member => {
        const optimizer = member.kind === 'object' ? configOf(ctx, member, 'optimizer') : null;
        const inStep = {
          ...asPython(ctx, { followedByPublished: false }),
          asGraph: isCompiled(ctx, member)
        };
        followSchedule(ctx, optimizer, inStep);
        followUpdate(ctx, optimizer, anyWeight(ctx, 'dense'), anyWeight(ctx, 'variable'), inStep);
      });
    }
    if (step === 'predict_step') {
      return predicted(ctx, joinAll(ctx.values, results), x);
    }
    ctx.effect({ kind: 'progress', construct: 'call' });
    return step === 'train_step' && !isWhole
      ? ctx.values.object(ctx.allocate('instance', ctx.values.library('keras.callbacks.History')))
      : scores(ctx, receiver, args);
  };
}

/** Whether Keras makes graphs of the model's steps: not where it was told to run them eagerly, or may have been. */
function isCompiled(ctx: IModelContext, model: Value): boolean {
  const told = model.kind === 'object' ? ctx.read(model.object, 'run_eagerly') : null;
  return told === null || isNone(told) || knownBoolean(told) === false;
}

/** The share of the rows that `validation_split` keeps back; `null` where it is not known. */
function givenShare(args: CallArguments): number | null {
  const split = argument(args, 6, 'validation_split');
  return split === null
    ? 0
    : split.kind === 'constant' && typeof split.value === 'number'
      ? split.value
      : null;
}

/** The rows that are left to train with, as Keras's `train_validation_split` has it. */
function trainedRows(rows: number, share: number | null): number | null {
  return share === null ? null : Math.floor(rows * (1 - share));
}

/** What the validation at the end of an epoch gives to a step; `null` where there is none. */
function validationBatch(
  ctx: IModelContext,
  args: CallArguments,
  x: Value | null,
  y: Value | null,
  { size, share }: { readonly size: number | null; readonly share: number | null }
): readonly Value[] | null {
  const given = argument(args, 7, 'validation_data');
  const own = args.keywords.get('validation_batch_size');
  const cut = {
    size: own === undefined || isNone(own) ? size : knownInteger(own),
    isWhole: false,
    keepsPrecision: false,
    used: allRows
  };
  if (given !== null && !isNone(given)) {
    const isSource =
      given.kind === 'dataset' ||
      (given.kind === 'object' &&
        (given.object.kind === 'iterator' || given.object.cls?.kind === 'class'));
    const parts = isSource ? null : ctx.items(given);
    return parts === null
      ? isSource
        ? batchOf(ctx, given, null, cut)
        : null
      : batchOf(ctx, parts[0] ?? null, parts[1] ?? null, cut);
  }
  const rest = (rows: number): number | null => {
    const trained = trainedRows(rows, share);
    return trained === null ? null : rows - trained;
  };
  return share === 0 ? null : batchOf(ctx, x, y, { ...cut, used: rest });
}

function isNone(value: Value): boolean {
  return value.kind === 'constant' && value.type === 'None';
}

/** The loss, and the metrics where `compile` was given some, as numbers. */
function scores(ctx: IModelContext, receiver: Value, args: CallArguments): Value {
  const number = ctx.values.scalar('float');
  const asDict = args.keywords.get('return_dict');
  if (asDict !== undefined) {
    const dict = ctx.allocate('dict', null, 'scores');
    ctx.write(dict, '[*]', number);
    ctx.write(dict, '[keys]', ctx.values.scalar('str'));
    return ctx.values.object(dict);
  }
  const isPlain = membersOf(receiver).every(
    member =>
      member.kind === 'object' &&
      member.object.cls?.kind === 'library' &&
      ctx.read(member.object, `${CONFIG_PREFIX}metrics`) === null
  );
  return isPlain ? number : listOfUnknownLength(ctx, number, 'scores');
}

function sizeOf(args: CallArguments, position: number | null): number | null {
  const given =
    args.keywords.get('batch_size') ?? (position === null ? undefined : args.positional[position]);
  return given === undefined || (given.kind === 'constant' && given.type === 'None')
    ? DEFAULT_BATCH_SIZE
    : knownInteger(given);
}

function follow(
  ctx: IModelContext,
  model: Extract<Value, { kind: 'object' }>,
  { batch, isPacked }: { readonly batch: readonly Value[]; readonly isPacked: boolean },
  step: Form['step'],
  options: CallbackOptions
): Value {
  const own =
    model.object.cls !== null && model.object.cls.kind === 'class'
      ? ctx.attribute(model, step)
      : null;
  if (own !== null && own.kind === 'method') {
    return ctx.call(
      own,
      positional([batch.length === 1 && !isPacked ? batch[0] : ctx.values.tuple(batch)]),
      options
    );
  }
  const result = ctx.call(
    model,
    { ...positional(batch.slice(0, 1)), keywords: trainingKeyword(ctx, model, step) },
    options
  );
  if (step !== 'predict_step') {
    followOwnComparison(ctx, model, { batch, prediction: result }, options);
    const truth = batch[1] === undefined || isNone(batch[1]) ? result : batch[1];
    followCompiled(ctx, model, { truth, prediction: result }, options);
  }
  return result;
}

/** `fit` tells a model that it is trained; the others are called as their defaults have it. */
function trainingKeyword(
  ctx: IModelContext,
  model: ObjectValue,
  step: Form['step']
): ReadonlyMap<string, Value> {
  const isTold =
    step === 'train_step' &&
    !ctx.registry.joinsDecidedArms &&
    (classOf(model) === null || takes(ctx.attribute(model, 'call'), 'training'));
  return new Map(isTold ? [['training', ctx.values.constant('bool', true, false)]] : []);
}

/** The program's own `compute_loss` and `compute_metrics`, which the steps of Keras call. */
function followOwnComparison(
  ctx: IModelContext,
  model: Extract<Value, { kind: 'object' }>,
  { batch, prediction }: { readonly batch: readonly Value[]; readonly prediction: Value },
  options: CallbackOptions
): void {
  if (model.object.cls?.kind !== 'class') {
    return;
  }
  const [x = ctx.values.none, y = ctx.values.none, weight = ctx.values.none] = batch;
  const keywords = new Map([
    ['x', x],
    ['y', y],
    ['y_pred', prediction],
    ['sample_weight', weight]
  ]);
  for (const name of ['compute_loss', 'compute_metrics']) {
    const own = ctx.attribute(model, name);
    if (own.kind === 'method') {
      ctx.call(own, { ...positional([]), keywords }, options);
    }
  }
}

/** The arrays that `predict` gives: all rows of the inputs, each as the model answers. */
function predicted(ctx: IModelContext, result: Value, x: Value | null): Value {
  const rows = (x === null ? null : x.kind === 'dataset' ? x.rows : firstAxis(ctx, x)) ?? 'unknown';
  return ctx.mapStructure(result, leaf =>
    ctx.values.tensor(
      {
        dtype: leaf.kind === 'tensor' ? leaf.type.dtype : null,
        shape:
          leaf.kind === 'tensor' && leaf.type.shape !== null && leaf.type.shape.length > 0
            ? [rows, ...leaf.type.shape.slice(1)]
            : null,
        form: 'ndarray'
      },
      'numpy'
    )
  );
}

const MODEL = 'keras.Model';

export const TRAINING_METHODS: ReadonlyMap<string, MethodModel> = new Map<string, MethodModel>([
  [`${MODEL}.fit`, training({ step: 'train_step', isWhole: false, sizeAt: 2 })],
  [`${MODEL}.fit_generator`, training({ step: 'train_step', isWhole: false, sizeAt: null })],
  [`${MODEL}.train_on_batch`, training({ step: 'train_step', isWhole: true, sizeAt: null })],
  [`${MODEL}.evaluate`, training({ step: 'test_step', isWhole: false, sizeAt: 2 })],
  [`${MODEL}.evaluate_generator`, training({ step: 'test_step', isWhole: false, sizeAt: null })],
  [`${MODEL}.test_on_batch`, training({ step: 'test_step', isWhole: true, sizeAt: null })],
  [`${MODEL}.predict`, training({ step: 'predict_step', isWhole: false, sizeAt: 1 })],
  [`${MODEL}.predict_generator`, training({ step: 'predict_step', isWhole: false, sizeAt: null })],
  [`${MODEL}.predict_on_batch`, training({ step: 'predict_step', isWhole: true, sizeAt: null })]
]);
