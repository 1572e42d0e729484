import fc from 'fast-check';
import { unifiedDiff } from '../../src/cli/unifiedDiff';

/** Applies a unified diff, as `patch` does. */
function patch(before: string, diff: string): string {
  const source = before.match(/[^\n]*\n|[^\n]+/g) ?? [];
  const result: string[] = [];
  let line = 0;
  const rows = diff.split('\n').slice(0, -1);
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] ?? '';
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@$/.exec(row);
    if (hunk !== null) {
      const start = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1);
      result.push(...source.slice(line, start));
      line = start;
    } else if (/^[ +-]/.test(row) && !/^(?:---|\+\+\+) name$/.test(row)) {
      const ending = rows[index + 1]?.startsWith('\\') === true ? '' : '\n';
      const text = row.slice(1) + ending;
      if (row.startsWith('+')) {
        result.push(text);
      } else {
        expect(source[line]).toBe(text);
        line += 1;
        if (row.startsWith(' ')) {
          result.push(text);
        }
      }
    }
  }
  return [...result, ...source.slice(line)].join('');
}

describe('unified diffs', () => {
  it('show the change with three lines around it', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\n';
    expect(unifiedDiff('nb.ipynb:cell 1', before, before.replace('e\n', '@tf.function\ne\n'))).toBe(
      '--- nb.ipynb:cell 1\n+++ nb.ipynb:cell 1\n@@ -2,6 +2,7 @@\n b\n c\n d\n+@tf.function\n e\n f\n g\n'
    );
  });

  it('say nothing of equal texts', () => {
    expect(unifiedDiff('name', 'a', 'a')).toBe('');
  });

  it('turn the text before into the text after', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', 'def f():', '@tf.function'), { maxLength: 30 })
      .chain(lines => fc.constantFrom('', '\n').map(ending => lines.join('\n') + ending));
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(patch(before, unifiedDiff('name', before, after))).toBe(after);
      }),
      { numRuns: 500 }
    );
  });
});
