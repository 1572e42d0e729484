/**
 * scikit-learn: vectorizers of texts give sparse matrices of SciPy, which are no arrays until `toarray()`.
 */
import type { Value } from '../../values/value';
import { CONFIG_PREFIX } from '../convert';
import type { FunctionModel, IModelContext, MethodModel } from '../model';
import type { DType } from '../rules/dtype';
import type { Dimension } from '../rules/tensorType';
import { argument } from './arguments';
import { describe, isOf, SERIES } from './frames';

const MATRIX = 'scipy.sparse.csr_matrix';
const CONTENT = '#content';
const TEXTS = 'sklearn.feature_extraction.text';

/** What the vectorizers count or weigh in, where they are not given a dtype. */
const VECTORIZERS: readonly (readonly [string, DType])[] = [
  ['CountVectorizer', 'int64'],
  ['TfidfVectorizer', 'float64'],
  ['HashingVectorizer', 'float64']
];

const vectorizer: FunctionModel = (ctx, args) => {
  const object = ctx.allocate('instance', ctx.values.library(ctx.api));
  args.keywords.forEach((value, name) => ctx.write(object, CONFIG_PREFIX + name, value));
  return ctx.values.object(object);
};

/** As many rows as there are texts. */
function rowsOf(ctx: IModelContext, texts: Value | null): Dimension {
  return texts === null
    ? 'unknown'
    : texts.kind === 'object' && isOf(texts, SERIES)
      ? describe(ctx, texts.object).rows
      : texts.kind === 'tensor'
        ? (texts.type.shape?.[0] ?? 'unknown')
        : (ctx.items(texts)?.length ?? 'unknown');
}

/** `transform(texts)`: a row for each text, and a column for each word that was learnt. */
function vectors(dtype: DType): MethodModel {
  return (ctx, receiver, args) => {
    const isOwn =
      receiver.kind !== 'object' || ctx.read(receiver.object, `${CONFIG_PREFIX}dtype`) !== null;
    const matrix = ctx.allocate('instance', ctx.values.library(MATRIX), ctx.api);
    ctx.write(
      matrix,
      CONTENT,
      ctx.values.tensor(
        {
          dtype: isOwn ? null : dtype,
          shape: [rowsOf(ctx, argument(args, 0, 'raw_documents')), 'unknown'],
          form: 'ndarray'
        },
        'numpy'
      )
    );
    return ctx.values.object(matrix);
  };
}

const fitted: MethodModel = (_ctx, receiver) => receiver;

/** `matrix.toarray()`, `matrix.todense()`. */
const asArray: MethodModel = (ctx, receiver) =>
  (receiver.kind === 'object' ? ctx.read(receiver.object, CONTENT) : null) ??
  ctx.values.unknown('external', ctx.api);

export const LEARNING_TEXT_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map(
  VECTORIZERS.map(([name]) => [`${TEXTS}.${name}`, vectorizer] as const)
);

export const LEARNING_TEXT_METHODS: ReadonlyMap<string, MethodModel> = new Map<string, MethodModel>(
  [
    ...VECTORIZERS.flatMap(([name, dtype]) => [
      [`${TEXTS}.${name}.fit`, fitted] as const,
      [`${TEXTS}.${name}.transform`, vectors(dtype)] as const,
      [`${TEXTS}.${name}.fit_transform`, vectors(dtype)] as const
    ]),
    [`${MATRIX}.toarray`, asArray],
    [`${MATRIX}.todense`, asArray]
  ]
);
