/**
 * From what the user wants to what the kernel is asked.
 */
import type { FunctionReport } from '../../analysis/report';
import type { MeasurementRequest } from '../../measure/request';
import type { MeasurementWish } from './measurer';
import { knownCallCount } from './payoff';
import { syntheticParameters } from './syntheticArguments';

/**
 * The request for a function. Calls at cell level come first: the names in their arguments are those that the
 * kernel holds; a call that the user chose comes before all.
 */
export function requestOf(
  report: FunctionReport,
  source: string,
  wish: MeasurementWish,
  budget: number
): MeasurementRequest {
  const calls = [...report.calls].sort(
    (left, right) => Number(left.inFunction !== null) - Number(right.inFunction !== null)
  );
  const texts = calls.map(({ text }) => text);
  const chosen = wish.call !== null && texts.includes(wish.call) ? wish.call : null;
  return {
    name: report.name,
    source,
    calls: (chosen === null ? texts : [chosen, ...texts.filter(text => text !== chosen)]).map(
      text => ({ text })
    ),
    expression: wish.expression,
    choice: wish.choice,
    synthetic: wish.choice === 'synthetic' ? (syntheticParameters(report) ?? []) : [],
    variants: wish.variants,
    budget,
    accepted: false,
    loopCount: knownCallCount(report.calls)
  };
}
