import fc from 'fast-check';
import type { DocumentReport, FunctionReport } from '../../src/analysis/report';
import { applyDifference, differenceOf, saysTheSame } from '../../src/worker/reportDifference';

/** As much of a function's report as a difference looks at; the ids are Python names of the nasty kind. */
const functionReports = fc
  .uniqueArray(fc.constantFrom('f', 'g', 'constructor', '__proto__', 'toString', 'h'))
  .chain(ids => fc.tuple(...ids.map(id => fc.record({ id: fc.constant(id), line: fc.nat(3) }))))
  .map(reports => reports as unknown as FunctionReport[]);

const documents: fc.Arbitrary<DocumentReport> = functionReports.map(functions => ({
  path: 'a.ipynb',
  kind: 'notebook' as const,
  problems: [],
  functions,
  findings: []
}));

describe('the difference between two reports', () => {
  it('turns the one into the other', () => {
    fc.assert(
      fc.property(documents, documents, (before, after) => {
        expect(applyDifference(before, differenceOf(before, after))).toEqual(after);
      })
    );
  });

  it('is empty between equal reports', () => {
    fc.assert(
      fc.property(documents, report => {
        const copy = structuredClone(report);
        expect(differenceOf(report, copy)).toEqual({
          changed: [],
          removed: [],
          sequence: null,
          problems: null,
          findings: null
        });
      })
    );
  });

  it('holds only what changed', () => {
    fc.assert(
      fc.property(documents, documents, (before, after) => {
        for (const report of differenceOf(before, after).changed) {
          expect(before.functions.some(known => saysTheSame(known, report))).toBe(false);
        }
      })
    );
  });
});
