/**
 * Takes the user to a place in a notebook or in a file beside it.
 */
import type { Cell } from '@jupyterlab/cells';
import type { CodeEditor } from '@jupyterlab/codeeditor';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { ISharedCell } from '@jupyter/ydoc';
import type { CommandRegistry } from '@lumino/commands';

/** A place in a text; `line` and `column` are 1-based, columns in UTF-16 units. */
export type TextPlace = { readonly line: number; readonly column: number };

/** The widget that shows a live cell in a panel. */
export function widgetOfCell(panel: NotebookPanel, cell: ISharedCell): Cell | null {
  return panel.content.widgets.find(widget => widget.model.sharedModel === cell) ?? null;
}

/** Scrolls to a place in a cell and puts the cursor there. */
export async function goToCell(
  panel: NotebookPanel,
  cell: ISharedCell,
  place: TextPlace
): Promise<void> {
  const notebook = panel.content;
  const index = notebook.widgets.findIndex(widget => widget.model.sharedModel === cell);
  const widget = notebook.widgets[index];
  if (widget === undefined) {
    return;
  }
  notebook.activeCellIndex = index;
  notebook.deselectAll();
  await notebook.scrollToItem(index, 'smart');
  await widget.ready;
  if (widget.isDisposed || widget.editor === null) {
    return;
  }
  if (widget.inputHidden) {
    widget.inputHidden = false;
  }
  notebook.mode = 'edit';
  putCursor(widget.editor, place);
}

function putCursor(editor: CodeEditor.IEditor, place: TextPlace): void {
  const position = { line: place.line - 1, column: place.column - 1 };
  editor.setCursorPosition(position);
  editor.revealPosition(position);
  editor.focus();
}

function hasEditor(content: unknown): content is { readonly editor: CodeEditor.IEditor } {
  return (
    typeof content === 'object' &&
    content !== null &&
    'editor' in content &&
    typeof content.editor === 'object' &&
    content.editor !== null &&
    'setCursorPosition' in content.editor
  );
}

/** Opens a file in an editor and puts the cursor to a place in it. */
export async function goToFile(
  commands: CommandRegistry,
  path: string,
  place: TextPlace
): Promise<void> {
  const widget: unknown = await commands.execute('docmanager:open', { path });
  if (typeof widget !== 'object' || widget === null || !('content' in widget)) {
    return;
  }
  const { content } = widget;
  if (hasEditor(content)) {
    putCursor(content.editor, place);
  }
}
