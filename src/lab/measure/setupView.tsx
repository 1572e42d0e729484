/**
 * Shows what a measurement would run before it runs: where the arguments come from, the arguments themselves,
 * which can be edited, and the exact code.
 */
import '../../../style/measurement.css';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, useState } from 'react';
import { codeToRun, type OfferedCall } from './measurementPlan';
import type { MeasurementWish } from './measurer';
import { PreparationView, type ShownPreparation } from './preparationView';

/** What the view shows and does. */
export type SetupViewProps = {
  readonly functionName: string;
  readonly calls: readonly OfferedCall[];
  /** Where a call stands, in words. */
  readonly placeOf: (call: OfferedCall) => string;
  /** Whether arguments can be made from the inferred types. */
  readonly hasSynthetic: boolean;
  /** Seconds of timed runs. */
  readonly budget: number;
  readonly trans: TranslationBundle;
  /** What the kernel says would run; `null` where it was not asked about what is chosen. */
  readonly preparation: ShownPreparation | null;
  /** Hears of every change. */
  readonly onChange: (wish: MeasurementWish) => void;
  /** Asks the kernel what would run. */
  readonly onPrepare: () => void;
  /** Runs the function's cell, then asks again. */
  readonly onRunCell: () => void;
  /** Measures with what was chosen; `null` where the card has a button for it already. */
  readonly onMeasure: (() => void) | null;
};

/** Where arguments are taken from: a call, the next real call, or the inferred types. */
type Source = 'caught' | 'synthetic' | number;

function sourceOfValue(value: string): Source {
  return value === 'caught' || value === 'synthetic' ? value : Number(value);
}

/** Chooses the arguments of a measurement. */
export function SetupView(props: SetupViewProps): JSX.Element {
  const { calls, trans, onChange, placeOf } = props;
  const id = useId();
  const [source, setSource] = useState<Source>(0);
  const [typed, setTyped] = useState<string | null>(null);
  const call = typeof source === 'number' ? (calls.at(source) ?? null) : null;
  const args = typed ?? call?.args ?? '';
  const tell = (expression: string | null, taken: Source): void => {
    onChange({
      call: typeof taken === 'number' ? (calls.at(taken)?.call.text ?? null) : null,
      expression,
      choice: typeof taken === 'number' ? 'calls' : taken,
      reusesCaught: false,
      variants: []
    });
  };
  const take = (taken: Source): void => {
    setSource(taken);
    setTyped(null);
    tell(null, taken);
  };
  const type = (text: string): void => {
    const expression = text === (call?.args ?? '') ? null : text;
    setTyped(expression);
    tell(expression, source);
  };
  const isKnown = typed !== null || typeof source === 'number';
  return (
    <div className="jp-HybridizeSetup">
      <p className="jp-HybridizeSetup-source" id={`${id}-source`}>
        {sourceSentence(typed !== null, source, call === null ? null : placeOf(call), trans)}
      </p>
      <label className="jp-HybridizeSetup-row">
        <span>{trans.__('Take them from')}</span>
        <select
          value={source}
          onChange={event => {
            take(sourceOfValue(event.target.value));
          }}
        >
          {calls.map((offered, index) => (
            <option key={index} value={index}>
              {`${placeOf(offered)}: ${clipped(offered.call.text)}`}
            </option>
          ))}
          {calls.length === 0 && <option value={0}>{trans.__('what you type')}</option>}
          <option value="caught">{trans.__('the next real call')}</option>
          {props.hasSynthetic && (
            <option value="synthetic">{trans.__('the inferred types, made up')}</option>
          )}
        </select>
      </label>
      <label className="jp-HybridizeSetup-row">
        <span>{trans.__('Arguments')}</span>
        <textarea
          rows={1}
          spellCheck={false}
          value={args}
          aria-describedby={`${id}-source`}
          onChange={event => {
            type(event.target.value);
          }}
        />
      </label>
      <p className="jp-HybridizeSetup-note">
        {trans.__(
          'This runs in your kernel, each several times from the same state and then in turn for about %1 s; everything is put back:',
          String(props.budget)
        )}
      </p>
      <pre className="jp-HybridizeSetup-code" tabIndex={0} aria-label={trans.__('The exact code')}>
        {codeToRun(call?.callee ?? props.functionName, isKnown ? args : '…', []).join('\n')}
      </pre>
      {props.preparation !== null && (
        <PreparationView
          preparation={props.preparation}
          trans={trans}
          onRunCell={props.onRunCell}
        />
      )}
      <div className="jp-HybridizeResult-buttons">
        {source !== 'caught' && (
          <button
            type="button"
            className="jp-HybridizeResult-button"
            data-action="prepare"
            onClick={props.onPrepare}
          >
            {trans.__('Ask the kernel what would run')}
          </button>
        )}
        {props.onMeasure !== null && (
          <button
            type="button"
            className="jp-HybridizeResult-button"
            data-action="measure-these"
            onClick={props.onMeasure}
          >
            {trans.__('Measure with these arguments')}
          </button>
        )}
      </div>
    </div>
  );
}

function clipped(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function sourceSentence(
  isTyped: boolean,
  source: Source,
  place: string | null,
  trans: TranslationBundle
): string {
  if (isTyped) {
    return trans.__('With the arguments that you typed. They are evaluated in your kernel.');
  }
  if (source === 'caught') {
    return trans.__(
      'With the arguments of the next call: the kernel notes them when you run a cell that calls the function.'
    );
  }
  if (source === 'synthetic') {
    return trans.__(
      'With arguments made up from the inferred types: times can be told, results are not compared.'
    );
  }
  return place === null
    ? trans.__(
        'No call of this function was found. Type the arguments, or leave it empty for none.'
      )
    : trans.__(
        'With the arguments of the call in %1. Where they cannot be read without running something, those of the next call are taken.',
        place
      );
}
