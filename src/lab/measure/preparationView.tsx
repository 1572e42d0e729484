/**
 * Shows what the kernel says would run, and what could not be put back.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { argumentSourceLabel, failureSentence, unrestorableSentence } from './measurementSentences';
import type { PreparationAnswer } from './preparation';
import { CURED_BY_RUNNING } from './runCell';

/** What is shown of a preparation. */
export type ShownPreparation = { readonly kind: 'asking' } | PreparationAnswer;

/** What the view shows and does. */
export type PreparationViewProps = {
  readonly preparation: ShownPreparation;
  readonly trans: TranslationBundle;
  readonly onRunCell: () => void;
};

function List(props: { readonly title: string; readonly items: readonly string[] }): JSX.Element {
  return (
    <>
      <p>{props.title}</p>
      <ul>
        {props.items.map((item, index) => (
          <li key={index}>{item}</li>
        ))}
      </ul>
    </>
  );
}

function Content(props: PreparationViewProps): JSX.Element {
  const { preparation, trans } = props;
  switch (preparation.kind) {
    case 'asking':
      return <p>{trans.__('Asking the kernel …')}</p>;
    case 'failed':
      return (
        <>
          <p>{failureSentence(preparation.code, trans)}</p>
          {preparation.details !== '' && <pre>{preparation.details}</pre>}
          {CURED_BY_RUNNING.includes(preparation.code) && (
            <button
              type="button"
              className="jp-HybridizeResult-button"
              data-action="run-cell-first"
              onClick={props.onRunCell}
            >
              {trans.__('Run the cell')}
            </button>
          )}
        </>
      );
    case 'prepared':
      return (
        <>
          <pre className="jp-HybridizeSetup-code" tabIndex={0} data-source="kernel">
            {preparation.code}
          </pre>
          {preparation.arguments.summary.length > 0 && (
            <List
              title={argumentSourceLabel(preparation.arguments.source, trans)}
              items={preparation.arguments.summary}
            />
          )}
          {preparation.strategy !== '' && (
            <p>{trans.__('It runs under %1.', preparation.strategy)}</p>
          )}
          {preparation.unrestorable.length === 0 ? (
            <p>{trans.__('Everything that it changes can be put back.')}</p>
          ) : (
            <List
              title={trans.__('Some of what this function changes cannot be put back:')}
              items={preparation.unrestorable.map(({ path, why }) =>
                unrestorableSentence(path, why, trans)
              )}
            />
          )}
        </>
      );
  }
}

/** What the kernel said. A screen reader is told when it has answered. */
export function PreparationView(props: PreparationViewProps): JSX.Element {
  return (
    <div
      className="jp-HybridizeSetup-prepared"
      aria-live="polite"
      data-state={props.preparation.kind}
    >
      <Content {...props} />
    </div>
  );
}
