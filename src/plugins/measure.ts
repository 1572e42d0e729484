import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { IAnalysisManager } from '../lab/analysis/analysisManager';
import type { NotebookAnalysis } from '../lab/analysis/notebookAnalysis';
import { ICardOpener } from '../lab/card/cardOpener';
import { IMeasurer, Measurer } from '../lab/measure/measurer';
import { followSettings } from '../lab/settings';
import { FUNCTION_ARGUMENTS, functionFromArguments, NO_ARGUMENTS } from './commandArguments';
import { CommandIDs } from './commandIds';

const ID = 'jupyterlab-hybridize:measure';

/** An open notebook. */
type NotebookPlace = { readonly panel: NotebookPanel; readonly analysis: NotebookAnalysis };

/** Measures functions in the kernel, at the user's command. */
export const measurePlugin: JupyterFrontEndPlugin<IMeasurer> = {
  id: ID,
  description: 'Measures functions in the kernel, eagerly and as graphs, at your command.',
  autoStart: true,
  requires: [IAnalysisManager, INotebookTracker],
  optional: [ICardOpener, ICommandPalette, ISettingRegistry, ITranslator],
  provides: IMeasurer,
  activate: (
    app: JupyterFrontEnd,
    analyses: IAnalysisManager,
    tracker: INotebookTracker,
    cards: ICardOpener | null,
    palette: ICommandPalette | null,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): IMeasurer => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_hybridize');
    const measurer = new Measurer(tracker, trans, async () =>
      import('../lab/measure/measurementRun').then(module => module.startMeasurementRun)
    );
    /** What stops measuring all functions, by notebook. */
    const running = new Map<NotebookAnalysis, () => void>();
    cards?.setMeasurer(measurer);
    followSettings(registry, ID, settings => {
      const { composite } = settings.get('budget');
      if (typeof composite === 'number') {
        measurer.setBudget(composite);
      }
    });

    app.commands.addCommand(CommandIDs.measure, {
      label: trans.__('Measure This Function, Eagerly and as a Graph'),
      caption: trans.__('Run the function at the cursor in the kernel and compare'),
      describedBy: { args: FUNCTION_ARGUMENTS },
      isEnabled: () => tracker.currentWidget !== null,
      execute: async args => {
        const place = functionFromArguments(args, tracker, analyses);
        if (place === null) {
          return;
        }
        // Arguments may come from a link in an output. They show the function; it is the user who starts it.
        const isNamed = Object.keys(args).some(key => key === 'cellId' || key === 'functionName');
        if (isNamed && cards !== null) {
          await cards.open(place);
        } else if (!isNamed) {
          await measurer.measure(place);
        }
      }
    });
    const current = (): NotebookPlace | null => {
      const panel = tracker.currentWidget;
      const notebook = panel?.content.model?.sharedModel;
      const analysis = notebook === undefined ? null : analyses.forNotebook(notebook);
      return panel === null || analysis === null ? null : { panel, analysis };
    };
    app.commands.addCommand(CommandIDs.cancelMeasurement, {
      label: trans.__('Stop Measuring'),
      caption: trans.__('Stop what is being measured in this notebook'),
      describedBy: { args: NO_ARGUMENTS },
      isEnabled: () => current() !== null,
      execute: () => {
        const place = current();
        if (place !== null) {
          running.get(place.analysis)?.();
          measurer.cancelAll(place.analysis);
        }
      }
    });
    app.commands.addCommand(CommandIDs.measureAll, {
      label: trans.__('Measure All Functions of This Notebook'),
      caption: trans.__('Run every function that is called in the kernel and compare'),
      describedBy: { args: NO_ARGUMENTS },
      isEnabled: () => current() !== null,
      execute: async () => {
        const place = current();
        if (place === null || running.has(place.analysis)) {
          return;
        }
        const { measureAllWithBar } = await import('../lab/measure/measureAllBar');
        await measureAllWithBar({ ...place, measurer, trans, running });
      }
    });
    const save = async (format: 'csv' | 'json'): Promise<void> => {
      const place = current();
      if (place !== null) {
        const { exportMeasurements } = await import('../lab/measure/exportCommand');
        exportMeasurements(place.analysis, measurer, format, trans);
      }
    };
    app.commands.addCommand(CommandIDs.exportCsv, {
      label: trans.__('Save All Measurements as CSV'),
      caption: trans.__(
        'Save what was measured in this notebook, one line for each way of running'
      ),
      describedBy: { args: NO_ARGUMENTS },
      isEnabled: () => current() !== null,
      execute: () => save('csv')
    });
    app.commands.addCommand(CommandIDs.exportJson, {
      label: trans.__('Save All Measurements as JSON'),
      caption: trans.__('Save everything that was measured in this notebook, with every round'),
      describedBy: { args: NO_ARGUMENTS },
      isEnabled: () => current() !== null,
      execute: () => save('json')
    });
    const category = trans.__('Hybridize');
    for (const command of [
      CommandIDs.measure,
      CommandIDs.measureAll,
      CommandIDs.cancelMeasurement,
      CommandIDs.exportCsv,
      CommandIDs.exportJson
    ]) {
      palette?.addItem({ command, category });
    }
    return measurer;
  }
};
