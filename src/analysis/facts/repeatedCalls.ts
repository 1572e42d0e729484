/**
 * Functions that are called again and again: in a loop, from many places, or by such a function.
 */
import type { FunctionCode } from '../values/value';
import { loopsAround, loopsOf } from './bodyIndex';
import type { ProgramView } from './subject';
import { bodyOf } from './symbolicValues';

/** Calls from this number on are many. */
const MANY_CALLS = 3;

const _repeated = new WeakMap<ProgramView, Map<FunctionCode, boolean>>();

/** Whether a function is called again and again. */
export function isCalledRepeatedly(code: FunctionCode, view: ProgramView): boolean {
  let answers = _repeated.get(view);
  if (answers === undefined) {
    answers = new Map();
    _repeated.set(view, answers);
  }
  let answer = answers.get(code);
  if (answer === undefined) {
    // Of a circle of calls the others decide.
    answers.set(code, false);
    const arrivals = view.subjectOf.get(code)?.arrivals ?? [];
    answer =
      arrivals.length >= MANY_CALLS ||
      arrivals.some(
        ({ edge, caller }) =>
          loopsOf(bodyOf(caller)).some(
            ({ body, end }) =>
              body.length > 0 && body[0].start <= edge.site.start && edge.site.end <= end
          ) ||
          (caller.code !== null && isCalledRepeatedly(caller.code, view))
      );
    answers.set(code, answer);
  }
  return answer;
}

/** Whether a cell calls the function in one place, and in no loop. */
export function isCalledOnce(code: FunctionCode, view: ProgramView): boolean {
  const arrivals = view.subjectOf.get(code)?.arrivals ?? [];
  return (
    arrivals.length === 1 &&
    arrivals.every(
      ({ caller, edge }) =>
        caller.code === null && loopsAround(bodyOf(caller), edge.site).length === 0
    )
  );
}
