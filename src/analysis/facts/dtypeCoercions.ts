/**
 * Operands whose dtypes agree eagerly and conflict when traced (specification 7.7).
 */
import type { Activation } from '../interpreter/record';
import type { DType } from '../libraries/rules/tensorType';
import type { Expression } from '../syntax/tree';
import { tensorsOf } from './argumentValues';
import { parameterReads } from './parameterReads';
import type { Cause } from './reachableRuns';
import type { Subject } from './subject';

/** What the operators say about the parameters. */
export type DTypeCoercions = {
  readonly conflicts: readonly Cause[];
  /** The dtype that a parameter's specification must have, by parameter. */
  readonly pins: ReadonlyMap<string, DType>;
};

/** Looks at the Python binary operators that use a positional parameter directly. */
export function dtypeCoercions(
  subject: Subject,
  activations: readonly Activation[]
): DTypeCoercions {
  const names = new Set(
    subject.parameters
      .filter(parameter => parameter.kind !== 'keyword-only')
      .map(parameter => parameter.name)
  );
  const reads = parameterReads(subject.node.body, names);
  const partners = new Map<string, Map<DType, Expression>>();
  const conflicts: Cause[] = [];
  const conflictAt = (node: Expression): void => {
    conflicts.push({
      at: { top: subject.code.top, start: node.start, end: node.end },
      chain: [],
      note: 'the operands have different dtypes when traced'
    });
  };
  for (const run of activations) {
    for (const node of run.values.keys()) {
      if (node.kind !== 'BinOp') {
        continue;
      }
      const left = rawParameter(node.left, reads);
      const right = rawParameter(node.right, reads);
      if (left !== null && right !== null && left !== right) {
        const leftDType = ownDType(activations, left);
        const rightDType = ownDType(activations, right);
        if (leftDType !== null && rightDType !== null && leftDType !== rightDType) {
          conflictAt(node);
        }
        continue;
      }
      const name = left ?? right;
      if (name === null || (left !== null && right !== null)) {
        continue;
      }
      const partner = left === null ? node.left : node.right;
      const value = run.values.get(partner);
      for (const tensor of value === undefined ? [] : tensorsOf(value)) {
        const seen = partners.get(name) ?? new Map<DType, Expression>();
        seen.set(tensor.type.dtype, node);
        partners.set(name, seen);
      }
    }
  }
  const pins = new Map<string, DType>();
  for (const [name, seen] of partners) {
    if (seen.has(null)) {
      continue;
    }
    const [first, second] = seen;
    if (second !== undefined) {
      conflictAt(second[1]);
      continue;
    }
    const own = ownDType(activations, name);
    if (first !== undefined && own !== null && own !== first[0]) {
      pins.set(name, first[0]);
    }
  }
  return { conflicts, pins };
}

function rawParameter(node: Expression, reads: ReadonlySet<Expression>): string | null {
  return node.kind === 'Name' && reads.has(node) ? node.id : null;
}

/** The single known dtype of all evidence for a parameter. */
function ownDType(activations: readonly Activation[], name: string): DType {
  const dtypes = new Set<DType>();
  for (const run of activations) {
    const value = run.arguments.get(name);
    for (const tensor of value === undefined ? [] : tensorsOf(value)) {
      dtypes.add(tensor.type.dtype);
    }
  }
  const [only] = dtypes;
  return dtypes.size === 1 ? only : null;
}
