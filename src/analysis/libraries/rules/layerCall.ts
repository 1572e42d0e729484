/**
 * How rules of Keras layers see a call: the constructor's arguments, and the inputs under `#inputs`.
 */
import type { RuleArgument, RuleResult } from './ruleArgument';
import { tensorResult } from './ruleArgument';
import type { RuleCall } from './ruleCall';
import { argumentOf, toDType, toItems, toTensorType } from './ruleCall';
import type { DType } from './dtype';
import { isFloatingDType } from './dtype';
import type { Shape, TensorType } from './tensorType';
import { UNKNOWN_TENSOR } from './tensorType';

/** Name of the argument that holds what the layer is called on. */
export const INPUTS = '#inputs';

/** The only, or first, input. */
export function layerInput(call: RuleCall): TensorType {
  const argument = argumentOf(call, INPUTS);
  if (argument === null) {
    return UNKNOWN_TENSOR;
  }
  if (argument.kind === 'sequence' && argument.items !== null && argument.items.length > 0) {
    const first = argument.items[0];
    return first.kind === 'constant' || first.kind === 'sequence'
      ? toTensorType(argument, call.flavour)
      : toTensorType(first, call.flavour);
  }
  return toTensorType(argument, call.flavour);
}

/** All inputs of a layer that merges; `null` where their number is not known. */
export function layerInputs(call: RuleCall): readonly RuleArgument[] | null {
  const argument = argumentOf(call, INPUTS);
  if (argument === null || argument.kind === 'tensor') {
    return argument === null ? null : [argument];
  }
  return toItems(argument);
}

/**
 * The dtype that a layer computes in: `dtype` of the constructor, else float32; what the inputs are is cast.
 * A mixed policy computes in half precision.
 */
export function computeDType(call: RuleCall): DType {
  const argument = argumentOf(call, 'dtype');
  if (argument === null) {
    return 'float32';
  }
  if (argument.kind === 'constant' && typeof argument.value === 'string') {
    if (argument.value === 'mixed_float16') {
      return 'float16';
    }
    if (argument.value === 'mixed_bfloat16') {
      return 'bfloat16';
    }
  }
  return toDType(argument, call.flavour);
}

/** The dtype of an input after the layer's autocast: floating point inputs become the compute dtype. */
export function castDType(call: RuleCall, input: DType): DType {
  return input === null || isFloatingDType(input) ? computeDType(call) : input;
}

/** What the layer returns for that shape, computed in its dtype. */
export function layerResult(call: RuleCall, shape: Shape): RuleResult {
  return tensorResult({ dtype: computeDType(call), shape, form: formOfInputs(call) });
}

/** The same, where integer inputs keep their dtype. */
export function passedResult(call: RuleCall, input: TensorType, shape: Shape): RuleResult {
  return tensorResult({ dtype: castDType(call, input.dtype), shape, form: formOfInputs(call) });
}

function formOfInputs(call: RuleCall): 'symbolic' | 'ragged' | 'dense' {
  const items = layerInputs(call) ?? [];
  const forms = items.map(item => toTensorType(item, call.flavour).form);
  return forms.includes('symbolic') ? 'symbolic' : forms.includes('ragged') ? 'ragged' : 'dense';
}
