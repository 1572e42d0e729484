/**
 * `x.set_shape(shape)`: the tensor that a local name holds has that shape from there on.
 */
import { shapeArgument } from '../libraries';
import type { Call } from '../syntax/tree';
import { joinAll, membersOf } from '../values/join';
import type { Value } from '../values/value';
import type { Frame } from './machine';
import { createModelContext } from './modelContext';

/** Refines the tensors that the receiver's name holds, where the call is one of `set_shape`. */
export function refineShape(frame: Frame, node: Call, args: readonly Value[]): void {
  const { func } = node;
  if (
    func.kind !== 'Attribute' ||
    func.attr !== 'set_shape' ||
    func.value.kind !== 'Name' ||
    !frame.environment.bindings.binds(func.value.id) ||
    args.length !== 1
  ) {
    return;
  }
  const { heap, values } = frame.machine;
  const value = heap.read(frame.environment.object, func.value.id);
  const shape = shapeArgument(
    createModelContext(frame, node, 'tensorflow.Tensor.set_shape'),
    args[0]
  );
  if (value === null || shape === null) {
    return;
  }
  const refined = membersOf(value).map(member => {
    if (member.kind !== 'tensor' || member.type.form === 'ndarray') {
      return member;
    }
    const known = member.type.shape;
    return known !== null && known.length !== shape.length
      ? member
      : values.tensor(
          {
            dtype: member.type.dtype,
            shape: shape.map((size, axis) =>
              typeof size === 'number' ? size : (known?.[axis] ?? size)
            ),
            form: member.type.form
          },
          member.origin
        );
  });
  heap.write(frame.environment.object, func.value.id, joinAll(values, refined));
}
