/**
 * Deep copies of symbolic tensors: TensorFlow refuses them (its own source, `__deepcopy__` of tensors that are no eager
 * ones).
 */
import type { Activation } from '../interpreter/record';
import type { Expression } from '../syntax/tree';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { containsValue } from './argumentValues';

/** Functions that copy all that their argument holds; the last two copy its fields (library reference, "dataclasses"). */
const COPIES_DEEPLY = /^(?:copy\.deepcopy|dataclasses\.(?:asdict|astuple))$/u;

/** Whether a call copies symbolic tensors; `'perhaps'` where what its argument holds is not known, `null` where it does not. */
export function deepCopyOfTensors(
  run: Activation,
  apis: readonly string[],
  args: readonly Expression[],
  isSymbolic: (node: Expression) => boolean
): 'surely' | 'perhaps' | null {
  if (!apis.some(api => COPIES_DEEPLY.test(api))) {
    return null;
  }
  if (args.some(isSymbolic)) {
    return 'surely';
  }
  const values = args.flatMap(arg => run.values.get(arg) ?? []);
  return values.some(value => containsValue(value, run.contents, isTensor))
    ? 'surely'
    : values.some(value => containsValue(value, run.contents, held => isNotDescribed(run, held)))
      ? 'perhaps'
      : null;
}

function isTensor(value: Value): boolean {
  return value.kind === 'tensor' && value.type.form !== 'ndarray';
}

/** An object that is none of the arguments, nor held by one of them. */
function isNotDescribed(run: Activation, value: Value): boolean {
  return membersOf(value).some(
    member => member.kind === 'object' && !run.contents.has(member.object)
  );
}
