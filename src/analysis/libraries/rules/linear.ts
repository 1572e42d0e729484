/**
 * Linear algebra: matrix products, contractions, decompositions.
 */
import type { RuleResult } from './ruleArgument';
import { tensorResult, UNKNOWN_RESULT } from './ruleArgument';
import type { RuleCall, RuleFamily } from './ruleCall';
import {
  argumentOf,
  booleanOption,
  commonDType,
  operandOf,
  operandType,
  toDimensions,
  toInteger,
  toIntegers,
  toItems,
  toTensorType,
  toText
} from './ruleCall';
import type { Dimension, Shape, TensorType } from './tensorType';
import { broadcastShapes, meetDimensions, normaliseAxis, shapeOfRank } from './tensorType';

function typeWith(call: RuleCall, shape: Shape): RuleResult {
  const given = call.operands
    .slice(0, 2)
    .map(name => argumentOf(call, name))
    .filter(argument => argument !== null);
  return tensorResult({ dtype: commonDType(given, call.flavour), shape, form: 'dense' });
}

/** Swaps the last two axes. */
function swapped(shape: Shape): Shape {
  if (shape === null || shape.length < 2) {
    return shape;
  }
  return [...shape.slice(0, -2), shape[shape.length - 1], shape[shape.length - 2]];
}

/** `matmul(a,b)`: with `transpose_a`, `adjoint_b` …, batch axes broadcast; one-axis operands as NumPy and Keras read them. */
function matmul(call: RuleCall): RuleResult {
  let a = operandType(call, 0).shape;
  let b = operandType(call, 1).shape;
  for (const name of ['transpose', 'adjoint']) {
    const first = booleanOption(call, `${name}_a`, false);
    const second = booleanOption(call, `${name}_b`, false);
    if (first === null || second === null) {
      return typeWith(
        call,
        a === null || b === null ? null : shapeOfRank(Math.max(a.length, b.length))
      );
    }
    a = first ? swapped(a) : a;
    b = second ? swapped(b) : b;
  }
  return typeWith(call, matmulShape(a, b));
}

/** The shape of `a @ b`; `null` where it is not known or does not fit. */
export function matmulShape(a: Shape, b: Shape): Shape {
  if (a === null || b === null || a.length === 0 || b.length === 0) {
    return null;
  }
  if (a.length === 1 && b.length === 1) {
    return [];
  }
  if (b.length === 1) {
    return a.slice(0, -1);
  }
  if (a.length === 1) {
    return [...b.slice(0, -2), b[b.length - 1]];
  }
  const batch = broadcastShapes(a.slice(0, -2), b.slice(0, -2));
  return batch === undefined || batch === null
    ? null
    : [...batch, a[a.length - 2], b[b.length - 1]];
}

/** `matvec(a,b)`. */
function matvec(call: RuleCall): RuleResult {
  const b = operandType(call, 1).shape;
  const product = matmulShape(
    booleanOption(call, 'transpose_a', false) || booleanOption(call, 'adjoint_a', false)
      ? swapped(operandType(call, 0).shape)
      : operandType(call, 0).shape,
    b === null ? null : [...b, 1]
  );
  return typeWith(call, product === null ? null : product.slice(0, -1));
}

/** `vecmat(a,b)`: the vectors of `a`, its last axis, times the matrices of `b`. */
function vecmat(call: RuleCall): RuleResult {
  const a = operandType(call, 0).shape;
  const b = operandType(call, 1).shape;
  const product = matmulShape(a === null ? null : [...a.slice(0, -1), 1, ...a.slice(-1)], b);
  return typeWith(
    call,
    product === null ? null : [...product.slice(0, -2), product[product.length - 1]]
  );
}

/** `dot(a,b)`: NumPy's: the last axis of `a` with the last but one of `b`, no broadcasting. */
function dot(call: RuleCall): RuleResult {
  const a = operandType(call, 0).shape;
  const b = operandType(call, 1).shape;
  if (a === null || b === null) {
    return typeWith(call, null);
  }
  if (a.length === 0 || b.length === 0) {
    return typeWith(call, [...a, ...b]);
  }
  const rest = b.length === 1 ? [] : [...b.slice(0, -2), b[b.length - 1]];
  return typeWith(call, [...a.slice(0, -1), ...rest]);
}

