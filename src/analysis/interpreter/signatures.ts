/**
 * What a graph is traced with where it has an `input_signature`.
 */
import { excludes } from '../libraries/rules/tensorType';
import { membersOf } from '../values/join';
import type { FunctionValue, Value } from '../values/value';
import type { Frame } from './machine';

/** A graph is traced once with what its signature says, whatever tensors arrive that fit; the receiver has no part in it. */
export function bindSignature(
  { machine: { values } }: Frame,
  fn: FunctionValue,
  bound: Map<string, Value>,
  parts: readonly Value[]
): void {
  const { parameters } = fn.code.node;
  const first = fn.definingClass !== null && parameters[0]?.name === 'self' ? 1 : 0;
  parameters.slice(first).forEach(({ name, kind }, index) => {
    const part = parts[index];
    const isPlain = kind === 'positional' || kind === 'positional-only';
    const isMisfit = membersOf(bound.get(name) ?? values.never).some(
      given => part?.kind === 'tensor' && given.kind === 'tensor' && excludes(part.type, given.type)
    );
    if (
      isPlain &&
      part !== undefined &&
      part.kind === 'tensor' &&
      part.type.dtype !== null &&
      !isMisfit
    ) {
      bound.set(name, part);
    }
  });
}
