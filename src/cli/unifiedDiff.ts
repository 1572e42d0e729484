/**
 * Shows a change of text as a unified diff.
 */

/** Lines around a change that are shown with it, as `diff -u` has it. */
const CONTEXT = 3;

/** Longer middles are shown as a whole that goes and a whole that comes. In pairs of lines. */
const LARGEST_COMPARISON = 4_000_000;

type Line = { readonly kind: 'same' | 'removed' | 'added'; readonly text: string };

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

/** A shortest list of removed and added lines, by longest common subsequence. */
function compare(before: readonly string[], after: readonly string[]): readonly Line[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) {
    head += 1;
  }
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail += 1;
  }
  const same = (lines: readonly string[]): readonly Line[] =>
    lines.map(text => ({ kind: 'same', text }));
  return [
    ...same(before.slice(0, head)),
    ...compareMiddles(
      before.slice(head, before.length - tail),
      after.slice(head, after.length - tail)
    ),
    ...same(before.slice(before.length - tail))
  ];
}

function compareMiddles(before: readonly string[], after: readonly string[]): readonly Line[] {
  const rows = before.length;
  const columns = after.length;
  if (rows * columns > LARGEST_COMPARISON) {
    return [
      ...before.map((text): Line => ({ kind: 'removed', text })),
      ...after.map((text): Line => ({ kind: 'added', text }))
    ];
  }
  // lengths[row * width + column]: the longest common subsequence of what is left from there on.
  const width = columns + 1;
  const lengths = new Uint32Array((rows + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const result: Line[] = [];
  let row = 0;
  let column = 0;
  while (row < rows || column < columns) {
    const removed = before[row];
    const added = after[column];
    if (removed !== undefined && removed === added) {
      result.push({ kind: 'same', text: removed });
      row += 1;
      column += 1;
    } else if (
      removed !== undefined &&
      (added === undefined || at(row + 1, column) >= at(row, column + 1))
    ) {
      result.push({ kind: 'removed', text: removed });
      row += 1;
    } else {
      result.push({ kind: 'added', text: added ?? '' });
      column += 1;
    }
  }
  return result;
}

const SIGNS = { same: ' ', removed: '-', added: '+' } as const;

function shown(line: Line): string {
  const text = line.text.replace(/\r?\n$/, '');
  const ending = line.text.endsWith('\n') ? '' : '\n\\ No newline at end of file';
  return `${SIGNS[line.kind]}${text}${ending}`;
}

/** A hunk's place: its first line, and how many there are. */
function range(start: number, count: number): string {
  return count === 1 ? `${start}` : `${count === 0 ? start - 1 : start},${count}`;
}

/**
 * A unified diff.
 *
 * @param name - what stands behind `---` and `+++`.
 * @returns the empty string where the texts are equal.
 */
export function unifiedDiff(name: string, before: string, after: string): string {
  const lines = compare(linesOf(before), linesOf(after));
  const changed = lines.flatMap((line, index) => (line.kind === 'same' ? [] : [index]));
  const hunks: { from: number; to: number }[] = [];
  for (const index of changed) {
    const last = hunks.at(-1);
    if (last !== undefined && index - last.to <= 2 * CONTEXT) {
      last.to = index + 1;
    } else {
      hunks.push({ from: index, to: index + 1 });
    }
  }
  if (hunks.length === 0) {
    return '';
  }
  const output = [`--- ${name}`, `+++ ${name}`];
  for (const hunk of hunks) {
    const from = Math.max(0, hunk.from - CONTEXT);
    const part = lines.slice(from, Math.min(lines.length, hunk.to + CONTEXT));
    const earlier = lines.slice(0, from);
    const count = (selection: readonly Line[], absent: Line['kind']): number =>
      selection.filter(line => line.kind !== absent).length;
    output.push(
      `@@ -${range(count(earlier, 'added') + 1, count(part, 'added'))} ` +
        `+${range(count(earlier, 'removed') + 1, count(part, 'removed'))} @@`,
      ...part.map(shown)
    );
  }
  return `${output.join('\n')}\n`;
}
