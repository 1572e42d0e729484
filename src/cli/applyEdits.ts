/**
 * Chooses which edits of a report to apply, and applies them to the texts of documents.
 */
import { applyChanges, areDisjoint, type TextChange } from '../analysis/edits/textChange';
import { lineStarts } from '../analysis/syntax/positions';
import type { EditSafety, FunctionReport, Report, TextEdit } from '../analysis/report';
import { writeNotebook } from '../notebook';
import type { CliDocument } from './projects';

/** A cell, or a file, with its text before and after. */
export type ChangedText = {
  /** 0-based index; `null` in a module. */
  readonly cell: number | null;
  readonly before: string;
  readonly after: string;
};

/** A document that changes. */
export type ChangedDocument = {
  readonly document: CliDocument;
  readonly texts: readonly ChangedText[];
  /** The whole file's new text. */
  readonly fileText: string;
  /** Names of the functions that change. */
  readonly functions: readonly string[];
};

/** Which edits are wanted. */
export type EditChoice = { readonly safeties: ReadonlySet<EditSafety> };

type Place = { readonly document: string; readonly cell: number | null };

function keyOf(place: Place): string {
  return `${place.cell ?? ''}|${place.document}`;
}

/** The offset of a 1-based line and column. */
function offsetAt(starts: readonly number[], line: number, column: number): number {
  return (starts[line - 1] ?? 0) + column - 1;
}

function toChange(text: string, edit: TextEdit): TextChange {
  const starts = lineStarts(text);
  return {
    start: offsetAt(starts, edit.startLine, edit.startColumn),
    end: offsetAt(starts, edit.endLine, edit.endColumn),
    text: edit.text
  };
}

function isSame(left: TextChange, right: TextChange): boolean {
  return left.start === right.start && left.end === right.end && left.text === right.text;
}

/** The text of a cell, or of a module; `null` where it was not read. */
function textOf(document: CliDocument, cell: number | null): string | null {
  if (cell !== null) {
    return document.notebook?.cells[cell]?.text ?? null;
  }
  return document.source?.kind === 'module' ? document.source.text : null;
}

/** Collects changes per text; two functions of one cell may share the import that they need. */
class ChangeCollection {
  constructor(private readonly _documents: ReadonlyMap<string, CliDocument>) {}

  /** Adds the edits of a function, all or none. Tells whether they fit to those before. */
  add(report: FunctionReport): boolean {
    const added = new Map<string, TextChange[]>();
    for (const edit of report.edit?.edits ?? []) {
      const document = this._documents.get(edit.document);
      const text = document === undefined ? null : textOf(document, edit.cell);
      if (text === null) {
        return false;
      }
      const key = keyOf(edit);
      const changes = added.get(key) ?? [...(this._changes.get(key) ?? [])];
      const change = toChange(text, edit);
      if (!changes.some(known => isSame(known, change))) {
        changes.push(change);
      }
      if (!areDisjoint(changes)) {
        return false;
      }
      added.set(key, changes);
    }
    added.forEach((changes, key) => this._changes.set(key, changes));
    return added.size > 0;
  }

  /** What changes in a document. */
  textsOf(document: CliDocument): readonly ChangedText[] {
    const cells: readonly (number | null)[] = document.notebook?.cells.map((_, index) => index) ?? [
      null
    ];
    return cells.flatMap(cell => {
      const changes = this._changes.get(keyOf({ document: document.path, cell }));
      const before = textOf(document, cell);
      return changes === undefined || before === null
        ? []
        : [{ cell, before, after: applyChanges(before, changes) }];
    });
  }

  private readonly _changes = new Map<string, readonly TextChange[]>();
}

/** The new text of a whole file. */
function newFileText(document: CliDocument, texts: readonly ChangedText[]): string {
  if (document.notebook !== null) {
    const sources = new Map(
      texts.flatMap(({ cell, after }) => (cell === null ? [] : [[cell, after] as const]))
    );
    return writeNotebook(document.notebook, sources);
  }
  return texts[0]?.after ?? '';
}

/** Applies the edits of a report that are wanted. Its paths are those of the documents. */
export function changeDocuments(
  documents: readonly CliDocument[],
  report: Report,
  choice: EditChoice
): readonly ChangedDocument[] {
  const byPath = new Map(documents.map(document => [document.path, document]));
  const collection = new ChangeCollection(byPath);
  const functions = new Map<string, string[]>();
  for (const { path, functions: reports } of report.documents) {
    for (const entry of reports) {
      const { edit, verdict } = entry;
      const isWanted =
        verdict.action !== 'keep' && edit !== null && choice.safeties.has(edit.safety);
      if (isWanted && collection.add(entry)) {
        functions.set(path, [...(functions.get(path) ?? []), entry.name]);
      }
    }
  }
  return documents.flatMap(document => {
    const texts = collection.textsOf(document);
    return texts.length === 0
      ? []
      : [
          {
            document,
            texts,
            fileText: newFileText(document, texts),
            functions: functions.get(document.path) ?? []
          }
        ];
  });
}
