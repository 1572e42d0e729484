/**
 * Operands whose dtypes agree eagerly and conflict when traced (specification 7.7).
 */
import type { Activation } from '../interpreter/record';
import type { DType } from '../libraries/rules/tensorType';
import type { CompareOperator, Expression, Statement } from '../syntax/tree';
import { walkOwnScope, type NodeKinds } from '../syntax/walk';
import { tensorsOf } from './argumentValues';
import { PUBLISHED_DTYPES } from './graph/suppliedSignature';
import { parameterReads } from './parameterReads';
import type { Cause } from './reachableRuns';
import type { Subject } from './subject';

/** What the operators say about the parameters. */
export type DTypeCoercions = {
  readonly conflicts: readonly Cause[];
  /** The dtype that a parameter's specification must have, by parameter. */
  readonly pins: ReadonlyMap<string, DType>;
};

/** The comparisons that look at values; `is` and `in` compute nothing with them. */
const VALUE_COMPARISONS: ReadonlySet<CompareOperator> = new Set<CompareOperator>([
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>='
]);

const OPERATOR_KINDS: NodeKinds = new Set(['BinOp', 'AugAssign', 'Compare'] as const);

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
  const operations = operationsIn(subject.node.body);
  for (const run of activations) {
    for (const { node, operands } of operations) {
      const [leftOperand, rightOperand] = operands;
      if (!run.values.has(rightOperand)) {
        continue;
      }
      const left = rawParameter(leftOperand, reads);
      const right = rawParameter(rightOperand, reads);
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
      const partner = left === null ? leftOperand : rightOperand;
      const value = run.values.get(partner);
      for (const tensor of value === undefined ? [] : tensorsOf(value)) {
        const seen = partners.get(name) ?? new Map<DType, Expression>();
        seen.set(modelledDType(tensor.type.dtype), node);
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

/** An operator between two operands, and the expression to point at. */
type BinaryOperation = {
  readonly node: Expression;
  readonly operands: readonly [Expression, Expression];
};

/** The binary operators of a body in source order: arithmetic, augmented assignments, and comparisons of values. */
function operationsIn(body: readonly Statement[]): readonly BinaryOperation[] {
  const found: BinaryOperation[] = [];
  walkOwnScope(
    body,
    node => {
      switch (node.kind) {
        case 'BinOp':
          found.push({ node, operands: [node.left, node.right] });
          return;
        case 'AugAssign':
          found.push({ node: node.value, operands: [node.target, node.value] });
          return;
        case 'Compare':
          node.comparators.forEach((comparator, index) => {
            if (VALUE_COMPARISONS.has(node.ops[index])) {
              const before = index === 0 ? node.left : node.comparators[index - 1];
              found.push({ node, operands: [before, comparator] });
            }
          });
          return;
        default:
          return;
      }
    },
    OPERATOR_KINDS
  );
  return found;
}

function rawParameter(node: Expression, reads: ReadonlySet<Expression>): string | null {
  return node.kind === 'Name' && reads.has(node) ? node.id : null;
}

/** A dtype that the published tool knows (8.1); any other is unknown to it. */
function modelledDType(dtype: DType): DType {
  return dtype !== null && PUBLISHED_DTYPES.has(dtype) ? dtype : null;
}

/** The single known dtype of all evidence for a parameter. */
function ownDType(activations: readonly Activation[], name: string): DType {
  const dtypes = new Set<DType>();
  for (const run of activations) {
    const value = run.arguments.get(name);
    for (const tensor of value === undefined ? [] : tensorsOf(value)) {
      dtypes.add(modelledDType(tensor.type.dtype));
    }
  }
  const [only] = dtypes;
  return dtypes.size === 1 ? only : null;
}
