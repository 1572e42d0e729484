/**
 * The card of a function. All text reaches the page as React text, never as markup: names, types and code
 * come from notebooks, which may come from anywhere.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { useId, type ReactNode } from 'react';
import { safetySentence } from '../decorate/changeSentences';
import type { DiffLine } from '../decorate/lineDiff';
import type { PreparedChange } from '../decorate/preparedChange';
import type { CardContent, CardItem, CardParameter, PlaceLink } from './cardContent';
import type { RulePage } from './rulePages';

/** A button at the foot of the card. */
export type CardAction = {
  readonly id: string;
  readonly label: string;
  readonly isPrimary: boolean;
  readonly isPressed: boolean;
  readonly run: () => void;
};

/** What the card shows and does. */
export type CardProps = {
  readonly content: CardContent;
  readonly trans: TranslationBundle;
  readonly actions: readonly CardAction[];
  readonly preview: PreparedChange | null;
  /** What is known from measuring; `null` where nothing was measured. */
  readonly measurement: ReactNode;
  /** What measuring would run; `null` where there is nothing to set up. */
  readonly setup: ReactNode;
  /** The pages of the rules, where the user asked for them. */
  readonly pages: readonly RulePage[] | null;
  /** That cells ran against their order; `''` where they did not. */
  readonly disorder: string;
  /** Opens the whole page of a rule. */
  readonly onOpenRule: (code: string) => void;
  readonly onJump: (link: PlaceLink) => void;
  readonly onApply: () => void;
  readonly onCancelPreview: () => void;
  readonly onClose: () => void;
};

function Place(props: {
  readonly link: PlaceLink;
  readonly onJump: (link: PlaceLink) => void;
  readonly trans: TranslationBundle;
}): JSX.Element {
  const { link, onJump, trans } = props;
  return (
    <button
      type="button"
      className="jp-HybridizeCard-place"
      onClick={() => {
        onJump(link);
      }}
      aria-label={trans.__('Go to %1: %2', link.place, link.code)}
    >
      <span className="jp-HybridizeCard-placeName">{link.place}</span>
      {link.code !== '' && <code className="jp-HybridizeCard-code">{link.code}</code>}
      {link.note !== '' && <span className="jp-HybridizeCard-note">{link.note}</span>}
    </button>
  );
}

/** A reason: the cause stands by itself, the calls that lead to it are a list below. */
function Item(props: {
  readonly item: CardItem;
  readonly onJump: (link: PlaceLink) => void;
  readonly trans: TranslationBundle;
}): JSX.Element {
  const { item, onJump, trans } = props;
  const [cause, ...chain] = item.links;
  return (
    <li className="jp-HybridizeCard-item" data-severity={item.severity} data-code={item.code}>
      <p className="jp-HybridizeCard-sentence">{item.sentence}</p>
      {cause !== undefined && <Place link={cause} onJump={onJump} trans={trans} />}
      {chain.length > 0 && (
        <ol className="jp-HybridizeCard-chain" aria-label={trans.__('How it gets there')}>
          {chain.map((link, index) => (
            <li key={index}>
              <Place link={link} onJump={onJump} trans={trans} />
            </li>
          ))}
        </ol>
      )}
    </li>
  );
}

function Section(props: { readonly title: string; readonly children: ReactNode }): JSX.Element {
  const id = useId();
  return (
    <section className="jp-HybridizeCard-section" aria-labelledby={id}>
      <h3 id={id} className="jp-HybridizeCard-heading">
        {props.title}
      </h3>
      {props.children}
    </section>
  );
}

