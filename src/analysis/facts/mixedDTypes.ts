/**
 * Operands whose dtypes meet without harm eagerly and conflict when traced (found by running each form under
 * TensorFlow 2.21).
 *
 * Eagerly an array takes the dtype of the tensor that it meets. When traced, an array argument is a tensor with a dtype
 * of its own, and the first operand of an operation is made a tensor before the others are looked at.
 */
import type { Activation } from '../interpreter/record';
import type { DType } from '../libraries/rules/tensorType';
import type { Expression } from '../syntax/tree';
import { walkOwnScope, type NodeKinds } from '../syntax/walk';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { tensorsOf } from './argumentValues';
import { edgesAt, evaluatedCalls } from './callsOfNode';
import type { IsSymbolic } from './graphConditions';
import { bodyOf } from './symbolicValues';

/** A place where dtypes conflict when traced. */
export type Mixture = { readonly node: Expression; readonly note: string };

/** Operations on operands of one dtype, by the last part of their name, with the positions of these operands. */
const OPERANDS: ReadonlyMap<string, readonly number[]> = new Map(
  (
    [
      [
        'add subtract multiply maximum minimum pow floordiv floormod mod squared_difference atan2 xdivy xlogy xlog1py ' +
          'multiply_no_nan divide_no_nan matmul tensordot matvec solve bias_add conv1d conv2d conv3d conv ' +
          'depthwise_conv2d equal not_equal less less_equal greater greater_equal',
        [0, 1]
      ],
      ['where', [1, 2]],
      ['clip_by_value', [0, 1, 2]],
      ['tensor_scatter_nd_update tensor_scatter_nd_add tensor_scatter_nd_sub', [0, 2]],
      ['einsum', [1, 2, 3]]
    ] as const
  ).flatMap(([names, positions]) => names.split(' ').map(name => [name, positions] as const))
);

/** Operations on a list of operands of one dtype; a constant among them takes the dtype of the tensors. */
const LISTED = /^tensorflow\.(?:concat|stack|parallel_stack|convert_to_tensor|add_n|math\.add_n)$/u;

/** Comparisons keep an array's constant flexible on either side; so do the arithmetic operators. */
const OPERATORS: ReadonlySet<string> = new Set(['+', '-', '*', '/', '//', '%', '**', '@']);

/** Operators with operands. */
const OPERATIONS: NodeKinds = new Set(['BinOp', 'Compare', 'AugAssign']);

/** The mixtures in the body of one run. */
export function mixedDTypes(run: Activation, isSymbolic: IsSymbolic): readonly Mixture[] {
  const found: Mixture[] = [];
  const look = (node: Expression, operands: readonly Expression[], isFirstFixed: boolean): void => {
    const note = conflict(run, operands, isSymbolic, isFirstFixed);
    if (note !== null) {
      found.push({ node, note });
    }
  };
  for (const call of evaluatedCalls(run)) {
    for (const { api } of edgesAt(run, call)) {
      if (api === null || !api.startsWith('tensorflow.')) {
        continue;
      }
      const [first] = call.args;
      if (LISTED.test(api) && (first?.kind === 'List' || first?.kind === 'Tuple')) {
        look(call, first.elts, api.endsWith('add_n'));
        continue;
      }
      if (/\.assign(?:_add|_sub)?$/u.test(api) && call.func.kind === 'Attribute') {
        look(call, [call.func.value, ...call.args.slice(0, 1)], true);
        continue;
      }
      const positions = OPERANDS.get(api.slice(api.lastIndexOf('.') + 1));
      if (positions !== undefined && !call.args.some(({ kind }) => kind === 'Starred')) {
        look(
          call,
          positions.flatMap(position => call.args[position] ?? []),
          true
        );
      }
    }
  }
  walkOwnScope(
    bodyOf(run),
    node => {
      if (node.kind === 'BinOp' && OPERATORS.has(node.op)) {
        look(node, [node.left, node.right], false);
      } else if (node.kind === 'Compare' && node.comparators.length === 1) {
        look(node, [node.left, node.comparators[0]], false);
      } else if (node.kind === 'AugAssign') {
        look(node.value, [node.target, node.value], false);
      }
    },
    OPERATIONS
  );
  return found;
}

