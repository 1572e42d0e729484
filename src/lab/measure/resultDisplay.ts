/**
 * A finished measurement in the words of the user.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  breakEven,
  comparisonOf,
  formatSeconds,
  isNoisy,
  twoDigits,
  type Comparison
} from '../../measure/figures';
import type {
  MeasuredError,
  MeasuredVariant,
  MeasurementResult,
  Ratio
} from '../../measure/answer';
import type {
  MeasuredBar,
  MeasuredFact,
  MeasurementDisplay,
  MeasurementTone
} from './measurementDisplay';
import { agreementText } from './measurementSentences';

/** What is shown of a result, and the few words for the badge. */
export type ResultDisplay = { readonly display: MeasurementDisplay; readonly note: string | null };

/** An error of the user's function with its line, as code. */
function errorText(error: MeasuredError): string {
  const place = error.line === null ? '' : `\n${String(error.line.line)}: ${error.line.text}`;
  return `${error.type}: ${error.text}${place}`;
}

function headline(comparison: Comparison, ratio: Ratio, trans: TranslationBundle): string {
  switch (comparison) {
    case 'faster':
      return trans.__('%1× faster as a graph', twoDigits(ratio.estimate));
    case 'slower':
      return trans.__('%1× slower as a graph', twoDigits(1 / ratio.estimate));
    case 'no-difference':
      return trans.__('No measurable difference');
    case 'unclear':
      return trans.__('Too rough to tell');
  }
}

/** The interval in the direction of the headline. */
function interval(comparison: Comparison, ratio: Ratio, trans: TranslationBundle): string {
  const { low, high } = ratio;
  if (low === null || high === null) {
    return '';
  }
  switch (comparison) {
    case 'faster':
      return trans.__('95 % interval %1× to %2×', twoDigits(low), twoDigits(high));
    case 'slower':
      return trans.__('95 % interval %1× to %2×', twoDigits(1 / high), twoDigits(1 / low));
    case 'no-difference':
    case 'unclear':
      return trans.__('speed-up between %1× and %2×', twoDigits(low), twoDigits(high));
  }
}

function bars(
  eager: MeasuredVariant | null,
  graph: MeasuredVariant | null,
  trans: TranslationBundle
): MeasuredBar[] {
  const sides = [
    { label: trans.__('Eager'), variant: eager, isGraph: false },
    { label: trans.__('Graph'), variant: graph, isGraph: true }
  ];
  const longest = Math.max(...sides.map(({ variant }) => variant?.perCall?.median ?? 0));
  return sides.flatMap(({ label, variant, isGraph }) =>
    variant?.perCall === null || variant?.perCall === undefined
      ? []
      : [
          {
            label,
            text: formatSeconds(variant.perCall.median),
            share: longest > 0 ? variant.perCall.median / longest : 0,
            isGraph
          }
        ]
  );
}

function facts(
  result: MeasurementResult,
  eager: MeasuredVariant | null,
  graph: MeasuredVariant | null,
  trans: TranslationBundle
): MeasuredFact[] {
  const list: MeasuredFact[] = [];
  if (graph !== null && graph.firstCall !== null) {
    list.push({
      label: trans.__('First call, with tracing'),
      text: formatSeconds(graph.firstCall)
    });
  }
  const calls = eager === null || graph === null ? null : breakEven(eager, graph);
  if (calls !== null) {
    list.push({
      label: trans.__('Pays off after'),
      text: trans._n('%1 call', '%1 calls', calls)
    });
  }
  list.push({ label: trans.__('Results'), text: agreementText(result.verdict, trans) });
  return list;
}

function remarks(
  result: MeasurementResult,
  ratio: Ratio | null,
  trans: TranslationBundle
): string[] {
  const list: string[] = result.reasons
    .slice(0, 5)
    .map(({ path, detail }) => trans.__('Different: %1 %2', path, detail));
  list.push(
    result.arguments.source === 'typed'
      ? trans.__('Measured with the arguments %1.', result.arguments.text)
      : trans.__('Measured with %1.', result.arguments.text)
  );
  if (ratio !== null && isNoisy(ratio, result.foreign)) {
    list.push(
      result.foreign !== null && result.foreign > 0.5
        ? trans.__(
            'The figures are rough: other programs used %1 processor cores meanwhile.',
            twoDigits(result.foreign)
          )
        : trans.__('The figures are rough: they varied much from round to round.')
    );
  }
  if (!result.restored) {
    list.push(
      trans.__(
        'Not put back: %1',
        result.left
          .map(({ path }) => path)
          .slice(0, 5)
          .join(', ')
      )
    );
  }
  return list;
}

function toneOf(result: MeasurementResult, comparison: Comparison | null): MeasurementTone {
  if (
    !result.restored ||
    result.verdict === 'output-differs' ||
    result.verdict === 'effects-differ'
  ) {
    return 'bad';
  }
  if (result.verdict !== 'same') {
    return 'doubt';
  }
  return comparison === 'faster' ? 'good' : comparison === 'slower' ? 'doubt' : 'neutral';
}

function noteOf(
  result: MeasurementResult,
  comparison: Comparison | null,
  ratio: Ratio | null,
  trans: TranslationBundle
): string | null {
  switch (result.verdict) {
    case 'output-differs':
      return trans.__('results differ');
    case 'effects-differ':
      return trans.__('side effects differ');
    case 'fails-when-traced':
      return trans.__('fails as a graph');
    case 'fails-eagerly':
      return null;
    case 'same':
    case 'retraces':
    case 'not-reproducible':
      return ratio === null || comparison === 'unclear'
        ? null
        : trans.__('%1×', twoDigits(ratio.estimate));
  }
}

/** Describes a result. */
export function describeResult(result: MeasurementResult, trans: TranslationBundle): ResultDisplay {
  if (result.verdict === 'fails-eagerly') {
    return {
      display: {
        kind: 'failed',
        text: trans.__('The function itself raises an error with these arguments.'),
        details: result.error === null ? '' : errorText(result.error)
      },
      note: null
    };
  }
  if (result.verdict === 'fails-when-traced') {
    return {
      display: {
        kind: 'failed',
        text: trans.__('As a graph this function fails.'),
        details: result.error === null ? '' : errorText(result.error)
      },
      note: noteOf(result, null, null, trans)
    };
  }
  const eager = result.variants.find(({ id }) => id === 'eager') ?? null;
  const graph = result.variants.find(({ id }) => id === 'graph') ?? null;
  const ratio = graph?.ratio ?? null;
  const comparison = ratio === null ? null : comparisonOf(ratio);
  return {
    display: {
      kind: 'done',
      tone: toneOf(result, comparison),
      headline:
        ratio === null || comparison === null
          ? trans.__('Too rough to tell')
          : headline(comparison, ratio, trans),
      detail: ratio === null || comparison === null ? '' : interval(comparison, ratio, trans),
      bars: bars(eager, graph, trans),
      facts: facts(result, eager, graph, trans),
      remarks: remarks(result, ratio, trans)
    },
    note: noteOf(result, comparison, ratio, trans)
  };
}