function Parameters(props: { readonly parameters: readonly CardParameter[] }): JSX.Element {
  return (
    <dl className="jp-HybridizeCard-parameters">
      {props.parameters.map((parameter, index) => (
        <div key={index} className="jp-HybridizeCard-parameter">
          <dt>
            <code>{parameter.name}</code>
          </dt>
          <dd title={parameter.evidence}>
            {parameter.types.map((type, position) => (
              <code key={position} className="jp-HybridizeCard-type">
                {type}
              </code>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function signOf(line: DiffLine): string {
  switch (line.kind) {
    case 'added':
      return '+';
    case 'removed':
      return '−';
    case 'same':
      return ' ';
  }
}

function DiffRow(props: {
  readonly line: DiffLine;
  readonly trans: TranslationBundle;
}): JSX.Element {
  const { line, trans } = props;
  const spoken = {
    added: trans.__('added'),
    removed: trans.__('removed'),
    same: trans.__('unchanged')
  }[line.kind];
  return (
    <div className="jp-HybridizeDiff-line" data-kind={line.kind}>
      <span className="jp-HybridizeDiff-number" aria-hidden="true">
        {line.line}
      </span>
      <span className="jp-HybridizeDiff-sign" role="img" aria-label={spoken}>
        {signOf(line)}
      </span>
      <code>{line.text}</code>
    </div>
  );
}

function Preview(props: {
  readonly change: PreparedChange;
  readonly trans: TranslationBundle;
  readonly onApply: () => void;
  readonly onCancel: () => void;
}): JSX.Element {
  const { change, trans, onApply, onCancel } = props;
  return (
    <Section title={trans.__('The exact change')}>
      <div className="jp-HybridizeDiff" role="group" tabIndex={0} aria-label={trans.__('Preview')}>
        {change.cells.map(part => (
          <div key={part.key} className="jp-HybridizeDiff-cell">
            {part.lines.map((line, index) => (
              <DiffRow key={index} line={line} trans={trans} />
            ))}
          </div>
        ))}
      </div>
      <p className="jp-HybridizeCard-quiet">{safetySentence(change.safety, trans)}</p>
      <div className="jp-HybridizeCard-buttons">
        <button
          type="button"
          className="jp-HybridizeCard-button jp-mod-primary"
          data-action="apply"
          onClick={onApply}
        >
          {trans.__('Apply')}
        </button>
        <button
          type="button"
          className="jp-HybridizeCard-button"
          data-action="cancel-preview"
          onClick={onCancel}
        >
          {trans.__('Not now')}
        </button>
      </div>
    </Section>
  );
}

function Details(props: CardProps): JSX.Element {
  const { content, trans, onJump } = props;
  return (
    <>
      {content.reasons.length > 0 && (
        <Section title={trans.__('Why')}>
          <ul className="jp-HybridizeCard-list">
            {content.reasons.map((item, index) => (
              <Item key={index} item={item} onJump={onJump} trans={trans} />
            ))}
          </ul>
        </Section>
      )}
      {content.assumptions.length > 0 && (
        <Section title={trans.__('Taken for granted')}>
          <ul className="jp-HybridizeCard-list">
            {content.assumptions.map((item, index) => (
              <Item key={index} item={item} onJump={onJump} trans={trans} />
            ))}
          </ul>
        </Section>
      )}
      {content.parameters.length > 0 && (
        <Section title={trans.__('Parameters')}>
          <Parameters parameters={content.parameters} />
          {content.signature !== null && (
            <p className="jp-HybridizeCard-signature">
              <span className="jp-HybridizeCard-quiet">{trans.__('Signature')}</span>
              <code>{content.signature}</code>
            </p>
          )}
        </Section>
      )}
      {content.calls.length > 0 && (
        <Section title={trans.__('Called at')}>
          <ul className="jp-HybridizeCard-list">
            {content.calls.map((link, index) => (
              <li key={index}>
                <Place link={link} onJump={onJump} trans={trans} />
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

/** What the rules behind the verdict are about. Without any, what a graph is good for. */
function Pages(props: {
  readonly pages: readonly RulePage[];
  readonly trans: TranslationBundle;
  readonly onOpenRule: (code: string) => void;
}): JSX.Element {
  const { pages, trans, onOpenRule } = props;
  return (
    <div className="jp-HybridizeCard-pages">
      {pages.length === 0 && (
        <p>
          {trans.__(
            'As a graph, the operations of a call are recorded once and then run without Python. Many small operations in a row gain most. Nothing was found in this function that recording would change.'
          )}
        </p>
      )}
      {pages.map(page => (
        <section key={page.code} className="jp-HybridizeCard-page">
          <h3 className="jp-HybridizeCard-pageTitle">{page.code}</h3>
          <p>{page.why}</p>
          {page.example !== '' && <pre>{page.example}</pre>}
          <p>{page.advice}</p>
          {page.instead !== '' && <pre>{page.instead}</pre>}
          <p className="jp-HybridizeCard-quiet">{page.fine}</p>
          <button
            type="button"
            className="jp-HybridizeCard-place"
            data-action="open-rule"
            onClick={() => {
              onOpenRule(page.code);
            }}
          >
            <span className="jp-HybridizeCard-placeName">
              {trans.__('Open the page of %1', page.code)}
            </span>
          </button>
        </section>
      ))}
    </div>
  );
}

/** The whole card. */
export function CardView(props: CardProps): JSX.Element {
  const { content, trans, actions, preview, measurement } = props;
  return (
    <div className="jp-HybridizeCard-body">
      <div className="jp-HybridizeCard-header">
        <span className="jp-HybridizeBadge-shape" aria-hidden="true" />
        <h2 className="jp-HybridizeCard-title">
          <code>{content.functionName}</code>
          <span className="jp-HybridizeCard-kind">{content.kindText}</span>
        </h2>
        <button
          type="button"
          className="jp-HybridizeCard-close"
          aria-label={trans.__('Close')}
          onClick={props.onClose}
        >
          ×
        </button>
      </div>
      <div className="jp-HybridizeCard-scroll">
        <p className="jp-HybridizeCard-verdict">{content.verdict}</p>
        {props.pages !== null && (
          <Pages pages={props.pages} trans={trans} onOpenRule={props.onOpenRule} />
        )}
        {props.disorder !== '' && <p className="jp-HybridizeCard-disorder">{props.disorder}</p>}
        {preview === null ? (
          <>
            {measurement}
            <Details {...props} />
            {props.setup !== null && (
              <Section title={trans.__('What measuring runs')}>{props.setup}</Section>
            )}
          </>
        ) : (
          <Preview
            change={preview}
            trans={trans}
            onApply={props.onApply}
            onCancel={props.onCancelPreview}
          />
        )}
      </div>
      {preview === null && actions.length > 0 && (
        <div className="jp-HybridizeCard-footer">
          {actions.map(action => (
            <button
              key={action.id}
              type="button"
              data-action={action.id}
              aria-pressed={action.isPressed ? true : undefined}
              className={
                action.isPrimary
                  ? 'jp-HybridizeCard-button jp-mod-primary'
                  : 'jp-HybridizeCard-button'
              }
              onClick={action.run}
            >
              {action.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
