/**
 * Whether a graph pays for being made, in one sentence.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CallReport } from '../../analysis/report';
import type { MeasuredVariant } from '../../measure/answer';
import { breakEven, formatSeconds, twoDigits } from '../../measure/figures';

/**
 * How often a run of the notebook calls a function, as far as its loops tell: the sum over calls whose count
 * is known; `null` where none is.
 */
export function knownCallCount(calls: readonly CallReport[]): number | null {
  const counts = calls.flatMap(({ count }) => (count === null ? [] : [count]));
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

/** `Pays after 9 calls; your loop makes about 1,500: saves about 24 s.`; `null` where nothing can be said. */
export function payoffSentence(
  eager: MeasuredVariant,
  graph: MeasuredVariant,
  expected: number | null,
  trans: TranslationBundle
): string | null {
  const needed = graph.breakEven?.calls ?? breakEven(eager, graph);
  if (needed === null || eager.perCall === null || graph.perCall === null) {
    return null;
  }
  const pays = trans._n('Pays after %1 call', 'Pays after %1 calls', needed);
  if (expected === null || expected < 1) {
    return trans.__('%1.', pays);
  }
  const gain = eager.perCall.median - graph.perCall.median;
  const cost = Math.max(0, (graph.startCost ?? 0) - 3 * graph.perCall.median);
  const saved = graph.saved ?? gain * expected - cost;
  const calls = Number(twoDigits(expected)).toLocaleString('en');
  return saved > 0
    ? trans.__(
        '%1; the notebook makes about %2: saves about %3.',
        pays,
        calls,
        formatSeconds(saved)
      )
    : trans.__('%1; the notebook makes only about %2.', pays, calls);
}
