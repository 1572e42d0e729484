/**
 * Estimators of scikit-learn: what they were fitted to is kept with them, and their attributes and predictions follow.
 */
import type { ObjectValue, Value } from '../../values/value';
import type {
  AttributeModel,
  CallArguments,
  FunctionModel,
  IModelContext,
  MethodModel
} from '../model';
import type { DType } from '../rules/dtype';
import type { Dimension, TensorType } from '../rules/tensorType';
import { argument, knownInteger } from './arguments';

const DATA = '#data';
const LABELS = '#labels';
const COUNT = '#count';

function array(ctx: IModelContext, dtype: DType, shape: readonly Dimension[] | null): Value {
  return ctx.values.tensor({ dtype, shape, form: 'ndarray' }, 'numpy');
}

/** The type of an array, or of the values of a data frame; `null` where it is neither. */
function typeOf(ctx: IModelContext, value: Value | null): TensorType | null {
  const source =
    value !== null && value.kind === 'object' && value.object.cls?.kind === 'library'
      ? ctx.attribute(value, 'values')
      : value;
  return source !== null && source.kind === 'tensor' ? source.type : null;
}

/** What of the estimator's history its results depend on. */
type Fitted = {
  readonly rows: Dimension;
  readonly features: Dimension;
  /** `float32` stays, everything else becomes `float64`. */
  readonly floats: DType;
  readonly labels: TensorType | null;
  /** Clusters or components that were asked for. */
  readonly count: Dimension;
};

function fittedOf(ctx: IModelContext, receiver: Value): Fitted {
  const read = (field: string): Value | null =>
    receiver.kind === 'object' ? ctx.read(receiver.object, field) : null;
  const data = typeOf(ctx, read(DATA));
  return {
    rows: data?.shape?.[0] ?? 'unknown',
    features: data?.shape?.length === 2 ? data.shape[1] : 'unknown',
    floats: floatsOf(data),
    labels: typeOf(ctx, read(LABELS)),
    count: knownInteger(read(COUNT)) ?? 'unknown'
  };
}

function floatsOf(data: TensorType | null): DType {
  return data === null || data.dtype === null
    ? null
    : data.dtype === 'float32'
      ? 'float32'
      : 'float64';
}

function remember(ctx: IModelContext, receiver: ObjectValue, args: CallArguments): void {
  ctx.effect({ kind: 'mutation', construct: 'call', object: receiver.object });
  const data = argument(args, 0, 'X');
  const labels = argument(args, 1, 'y');
  if (data !== null) {
    ctx.write(receiver.object, DATA, data);
  }
  if (labels !== null) {
    ctx.write(receiver.object, LABELS, labels);
  }
}

/** `fit(X, y)`: the estimator itself. */
const fit: MethodModel = (ctx, receiver, args) => {
  if (receiver.kind === 'object') {
    remember(ctx, receiver, args);
  }
  return receiver;
};

/** What a method gives for the rows of its own argument. */
type RowResult = (
  fitted: Fitted,
  rows: Dimension,
  data: TensorType | null
) => { readonly dtype: DType; readonly shape: readonly Dimension[] | null };

function ofRows(result: RowResult, fits: boolean = false): MethodModel {
  return (ctx, receiver, args) => {
    if (fits && receiver.kind === 'object') {
      remember(ctx, receiver, args);
    }
    const data = typeOf(ctx, argument(args, 0, 'X'));
    const { dtype, shape } = result(fittedOf(ctx, receiver), data?.shape?.[0] ?? 'unknown', data);
    return array(ctx, dtype, shape);
  };
}

/** An attribute that is an array. */
function ofFit(
  result: (fitted: Fitted) => {
    readonly dtype: DType;
    readonly shape: readonly Dimension[] | null;
  }
): AttributeModel {
  return (ctx, receiver) => {
    const { dtype, shape } = result(fittedOf(ctx, receiver));
    return array(ctx, dtype, shape);
  };
}

const number: AttributeModel = ctx => ctx.values.scalar('float');

/** One number for each row: clusters have 32 bits, classes the labels' own type. */
const clusters: RowResult = (_fitted, rows) => ({ dtype: 'int32', shape: [rows] });
const classes: RowResult = ({ labels }, rows) => ({ dtype: labels?.dtype ?? null, shape: [rows] });
const estimates: RowResult = ({ labels }, rows) => ({
  dtype: null,
  shape: labels?.shape ? [rows, ...labels.shape.slice(1)] : null
});
const chances: RowResult = (_fitted, rows) => ({ dtype: null, shape: [rows, 'unknown'] });
const components: RowResult = ({ count }, rows, data) => ({
  dtype: floatsOf(data),
  shape: [rows, count]
});

