/**
 * Shows a measurement, under its cell and on the card.
 */
import '../../../style/measurement.css';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useEffect, useLayoutEffect, useRef } from 'react';
import type { MeasuredBar, MeasurementDisplay } from './measurementDisplay';
import type { StripPlot } from './stripPlot';
import type { MeasurementOffer } from './measurementOffers';
import type { MeasurementRecord } from './measurementStore';
import type { ShownMeasurement } from './measurer';
import { drawStripPlot } from './stripPlotDrawing';

/** What the view shows and does. */
export type MeasurementViewProps = {
  readonly shown: ShownMeasurement;
  readonly trans: TranslationBundle;
  readonly offers: readonly MeasurementOffer[];
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

function Buttons(props: { readonly offers: readonly MeasurementOffer[] }): JSX.Element {
  const { offers } = props;
  return (
    <div className="jp-HybridizeResult-buttons">
      {offers.map(offer => (
        <button
          key={offer.id}
          type="button"
          className={
            offer.isPrimary
              ? 'jp-HybridizeResult-button jp-mod-primary'
              : 'jp-HybridizeResult-button'
          }
          data-action={offer.id}
          onClick={offer.run}
        >
          {offer.label}
        </button>
      ))}
    </div>
  );
}

/** Earlier runs of the same function, one line each. */
function History(props: {
  readonly earlier: readonly MeasurementRecord[];
  readonly trans: TranslationBundle;
}): JSX.Element | null {
  const { earlier, trans } = props;
  if (earlier.length === 0) {
    return null;
  }
  return (
    <details className="jp-HybridizeResult-history">
      <summary>{trans._n('%1 earlier run', '%1 earlier runs', earlier.length)}</summary>
      <ul>
        {earlier.map((record, index) => (
          <li key={index}>
            <time dateTime={record.when.toISOString()}>{record.when.toLocaleTimeString()}</time>{' '}
            {headlineOf(record.display)}
          </li>
        ))}
      </ul>
    </details>
  );
}

function headlineOf(display: MeasurementDisplay): string {
  switch (display.kind) {
    case 'done':
      return display.detail === '' ? display.headline : `${display.headline} (${display.detail})`;
    case 'failed':
    case 'running':
      return display.text;
    case 'asking':
      return display.question.text;
  }
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
  const { shown, trans, onClose } = props;
  const { display } = shown;
  const section = useRef<HTMLElement>(null);
  const hasFocus = useRef(false);
  // A pressed button that is gone must not leave the keys to the page. Browsers tell nobody of its going.
  useLayoutEffect(() => {
    if (hasFocus.current && section.current?.contains(document.activeElement) === false) {
      section.current.focus({ preventScroll: true });
    }
  });
  return (
    <section
      className="jp-HybridizeResult"
      aria-label={trans.__('Measurement')}
      data-state={display.kind}
      data-tone={shown.isStale ? 'neutral' : toneOf(display)}
      data-stale={shown.isStale ? true : undefined}
      ref={section}
      tabIndex={-1}
      onFocus={() => {
        hasFocus.current = true;
      }}
      onBlur={() => {
        hasFocus.current = false;
      }}
    >
      {onClose !== null && display.kind !== 'running' && (
        <button
          type="button"
          className="jp-HybridizeResult-close"
          data-action="close-result"
          aria-label={trans.__('Close')}
          onClick={onClose}
        >
          ×
        </button>
      )}
      <div className="jp-HybridizeResult-content" aria-live="polite">
        {shown.isStale && (
          <p className="jp-HybridizeResult-stale">
            {trans.__('The function has changed since. This is what was measured before.')}
          </p>
        )}
        <Content display={display} />
      </div>
      <History earlier={shown.earlier} trans={trans} />
      <Buttons offers={props.offers} />
    </section>
  );
}
