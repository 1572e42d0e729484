import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { IAnalysisManager } from '../lab/analysis/analysisManager';
import { ICardOpener } from '../lab/card/cardOpener';
import type { IDecorator } from '../lab/decorate/decorator';
import { FUNCTION_ARGUMENTS, functionFromArguments } from './commandArguments';
import { CommandIDs } from './commandIds';

/** Changes functions into graphs and back. */
export const decoratePlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-hybridize:decorate',
  description: 'Adds, removes and reconfigures the graph decorators of functions at your command.',
  autoStart: true,
  requires: [IAnalysisManager, INotebookTracker],
  optional: [ICardOpener, ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    analyses: IAnalysisManager,
    tracker: INotebookTracker,
    cards: ICardOpener | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_hybridize');
    let loaded: Promise<IDecorator> | null = null;
    const load = (): Promise<IDecorator> => {
      loaded ??= import('../lab/decorate/decorator').then(
        ({ Decorator }) => new Decorator(tracker, trans)
      );
      return loaded;
    };
    cards?.setDecorator(load);

    app.commands.addCommand(CommandIDs.decorate, {
      label: trans.__('Apply the Change Offered for This Function'),
      caption: trans.__('Decorate, un-decorate or reconfigure the function at the cursor'),
      describedBy: { args: FUNCTION_ARGUMENTS },
      isEnabled: () => tracker.currentWidget !== null,
      execute: async args => {
        const decorator = await load();
        const place = functionFromArguments(args, tracker, analyses);
        if (place === null) {
          decorator.refuse('not-offered');
          return;
        }
        if (cards !== null) {
          await cards.openPreview(place);
          return;
        }
        const change = await decorator.prepare(place.analysis, place.report.id);
        if (typeof change === 'string') {
          decorator.refuse(change);
        } else {
          decorator.apply(change);
        }
      }
    });
    palette?.addItem({
      command: CommandIDs.decorate,
      category: trans.__('Hybridize')
    });
  }
};
