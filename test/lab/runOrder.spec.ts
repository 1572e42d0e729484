import fc from 'fast-check';
import { concernedCells, disorderOf } from '../../src/lab/analysis/runOrder';
import { functionReport } from './functionReport';

const place = { line: 1, column: 1, endLine: 1, endColumn: 2, note: '' };

describe('the order in which cells ran', () => {
  it('is told of the cells that a report speaks about, in this notebook', () => {
    const report = functionReport({
      cell: 3,
      calls: [
        { ...place, document: 'a.ipynb', cell: 5, text: 'step()', inFunction: null, count: 1 },
        { ...place, document: 'other.py', cell: null, text: 'step()', inFunction: null, count: 1 }
      ],
      verdict: {
        findings: [
          {
            code: 'python-side-effects',
            severity: 'blocks',
            message: '',
            locations: [{ ...place, document: 'a.ipynb', cell: 1 }]
          }
        ]
      }
    });
    expect(concernedCells(report, 'a.ipynb')).toEqual([1, 3, 5]);
  });

  it('contradicts the document where a later cell ran before', () => {
    const counts = new Map([
      [0, 7],
      [1, 2]
    ]);
    expect(disorderOf([0, 1, 2], cell => counts.get(cell) ?? null)).toEqual({
      first: 1,
      later: 0
    });
  });

  it('is in order exactly where the counts of the cells that ran rise', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(20))), counts => {
        const ran = counts.filter(count => count !== null);
        const rises = ran.every((count, index) => index === 0 || ran[index - 1] <= count);
        const found = disorderOf(
          counts.map((_, index) => index),
          cell => counts[cell]
        );
        expect(found === null).toBe(rises);
      })
    );
  });
});