function conflict(
  run: Activation,
  operands: readonly Expression[],
  isSymbolic: IsSymbolic,
  isFirstFixed: boolean
): string | null {
  const types = operands.map(node => {
    const value = run.values.get(node);
    return literalType(node) ?? (value === undefined ? null : typeOf(value));
  });
  const fixed = types.flatMap((type, index) =>
    type !== null && (isSymbolic(operands[index]) || (isFirstFixed && index === 0)) ? [type] : []
  );
  if (fixed.length === 0 || !operands.some(isSymbolic)) {
    return null;
  }
  const [first] = fixed;
  if (fixed.some(type => !mayAgree(type.dtypes, first.dtypes))) {
    return 'the operands have different dtypes when traced';
  }
  const isWhole = first.isNumber && first.dtypes.every(isIntegral);
  if (isWhole && types.some(type => type?.isNumber === true && type.dtypes.every(isFloat))) {
    return 'when traced the whole number is a tensor, which takes no float';
  }
  // An array argument that meets another array or number: NumPy promotes, a tensor keeps its dtype.
  const array = types.find((type, index) => type?.isArray === true && isSymbolic(operands[index]));
  const isPromoted =
    array !== undefined &&
    array !== null &&
    types.every(type => type === null || type.isArray || type.isNumber) &&
    types.some(
      (type, index) =>
        type !== null &&
        !isSymbolic(operands[index]) &&
        (type.isArray
          ? !mayAgree(type.dtypes, array.dtypes)
          : type.dtypes.every(isFloat) && array.dtypes.every(isIntegral))
    );
  return isPromoted ? 'NumPy would change the dtype; a traced array keeps its own' : null;
}

function isFloat(dtype: string): boolean {
  return dtype === 'float32';
}

type OperandType = {
  readonly dtypes: readonly string[];
  readonly isArray: boolean;
  readonly isNumber: boolean;
};

/** A list of numbers that is written out. */
function literalType(node: Expression): OperandType | null {
  const types = literalTypes(node);
  if (types === null || types.length === 0 || node.kind === 'Constant') {
    return null;
  }
  const dtype = types.includes('float') ? 'float32' : 'int32';
  return { dtypes: [dtype], isArray: false, isNumber: true };
}

function literalTypes(node: Expression): readonly string[] | null {
  switch (node.kind) {
    case 'Constant':
      return node.value.type === 'int' || node.value.type === 'float' ? [node.value.type] : null;
    case 'UnaryOp':
      return node.op === '-' ? literalTypes(node.operand) : null;
    case 'List':
    case 'Tuple': {
      const parts = node.elts.map(literalTypes);
      return parts.every(part => part !== null) ? parts.flat() : null;
    }
    default:
      return null;
  }
}

/** The dtypes that an operand may have; `null` where one is not known, or it is neither tensor nor number. */
function typeOf(value: Value): OperandType | null {
  const tensors = tensorsOf(value);
  const dtypes = membersOf(value).map(member =>
    member.kind === 'tensor'
      ? member.type.dtype
      : member.kind === 'constant'
        ? (DTYPE_OF_NUMBER.get(member.type) ?? null)
        : null
  );
  return dtypes.length > 0 && dtypes.every(isKnown)
    ? {
        dtypes,
        isArray: tensors.length > 0 && tensors.every(({ type }) => type.form === 'ndarray'),
        isNumber: tensors.length === 0
      }
    : null;
}

const DTYPE_OF_NUMBER: ReadonlyMap<string, DType> = new Map<string, DType>([
  ['int', 'int32'],
  ['float', 'float32']
]);

function isKnown(dtype: DType): dtype is NonNullable<DType> {
  return dtype !== null;
}

function isIntegral(dtype: string): boolean {
  return /^u?int/u.test(dtype);
}

function mayAgree(left: readonly string[], right: readonly string[]): boolean {
  return left.some(dtype => right.includes(dtype));
}
