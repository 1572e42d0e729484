/**
 * Conditions on tensors that are not Booleans: eagerly Python asks a tensor of any number whether it is zero, a graph
 * takes `tf.bool` only (`_verify_tf_condition` in TensorFlow 2.21's `autograph/operators/control_flow.py`;
 * `tf.logical_not` and `tf.cond` behind `not`, `and` and `or`).
 */
import type { Activation } from '../interpreter/record';
import type { Expression, Statement } from '../syntax/tree';
import { walkOwnScope, type NodeKinds } from '../syntax/walk';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { tensorsOf } from './argumentValues';
import type { AddForm } from './conversionForms';
import { kindAt } from './outlines';
import { isSymbolicCondition, type IsSymbolic } from './graphConditions';

/** What asks for a truth value and is converted. */
const ASKING: NodeKinds = new Set(['If', 'While', 'IfExp', 'UnaryOp', 'BoolOp', 'Compare']);

/** Finds the conditions of one body that are tensors of numbers. */
export function conditionTypes(
  run: Activation,
  body: readonly Statement[],
  isSymbolic: IsSymbolic,
  add: AddForm
): void {
  const look = (asked: Expression): void => {
    for (const leaf of leavesOf(asked)) {
      const value = run.values.get(leaf);
      if (value !== undefined && isSymbolic(leaf) && membersOf(value).some(isOfNumbers)) {
        add('tensor-as-boolean', leaf, 'in a graph only a tensor of Booleans is a condition');
      }
    }
  };
  walkOwnScope(
    body,
    node => {
      switch (node.kind) {
        case 'If':
        case 'While':
        case 'IfExp':
          look(node.test);
          return;
        case 'UnaryOp':
          if (node.op === 'not') {
            look(node.operand);
          }
          return;
        case 'BoolOp':
          // The last one is the result, whatever it is.
          node.values.slice(0, -1).forEach(look);
          mixedOperands(run, node, isSymbolic, add);
          return;
        case 'Compare':
          identityOf(run, node, isSymbolic, add);
          return;
        default:
          return;
      }
    },
    ASKING
  );
}

/** A tensor of numbers, or a number that is a tensor when traced. */
function isOfNumbers(value: Value): boolean {
  return value.kind === 'tensor'
    ? value.type.dtype !== null && value.type.dtype !== 'bool'
    : value.kind === 'constant' && (value.type === 'int' || value.type === 'float');
}

/**
 * `flag is True`, where the flag is a Boolean of Python eagerly and a tensor in a graph; `a is b` of two parameters, which
 * are two placeholders even where both got one tensor.
 */
function identityOf(
  run: Activation,
  node: Extract<Expression, { kind: 'Compare' }>,
  isSymbolic: IsSymbolic,
  add: AddForm
): void {
  const [op] = node.ops;
  if (op !== 'is' && op !== 'is not') {
    return;
  }
  const sides = [node.left, ...node.comparators];
  const isTruth = (side: Expression): boolean =>
    side.kind === 'Constant' && side.value.type === 'bool';
  const names = new Set(sides.flatMap(side => (side.kind === 'Name' ? side.id : [])));
  const parameters = run.code?.node.parameters ?? [];
  const given = parameters.filter(({ name }) => names.has(name));
  // A name beside a parameter's may stand for another parameter: `any(v is a for v in [b])`.
  const isAlias = given.length === 1 && names.size > 1 && tensorParameters(run).length > 1;
  if (sides.some(isTruth) && sides.some(isSymbolic)) {
    add('mode-dependent', node, 'a tensor is neither `True` nor `False`');
  } else if ((given.length > 1 || isAlias) && sides.every(isSymbolic)) {
    add('mode-dependent', node, 'when traced each parameter has a tensor of its own');
  }
}

function tensorParameters(run: Activation): readonly Value[] {
  return [...run.arguments.values()].filter(value => tensorsOf(value).length > 0);
}

/** `a and b`, `a or b` behind a tensor is a condition of the graph, whose branches have one kind. */
function mixedOperands(
  run: Activation,
  node: Extract<Expression, { kind: 'BoolOp' }>,
  isSymbolic: IsSymbolic,
  add: AddForm
): void {
  const first = node.values.findIndex(value => isSymbolicCondition(value, isSymbolic));
  const kinds = new Set(first < 0 ? [] : node.values.slice(first).map(value => kindAt(run, value)));
  kinds.delete(null);
  if (kinds.size > 1) {
    add('branches-disagree', node, `it is ${[...kinds].join(' or ')}`);
  }
}

/** The expressions whose truth decides; what a comparison gives is a Boolean. */
function leavesOf(test: Expression): readonly Expression[] {
  switch (test.kind) {
    case 'UnaryOp':
      return test.op === 'not' ? leavesOf(test.operand) : [test];
    case 'BoolOp':
      return test.values.flatMap(leavesOf);
    case 'Compare':
      return [];
    default:
      return [test];
  }
}
