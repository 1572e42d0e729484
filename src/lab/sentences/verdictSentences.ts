/**
 * The verdict on a function in words: on the badge, for a screen reader, and on top of the card.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { FunctionReport } from '../../analysis/report';
import { badgeKind, type BadgeKind } from '../badges/badge';
import { shortReason } from './shortReasons';

/** The reason that weighs most: the first one that blocks, else the first that warns. */
function mainReason(report: FunctionReport, trans: TranslationBundle): string | null {
  const { findings } = report.verdict;
  const decisive =
    findings.find(finding => finding.severity === 'blocks') ??
    findings.find(finding => finding.severity === 'warns');
  return decisive === undefined ? null : shortReason(decisive.code, trans);
}

/** The few words on a badge. */
export function badgeText(report: FunctionReport, trans: TranslationBundle): string {
  const kind = badgeKind(report);
  const reason = mainReason(report, trans);
  switch (kind) {
    case 'hybridize':
      return trans.__('hybridize');
    case 'hybridize-assuming':
      return trans.__('hybridize, assuming …');
    case 'keep':
      return reason === null ? trans.__('keep eager') : trans.__('keep eager: %1', reason);
    case 'graph':
      return trans.__('already a graph');
    case 'graph-warning':
      return reason === null
        ? trans.__('a graph, with a problem')
        : trans.__('a graph, but: %1', reason);
    case 'remove':
      return trans.__('remove the graph');
    case 'reconfigure':
      return trans.__('reconfigure');
    case 'unknown':
      return trans.__('can’t tell');
  }
}

/** The verdict as one sentence. */
export function verdictSentence(report: FunctionReport, trans: TranslationBundle): string {
  const kind: BadgeKind = badgeKind(report);
  const assumptions = report.verdict.assumptions.length;
  switch (kind) {
    case 'hybridize':
      return trans.__('This function can safely run as a graph, and it is worth it.');
    case 'hybridize-assuming':
      return assumptions === 0
        ? trans.__('This function can run as a graph, as far as the notebook tells.')
        : trans._n(
            'This function can run as a graph, if one assumption holds.',
            'This function can run as a graph, if %1 assumptions hold.',
            assumptions
          );
    case 'keep':
      return trans.__('This function should stay eager.');
    case 'graph':
      return trans.__('This function runs as a graph already, and that is right.');
    case 'graph-warning':
      return trans.__('This function runs as a graph, and does not do what it would do eagerly.');
    case 'remove':
      return trans.__('This function runs as a graph and should not.');
    case 'reconfigure':
      return trans.__('This function should be a graph, but with other options.');
    case 'unknown':
      return trans.__('It cannot be told whether this function may run as a graph.');
  }
}

/** What a screen reader says of a badge and a pointer shows. */
export function badgeLabel(report: FunctionReport, trans: TranslationBundle): string {
  return trans.__('%1: %2. Show why.', report.name, badgeText(report, trans));
}
