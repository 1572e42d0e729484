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
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
  /** 1-based number of the line: in the text after for what is added, else in the text before. */
  readonly line: number;
};

/** Lines shown around each change, so that the eye finds the place. */
const CONTEXT_LINES = 2;

/** Edits in text order; they never overlap. */
function inOrder(edits: readonly CellEdit[]): readonly CellEdit[] {
  return [...edits].sort(
    (left, right) => left.start - right.start || left.end - right.end,
  );
}

/** The text after edits. */
export function applyEdits(text: string, edits: readonly CellEdit[]): string {
  let result = "";
  let position = 0;
  for (const edit of inOrder(edits)) {
    result += text.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return result + text.slice(position);
}

/** The edits that turn the text after `edits` back into `text`. */
export function invertEdits(
  text: string,
  edits: readonly CellEdit[],
): CellEdit[] {
  let shift = 0;
  return inOrder(edits).map((edit) => {
    const start = edit.start + shift;
    shift += edit.text.length - (edit.end - edit.start);
    return {
      start,
      end: start + edit.text.length,
      text: text.slice(edit.start, edit.end),
    };
  });
}

/** How many lines two lists have in common at their beginning, `limit` at most. */
function commonStart(
  left: readonly string[],
  right: readonly string[],
  limit: number,
): number {
  let count = 0;
  while (count < limit && left[count] === right[count]) {
    count += 1;
  }
  return count;
}

/**
 * The changed lines with a few lines around them. One change in the middle of a cell gives one block;
 * several are shown as one block from the first to the last, what stands between them kept.
 */
export function diffLines(
  text: string,
  edits: readonly CellEdit[],
): DiffLine[] {
  const lines: DiffLine[] = [];
  let beforeLine = 1;
  let afterLine = 1;
  let position = 0;
  const keep = (until: number): void => {
    for (const line of text.slice(position, until).split("\n").slice(0, -1)) {
      lines.push({ kind: "same", text: line, line: beforeLine });
      beforeLine += 1;
      afterLine += 1;
    }
    position = until;
  };
  for (const group of groupByLines(text, edits)) {
    keep(group.start);
    const before = text.slice(group.start, group.end);
    const after = applyEdits(
      before,
      group.edits.map((edit) => ({
        start: edit.start - group.start,
        end: edit.end - group.start,
        text: edit.text,
      })),
    );
    const removed = before.split("\n");
    const added = after.split("\n");
    const limit = Math.min(removed.length, added.length);
    const head = commonStart(removed, added, limit);
    const tail = commonStart(
      [...removed].reverse(),
      [...added].reverse(),
      limit - head,
    );
    for (const line of removed.slice(0, head)) {
      lines.push({ kind: "same", text: line, line: beforeLine });
      beforeLine += 1;
      afterLine += 1;
    }
    for (const line of removed.slice(head, removed.length - tail)) {
      lines.push({ kind: "removed", text: line, line: beforeLine });
      beforeLine += 1;
    }
    for (const line of added.slice(head, added.length - tail)) {
      lines.push({ kind: "added", text: line, line: afterLine });
      afterLine += 1;
    }
    for (const line of removed.slice(removed.length - tail)) {
      lines.push({ kind: "same", text: line, line: beforeLine });
      beforeLine += 1;
      afterLine += 1;
    }
    position = Math.min(group.end + 1, text.length + 1);
  }
  if (position <= text.length) {
    for (const line of text.slice(position).split("\n")) {
      lines.push({ kind: "same", text: line, line: beforeLine });
      beforeLine += 1;
    }
  }
  return aroundChanges(lines);
}

/** Edits whose lines touch, with the range of whole lines that they lie in (last line break excluded). */
function groupByLines(
  text: string,
  edits: readonly CellEdit[],
): { start: number; end: number; edits: CellEdit[] }[] {
  const groups: { start: number; end: number; edits: CellEdit[] }[] = [];
  for (const edit of inOrder(edits)) {
    const start = text.lastIndexOf("\n", edit.start - 1) + 1;
    const lineEnd = text.indexOf("\n", edit.end);
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
      .some((line) => line.kind !== "same"),
  );
}
