/**
 * Makes reports of functions for tests: that of a plain eager function, with what a test changes.
 */
import type { FunctionReport, Verdict } from '../../src/analysis/report';

/** A report as the analysis gives it, `changes` laid over. */
export function functionReport(
  changes: Partial<Omit<FunctionReport, 'verdict'>> & { readonly verdict?: Partial<Verdict> } = {}
): FunctionReport {
  const { verdict, ...others } = changes;
  return {
    name: 'step',
    cell: 0,
    line: 1,
    column: 1,
    endLine: 2,
    method: false,
    reached: true,
    calls: [],
    framework: 'tensorflow',
    execution: 'eager',
    graph: null,
    facts: {
      tensorParameter: null,
      primitiveParameter: null,
      pythonSideEffects: null,
      recursive: null,
      tensorComputation: null,
      eagerOnlyCalls: null,
      numpyOnParameters: null,
      invalidNameArguments: null,
      unresolvedStaticAxes: null,
      staleVariableReads: null,
      tensorIteration: null,
      dtypeConflicts: null,
      kerasSymbolicArguments: null,
      coveredCallers: null
    },
    parameters: [],
    inputSignature: null,
    inputSignatureAbsence: null,
    edit: null,
    id: 'c0/step',
    unit: 'c0',
    badge: true,
    ...others,
    verdict: {
      action: 'keep',
      confidence: 'proven',
      rule: null,
      findings: [],
      assumptions: [],
      ...verdict
    }
  };
}
