/**
 * The lines that edits change, for a preview: no search for a difference is needed, since the edits are it.
 */

/** Replaces `text.slice(start, end)` by `text`. Offsets are UTF-16 units of the cell's text before all edits. */
export type CellEdit = {
  readonly start: number;
  readonly end: number;
  readonly text: string;
};

/** A line of a preview. */
export type DiffLine = {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
  /** 1-based number of the line: in the text after for what is added, else in the text before. */
  readonly line: number;
};

/** Lines shown around each change, so that the eye finds the place. */
const CONTEXT_LINES = 2;

/** Edits in text order; they never overlap. Those at one place keep their order. */
export function inOrder(edits: readonly CellEdit[]): readonly CellEdit[] {
  return [...edits].sort((left, right) => left.start - right.start || left.end - right.end);
}

/** The text after edits. */
export function applyEdits(text: string, edits: readonly CellEdit[]): string {
  let result = '';
  let position = 0;
  for (const edit of inOrder(edits)) {
    result += text.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return result + text.slice(position);
}

/** The edits that turn the text after `edits` back into `text`. */
export function invertEdits(text: string, edits: readonly CellEdit[]): CellEdit[] {
  let shift = 0;
  return inOrder(edits).map(edit => {
    const start = edit.start + shift;
    shift += edit.text.length - (edit.end - edit.start);
    return {
      start,
      end: start + edit.text.length,
      text: text.slice(edit.start, edit.end)
    };
  });
}

/** How many lines two lists have in common at their beginning, `limit` at most. */
function commonStart(left: readonly string[], right: readonly string[], limit: number): number {
  let count = 0;
  while (count < limit && left[count] === right[count]) {
    count += 1;
  }
  return count;
}

/** Collects the lines of a diff and numbers them. */
class DiffWriter {
  readonly lines: DiffLine[] = [];

  keep(texts: readonly string[]): void {
    for (const text of texts) {
      this.lines.push({ kind: 'same', text, line: this._before });
      this._before += 1;
      this._after += 1;
    }
  }

  remove(texts: readonly string[]): void {
    for (const text of texts) {
      this.lines.push({ kind: 'removed', text, line: this._before });
      this._before += 1;
    }
  }

  add(texts: readonly string[]): void {
    for (const text of texts) {
      this.lines.push({ kind: 'added', text, line: this._after });
      this._after += 1;
    }
  }

  private _before = 1;
  private _after = 1;
}

/** The changed lines with a few lines around them. */
export function diffLines(text: string, edits: readonly CellEdit[]): DiffLine[] {
  const writer = new DiffWriter();
  let position = 0;
  for (const group of groupByLines(text, edits)) {
    writer.keep(text.slice(position, group.start).split('\n').slice(0, -1));
    writeGroup(writer, text, group);
    position = group.end + 1;
  }
  if (position <= text.length) {
    writer.keep(text.slice(position).split('\n'));
  }
  return aroundChanges(writer.lines);
}

/** Lines that a group of edits leaves at its head and its tail are shown as kept. */
function writeGroup(writer: DiffWriter, text: string, group: LineGroup): void {
  const before = text.slice(group.start, group.end);
  const after = applyEdits(
    before,
    group.edits.map(edit => ({
      start: edit.start - group.start,
      end: edit.end - group.start,
      text: edit.text
    }))
  );
  const removed = before.split('\n');
  const added = after.split('\n');
  const limit = Math.min(removed.length, added.length);
  const head = commonStart(removed, added, limit);
  const tail = commonStart([...removed].reverse(), [...added].reverse(), limit - head);
  writer.keep(removed.slice(0, head));
  writer.remove(removed.slice(head, removed.length - tail));
  writer.add(added.slice(head, added.length - tail));
  writer.keep(removed.slice(removed.length - tail));
}

/** Edits and the whole lines that they lie in, the last line break excluded. */
type LineGroup = { readonly start: number; end: number; readonly edits: CellEdit[] };

/** Puts edits whose lines touch into one group. */
function groupByLines(text: string, edits: readonly CellEdit[]): LineGroup[] {
  const groups: LineGroup[] = [];
  for (const edit of inOrder(edits)) {
    const start = text.slice(0, edit.start).lastIndexOf('\n') + 1;
    const lineEnd = text.indexOf('\n', edit.end);
    const end = lineEnd === -1 ? text.length : lineEnd;
    const last = groups.at(-1);
    if (last !== undefined && start <= last.end + 1) {
      last.end = Math.max(last.end, end);
      last.edits.push(edit);
    } else {
      groups.push({ start, end, edits: [edit] });
    }
  }
  return groups;
}

/** Leaves out lines that are far from every change. */
function aroundChanges(lines: readonly DiffLine[]): DiffLine[] {
  return lines.filter((_, index) =>
    lines
      .slice(Math.max(0, index - CONTEXT_LINES), index + CONTEXT_LINES + 1)
      .some(line => line.kind !== 'same')
  );
}