/** `inner(a,b)`: the last axes contracted. */
function inner(call: RuleCall): RuleResult {
  const a = operandType(call, 0).shape;
  const b = operandType(call, 1).shape;
  if (a === null || b === null) {
    return typeWith(call, null);
  }
  return typeWith(
    call,
    a.length === 0 || b.length === 0 ? [...a, ...b] : [...a.slice(0, -1), ...b.slice(0, -1)]
  );
}

/** `outer(a,b)`: NumPy flattens both. */
function outer(call: RuleCall): RuleResult {
  const sizes = [0, 1].map(i => {
    const shape = operandType(call, i).shape;
    return shape === null
      ? 'unknown'
      : shape.reduce<Dimension>(
          (product, axis) =>
            typeof product === 'number' && typeof axis === 'number'
              ? product * axis
              : product === 'unknown' || axis === 'unknown'
                ? 'unknown'
                : 'open',
          1
        );
  });
  return typeWith(call, sizes);
}

/** `tensordot(a,b,axes)`: a number of axes, one axis of each, or two lists. */
function tensordot(call: RuleCall): RuleResult {
  const a = operandType(call, 0).shape;
  const b = operandType(call, 1).shape;
  const axes = operandOf(call, 2);
  if (a === null || b === null) {
    return typeWith(call, null);
  }
  const count = axes === null ? 2 : axes.kind === 'constant' ? toInteger(axes) : null;
  if (count !== null) {
    return typeWith(call, [...a.slice(0, a.length - count), ...b.slice(count)]);
  }
  const pair = toItems(axes);
  if (pair === null || pair.length !== 2) {
    return typeWith(call, null);
  }
  const sides = [a, b].map((shape, i) => {
    const contracted = toDimensions(pair[i]);
    if (contracted === null) {
      return null;
    }
    const indices = new Set(
      contracted.map(axis => (typeof axis === 'number' ? normaliseAxis(axis, shape.length) : null))
    );
    return indices.has(null) ? null : shape.filter((_, axis) => !indices.has(axis));
  });
  return typeWith(call, sides[0] === null || sides[1] === null ? null : [...sides[0], ...sides[1]]);
}

/** `einsum(equation,inputs)`: parses the equation; `...` stands for the broadcast rest. */
function einsum(call: RuleCall): RuleResult {
  const equation = toText(operandOf(call, 0));
  const inputs = toItems(operandOf(call, 1));
  const types = inputs?.map(input => toTensorType(input, call.flavour)) ?? [];
  const dtype = inputs === null || inputs.length === 0 ? null : commonDType(inputs, call.flavour);
  return tensorResult({
    dtype,
    shape: equation === null || inputs === null ? null : einsumShape(equation, types),
    form: 'dense'
  });
}

/** The shape of an Einstein sum; `null` where the equation or an operand does not tell. */
export function einsumShape(equation: string, types: readonly TensorType[]): Shape {
  const [left, right] = equation.replace(/\s/gu, '').split('->');
  const terms = left.split(',');
  if (terms.length !== types.length) {
    return null;
  }
  const sizes = new Map<string, Dimension>();
  let ellipsis: Shape | undefined = [];
  for (let i = 0; i < terms.length; i++) {
    const { shape } = types[i];
    const [before, after] = terms[i].includes('...') ? terms[i].split('...') : [terms[i], null];
    if (shape === null) {
      if (after !== null) {
        ellipsis = null;
      }
      continue;
    }
    const named = before.length + (after?.length ?? 0);
    if (after === null ? named !== shape.length : named > shape.length) {
      return null;
    }
    [...before].forEach((letter, axis) => note(sizes, letter, shape[axis]));
    if (after !== null) {
      [...after].forEach((letter, axis) =>
        note(sizes, letter, shape[shape.length - after.length + axis])
      );
      ellipsis =
        ellipsis === undefined
          ? undefined
          : broadcastShapes(ellipsis, shape.slice(before.length, shape.length - after.length));
    }
  }
  const output = right ?? implicitOutput(left);
  if (output.includes('...') && (ellipsis === null || ellipsis === undefined)) {
    return null;
  }
  const result: Dimension[] = [];
  for (const part of output.split(/(\.\.\.)/u)) {
    if (part === '...') {
      result.push(...(ellipsis ?? []));
    } else {
      result.push(...[...part].map(letter => sizes.get(letter) ?? 'unknown'));
    }
  }
  return result;
}

