/**
 * What the card of a function says, as data. Nothing here touches the page.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type {
  Finding,
  FunctionReport,
  NotedRange,
  ParameterReport,
  Severity
} from '../../analysis/report';
import { badgeKind, type BadgeKind } from '../badges/badge';
import { findingSentence } from '../sentences/findingSentences';
import { badgeText, verdictSentence } from '../sentences/verdictSentences';

/** A place that the card can jump to. */
export type PlaceLink = {
  /** `cell 4, line 2`. */
  readonly place: string;
  /** The line that stands there, without indentation; `''` where it is not at hand. */
  readonly code: string;
  /** What the analysis notes about the place. */
  readonly note: string;
  readonly range: NotedRange;
};

/** A reason or an assumption. */
export type CardItem = {
  readonly code: string;
  readonly severity: Severity;
  readonly sentence: string;
  /** The cause first, then the calls that lead to it. */
  readonly links: readonly PlaceLink[];
};

/** A parameter with what is known to reach it. */
export type CardParameter = {
  readonly name: string;
  /** Tensor types and other values, most telling first. */
  readonly types: readonly string[];
  /** Where the knowledge comes from, in words. */
  readonly evidence: string;
};

/** Everything on a card but its buttons. */
export type CardContent = {
  readonly functionId: string;
  readonly functionName: string;
  readonly kind: BadgeKind;
  readonly kindText: string;
  readonly verdict: string;
  readonly reasons: readonly CardItem[];
  readonly assumptions: readonly CardItem[];
  readonly parameters: readonly CardParameter[];
  /** The inferred signature in its normal form. */
  readonly signature: string | null;
  /** Where the function is called. */
  readonly calls: readonly PlaceLink[];
};

/** Looks up a line of source; `null` where it is not at hand. */
export type LineLookup = (document: string, cell: number | null, line: number) => string | null;

/** Longer lines are cut on the card. In UTF-16 units. */
const MAXIMAL_CODE_LENGTH = 90;

/** More calls than these are only counted. */
const MAXIMAL_CALLS = 6;

function clip(code: string): string {
  const trimmed = code.trim();
  return trimmed.length > MAXIMAL_CODE_LENGTH
    ? `${trimmed.slice(0, MAXIMAL_CODE_LENGTH - 1)}…`
    : trimmed;
}

/** Findings that say what is, not what hinders: they stand with the parameters. */
function isAboutTypes(finding: Finding): boolean {
  return (
    finding.severity === 'informs' &&
    ['type-inference', 'signature-inference', 'context-assumption'].includes(finding.code)
  );
}

/** Describes functions of one notebook. */
export class CardWriter {
  constructor(
    private readonly _notebookPath: string,
    private readonly _trans: TranslationBundle,
    private readonly _lineAt: LineLookup
  ) {}

  /** What the card of a function says. */
  describe(report: FunctionReport): CardContent {
    return {
      functionId: report.id,
      functionName: report.name,
      kind: badgeKind(report),
      kindText: badgeText(report, this._trans),
      verdict: verdictSentence(report, this._trans),
      reasons: report.verdict.findings
        .filter(finding => !isAboutTypes(finding))
        .map(finding => this._item(finding, report)),
      assumptions: report.verdict.assumptions.map(finding => this._item(finding, report)),
      parameters: report.parameters
        .filter(parameter => !parameter.receiver)
        .map(parameter => this._parameter(parameter)),
      signature: report.inputSignature,
      calls: report.calls.slice(0, MAXIMAL_CALLS).map(call =>
        this._link({
          document: call.document,
          cell: call.cell,
          line: call.line,
          column: call.column,
          endLine: call.line,
          endColumn: call.column,
          note: ''
        })
      )
    };
  }

  private _item(finding: Finding, report: FunctionReport): CardItem {
    return {
      code: finding.code,
      // A graph that is one rightly is no obstacle, whatever the published tool calls it.
      severity: finding.code === 'already-optimal' ? 'informs' : finding.severity,
      sentence: findingSentence(finding, report, this._trans),
      links: finding.locations.map(range => this._link(range))
    };
  }

  private _link(range: NotedRange): PlaceLink {
    return {
      place: this.placeOf(range),
      code: clip(this._lineAt(range.document, range.cell, range.line) ?? ''),
      note: range.note,
      range
    };
  }

  /** Where something stands, in words: `cell 4, line 2`. */
  placeOf(range: Pick<NotedRange, 'document' | 'cell' | 'line'>): string {
    const line = String(range.line);
    if (range.document !== this._notebookPath) {
      return this._trans.__('%1, line %2', range.document, line);
    }
    return range.cell === null
      ? this._trans.__('line %1', line)
      : this._trans.__('cell %1, line %2', String(range.cell + 1), line);
  }

  private _parameter(parameter: ParameterReport): CardParameter {
    const types = [...parameter.types, ...parameter.values];
    return {
      name: `${starsOf(parameter)}${parameter.name}`,
      types: types.length > 0 ? types : [this._trans.__('not known')],
      evidence: types.length > 0 ? this._evidence(parameter) : ''
    };
  }

  private _evidence(parameter: ParameterReport): string {
    const trans = this._trans;
    const words = parameter.evidence.map(evidence => {
      switch (evidence) {
        case 'call':
          return trans.__('from its calls');
        case 'hint':
          return trans.__('from the type hint');
        case 'container':
          return trans.__('from a container');
        case 'context':
          return trans.__('from how it is used');
        case 'default':
          return trans.__('from its default');
        case 'kernel':
          return trans.__('from the kernel');
      }
    });
    return words.join(', ');
  }
}

function starsOf(parameter: ParameterReport): string {
  switch (parameter.kind) {
    case 'var-positional':
      return '*';
    case 'var-keyword':
      return '**';
    default:
      return '';
  }
}
