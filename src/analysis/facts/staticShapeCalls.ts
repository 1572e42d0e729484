/**
 * `np.shape(x)` and `np.ndim(x)` of tensors: NumPy asks them for `x.shape` and `x.ndim` (`numpy/_core/fromnumeric.py`),
 * which symbolic tensors have too. What they give is known while tracing where the sizes are.
 */
import type { Activation } from '../interpreter/record';
import type { Call, Expression } from '../syntax/tree';
import { membersOf } from '../values/join';
import { edgesAt } from './callsOfNode';
import { symbolicIn } from './symbolicValues';

/** Whether the call asks NumPy for what is known of a tensor while tracing, or works on the answers alone. */
export function needsStaticShapeOnly(run: Activation, call: Call): boolean {
  const isSymbolic = symbolicIn(run);
  const args = [...call.args, ...call.keywords.map(keyword => keyword.value)];
  return (
    asksStaticShape(run, call) ||
    (args.some(argument => asksStaticShape(run, argument)) &&
      args.every(argument => asksStaticShape(run, argument) || !isSymbolic(argument)))
  );
}

function asksStaticShape(run: Activation, node: Expression): boolean {
  if (node.kind !== 'Call' || node.args.length !== 1 || node.keywords.length > 0) {
    return false;
  }
  const edges = edgesAt(run, node);
  const members = membersOf(run.values.get(node.args[0]) ?? { kind: 'never', id: 0 });
  return (
    edges.length > 0 &&
    members.length > 0 &&
    edges.every(({ api }) =>
      members.every(
        member =>
          member.kind === 'tensor' &&
          ((api === 'numpy.ndim' && member.type.shape !== null) ||
            (api === 'numpy.shape' &&
              member.type.shape?.every(extent => typeof extent === 'number') === true))
      )
    )
  );
}