function note(sizes: Map<string, Dimension>, letter: string, size: Dimension): void {
  const known = sizes.get(letter);
  // A size of 1 is broadcast against the other operand's.
  sizes.set(
    letter,
    known === undefined || known === 1 ? size : size === 1 ? known : meetDimensions(known, size)
  );
}

/** Without `->`: the letters that occur once, in alphabetical order, after the ellipsis. */
function implicitOutput(left: string): string {
  const letters = [...left.replace(/[.,]/gu, '')];
  const once = letters.filter(letter => letters.filter(other => other === letter).length === 1);
  return (left.includes('...') ? '...' : '') + once.sort().join('');
}

/** `transposeLast(x)`: the last two axes swapped. */
function transposeLast(call: RuleCall): RuleResult {
  const type = operandType(call, 0);
  return tensorResult({ dtype: type.dtype, shape: swapped(type.shape), form: 'dense' });
}

/** `dropped(x,2,1)`: several results, each without so many of the last axes. */
function dropped(call: RuleCall): RuleResult {
  const x = operandType(call, 0);
  return {
    kind: 'tuple',
    items: call.operands.slice(1).map(count =>
      tensorResult({
        dtype: x.dtype,
        shape: x.shape === null ? null : x.shape.slice(0, x.shape.length - Number(count)),
        form: 'dense'
      })
    )
  };
}

/** `dropLast(x,n)`: without the last `n` axes (determinants, norms over vectors). */
function dropLast(call: RuleCall): RuleResult {
  const type = operandType(call, 0);
  const count = Number(call.operands[1] ?? 1);
  return tensorResult({
    dtype: type.dtype,
    shape: type.shape === null || type.shape.length < count ? null : type.shape.slice(0, -count),
    form: 'dense'
  });
}

/** `svd(x)`: singular values first in TensorFlow, `u, s, vh` in NumPy and Keras. */
function svd(call: RuleCall): RuleResult {
  const type = operandType(call, 0);
  const { shape } = type;
  const full = booleanOption(call, 'full_matrices', call.flavour !== 'tensorflow');
  const vectors = booleanOption(call, 'compute_uv', true);
  const [rows, columns]: readonly [Dimension, Dimension] =
    shape === null || shape.length < 2
      ? ['unknown', 'unknown']
      : [shape[shape.length - 2], shape[shape.length - 1]];
  const smaller: Dimension =
    typeof rows === 'number' && typeof columns === 'number'
      ? Math.min(rows, columns)
      : rows === 'unknown' || columns === 'unknown'
        ? 'unknown'
        : 'open';
  const batch = shape === null ? null : shape.slice(0, -2);
  const tensor = (...axes: readonly Dimension[]): RuleResult =>
    tensorResult({
      dtype: type.dtype,
      shape: batch === null ? null : [...batch, ...axes],
      form: 'dense'
    });
  const values = tensor(smaller);
  if (vectors === false) {
    // The values alone are real; the rule's first dtype is theirs only where they come first, as in TensorFlow.
    return call.flavour === 'tensorflow' || !(type.dtype?.startsWith('complex') ?? true)
      ? values
      : UNKNOWN_RESULT;
  }
  const u = tensor(rows, full === null ? 'unknown' : full ? rows : smaller);
  const short = full === null ? 'unknown' : full ? columns : smaller;
  return {
    kind: 'tuple',
    items:
      call.flavour === 'tensorflow'
        ? [values, u, tensor(columns, short)]
        : [u, values, tensor(short, columns)]
  };
}

