/**
 * Arrays of NumPy's files, and its grids of coordinates, which are subscripted like arrays.
 */
import { joinAll } from '../../values/join';
import type { Value } from '../../values/value';
import { genericFunction } from '../generic';
import type { AttributeModel, FunctionModel, IModelContext, MethodModel } from '../model';
import type { DType } from '../rules/dtype';
import type { Dimension } from '../rules/tensorType';
import { argument, knownInteger, listOfUnknownLength } from './arguments';

const ARCHIVE = 'numpy.lib.npyio.NpzFile';

function anyArray(ctx: IModelContext): Value {
  return ctx.values.tensor({ dtype: null, shape: null, form: 'ndarray' }, 'numpy');
}

/** `np.load(file)`: an archive or an array, where the name of the file tells which; else one of both. */
const load: FunctionModel = (ctx, args) => {
  const entry = ctx.registry.entryOf('numpy.load');
  if (entry !== null) {
    // It states what loading does.
    genericFunction(entry)(ctx, args);
  }
  const file = argument(args, 0, 'file');
  const name = file?.kind === 'constant' && typeof file.value === 'string' ? file.value : '';
  const archive = ctx.values.object(
    ctx.allocate('instance', ctx.values.library(ARCHIVE), 'archive')
  );
  return name.endsWith('.npz')
    ? archive
    : name.endsWith('.npy')
      ? anyArray(ctx)
      : joinAll(ctx.values, [anyArray(ctx), archive]);
};

/** An array of an archive, which is read when it is asked for. */
const arrayOfArchive: MethodModel = ctx => {
  ctx.effect({ kind: 'reading', construct: 'call' });
  return anyArray(ctx);
};

const files: AttributeModel = ctx =>
  listOfUnknownLength(ctx, ctx.values.scalar('str'), 'archive:files');

/** One axis of a grid: its length and whether its places are whole numbers; a step of `nj` asks for `n` places. */
function axisOf(slice: Value): { readonly size: Dimension; readonly dtype: DType } {
  const unknown = { size: 'unknown', dtype: null } as const;
  if (slice.kind !== 'slice') {
    return unknown;
  }
  const parts = [slice.lower, slice.upper, slice.step];
  if (parts.some(part => part !== null && part.kind !== 'constant')) {
    return unknown;
  }
  const types = parts.map(part => (part?.kind === 'constant' ? part.type : 'None'));
  if (types.includes('complex')) {
    return { size: 'unknown', dtype: 'float64' };
  }
  const whole = types.every(type => type === 'int' || type === 'None');
  const lower = slice.lower === null ? 0 : knownInteger(slice.lower);
  const upper = knownInteger(slice.upper);
  const step = slice.step === null ? 1 : knownInteger(slice.step);
  const isKnown = lower !== null && upper !== null && step !== null && step !== 0;
  return {
    size: isKnown ? Math.max(0, Math.ceil((upper - lower) / step)) : 'unknown',
    dtype: whole ? 'int64' : types.includes('float') ? 'float64' : null
  };
}

/** The dtype of all axes together: whole numbers only where all are. */
function commonPlaces(dtypes: readonly DType[]): DType {
  return dtypes.includes('float64') ? 'float64' : dtypes.includes(null) ? null : 'int64';
}

/** `np.mgrid[0:3, 0:4]`: an array with an axis for the coordinates in front; of a single slice its places alone. */
const dense: FunctionModel = (ctx, args) => {
  const index = argument(args, 0);
  if (index === null || (index.kind !== 'slice' && index.kind !== 'tuple')) {
    return anyArray(ctx);
  }
  const axes = index.kind === 'tuple' ? index.items.map(axisOf) : [axisOf(index)];
  const sizes = axes.map(axis => axis.size);
  return ctx.values.tensor(
    {
      dtype: commonPlaces(axes.map(axis => axis.dtype)),
      shape: index.kind === 'tuple' ? [axes.length, ...sizes] : sizes,
      form: 'ndarray'
    },
    'numpy'
  );
};

/** `np.ogrid[0:3, 0:4]`: an array for each axis, of size 1 along the others. */
const open: FunctionModel = (ctx, args) => {
  const index = argument(args, 0);
  if (index === null || index.kind !== 'tuple') {
    return dense(ctx, args);
  }
  const axes = index.items.map(axisOf);
  const dtype = commonPlaces(axes.map(axis => axis.dtype));
  return ctx.values.tuple(
    axes.map((axis, i) =>
      ctx.values.tensor(
        { dtype, shape: axes.map((_, j) => (i === j ? axis.size : 1)), form: 'ndarray' },
        'numpy'
      )
    )
  );
};

export const ARRAY_FILE_FUNCTIONS: ReadonlyMap<string, FunctionModel> = new Map<
  string,
  FunctionModel
>([
  ['numpy.load', load],
  ['numpy.mgrid#item', dense],
  ['numpy.ogrid#item', open]
]);

export const ARRAY_FILE_METHODS: ReadonlyMap<string, MethodModel> = new Map<string, MethodModel>([
  [`${ARCHIVE}.__enter__`, (_ctx, receiver) => receiver],
  [`${ARCHIVE}.__getitem__`, arrayOfArchive]
]);

export const ARRAY_FILE_ATTRIBUTES: ReadonlyMap<string, AttributeModel> = new Map<
  string,
  AttributeModel
>([[`${ARCHIVE}.files`, files]]);
