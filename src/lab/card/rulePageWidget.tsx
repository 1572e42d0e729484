/**
 * The whole page of a rule in a tab of its own, beside the notebook.
 */
import '../../../style/card.css';
import { MainAreaWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import { ruleOf, type Rule } from '../../analysis/rules';
import type { Severity } from '../../analysis/report';

function severitySentence(severity: Severity, trans: TranslationBundle): string {
  switch (severity) {
    case 'blocks':
      return trans.__('Blocks: the function is not made a graph.');
    case 'warns':
      return trans.__('Warns.');
    case 'informs':
      return trans.__('Informs.');
  }
}

function Part(props: {
  readonly title: string;
  readonly text: string;
  readonly code?: string;
}): JSX.Element {
  return (
    <section>
      <h2>{props.title}</h2>
      <p>{props.text}</p>
      {props.code !== undefined && props.code !== '' && <pre>{props.code}</pre>}
    </section>
  );
}

/** The page of a rule. */
class RulePageView extends ReactWidget {
  constructor(
    private readonly _rule: Rule,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-HybridizeRulePage');
    this.node.tabIndex = 0;
  }

  protected override render(): JSX.Element {
    const { code, message, severity, advice, documentation } = this._rule;
    const trans = this._trans;
    return (
      <article>
        <h1>{code}</h1>
        <p>{message}</p>
        <p>{severitySentence(severity, trans)}</p>
        <Part title={trans.__('What it does')} text={documentation.what} />
        <Part title={trans.__('Why it matters')} text={documentation.why} />
        <Part title={trans.__('Example')} text="" code={documentation.example} />
        <Part title={trans.__('What to do instead')} text={advice} code={documentation.instead} />
        <Part title={trans.__('When it is fine')} text={documentation.fine} />
        <Part
          title={trans.__('To silence it')}
          text={trans.__('For one function, put this on the line of its “def”:')}
          code={`# hybridize: ignore[${code}] reason`}
        />
      </article>
    );
  }
}

/** Makes the tab of a rule's page. */
export function createRulePage(
  code: Parameters<typeof ruleOf>[0],
  trans: TranslationBundle
): MainAreaWidget {
  const widget = new MainAreaWidget({ content: new RulePageView(ruleOf(code), trans) });
  widget.id = `jp-hybridize-rule-${code}`;
  widget.title.label = code;
  widget.title.caption = trans.__('The rule %1', code);
  widget.title.closable = true;
  widget.toolbar.hide();
  return widget;
}
