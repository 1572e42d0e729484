import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { EditorExtensionRegistry, IEditorExtensionRegistry } from '@jupyterlab/codemirror';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { IAnalysisManager } from '../lab/analysis/analysisManager';
import { BadgeBoard } from '../lab/badges/badgeBoard';
import { BadgeDriver } from '../lab/badges/badgeDriver';
import { codeCellOf, createBadgeExtension } from '../lab/badges/badgeExtension';
import { toBadgeVisibility } from '../lab/badges/visibility';
import { ICardOpener } from '../lab/card/cardOpener';
import { IMeasurer } from '../lab/measure/measurer';
import { followSettings } from '../lab/settings';

const ID = 'jupyterlab-hybridize:badges';

/** Shows a badge beside every function that matters. */
export const badgesPlugin: JupyterFrontEndPlugin<void> = {
  id: ID,
  description: 'Shows beside every function of a notebook whether it should run as a graph.',
  autoStart: true,
  requires: [IAnalysisManager, IEditorExtensionRegistry],
  optional: [ICardOpener, IMeasurer, ISettingRegistry, ITranslator],
  activate: (
    _: JupyterFrontEnd,
    analyses: IAnalysisManager,
    editorExtensions: IEditorExtensionRegistry,
    cards: ICardOpener | null,
    measurer: IMeasurer | null,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): void => {
    const trans = (translator ?? nullTranslator).load('jupyterlab_hybridize');
    const board = new BadgeBoard();
    const driver = new BadgeDriver({
      analyses,
      board,
      trans,
      notes: measurer,
      visibility: 'all'
    });
    editorExtensions.addExtension({
      name: ID,
      factory: ({ model }) => {
        const cell = codeCellOf(model);
        return cell === null
          ? null
          : EditorExtensionRegistry.createImmutableExtension(
              createBadgeExtension(board, cell, (badge, anchor) => {
                void cards?.openById(badge.functionId, anchor);
              })
            );
      }
    });
    followSettings(registry, ID, settings => {
      driver.setVisibility(toBadgeVisibility(settings.get('show').composite));
    });
  }
};
