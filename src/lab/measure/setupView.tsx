/**
 * Shows what a measurement would run before it runs: where the arguments come from, the arguments themselves,
 * which can be edited, and the exact code.
 */
import '../../../style/measurement.css';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, useState } from 'react';
import { codeToRun, type OfferedCall } from './measurementPlan';
import type { MeasurementWish } from './measurer';

/** What the view shows and does. */
export type SetupViewProps = {
  readonly functionName: string;
  readonly calls: readonly OfferedCall[];
  /** Where a call stands, in words. */
  readonly placeOf: (call: OfferedCall) => string;
  /** Seconds of timed runs. */
  readonly budget: number;
  readonly trans: TranslationBundle;
  /** Hears of every change. */
  readonly onChange: (wish: MeasurementWish) => void;
  /** Measures with what was chosen; `null` where the card has a button for it already. */
  readonly onMeasure: (() => void) | null;
};

/** Chooses the arguments of a measurement. */
export function SetupView(props: SetupViewProps): JSX.Element {
  const { calls, trans, onChange, placeOf } = props;
  const id = useId();
  const [chosen, setChosen] = useState(0);
  const [typed, setTyped] = useState<string | null>(null);
  const call = calls.at(chosen) ?? null;
  const args = typed ?? call?.args ?? '';
  const tell = (expression: string | null, taken: OfferedCall | null): void => {
    onChange({ call: taken?.call.text ?? null, expression, variants: [] });
  };
  const take = (index: number): void => {
    setChosen(index);
    setTyped(null);
    tell(null, calls.at(index) ?? null);
  };
  const type = (text: string): void => {
    const expression = text === (call?.args ?? '') ? null : text;
    setTyped(expression);
    tell(expression, call);
  };
  const code = codeToRun(call?.callee ?? props.functionName, args, []);
  return (
    <div className="jp-HybridizeSetup">
      <p className="jp-HybridizeSetup-source" id={`${id}-source`}>
        {sourceSentence(typed !== null, call === null ? null : placeOf(call), trans)}
      </p>
      {calls.length > 1 && (
        <label className="jp-HybridizeSetup-row">
          <span>{trans.__('Take them from')}</span>
          <select
            value={chosen}
            onChange={event => {
              take(Number(event.target.value));
            }}
          >
            {calls.map((offered, index) => (
              <option key={index} value={index}>
                {`${placeOf(offered)}: ${clipped(offered.call.text)}`}
              </option>
            ))}
          </select>
        </label>
      )}
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
        {code.join('\n')}
      </pre>
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
  );
}

function clipped(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function sourceSentence(isTyped: boolean, place: string | null, trans: TranslationBundle): string {
  if (isTyped) {
    return trans.__('With the arguments that you typed. They are evaluated in your kernel.');
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