const CLUSTERING = ['sklearn.cluster.KMeans', 'sklearn.cluster.MiniBatchKMeans'];
const DECOMPOSITIONS = ['sklearn.decomposition.PCA'];
const MAPS = ['sklearn.manifold.TSNE'];
const LINEAR = ['LinearRegression', 'Ridge', 'Lasso', 'ElasticNet'].map(
  name => `sklearn.linear_model.${name}`
);
const CLASSIFIERS = [
  'linear_model.LogisticRegression',
  'linear_model.SGDClassifier',
  'ensemble.RandomForestClassifier',
  'ensemble.GradientBoostingClassifier',
  'tree.DecisionTreeClassifier',
  'neighbors.KNeighborsClassifier',
  'naive_bayes.GaussianNB',
  'svm.SVC',
  'neural_network.MLPClassifier'
].map(name => `sklearn.${name}`);
const REGRESSORS = [
  'ensemble.RandomForestRegressor',
  'ensemble.GradientBoostingRegressor',
  'tree.DecisionTreeRegressor',
  'neighbors.KNeighborsRegressor',
  'svm.SVR',
  'neural_network.MLPRegressor'
].map(name => `sklearn.${name}`);
const SCALERS = ['StandardScaler', 'MinMaxScaler', 'RobustScaler', 'MaxAbsScaler'].map(
  name => `sklearn.preprocessing.${name}`
);
const NEIGHBOURS = ['KNeighborsClassifier', 'KNeighborsRegressor', 'NearestNeighbors'].map(
  name => `sklearn.neighbors.${name}`
);
const LABEL_ENCODER = 'sklearn.preprocessing.LabelEncoder';

/** The constructor: keeps the number of clusters or components. */
function estimator(path: string, option: string, byDefault: number | null): FunctionModel {
  return (ctx, args) => {
    const object = ctx.allocate('instance', ctx.values.library(path));
    const count =
      argument(args, 0, option) ??
      (byDefault === null ? null : ctx.values.constant('int', byDefault, false));
    if (count !== null) {
      ctx.write(object, COUNT, count);
    }
    return ctx.values.object(object);
  };
}

/** `LabelEncoder`: the numbers of the labels. */
const encodedLabels: MethodModel = (ctx, _receiver, args) =>
  array(ctx, 'int64', typeOf(ctx, argument(args, 0, 'y'))?.shape ?? ['unknown']);

/** A scaler's result: floating-point numbers of the same shape. */
const scaled: RowResult = (_fitted, _rows, data) => ({
  dtype: floatsOf(data) ?? 'float64',
  shape: data?.shape ?? null
});

/** `kneighbors(X, n_neighbors)`: distances and places of the nearest rows, or the places alone. */
const nearest: MethodModel = (ctx, receiver, args) => {
  const fitted = fittedOf(ctx, receiver);
  const given = argument(args, 0, 'X');
  const rows = given === null ? fitted.rows : (typeOf(ctx, given)?.shape?.[0] ?? 'unknown');
  const wanted = argument(args, 1, 'n_neighbors');
  const count = wanted === null ? fitted.count : (knownInteger(wanted) ?? 'unknown');
  const places = array(ctx, 'int64', [rows, count]);
  const asks = argument(args, 2, 'return_distance');
  return asks !== null && asks.kind === 'constant' && asks.value === false
    ? places
    : ctx.values.tuple([array(ctx, 'float64', [rows, count]), places]);
};

/** `make_moons(n_samples)` and the like: points of the plane or of `n_features`, and their classes. */
export function madeData(features: number, targetType: DType, hasFeatures: boolean): FunctionModel {
  return (ctx, args) => {
    ctx.effect({ kind: 'random', construct: 'call' });
    const given = argument(args, 0, 'n_samples');
    const rows = given === null ? 100 : (knownInteger(given) ?? ('unknown' as const));
    const wanted = hasFeatures ? argument(args, 1, 'n_features') : null;
    const columns = wanted === null ? features : (knownInteger(wanted) ?? ('unknown' as const));
    return ctx.values.tuple([
      array(ctx, 'float64', [rows, columns]),
      array(ctx, targetType, [rows])
    ]);
  };
}

/** `confusion_matrix(y_true, y_pred)`: counts by pairs of classes, shares with `normalize`. */
const confusion: FunctionModel = (ctx, args) =>
  array(ctx, args.keywords.has('normalize') ? null : 'int64', ['unknown', 'unknown']);

const curve: FunctionModel = ctx => {
  const points = array(ctx, 'float64', ['unknown']);
  return ctx.values.tuple([points, points, array(ctx, null, ['unknown'])]);
};

export const LEARNING_RESULT_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<
  string,
  FunctionModel
>([
  ...CLUSTERING.map(path => [path, estimator(path, 'n_clusters', 8)] as const),
  ...DECOMPOSITIONS.map(path => [path, estimator(path, 'n_components', null)] as const),
  ...MAPS.map(path => [path, estimator(path, 'n_components', 2)] as const),
  ...[...LINEAR, ...CLASSIFIERS, ...REGRESSORS, LABEL_ENCODER].map(
    path => [path, estimator(path, '', null)] as const
  ),
  ...NEIGHBOURS.map(path => [path, estimator(path, 'n_neighbors', 5)] as const),
  ['sklearn.datasets.make_moons', madeData(2, 'int64', false)],
  ['sklearn.datasets.make_circles', madeData(2, 'int64', false)],
  ['sklearn.datasets.make_blobs', madeData(2, 'int64', true)],
  ['sklearn.datasets.make_classification', madeData(20, 'int64', true)],
  ['sklearn.datasets.make_regression', madeData(100, 'float64', true)],
  ['sklearn.metrics.confusion_matrix', confusion],
  ['sklearn.metrics.roc_curve', curve]
]);

