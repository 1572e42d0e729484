/**
 * Changes of a text: ranges that are replaced. Offsets count UTF-16 units of the text before the change.
 */

/** Replaces the range from `start` to `end` (exclusive) by `text`. */
export type TextChange = {
  readonly start: number;
  readonly end: number;
  readonly text: string;
};

function inOrder<Change extends TextChange>(changes: readonly Change[]): readonly Change[] {
  return [...changes].sort((left, right) => left.start - right.start || left.end - right.end);
}

/**
 * Whether changes can be applied together: no two of them overlap. Two insertions at one place are
 * applied in the order in which they are listed.
 */
export function areDisjoint(changes: readonly TextChange[]): boolean {
  return inOrder(changes).every((change, index, sorted) => {
    const before = sorted[index - 1];
    return change.start <= change.end && (before === undefined || before.end <= change.start);
  });
}

/** Applies disjoint changes. */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
  const pieces: string[] = [];
  let offset = 0;
  for (const change of inOrder(changes)) {
    pieces.push(text.slice(offset, change.start), change.text);
    offset = change.end;
  }
  pieces.push(text.slice(offset));
  return pieces.join('');
}

/** The changes that bring the changed text back to what it was, byte for byte. */
export function invertChanges(text: string, changes: readonly TextChange[]): readonly TextChange[] {
  let shift = 0;
  return inOrder(changes).map(change => {
    const start = change.start + shift;
    shift += change.text.length - (change.end - change.start);
    return {
      start,
      end: start + change.text.length,
      text: text.slice(change.start, change.end)
    };
  });
}
