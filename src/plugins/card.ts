import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { IAnalysisManager } from '../lab/analysis/analysisManager';
import { focusNeighbour } from '../lab/badges/badgeFocus';
import { CardOpener, ICardOpener } from '../lab/card/cardOpener';
import { FUNCTION_ARGUMENTS, functionFromArguments, NO_ARGUMENTS } from './commandArguments';
import { CommandIDs } from './commandIds';

/** Shows the card of a function. */
export const cardPlugin: JupyterFrontEndPlugin<ICardOpener> = {
  id: 'jupyterlab-hybridize:card',
  description: 'Shows why a function should run as a graph or not, and what can be done.',
  autoStart: true,
  requires: [IAnalysisManager, INotebookTracker],
  optional: [ICommandPalette, ITranslator],
  provides: ICardOpener,
  activate: (
    app: JupyterFrontEnd,
    analyses: IAnalysisManager,
    tracker: INotebookTracker,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): ICardOpener => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_hybridize');
    const { commands } = app;
    const openRule = async (code: string): Promise<void> => {
      const { createRulePage } = await import('../lab/card/rulePageWidget');
      const page = createRulePage(code, trans);
      const known = [...app.shell.widgets('main')].find(({ id }) => id === page.id);
      if (known === undefined) {
        app.shell.add(page, 'main', { mode: 'split-right' });
      } else {
        page.dispose();
      }
      app.shell.activateById(page.id);
    };
    const opener = new CardOpener({
      analyses,
      tracker,
      commands,
      trans,
      openRule: code => {
        void openRule(code);
      }
    });
    const currentAnalysis = () => {
      const panel = tracker.currentWidget;
      const notebook = panel?.content.model?.sharedModel;
      const analysis = notebook === undefined ? null : analyses.forNotebook(notebook);
      return panel === null || analysis === null ? null : { panel, analysis };
    };
    const moveFocus = async (step: 1 | -1): Promise<void> => {
      const current = currentAnalysis();
      if (current !== null) {
        await focusNeighbour(current.panel, current.analysis, step);
      }
    };

    commands.addCommand(CommandIDs.showCard, {
      label: trans.__('Show What Is Known About This Function'),
      caption: trans.__('Show the card of the function at the cursor'),
      describedBy: { args: FUNCTION_ARGUMENTS },
      isEnabled: () => currentAnalysis() !== null,
      execute: async args => {
        const place = functionFromArguments(args, tracker, analyses);
        if (place !== null) {
          await opener.open(place);
        }
      }
    });
    commands.addCommand(CommandIDs.nextBadge, {
      label: trans.__('Go to Next Badge'),
      caption: trans.__('Move the focus to the badge of the next function'),
      describedBy: { args: NO_ARGUMENTS },
      isEnabled: () => currentAnalysis() !== null,
      execute: () => moveFocus(1)
    });
    commands.addCommand(CommandIDs.previousBadge, {
      label: trans.__('Go to Previous Badge'),
      caption: trans.__('Move the focus to the badge of the previous function'),
      describedBy: { args: NO_ARGUMENTS },
      isEnabled: () => currentAnalysis() !== null,
      execute: () => moveFocus(-1)
    });
    const category = trans.__('Hybridize');
    for (const command of [CommandIDs.showCard, CommandIDs.nextBadge, CommandIDs.previousBadge]) {
      palette?.addItem({ command, category });
    }
    return opener;
  }
};
