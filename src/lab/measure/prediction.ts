/**
 * The measured truth beside the predicted one: where they disagree, it is said.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { FunctionReport } from '../../analysis/report';
import type { MeasuredVerdict, MeasurementResult } from '../../measure/answer';
import { comparisonOf, twoDigits } from '../../measure/figures';

/** What measuring says of the verdict of the analysis. */
export type Contradiction =
  /** The function was called safe, and is not: an error of ours. */
  | { readonly kind: 'our-error'; readonly text: string }
  /** It is not as predicted, but nothing wrong was promised. */
  | { readonly kind: 'surprise'; readonly text: string };

function isDifferent(verdict: MeasuredVerdict): boolean {
  return (
    verdict === 'output-differs' || verdict === 'effects-differ' || verdict === 'fails-when-traced'
  );
}

function whatDiffers(verdict: MeasuredVerdict, trans: TranslationBundle): string {
  switch (verdict) {
    case 'effects-differ':
      return trans.__('its side effects differ as a graph');
    case 'fails-when-traced':
      return trans.__('it fails as a graph');
    default:
      return trans.__('its results differ as a graph');
  }
}

/** Where the measurement contradicts the verdict; `null` where it does not. */
export function contradictionOf(
  report: FunctionReport,
  result: MeasurementResult,
  trans: TranslationBundle
): Contradiction | null {
  const { action, confidence, findings } = report.verdict;
  const isAdvised = action === 'hybridize';
  if (isAdvised && isDifferent(result.verdict)) {
    const what = whatDiffers(result.verdict, trans);
    return confidence === 'proven'
      ? {
          kind: 'our-error',
          text: trans.__(
            'We called this function safe, and measuring shows that %1. That is an error of ours: do not decorate it, and please report it.',
            what
          )
        }
      : {
          kind: 'surprise',
          text: trans.__(
            'What was taken for granted does not hold here: %1. Do not decorate it.',
            what
          )
        };
  }
  const ratio = result.variants.find(({ id }) => id === 'graph')?.ratio ?? null;
  if (ratio === null || isDifferent(result.verdict)) {
    return null;
  }
  const comparison = comparisonOf(ratio);
  const figure = twoDigits(ratio.estimate);
  if (isAdvised && comparison === 'slower') {
    return {
      kind: 'surprise',
      text: trans.__(
        'A graph was advised, and measured it runs at %1× the speed: leave this function eager.',
        figure
      )
    };
  }
  if (isAdvised && comparison === 'no-difference') {
    return {
      kind: 'surprise',
      text: trans.__('A graph was advised, and measured it makes no difference here.')
    };
  }
  const isJudgedWorthless = findings.some(({ code }) => code === 'no-benefit-expected');
  if (action === 'keep' && isJudgedWorthless && comparison === 'faster' && ratio.estimate >= 1.2) {
    return {
      kind: 'surprise',
      text: trans.__('No gain was expected of a graph, and measured it is %1× faster.', figure)
    };
  }
  return null;
}
