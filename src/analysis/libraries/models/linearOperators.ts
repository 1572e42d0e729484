/**
 * `tf.linalg.LinearOperator…`: matrices that are told by their parts. What their methods give has the shape that the
 * whole matrix would give.
 */
import type { Value } from '../../values/value';
import { configOf } from '../generic';
import type { IModelContext, MethodModel } from '../model';
import { broadcastShapes, type Dimension, type Shape, type TensorType } from '../rules/tensorType';
import { argument, knownInteger } from './arguments';
import { typeOfContent } from './tensors';

const OWNER = 'tensorflow.linalg.LinearOperator';

/** Nothing is known of the matrix. */
const ANY: TensorType = { dtype: null, shape: null, form: 'dense' };

function typeOf(ctx: IModelContext, value: Value | null): TensorType {
  return (value === null ? null : typeOfContent(ctx, value, 'tensorflow')) ?? ANY;
}

/** The matrix that an operator stands for. */
function matrixOf(ctx: IModelContext, operator: Value): TensorType {
  const part = (name: string): Value | null => configOf(ctx, operator, name);
  const path =
    operator.kind === 'object' && operator.object.cls?.kind === 'library'
      ? operator.object.cls.path
      : '';
  switch (path.slice(OWNER.length)) {
    case 'FullMatrix':
      return typeOf(ctx, part('matrix'));
    case 'LowerTriangular':
      return typeOf(ctx, part('tril'));
    case 'Diag':
      return square(typeOf(ctx, part('diag')));
    case 'Circulant':
      return square(typeOf(ctx, part('spectrum')));
    case 'Householder':
      return square(typeOf(ctx, part('reflection_axis')));
    case 'Identity':
    case 'ScaledIdentity': {
      const size = knownInteger(part('num_rows')) ?? 'unknown';
      const multiplier = part('multiplier');
      const scale = typeOf(ctx, multiplier);
      const isPlain = part('batch_shape') === null && part('dtype') === null;
      const batch = multiplier === null ? [] : scale.shape;
      return {
        dtype: !isPlain ? null : multiplier === null ? 'float32' : scale.dtype,
        shape: batch === null || !isPlain ? null : [...batch, size, size],
        form: 'dense'
      };
    }
    case 'Adjoint':
    case 'Inversion': {
      const inner = part('operator');
      return inner === null ? ANY : transposed(matrixOf(ctx, inner));
    }
    case 'Kronecker':
      return combined(ctx, part('operators'), (left, right) => left * right);
    case 'BlockDiag':
      return combined(ctx, part('operators'), (left, right) => left + right);
    default:
      return ANY;
  }
}

function square(type: TensorType): TensorType {
  const size = type.shape?.at(-1);
  return {
    dtype: type.dtype,
    shape: size === undefined ? null : [...(type.shape ?? []), size],
    form: 'dense'
  };
}

function transposed(type: TensorType): TensorType {
  const { shape } = type;
  return shape === null || shape.length < 2
    ? type
    : {
        dtype: type.dtype,
        shape: [...shape.slice(0, -2), ...shape.slice(-2).reverse()],
        form: 'dense'
      };
}

/** Several operators without batches, put together side by side. */
function combined(
  ctx: IModelContext,
  operators: Value | null,
  sizeOf: (left: number, right: number) => number
): TensorType {
  const parts = (operators === null ? null : ctx.items(operators))?.map(item =>
    matrixOf(ctx, item)
  );
  if (parts === undefined || parts.length === 0 || parts.some(part => part.shape?.length !== 2)) {
    return { dtype: parts?.[0]?.dtype ?? null, shape: null, form: 'dense' };
  }
  const along = (axis: number): Dimension =>
    parts
      .map(part => part.shape?.[axis] ?? 'unknown')
      .reduce((left, right) =>
        typeof left === 'number' && typeof right === 'number' ? sizeOf(left, right) : 'unknown'
      );
  return { dtype: parts[0].dtype, shape: [along(0), along(1)], form: 'dense' };
}

/** A method whose result has a shape that follows from the matrix and, where there is one, the argument. */
function giving(
  name: string,
  shapeOf: (matrix: readonly Dimension[], given: Shape) => Shape
): MethodModel {
  return (ctx, receiver, args) => {
    const { dtype, shape } = matrixOf(ctx, receiver);
    const given = argument(args, 0, name);
    const isPlain = [...args.keywords.keys()].every(key => key === name || key === 'name');
    return ctx.values.tensor({
      dtype: dtype ?? (given === null ? null : typeOf(ctx, given).dtype),
      shape:
        shape === null || shape.length < 2 || !isPlain
          ? null
          : shapeOf(shape, given === null ? null : typeOf(ctx, given).shape),
      form: 'dense'
    });
  };
}

/** The batch axes of the matrix and of what it is applied to, then the result's own. */
function batched(matrix: readonly Dimension[], batch: readonly Dimension[], own: Shape): Shape {
  const front = broadcastShapes(matrix.slice(0, -2), batch) ?? null;
  return front === null || own === null ? null : [...front, ...own];
}

const times =
  (axis: -1 | -2) =>
  (matrix: readonly Dimension[], given: Shape): Shape =>
    given === null || given.length < 2
      ? null
      : batched(matrix, given.slice(0, -2), [
          matrix.at(axis) ?? 'unknown',
          given.at(-1) ?? 'unknown'
        ]);
const timesVector =
  (axis: -1 | -2) =>
  (matrix: readonly Dimension[], given: Shape): Shape =>
    given === null || given.length === 0
      ? null
      : batched(matrix, given.slice(0, -1), [matrix.at(axis) ?? 'unknown']);

/** `adjoint()`, `inverse()`: an operator of the turned shape. */
function turned(cls: string): MethodModel {
  return (ctx, receiver) => {
    const made = ctx.allocate('instance', ctx.values.library(OWNER + cls), cls);
    ctx.write(made, '#config:operator', receiver);
    return ctx.values.object(made);
  };
}

const METHODS: Readonly<Record<string, MethodModel>> = {
  to_dense: giving('name', matrix => matrix),
  matmul: giving('x', times(-2)),
  solve: giving('rhs', times(-1)),
  matvec: giving('x', timesVector(-2)),
  solvevec: giving('rhs', timesVector(-1)),
  determinant: giving('name', matrix => matrix.slice(0, -2)),
  log_abs_determinant: giving('name', matrix => matrix.slice(0, -2)),
  trace: giving('name', matrix => matrix.slice(0, -2)),
  diag_part: giving('name', matrix =>
    matrix.at(-1) === matrix.at(-2) ? matrix.slice(0, -1) : null
  ),
  add_to_tensor: giving('x', (matrix, given) =>
    given === null ? null : (broadcastShapes(matrix, given) ?? null)
  ),
  adjoint: turned('Adjoint'),
  inverse: turned('Inversion')
};

export const LINEAR_OPERATOR_METHODS: readonly (readonly [string, MethodModel])[] = Object.entries(
  METHODS
).map(([name, model]) => [`${OWNER}.${name}`, model] as const);
