/**
 * Learning rates that classes of the program compute: an optimizer asks them with the number of its step.
 */
import { membersOf } from '../../values/join';
import type { Value } from '../../values/value';
import { configOf } from '../generic';
import type { IModelContext, MethodModel } from '../model';
import { asPython, positional } from './arguments';

/**
 * Calls the optimizer's schedule with the counter of its steps, a variable `int64 ()`.
 *
 * @param optimizer - an instance, or a name, which has no schedule of the program.
 */
export function followSchedule(ctx: IModelContext, optimizer: Value | null): void {
  for (const member of optimizer === null ? [] : membersOf(optimizer)) {
    const schedule = member.kind === 'object' ? configOf(ctx, member, 'learning_rate') : null;
    for (const rate of schedule === null ? [] : membersOf(schedule)) {
      if (rate.kind !== 'object' || rate.object.cls?.kind !== 'class') {
        continue;
      }
      const call = ctx.attribute(rate, '__call__');
      if (call.kind === 'method') {
        const step = ctx.values.tensor({ dtype: 'int64', shape: [], form: 'variable' });
        ctx.call(call, positional([step]), asPython(ctx, { followedByPublished: false }));
      }
    }
  }
}

/** `apply_gradients(pairs)`: asks the schedule, and returns nothing that a program reads. */
export const applyGradients: MethodModel = (ctx, receiver) => {
  followSchedule(ctx, receiver);
  return ctx.values.none;
};