export const LEARNING_RESULT_METHODS: ReadonlyMap<string, MethodModel> = new Map<
  string,
  MethodModel
>([
  ...[
    ...CLUSTERING,
    ...DECOMPOSITIONS,
    ...MAPS,
    ...LINEAR,
    ...CLASSIFIERS,
    ...REGRESSORS,
    LABEL_ENCODER
  ].map(owner => [`${owner}.fit`, fit] as const),
  ...CLUSTERING.flatMap(owner => [
    [`${owner}.predict`, ofRows(clusters)] as const,
    [`${owner}.fit_predict`, ofRows(clusters, true)] as const,
    [`${owner}.transform`, ofRows(components)] as const,
    [`${owner}.fit_transform`, ofRows(components, true)] as const
  ]),
  ...DECOMPOSITIONS.flatMap(owner => [
    [`${owner}.transform`, ofRows(components)] as const,
    [`${owner}.fit_transform`, ofRows(components, true)] as const,
    [
      `${owner}.inverse_transform`,
      ofRows(({ features }, rows) => ({ dtype: null, shape: [rows, features] }))
    ] as const
  ]),
  ...MAPS.map(
    owner =>
      [
        `${owner}.fit_transform`,
        ofRows(({ count }, rows) => ({ dtype: 'float32', shape: [rows, count] }), true)
      ] as const
  ),
  ...CLASSIFIERS.flatMap(owner => [
    [`${owner}.predict`, ofRows(classes)] as const,
    [`${owner}.predict_proba`, ofRows(chances)] as const
  ]),
  ...[...LINEAR, ...REGRESSORS].map(owner => [`${owner}.predict`, ofRows(estimates)] as const),
  ...SCALERS.flatMap(owner => [
    [`${owner}.fit`, fit] as const,
    [`${owner}.partial_fit`, fit] as const,
    [`${owner}.fit_transform`, ofRows(scaled, true)] as const
  ]),
  ...NEIGHBOURS.flatMap(owner => [
    [`${owner}.fit`, fit] as const,
    [`${owner}.kneighbors`, nearest] as const
  ]),
  [`${LABEL_ENCODER}.transform`, encodedLabels],
  [`${LABEL_ENCODER}.fit_transform`, encodedLabels]
]);

const perCount = ofFit(({ floats, count }) => ({ dtype: floats, shape: [count] }));
const perFeature = ofFit(({ features }) => ({ dtype: 'float64', shape: [features] }));

/** A scaler's numbers, one for each feature; of single precision some stay single. */
const moments = ofFit(({ features, floats }) => ({
  dtype: floats === 'float64' ? floats : null,
  shape: [features]
}));

/** A number for each feature, for each target where there are several. */
const coefficients = ofFit(({ labels, features, floats }) => ({
  dtype: floats === 'float64' ? floats : null,
  shape: labels?.shape ? [...labels.shape.slice(1), features] : null
}));

const classNames = ofFit(({ labels }) => ({ dtype: labels?.dtype ?? null, shape: ['unknown'] }));

export const LEARNING_RESULT_ATTRIBUTES: ReadonlyMap<string, AttributeModel> = new Map<
  string,
  AttributeModel
>([
  ...CLUSTERING.flatMap(owner => [
    [
      `${owner}.cluster_centers_`,
      ofFit(({ floats, count, features }) => ({ dtype: floats, shape: [count, features] }))
    ] as const,
    [`${owner}.labels_`, ofFit(({ rows }) => ({ dtype: 'int32', shape: [rows] }))] as const,
    [`${owner}.inertia_`, number] as const
  ]),
  ...DECOMPOSITIONS.flatMap(owner => [
    [
      `${owner}.components_`,
      ofFit(({ floats, count, features }) => ({ dtype: floats, shape: [count, features] }))
    ] as const,
    ...['explained_variance_', 'explained_variance_ratio_', 'singular_values_'].map(
      name => [`${owner}.${name}`, perCount] as const
    )
  ]),
  ...SCALERS.flatMap(owner =>
    [
      'mean_',
      'scale_',
      'var_',
      'center_',
      'min_',
      'data_min_',
      'data_max_',
      'data_range_',
      'max_abs_'
    ].map(name => [`${owner}.${name}`, moments] as const)
  ),
  ...LINEAR.map(owner => [`${owner}.coef_`, coefficients] as const),
  ...CLASSIFIERS.map(owner => [`${owner}.classes_`, classNames] as const),
  ...[...CLASSIFIERS, ...REGRESSORS]
    .filter(owner => /ensemble|tree/u.test(owner))
    .map(owner => [`${owner}.feature_importances_`, perFeature] as const),
  [`${LABEL_ENCODER}.classes_`, ofFit(() => ({ dtype: null, shape: ['unknown'] }))]
]);
