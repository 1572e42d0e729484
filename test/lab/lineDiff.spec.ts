import fc from 'fast-check';
import { applyEdits, diffLines, invertEdits, type CellEdit } from '../../src/lab/decorate/lineDiff';

/** A text with edits that do not overlap, in any order. */
const textWithEdits = fc
  .tuple(
    fc.array(fc.constantFrom('def f(x):', '  return x', '', '@tf.function'), {
      maxLength: 8
    }),
    fc.array(fc.tuple(fc.nat(60), fc.constantFrom('', 'a', '\n', '@b\n', 'c\nd')), {
      maxLength: 6
    })
  )
  .map(([lines, drafts]) => {
    const text = lines.join('\n');
    const cuts = drafts.map(([cut]) => Math.min(cut, text.length)).sort((a, b) => a - b);
    const edits: CellEdit[] = [];
    for (let index = 0; index + 1 < cuts.length; index += 2) {
      const start = cuts[index] ?? 0;
      const end = cuts[index + 1] ?? 0;
      const previous = edits.at(-1);
      if (previous === undefined || start > previous.end) {
        edits.push({ start, end, text: drafts[index]?.[1] ?? '' });
      }
    }
    return { text, edits };
  });

describe('edits of a cell', () => {
  it('are undone by their inverse', () => {
    fc.assert(
      fc.property(textWithEdits, ({ text, edits }) => {
        expect(applyEdits(applyEdits(text, edits), invertEdits(text, edits))).toBe(text);
      })
    );
  });

  it('are shown by their changed lines', () => {
    const text = 'import tensorflow as tf\n\ndef f(x):\n  return x\n';
    expect(diffLines(text, [{ start: 25, end: 25, text: '@tf.function\n' }])).toEqual([
      { kind: 'same', text: 'import tensorflow as tf', line: 1 },
      { kind: 'same', text: '', line: 2 },
      { kind: 'added', text: '@tf.function', line: 3 },
      { kind: 'same', text: 'def f(x):', line: 3 },
      { kind: 'same', text: '  return x', line: 4 }
    ]);
  });

  it('are shown as removed lines where lines go', () => {
    const text = '@tf.function\ndef f(x):\n  return x';
    expect(diffLines(text, [{ start: 0, end: 13, text: '' }])).toEqual([
      { kind: 'removed', text: '@tf.function', line: 1 },
      { kind: 'same', text: 'def f(x):', line: 2 },
      { kind: 'same', text: '  return x', line: 3 }
    ]);
  });

  it('lose and invent no line', () => {
    fc.assert(
      fc.property(textWithEdits, ({ text, edits }) => {
        const lines = diffLines(text, edits);
        const before = text.split('\n');
        const after = applyEdits(text, edits).split('\n');
        const removed = lines.filter(line => line.kind === 'removed');
        const added = lines.filter(line => line.kind === 'added');
        expect(after.length - before.length).toBe(added.length - removed.length);
        for (const line of lines.filter(line => line.kind !== 'added')) {
          expect(before[line.line - 1]).toBe(line.text);
        }
        for (const line of added) {
          expect(after[line.line - 1]).toBe(line.text);
        }
      })
    );
  });
});
