import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { AnalysisManager, IAnalysisManager } from '../lab/analysis/analysisManager';
import { followSettings } from '../lab/settings';

const ID = 'jupyterlab-hybridize:analysis';

/** Analyses every open Python notebook. */
export const analysisPlugin: JupyterFrontEndPlugin<IAnalysisManager> = {
  id: ID,
  description:
    'Finds out for every function of an open notebook whether it should run as a graph, without running anything.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ISettingRegistry],
  provides: IAnalysisManager,
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    registry: ISettingRegistry | null
  ): IAnalysisManager => {
    const manager = new AnalysisManager({
      tracker,
      contents: app.serviceManager.contents
    });
    followSettings(registry, ID, settings => {
      manager.setOrder(
        settings.get('executionOrder').composite === 'counts' ? 'counts' : 'document'
      );
    });
    return manager;
  }
};
