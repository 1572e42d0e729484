/**
 * What NumPy's arrays can and tensors cannot: an array that is an argument is a tensor when the function is traced
 * (`spec/tracing-truth.md`, section 1).
 */
import type { Activation } from '../interpreter/record';
import type { Call, Expression, Statement } from '../syntax/tree';
import { walkOwnScope, type NodeKinds } from '../syntax/walk';
import { membersOf } from '../values/join';
import { tensorsOf } from './argumentValues';
import { edgesAt, evaluatedCalls } from './callsOfNode';
import type { AddForm } from './conversionForms';
import type { IsSymbolic } from './graphConditions';
import { isArray } from './outsideReads';

const FORMS: NodeKinds = new Set(['Subscript', 'BinOp'] as const);

/** Finds the uses of arrays in one body that a tensor does not allow. */
export function arrayArguments(
  run: Activation,
  body: readonly Statement[],
  isSymbolic: IsSymbolic,
  add: AddForm
): void {
  const isTraced = (node: Expression): boolean => {
    const value = run.values.get(node);
    return value !== undefined && isArray(value) && isSymbolic(node);
  };
  for (const call of evaluatedCalls(run)) {
    const [first] = call.args;
    if (first !== undefined && isTraced(first) && asksOtherDType(run, call, first)) {
      add('dtype-conflict', call, 'when traced this is a tensor, which is not converted');
    }
  }
  walkOwnScope(
    body,
    node => {
      if (node.kind === 'Subscript' && isTraced(node.value)) {
        const parts = node.slice.kind === 'Tuple' ? node.slice.elts : [node.slice];
        if (parts.some(part => takesPlaces(run, part))) {
          add(
            'eager-only-call',
            node,
            'when traced this is a tensor, which takes no list of places'
          );
        }
      }
      if (
        node.kind === 'BinOp' &&
        node.op === '@' &&
        [node.left, node.right].some(isTraced) &&
        [node.left, node.right].some(operand => isVector(run, operand))
      ) {
        add(
          'eager-only-call',
          node,
          'when traced these are tensors, which `@` wants to be matrices'
        );
      }
    },
    FORMS
  );
}

/** Whether a subscript is a list or an array of places; one of Booleans selects in a graph, too. */
function takesPlaces(run: Activation, part: Expression): boolean {
  const value = run.values.get(part);
  return (
    value !== undefined &&
    membersOf(value).some(
      member =>
        (member.kind === 'object' && member.object.kind === 'list') ||
        (member.kind === 'tensor' &&
          member.type.dtype !== 'bool' &&
          (member.type.shape?.length ?? 0) > 0)
    )
  );
}

function isVector(run: Activation, operand: Expression): boolean {
  const value = run.values.get(operand);
  return value !== undefined && tensorsOf(value).some(({ type }) => type.shape?.length === 1);
}

/** `tf.convert_to_tensor(a, tf.float32)` of an array of another dtype. */
function asksOtherDType(run: Activation, call: Call, array: Expression): boolean {
  const dtype =
    call.keywords.find(({ arg }) => arg === 'dtype')?.value ??
    (call.args.length > 1 ? call.args[1] : undefined);
  const asked = dtype === undefined ? undefined : run.values.get(dtype);
  const given = run.values.get(array);
  return (
    asked?.kind === 'dtype' &&
    given !== undefined &&
    edgesAt(run, call).some(({ api }) => api === 'tensorflow.convert_to_tensor') &&
    tensorsOf(given).some(
      ({ type }) => type.dtype !== null && asked.dtype !== null && type.dtype !== asked.dtype
    )
  );
}
