/**
 * Lists that a loop fills until the data says so: the steps of an episode, the words up to the end of a sentence.
 */
import { namesOfTarget } from '../syntax/blockNames';
import type { Expression, For, Statement, While } from '../syntax/tree';
import { walkOwnScope } from '../syntax/walk';
import { loopsOf } from './bodyIndex';
import { numbersOfPasses } from './loopNumbers';

/** Whether a body appends to the name in a loop of which no number tells how often it runs. */
export function isFilledUntilDone(name: string, body: readonly Statement[]): boolean {
  return loopsOf(body).some(loop => appendsTo(name, loop) && endsWhenDataSays(loop));
}

function appendsTo(name: string, { body }: For | While): boolean {
  return !walkOwnScope(body, node =>
    node.kind === 'Call' &&
    node.func.kind === 'Attribute' &&
    node.func.attr === 'append' &&
    node.func.value.kind === 'Name' &&
    node.func.value.id === name
      ? 'stop'
      : undefined
  );
}

/** Whether a loop ends by another condition than one on how often it ran. */
function endsWhenDataSays(loop: For | While): boolean {
  const ends = [
    ...(loop.kind === 'While' && loop.test.kind !== 'Constant' ? [loop.test] : []),
    ...conditionsOfBreaks(loop.body)
  ];
  if (ends.length === 0) {
    return false;
  }
  const numbers = numbersOfPasses(loop);
  const bound = namesBoundIn(loop);
  const isNumber = (node: Expression): boolean => {
    switch (node.kind) {
      case 'Name':
        return numbers.has(node.id) || !bound.has(node.id);
      case 'Constant':
      case 'Attribute':
        return true;
      case 'Call':
        return node.func.kind === 'Name' && node.func.id === 'len';
      case 'BinOp':
        return isNumber(node.left) && isNumber(node.right);
      default:
        return false;
    }
  };
  const isCount = (node: Expression): boolean => {
    switch (node.kind) {
      case 'Compare':
        return [node.left, ...node.comparators].every(isNumber);
      case 'BoolOp':
        return node.values.every(isCount);
      case 'UnaryOp':
        return isCount(node.operand);
      default:
        return false;
    }
  };
  return !ends.every(isCount);
}

/** What is asked before a `break` that ends the loop of these statements. */
function conditionsOfBreaks(body: readonly Statement[]): readonly Expression[] {
  return body.flatMap(statement => {
    if (statement.kind !== 'If') {
      return [];
    }
    const branches = [...statement.body, ...statement.orelse];
    return [
      ...(branches.some(({ kind }) => kind === 'Break') ? [statement.test] : []),
      ...conditionsOfBreaks(branches)
    ];
  });
}

function namesBoundIn(loop: For | While): ReadonlySet<string> {
  const names = new Set(loop.kind === 'For' ? namesOfTarget(loop.target) : []);
  walkOwnScope(loop.body, node => {
    const targets =
      node.kind === 'Assign' ? node.targets : node.kind === 'AugAssign' ? [node.target] : [];
    targets.flatMap(namesOfTarget).forEach(name => names.add(name));
  });
  return names;
}