/** `eigen(x)`: eigenvalues and eigenvectors. */
function eigen(call: RuleCall): RuleResult {
  const type = operandType(call, 0);
  return {
    kind: 'tuple',
    items: [
      tensorResult({
        dtype: type.dtype,
        shape: type.shape === null ? null : type.shape.slice(0, -1),
        form: 'dense'
      }),
      tensorResult({ dtype: type.dtype, shape: type.shape, form: 'dense' })
    ]
  };
}

/** `qr(x)`: reduced by default; `full_matrices` (TensorFlow) or `mode='complete'` gives square `q`. */
function qr(call: RuleCall): RuleResult {
  const type = operandType(call, 0);
  const { shape } = type;
  if (shape === null || shape.length < 2) {
    const unknown = tensorResult({ dtype: type.dtype, shape: null, form: type.form });
    return { kind: 'tuple', items: [unknown, unknown] };
  }
  const complete =
    booleanOption(call, 'full_matrices', false) === true ||
    toText(argumentOf(call, 'mode')) === 'complete';
  const [rows, columns] = [shape[shape.length - 2], shape[shape.length - 1]];
  const smaller: Dimension =
    typeof rows === 'number' && typeof columns === 'number' ? Math.min(rows, columns) : 'unknown';
  const side = complete ? rows : smaller;
  const batch = shape.slice(0, -2);
  return {
    kind: 'tuple',
    items: [
      tensorResult({ dtype: type.dtype, shape: [...batch, rows, side], form: 'dense' }),
      tensorResult({ dtype: type.dtype, shape: [...batch, side, columns], form: 'dense' })
    ]
  };
}

/** `solve(matrix,rhs)`: the shape of the right side, batch axes broadcast. */
function solve(call: RuleCall): RuleResult {
  const a = operandType(call, 0).shape;
  const b = operandType(call, 1).shape;
  if (a === null || b === null || a.length < 2) {
    return typeWith(call, null);
  }
  if (b.length === 1) {
    return typeWith(call, [a[a.length - 1]]);
  }
  const batch = broadcastShapes(a.slice(0, -2), b.slice(0, -2));
  return typeWith(call, batch ? [...batch, a[a.length - 1], b[b.length - 1]] : null);
}

/**
 * `tensorSolve(a,b)`: `x` of `tensordot(a, x, x.ndim) == b`: the last axes of `a`, as many as it has more than `b`
 * (all where it has no more), after `axes` have moved to the end.
 */
function tensorSolve(call: RuleCall): RuleResult {
  const a = operandType(call, 0).shape;
  const b = operandType(call, 1).shape;
  if (a === null || b === null) {
    return typeWith(call, null);
  }
  const places = a.map((_, axis) => axis);
  if (argumentOf(call, 'axes') !== null) {
    const axes = toIntegers(argumentOf(call, 'axes'));
    if (axes === null || axes.some(axis => !places.includes(axis))) {
      return typeWith(call, null);
    }
    for (const axis of axes) {
      places.splice(places.indexOf(axis), 1);
      places.push(axis);
    }
  }
  return typeWith(
    call,
    places.map(axis => a[axis]).slice(a.length === b.length ? 0 : b.length - a.length)
  );
}

export const LINEAR_FAMILIES: ReadonlyMap<string, RuleFamily> = new Map([
  ['matmul', matmul],
  ['matvec', matvec],
  ['vecmat', vecmat],
  ['dot', dot],
  ['inner', inner],
  ['outer', outer],
  ['tensordot', tensordot],
  ['einsum', einsum],
  ['transposeLast', transposeLast],
  ['dropLast', dropLast],
  ['dropped', dropped],
  ['svd', svd],
  ['eigen', eigen],
  ['qr', qr],
  ['solve', solve],
  ['tensorSolve', tensorSolve]
]);
