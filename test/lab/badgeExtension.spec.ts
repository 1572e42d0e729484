/**
 * @jest-environment jsdom
 */
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { ISharedCell } from '@jupyter/ydoc';
import type { Badge } from '../../src/lab/badges/badge';
import { BadgeBoard } from '../../src/lab/badges/badgeBoard';
import { createBadgeExtension } from '../../src/lab/badges/badgeExtension';

const TEXT = 'import tensorflow as tf\n\ndef step(x):\n    return x\n';

const badge: Badge = {
  functionId: 'c/step',
  functionName: 'step',
  kind: 'hybridize',
  line: 3,
  column: 1,
  text: 'hybridize',
  label: 'step: hybridize. Show why.',
  measured: null
};

/** A cell is looked at as an object only: the board finds badges by it. */
const cell = {} as ISharedCell;

function editor(board: BadgeBoard, opened: Badge[] = []): EditorView {
  return new EditorView({
    parent: document.body,
    state: EditorState.create({
      doc: TEXT,
      extensions: createBadgeExtension(board, cell, shown => {
        opened.push(shown);
      })
    })
  });
}

/** The text of the line that a badge stands on, without the badge. */
function lineOfBadge(view: EditorView): string | null {
  const element = view.dom.querySelector('.jp-HybridizeBadge');
  const line = element?.closest('.cm-line') ?? null;
  return line === null ? null : (line.textContent ?? '').replace(badge.text, '');
}

let board: BadgeBoard;
let view: EditorView;

beforeEach(() => {
  board = new BadgeBoard();
});

afterEach(() => {
  view.destroy();
});

describe('badges in an editor', () => {
  it('stand behind the header of their function', () => {
    view = editor(board);
    board.put(cell, [badge]);
    expect(lineOfBadge(view)).toBe('def step(x):');
  });

  it('are there in an editor that is made after them', async () => {
    board.put(cell, [badge]);
    view = editor(board);
    await Promise.resolve();
    expect(lineOfBadge(view)).toBe('def step(x):');
  });

  it('stay with the header while the user types around it', () => {
    view = editor(board);
    board.put(cell, [badge]);
    view.dispatch({ changes: { from: 0, insert: '# one\n# two\n' } });
    expect(lineOfBadge(view)).toBe('def step(x):');
    const end = view.state.doc.line(5).to;
    view.dispatch({ changes: { from: end, insert: '\n    # new line' } });
    expect(lineOfBadge(view)).toBe('def step(x):');
    view.dispatch({ changes: { from: end, insert: '  # why' } });
    expect(lineOfBadge(view)).toBe('def step(x):  # why');
  });

  it('go with their function', () => {
    view = editor(board);
    board.put(cell, [badge]);
    const { from, to } = view.state.doc.line(3);
    view.dispatch({ changes: { from, to } });
    expect(lineOfBadge(view)).toBeNull();
  });

  it('keep their element where they say the same', () => {
    view = editor(board);
    board.put(cell, [badge]);
    const before = view.dom.querySelector('.jp-HybridizeBadge');
    board.put(cell, [{ ...badge, line: 3 }]);
    expect(view.dom.querySelector('.jp-HybridizeBadge')).toBe(before);
    board.put(cell, [{ ...badge, kind: 'keep', text: 'keep eager' }]);
    expect(view.dom.querySelector('.jp-HybridizeBadge')).not.toBe(before);
  });

  it('are left out where the text has no such line any more', () => {
    view = editor(board);
    board.put(cell, [{ ...badge, line: 99 }]);
    expect(lineOfBadge(view)).toBeNull();
  });

  it('cost an editor without badges nothing but a listener', () => {
    view = editor(board);
    board.put(cell, []);
    expect(view.dom.querySelectorAll('.jp-HybridizeBadge')).toHaveLength(0);
    view.destroy();
    expect(() => {
      board.put(cell, [badge]);
    }).not.toThrow();
  });

  it('are buttons: by mouse and by keyboard, and their keys stay with them', () => {
    const opened: Badge[] = [];
    view = editor(board, opened);
    board.put(cell, [badge]);
    const element = view.dom.querySelector<HTMLElement>('.jp-HybridizeBadge');
    const outside: string[] = [];
    for (const type of ['keydown', 'focusin', 'mousedown']) {
      document.body.addEventListener(type, event => outside.push(event.type), { once: true });
    }
    element?.click();
    element?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    element?.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true }));
    element?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', bubbles: true }));
    element?.dispatchEvent(new FocusEvent('focusin', { bubbles: true }));
    expect(opened.map(({ functionId }) => functionId)).toEqual(['c/step', 'c/step', 'c/step']);
    expect(outside).toEqual([]);
    expect(view.state.doc.toString()).toBe(TEXT);
  });

  it('show text as text', () => {
    view = editor(board);
    const attack = '<img src=x onerror=window.__pwned=1>';
    board.put(cell, [{ ...badge, text: attack, label: attack, functionName: attack }]);
    expect(view.dom.querySelector('img[src]')).toBeNull();
    expect(view.dom.querySelector('.jp-HybridizeBadge-text')?.textContent).toBe(attack);
  });
});
