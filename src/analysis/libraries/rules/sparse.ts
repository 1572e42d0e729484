/**
 * Sparse and ragged tensors, and their conversion to dense ones and back; strings that split into rows.
 */
import type { RuleResult } from './ruleArgument';
import { tensorResult } from './ruleArgument';
import type { RuleCall, RuleFamily } from './ruleCall';
import {
  argumentOf,
  operandOf,
  operandType,
  toDimension,
  toDimensions,
  toItems,
  toTensorType
} from './ruleCall';
import { dtypeOr, shapeFrom } from './creation';
import type { Dimension, Shape } from './tensorType';
import { dense } from './tensorType';

/** `toDense(x)`: ragged axes are padded to an open size, or to `shape`. */
function toDense(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const given = argumentOf(call, 'shape');
  const wanted = given === null ? null : toDimensions(given);
  const shape =
    x.shape?.map((axis, i) => {
      const size = wanted?.[i];
      return typeof size === 'number' ? size : axis === 'ragged' ? 'open' : axis;
    }) ?? wanted;
  return tensorResult({ dtype: x.dtype, shape, form: 'dense' });
}

/** `toSparse(x)`. */
function toSparse(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  const shape = x.shape?.map(axis => (axis === 'ragged' ? ('open' as const) : axis)) ?? null;
  return tensorResult({ dtype: x.dtype, shape, form: 'sparse' });
}

/** `sparseOf(values,shape)`: `tf.SparseTensor`, with the declared shape. */
function sparseOf(call: RuleCall): RuleResult {
  return tensorResult({
    dtype: operandType(call, 0).dtype,
    shape: shapeFrom(operandOf(call, 1), null),
    form: 'sparse'
  });
}

/** `sparseEye(rows,columns)`: square without `columns`. */
function sparseEye(call: RuleCall): RuleResult {
  const rows = toDimension(operandOf(call, 0)) ?? 'unknown';
  const columns = operandOf(call, 1);
  return tensorResult({
    dtype: dtypeOr(call, 'float32'),
    shape: [rows, columns === null ? rows : (toDimension(columns) ?? 'unknown')],
    form: 'sparse'
  });
}

/** `raggedOf(values)`: `RaggedTensor.from_row_splits` and its like: rows of the values' elements. */
function raggedOf(call: RuleCall): RuleResult {
  const values = operandType(call, 0);
  const partition = operandType(call, 1).shape;
  const extra = call.operands[2] === 'splits' ? -1 : 0;
  const first = partition?.[0];
  const rows: Dimension =
    call.operands[2] === 'ids'
      ? 'open'
      : first === undefined
        ? 'unknown'
        : typeof first === 'number'
          ? first + extra
          : first;
  return tensorResult({
    dtype: values.dtype,
    shape: values.shape === null ? null : [rows, 'ragged', ...values.shape.slice(1)],
    form: 'ragged'
  });
}

/** `raggedLike(x,values,part)`: other values in the rows of a ragged tensor: its `outermost` ones, or in all its rows. */
function raggedLike(call: RuleCall): RuleResult {
  const { shape } = operandType(call, 0);
  const values = operandType(call, 1);
  const partitioned =
    call.operands[2] === 'outermost' ? 2 : 1 + (shape?.lastIndexOf('ragged') ?? -1);
  return tensorResult({
    dtype: values.dtype,
    shape:
      shape === null || values.shape === null || partitioned < 2
        ? null
        : [...shape.slice(0, partitioned), ...values.shape.slice(1)],
    form: 'ragged'
  });
}

