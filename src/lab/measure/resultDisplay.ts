/**
 * A finished measurement in the words of the user.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { FunctionReport } from '../../analysis/report';
import {
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
import type { BadgeNote } from '../badges/badgeNotes';
import type {
  MeasuredBar,
  MeasuredFact,
  MeasurementDisplay,
  MeasurementTone
} from './measurementDisplay';
import {
  agreementText,
  argumentsSentence,
  differenceSentence,
  floorSentence,
  variantLabel
} from './measurementSentences';
import { knownCallCount, payoffSentence } from './payoff';
import { contradictionOf } from './prediction';
import { stripPlot } from './stripPlot';

/** What is shown of a result, and the few words for the badge. */
export type ResultDisplay = {
  readonly display: MeasurementDisplay;
  readonly note: BadgeNote | null;
};

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

function bars(variants: readonly MeasuredVariant[], trans: TranslationBundle): MeasuredBar[] {
  const longest = Math.max(0, ...variants.map(({ perCall }) => perCall?.median ?? 0));
  return variants.flatMap(({ id, perCall, ratio }) =>
    perCall === null
      ? []
      : [
          {
            label: variantLabel(id, trans),
            text: formatSeconds(perCall.median),
            ratio: ratio === null ? '' : trans.__('%1×', twoDigits(ratio.estimate)),
            share: longest > 0 ? perCall.median / longest : 0,
            isGraph: id !== 'eager'
          }
        ]
  );
}

function facts(
  result: MeasurementResult,
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
  list.push({
    label: trans.__('Results'),
    text:
      result.arguments.source === 'synthetic'
        ? trans.__('not compared: the arguments are made up')
        : agreementText(result.verdict, trans)
  });
  list.push({
    label: trans.__('State'),
    text: result.restored ? trans.__('put back as it was') : trans.__('not all put back')
  });
  const { tensorflow, device } = result.environment;
  if (tensorflow !== '') {
    list.push({
      label: trans.__('Measured on'),
      text: trans.__('TensorFlow %1, %2', tensorflow, device)
    });
  }
  return list;
}

/** Variants that could not run: `With XLA it fails: …`. */
function brokenVariants(result: MeasurementResult, trans: TranslationBundle): string[] {
  return result.variants.flatMap(({ id, error }) =>
    error === null
      ? []
      : [trans.__('%1 fails: %2: %3', variantLabel(id, trans), error.type, firstLine(error.text))]
  );
}

function firstLine(text: string): string {
  const line = text.split('\n', 1)[0];
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

function remarks(
  result: MeasurementResult,
  ratio: Ratio | null,
  trans: TranslationBundle
): string[] {
  const list: string[] = result.reasons
    .slice(0, 5)
    .map(reason => differenceSentence(reason, trans));
  list.push(...brokenVariants(result, trans));
  list.push(argumentsSentence(result.arguments, trans));
  const floor = floorSentence(result, ratio, trans);
  if (floor !== null) {
    list.push(floor);
  }
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
  if (result.verdict === 'not-compared') {
    return comparison === 'slower' ? 'doubt' : 'neutral';
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
  isOurError: boolean,
  trans: TranslationBundle
): BadgeNote | null {
  const tone = isOurError ? 'wrong' : comparison === 'slower' ? 'doubt' : 'plain';
  switch (result.verdict) {
    case 'output-differs':
      return { text: trans.__('results differ'), tone };
    case 'effects-differ':
      return { text: trans.__('side effects differ'), tone };
    case 'fails-when-traced':
      return { text: trans.__('fails as a graph'), tone };
    case 'fails-eagerly':
      return null;
    case 'same':
    case 'retraces':
    case 'not-reproducible':
    case 'not-compared':
      return ratio === null || comparison === 'unclear'
        ? null
        : { text: trans.__('%1×', twoDigits(ratio.estimate)), tone };
  }
}

/** The headline and what stands beside it. A graph that does something else is not praised for its speed. */
function heading(
  result: MeasurementResult,
  comparison: Comparison | null,
  ratio: Ratio | null,
  trans: TranslationBundle
): { readonly headline: string; readonly detail: string } {
  const speed =
    ratio === null || comparison === null
      ? trans.__('Too rough to tell')
      : headline(comparison, ratio, trans);
  switch (result.verdict) {
    case 'output-differs':
      return { headline: trans.__('As a graph its results differ'), detail: speed };
    case 'effects-differ':
      return { headline: trans.__('As a graph its side effects differ'), detail: speed };
    default:
      return {
        headline: speed,
        detail: ratio === null || comparison === null ? '' : interval(comparison, ratio, trans)
      };
  }
}

/** Describes a result. */
export function describeResult(
  result: MeasurementResult,
  report: FunctionReport,
  trans: TranslationBundle
): ResultDisplay {
  const contradiction = contradictionOf(report, result, trans);
  const alarm = contradiction?.kind === 'our-error' ? contradiction.text : '';
  if (result.verdict === 'fails-eagerly') {
    return {
      display: {
        kind: 'failed',
        code: result.verdict,
        alarm: '',
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
        code: result.verdict,
        alarm,
        text: trans.__('As a graph this function fails.'),
        details: result.error === null ? '' : errorText(result.error)
      },
      note: noteOf(result, null, null, alarm !== '', trans)
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
      ...heading(result, comparison, ratio, trans),
      bars: bars(result.variants, trans),
      strip: stripPlot(
        result.variants.map(({ id }) => ({
          label: variantLabel(id, trans),
          isGraph: id !== 'eager',
          times: result.rounds.get(id) ?? []
        })),
        trans
      ),
      payoff:
        eager === null || graph === null
          ? ''
          : (payoffSentence(eager, graph, knownCallCount(report.calls), trans) ?? ''),
      alarm,
      facts: facts(result, graph, trans),
      remarks: [
        ...(contradiction?.kind === 'surprise' ? [contradiction.text] : []),
        ...remarks(result, ratio, trans)
      ]
    },
    note: noteOf(result, comparison, ratio, alarm !== '', trans)
  };
}
