import fc from 'fast-check';
import type { CellSource, UpdateRequest } from '../../src/worker/messages';
import { stateOf, updatedState } from '../../src/worker/notebookState';

const cell = (id: string, text: string): CellSource => ({
  id,
  kind: 'code',
  text,
  executionCount: null
});

const notebooks = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'constructor', '__proto__', 'e', 'f'))
  .chain(ids => fc.tuple(...ids.map(id => fc.constantFrom('1', '2').map(text => cell(id, text)))));

/** The update that a page sends to go from one notebook to another. */
function updateBetween(before: readonly CellSource[], after: readonly CellSource[]): UpdateRequest {
  return {
    kind: 'update',
    session: 1,
    revision: 2,
    path: null,
    order: null,
    changed: after.filter(one => before.find(({ id }) => id === one.id)?.text !== one.text),
    sequence: after.map(({ id }) => id),
    files: []
  };
}

describe('a notebook followed by updates', () => {
  it('has the cells of the page', () => {
    fc.assert(
      fc.property(notebooks, notebooks, (before, after) => {
        const state = stateOf({
          kind: 'open',
          session: 1,
          revision: 1,
          path: 'a.ipynb',
          order: 'document',
          cells: before
        });
        expect(updatedState(state, updateBetween(before, after)).cells).toEqual(after);
      })
    );
  });

  it('keeps untouched cells as the same objects', () => {
    const before = [cell('a', '1'), cell('b', '1')];
    const state = stateOf({
      kind: 'open',
      session: 1,
      revision: 1,
      path: 'a.ipynb',
      order: 'document',
      cells: before
    });
    const update = { ...updateBetween(before, [cell('a', '1'), cell('b', '2')]), sequence: null };
    expect(updatedState(state, update).cells[0]).toBe(before[0]);
  });
});
