/**
 * Shows a measurement, under its cell and on the card.
 */
import '../../../style/measurement.css';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useRef } from 'react';
import type { MeasuredBar, MeasurementDisplay } from './measurementDisplay';
import type { StripPlot } from './stripPlot';
import { drawStripPlot } from './stripPlotDrawing';

/** What the view shows and does. */
export type MeasurementViewProps = {
  readonly display: MeasurementDisplay;
  readonly trans: TranslationBundle;
  readonly onCancel: () => void;
  readonly onRepeat: () => void;
  /** Answers the question that stands before a measurement. */
  readonly onAccept: () => void;
  /** Takes the result away; `null` where the view is not to be closed. */
  readonly onClose: (() => void) | null;
};

function Bar(props: { readonly bar: MeasuredBar }): JSX.Element {
  const { bar } = props;
  return (
    <div className="jp-HybridizeResult-bar">
      <span className="jp-HybridizeResult-barLabel">{bar.label}</span>
      <span className="jp-HybridizeResult-track" aria-hidden="true">
        <span
          className="jp-HybridizeResult-fill"
          data-side={bar.isGraph ? 'graph' : 'eager'}
          style={{ width: `${Math.max(0.5, bar.share * 100)}%` }}
        />
      </span>
      <span className="jp-HybridizeResult-time">{bar.text}</span>
      <span className="jp-HybridizeResult-ratio">{bar.ratio}</span>
    </div>
  );
}

function Strip(props: { readonly plot: StripPlot }): JSX.Element {
  const { plot } = props;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.replaceChildren(drawStripPlot(plot, document));
  }, [plot]);
  return <div className="jp-HybridizeResult-strip" ref={place} />;
}

/** An error of ours, said first and loudly. */
function Alarm(props: { readonly text: string }): JSX.Element | null {
  return props.text === '' ? null : (
    <p className="jp-HybridizeResult-alarm" role="alert">
      {props.text}
    </p>
  );
}

function Buttons(props: MeasurementViewProps): JSX.Element {
  const { display, trans } = props;
  const isRunning = display.kind === 'running';
  const isAsking = display.kind === 'asking';
  return (
    <div className="jp-HybridizeResult-buttons">
      {isAsking && (
        <button
          type="button"
          className="jp-HybridizeResult-button jp-mod-primary"
          data-action="accept"
          onClick={props.onAccept}
        >
          {display.question.accept}
        </button>
      )}
      {isRunning || isAsking ? (
        <button
          type="button"
          className="jp-HybridizeResult-button"
          data-action="cancel-measurement"
          onClick={props.onCancel}
        >
          {trans.__('Cancel')}
        </button>
      ) : (
        <button
          type="button"
          className="jp-HybridizeResult-button"
          data-action="measure-again"
          onClick={props.onRepeat}
        >
          {trans.__('Measure again')}
        </button>
      )}
      {props.onClose !== null && !isRunning && (
        <button
          type="button"
          className="jp-HybridizeResult-button"
          data-action="close-result"
          onClick={props.onClose}
        >
          {trans.__('Close')}
        </button>
      )}
    </div>
  );
}

function Content(props: { readonly display: MeasurementDisplay }): JSX.Element {
  const { display } = props;
  switch (display.kind) {
    case 'running':
      return (
        <div className="jp-HybridizeResult-running">
          <span>{display.text}</span>
          <progress max={1} value={display.fraction ?? undefined} aria-label={display.text} />
        </div>
      );
    case 'asking':
      return (
        <div className="jp-HybridizeResult-question">
          <p>{display.question.text}</p>
          <ul>
            {display.question.items.map((item, index) => (
              <li key={index}>{item}</li>
            ))}
          </ul>
        </div>
      );
    case 'failed':
      return (
        <div className="jp-HybridizeResult-failure">
          <Alarm text={display.alarm} />
          <p className="jp-HybridizeResult-headline">{display.text}</p>
          {display.details !== '' && <pre>{display.details}</pre>}
        </div>
      );
    case 'done':
      return (
        <>
          <Alarm text={display.alarm} />
          <p className="jp-HybridizeResult-headline">
            {display.headline}
            {display.detail !== '' && (
              <span className="jp-HybridizeResult-detail">{display.detail}</span>
            )}
          </p>
          {display.bars.map((bar, index) => (
            <Bar key={index} bar={bar} />
          ))}
          {display.payoff !== '' && <p className="jp-HybridizeResult-payoff">{display.payoff}</p>}
          {display.strip !== null && <Strip plot={display.strip} />}
          {display.facts.length > 0 && (
            <dl className="jp-HybridizeResult-facts">
              {display.facts.map((fact, index) => (
                <div key={index}>
                  <dt>{fact.label}</dt>
                  <dd>{fact.text}</dd>
                </div>
              ))}
            </dl>
          )}
          {display.remarks.map((remark, index) => (
            <p key={index} className="jp-HybridizeResult-remark">
              {remark}
            </p>
          ))}
        </>
      );
  }
}

function toneOf(display: MeasurementDisplay): string {
  switch (display.kind) {
    case 'done':
      return display.tone;
    case 'failed':
      return display.alarm === '' ? 'doubt' : 'bad';
    case 'running':
    case 'asking':
      return 'neutral';
  }
}

/** A measurement. A screen reader is told when it ends. */
export function MeasurementView(props: MeasurementViewProps): JSX.Element {
  const { display, trans } = props;
  return (
    <section
      className="jp-HybridizeResult"
      aria-label={trans.__('Measurement')}
      data-state={display.kind}
      data-tone={toneOf(display)}
    >
      <div className="jp-HybridizeResult-content" aria-live="polite">
        <Content display={display} />
      </div>
      <Buttons {...props} />
    </section>
  );
}