/** `raggedConstant(value)`: nested lists: every axis but the first whose rows differ is ragged. */
function raggedConstant(call: RuleCall): RuleResult {
  const argument = operandOf(call, 0);
  const items = toItems(argument);
  if (items === null) {
    return tensorResult({ dtype: null, shape: null, form: 'ragged' });
  }
  const rows = items.map(item => toTensorType(item, call.flavour));
  const nested = rows.find(row => row.shape !== null && row.shape.length > 0) ?? rows[0];
  const depth = Math.max(0, ...rows.map(row => row.shape?.length ?? 0));
  // Of rows that are not known none says that there are none within them.
  const isKnown = depth > 0 || rows.every(({ shape }) => shape !== null);
  const inner: Dimension[] = new Array<Dimension>(depth).fill('ragged');
  const found = argumentOf(call, 'dtype');
  const dtypes = rows.filter(row => row.shape?.[0] !== 0).map(row => row.dtype);
  return tensorResult({
    dtype: found === null ? (dtypes[0] ?? nested?.dtype ?? null) : null,
    shape: isKnown ? [items.length, ...inner] : null,
    form: isKnown && depth === 0 ? 'dense' : 'ragged'
  });
}

/** `rows(strings)`: `tf.strings.split`: each string becomes a row of unknown length. */
function rows(call: RuleCall): RuleResult {
  const strings = operandType(call, 0);
  if (strings.shape === null) {
    return tensorResult({ dtype: strings.dtype, shape: null, form: 'ragged' });
  }
  if (strings.shape.length === 0) {
    return tensorResult(dense(strings.dtype, ['open']));
  }
  return tensorResult({
    dtype: strings.dtype,
    shape: [...strings.shape, 'ragged'],
    form: 'ragged'
  });
}

/** `raggedRows(x)`: the rows of a sparse matrix, or of a tensor, which are cut where `lengths` or `padding` say so. */
function raggedRows(call: RuleCall): RuleResult {
  const { dtype, shape, form } = operandType(call, 0);
  const rank = argumentOf(call, 'ragged_rank');
  const isCut = ['lengths', 'padding'].some(name => argumentOf(call, name) !== null);
  const isPlain = rank === null || (rank.kind === 'constant' && rank.value === 1);
  const rows: Shape =
    shape === null || (!isCut && form !== 'sparse')
      ? shape
      : isPlain && shape.length >= 2
        ? [shape[0], 'ragged', ...shape.slice(2)]
        : null;
  return tensorResult({ dtype, shape: rows, form: 'ragged' });
}

/** `raggedRange(limits)`: one row per limit. */
function raggedRange(call: RuleCall): RuleResult {
  const { shape, dtype } = operandType(call, 0);
  const size: Dimension = shape === null ? 'unknown' : shape.length === 0 ? 1 : shape[0];
  return tensorResult({ dtype, shape: [size, 'ragged'], form: 'ragged' });
}

/** `sparseLike(x)`: a sparse tensor of the same type. */
function sparseLike(call: RuleCall): RuleResult {
  return tensorResult({ ...operandType(call, 0), form: 'sparse' });
}

/** `sparseMatmul(a,b)`: rows of a sparse matrix by columns of a dense one, with `adjoint_a`, `adjoint_b`. */
function sparseMatmul(call: RuleCall): RuleResult {
  const a = operandType(call, 0).shape;
  const b = operandType(call, 1).shape;
  const flips = (name: string): boolean => {
    const argument = argumentOf(call, name);
    return argument !== null && argument.kind === 'constant' && argument.value === true;
  };
  const shape: Shape =
    a === null || b === null || a.length !== 2 || b.length !== 2
      ? null
      : [a[flips('adjoint_a') ? 1 : 0], b[flips('adjoint_b') ? 0 : 1]];
  return tensorResult(dense(operandType(call, 1).dtype, shape));
}

/** `rowLengths(x)`: the row lengths of a ragged tensor. */
function rowLengths(call: RuleCall): RuleResult {
  const { shape } = operandType(call, 0);
  return tensorResult(dense('int64', [shape?.[0] ?? 'unknown']));
}

export const SPARSE_FAMILIES: ReadonlyMap<string, RuleFamily> = new Map([
  ['toDense', toDense],
  ['toSparse', toSparse],
  ['sparseOf', sparseOf],
  ['sparseEye', sparseEye],
  ['raggedOf', raggedOf],
  ['raggedLike', raggedLike],
  ['raggedConstant', raggedConstant],
  ['rows', rows],
  ['raggedRange', raggedRange],
  ['raggedRows', raggedRows],
  ['sparseLike', sparseLike],
  ['sparseMatmul', sparseMatmul],
  ['rowLengths', rowLengths]
]);
