/**
 * @jest-environment jsdom
 */
import { YNotebook, type YCodeCell } from '@jupyter/ydoc';
import { applyChange, revertChange } from '../../src/lab/decorate/applyChange';
import { applyEdits, diffLines, type CellEdit } from '../../src/lab/decorate/lineDiff';
import { offsetAt, type PreparedChange } from '../../src/lab/decorate/preparedChange';

beforeAll(() => {
  // Yjs warns of every cell that the shared model makes before it stands in a document.
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});

function cellWith(source: string): YCodeCell {
  const notebook = YNotebook.create() as YNotebook;
  return notebook.insertCell(0, { cell_type: 'code', source }) as YCodeCell;
}

function change(cell: YCodeCell, edits: readonly CellEdit[]): PreparedChange {
  const before = cell.getSource();
  return {
    kind: 'decorate',
    functionId: 'f',
    functionName: 'f',
    safety: 'safe',
    cells: [
      {
        key: 'c',
        cell,
        before,
        after: applyEdits(before, edits),
        edits,
        lines: diffLines(before, edits)
      }
    ]
  };
}

const SOURCE = 'def f(x):\n    return x\n';
const EDITS: readonly CellEdit[] = [
  { start: 0, end: 0, text: 'import tensorflow as tf\n' },
  { start: 0, end: 0, text: '@tf.function\n' },
  { start: 21, end: 22, text: '2 * x' }
];

describe('a change of a cell', () => {
  it('is applied in the order of its edits, and one undo takes it back', () => {
    const cell = cellWith(SOURCE);
    const prepared = change(cell, EDITS);
    expect(applyChange(prepared)).toBeNull();
    expect(cell.getSource()).toBe(prepared.cells[0]?.after);
    cell.undo();
    expect(cell.getSource()).toBe(SOURCE);
    cell.redo();
    expect(cell.getSource()).toBe(prepared.cells[0]?.after);
  });

  it('stays apart from typing before and after it', () => {
    const cell = cellWith(SOURCE);
    cell.updateSource(0, 0, '# before\n');
    expect(applyChange(change(cell, [{ start: 9, end: 9, text: '@tf.function\n' }]))).toBeNull();
    cell.updateSource(0, 0, '# after\n');
    cell.undo();
    expect(cell.getSource()).toBe(`# before\n@tf.function\n${SOURCE}`);
    cell.undo();
    expect(cell.getSource()).toBe(`# before\n${SOURCE}`);
  });

  it('is not applied where the text is another one now', () => {
    const cell = cellWith(SOURCE);
    const prepared = change(cell, EDITS);
    cell.updateSource(0, 0, '\n');
    expect(applyChange(prepared)).toBe('text-changed');
    expect(cell.getSource()).toBe(`\n${SOURCE}`);
  });

  it('is not applied to a cell that may not be edited', () => {
    const cell = cellWith(SOURCE);
    cell.setMetadata('editable', false);
    expect(applyChange(change(cell, EDITS))).toBe('read-only');
    expect(cell.getSource()).toBe(SOURCE);
  });

  it('is taken back as long as nothing was edited since', () => {
    const cell = cellWith(SOURCE);
    const prepared = change(cell, EDITS);
    applyChange(prepared);
    expect(revertChange(prepared)).toBeNull();
    expect(cell.getSource()).toBe(SOURCE);
    applyChange(prepared);
    cell.updateSource(0, 0, '# mine\n');
    expect(revertChange(prepared)).toBe('text-changed');
    expect(cell.getSource()).toContain('# mine\n');
  });
});

describe('the offset of a line and a column', () => {
  it('counts UTF-16 units from one', () => {
    expect(offsetAt('a\nb𝛼c\n', 2, 4)).toBe(5);
    expect(offsetAt('a\nb', 2, 2)).toBe(3);
    expect(offsetAt('a\nb', 3, 1)).toBeNull();
    expect(offsetAt('a', 1, 9)).toBeNull();
  });
});
