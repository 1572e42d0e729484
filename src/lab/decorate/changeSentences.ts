/**
 * What changes and refusals are called.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { EditSafety } from '../../analysis/report';
import type { ApplyRefusal } from './applyChange';
import type { ChangeKind, ChangeRefusal } from './preparedChange';

/** The button that shows the preview. */
export function changeLabel(kind: ChangeKind, trans: TranslationBundle): string {
  switch (kind) {
    case 'decorate':
      return trans.__('Decorate');
    case 'remove':
      return trans.__('Remove the decorator');
    case 'reconfigure':
      return trans.__('Reconfigure');
  }
}

/** What was done, for the notification. */
export function changeDone(kind: ChangeKind, name: string, trans: TranslationBundle): string {
  switch (kind) {
    case 'decorate':
      return trans.__(
        'Decorated “%1”. The kernel still holds the old function until its cell runs again.',
        name
      );
    case 'remove':
      return trans.__(
        'Removed the graph of “%1”. The kernel still holds it until its cell runs again.',
        name
      );
    case 'reconfigure':
      return trans.__(
        'Reconfigured “%1”. The kernel still holds the old function until its cell runs again.',
        name
      );
  }
}

/** How far a change can be trusted. */
export function safetySentence(safety: EditSafety, trans: TranslationBundle): string {
  switch (safety) {
    case 'safe':
      return trans.__('Safe: the function keeps computing the same.');
    case 'assumes':
      return trans.__('Safe as long as the assumptions above hold.');
    case 'unsafe':
      return trans.__('This may change what the function does. Check it before you rely on it.');
  }
}

/** Why nothing was done. */
export function refusalSentence(
  refusal: ChangeRefusal | ApplyRefusal,
  trans: TranslationBundle
): string {
  switch (refusal) {
    case 'not-offered':
      return trans.__('There is no change to make here.');
    case 'outdated':
      return trans.__('The cell has just changed. Try again in a moment.');
    case 'elsewhere':
      return trans.__('The function stands in another file. Change it there.');
    case 'text-changed':
      return trans.__('The cell was edited meanwhile, so nothing was changed.');
    case 'notebook-read-only':
      return trans.__('The notebook is read-only, so nothing was changed.');
    case 'read-only':
      return trans.__('The cell may not be edited, so nothing was changed.');
  }
}
