/**
 * Whether calls surely do not fit a signature that is written: TensorFlow refuses them (tracing-truth, section 4).
 */
import type { Activation } from '../../interpreter/record';
import type { Parameter } from '../../syntax/tree';
import { excludes, type TensorType } from '../../libraries/rules/tensorType';
import { membersOf } from '../../values/join';
import type { Signature, SignaturePart } from './signature';

/** Whether some tensor that arrives is known well enough to say that its part of the signature excludes it. */
export function excludesACall(
  signature: Signature,
  parameters: readonly Parameter[],
  activations: readonly Activation[]
): boolean {
  return signature.some((part, index) => {
    const parameter = parameters[index];
    return (
      part.kind === 'tensor' &&
      parameter !== undefined &&
      activations.some(run => {
        const value = run.arguments.get(parameter.name);
        return (
          value !== undefined &&
          membersOf(value).some(member => member.kind === 'tensor' && excludes(part, member.type))
        );
      })
    );
  });
}

/** The type that the body of a graph function sees: the signature's, where it takes what is passed. */
export function seenType(part: SignaturePart | undefined, type: TensorType): TensorType {
  return part?.kind !== 'tensor' || part.dtype === null || excludes(part, type)
    ? type
    : { dtype: part.dtype, shape: part.shape, form: part.form };
}
