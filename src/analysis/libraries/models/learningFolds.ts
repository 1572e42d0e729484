/**
 * scikit-learn's splitters (`KFold` and its like): pairs of the places of train and test rows.
 */
import type { FunctionModel, IModelContext, MethodModel } from '../model';
import type { Dimension } from '../rules/tensorType';
import { argument, iteratorOf, knownInteger } from './arguments';
import { typeOfContent } from './tensors';

const COUNT = '#count';

/** `KFold`: parts of one size where the rows can be divided; those of the others follow the data. */
const EVEN = ['sklearn.model_selection.KFold'];
const OTHERS = [
  'StratifiedKFold',
  'GroupKFold',
  'RepeatedKFold',
  'RepeatedStratifiedKFold',
  'TimeSeriesSplit',
  'ShuffleSplit',
  'StratifiedShuffleSplit'
].map(name => `sklearn.model_selection.${name}`);

function splitter(path: string): FunctionModel {
  return (ctx, args) => {
    const object = ctx.allocate('instance', ctx.values.library(path));
    ctx.write(object, COUNT, argument(args, 0, 'n_splits') ?? ctx.values.constant('int', 5, false));
    return ctx.values.object(object);
  };
}

/** The number of rows of what is split. */
function rowsOf(ctx: IModelContext, args: Parameters<FunctionModel>[1]): number | null {
  const data = argument(args, 0, 'X');
  const source =
    data !== null && data.kind === 'object' && data.object.cls?.kind === 'library'
      ? ctx.attribute(data, 'values')
      : data;
  const first = source === null ? undefined : typeOfContent(ctx, source, 'numpy')?.shape?.[0];
  return typeof first === 'number' ? first : null;
}

function folds(isEven: boolean): MethodModel {
  return (ctx, receiver, args) => {
    const rows = rowsOf(ctx, args);
    const stored = receiver.kind === 'object' ? ctx.read(receiver.object, COUNT) : null;
    const count = knownInteger(stored);
    const isDivided = isEven && rows !== null && count !== null && count > 0 && rows % count === 0;
    const test: Dimension = isDivided ? rows / count : 'open';
    const train: Dimension = isDivided ? rows - rows / count : 'open';
    const places = (size: Dimension) =>
      ctx.values.tensor({ dtype: 'int64', shape: [size], form: 'ndarray' }, 'numpy');
    return iteratorOf(ctx, ctx.api, ctx.values.tuple([places(train), places(test)]));
  };
}

export const LEARNING_FOLD_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map(
  [...EVEN, ...OTHERS].map(path => [path, splitter(path)] as const)
);

export const LEARNING_FOLD_METHODS: ReadonlyMap<string, MethodModel> = new Map<string, MethodModel>(
  [
    ...EVEN.map(owner => [`${owner}.split`, folds(true)] as const),
    ...OTHERS.map(owner => [`${owner}.split`, folds(false)] as const)
  ]
);
