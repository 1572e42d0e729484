/**
 * What a function makes in its first call and keeps: `if not self.built:`, `if self.w is None:`. A graph function makes
 * variables while it is traced for the first time, and is then traced once more (`tf.function`, "creating variables").
 */
import { blocksOf } from '../interpreter/definitions';
import type { Activation, Effect } from '../interpreter/record';
import type { Attribute, Expression, FunctionDef, If, Statement } from '../syntax/tree';
import { walk } from '../syntax/walk';
import type { ProgramView } from './subject';

/** Whether an effect stands in a block that runs in the first call alone. */
export function isFirstCallGuarded(effect: Effect): boolean {
  const code = effect.inFunction;
  if (code?.node.kind !== 'FunctionDef' || effect.isCertain) {
    return false;
  }
  const guard = guardAround(code.node, effect.cause.start, ({ body }) => body);
  return guard !== null && !isSetElsewhere(guard, code.top.statement);
}

/** Whether a statement, that of the class, sets the flag of the guard outside the guard and the constructors. */
function isSetElsewhere(guard: If, statement: Statement): boolean {
  const flag = guard.test.kind === 'UnaryOp' ? guard.test.operand : guard.test;
  if (flag.kind !== 'Attribute') {
    return false;
  }
  return !walk(statement, node => {
    if (node === guard || (node.kind === 'FunctionDef' && node.name === '__init__')) {
      return 'skip';
    }
    return node.kind === 'Assign' &&
      node.targets.some(target => target.kind === 'Attribute' && target.attr === flag.attr)
      ? 'stop'
      : undefined;
  });
}

/**
 * Whether an expression is the flag that such a block is tested by, and that nothing but the block and constructors sets:
 * the block does nothing else than to set attributes.
 */
export function isFlagOfGuard(node: Expression, run: Activation, view: ProgramView): boolean {
  const fn = run.code?.node;
  if (fn?.kind !== 'FunctionDef' || (node.kind !== 'Attribute' && node.kind !== 'Call')) {
    return false;
  }
  const guard = guardAround(fn, node.start, ({ test }) => [test]);
  if (guard === null || guard.orelse.length > 0 || !guard.body.every(setsAttributes)) {
    return false;
  }
  const { test } = guard;
  const asked = node.kind === 'Call' ? node.args[0] : node.value;
  // Each instance has a graph function of its own only for its methods.
  if (fn.enclosingClass === null || asked?.kind !== 'Name' || asked.id !== fn.parameters[0]?.name) {
    return false;
  }
  if (node.kind === 'Call') {
    return test.kind === 'UnaryOp' && test.operand === node;
  }
  const owner = run.values.get(node.value);
  return (
    owner?.kind === 'object' &&
    [...view.reached].every(({ effects, localEffects }) =>
      [...effects, ...localEffects].every(
        ({ object, field, inFunction, cause }) =>
          object !== owner.object ||
          (field !== node.attr && field !== null && !field.includes('*')) ||
          inFunction?.name.endsWith('__init__') === true ||
          (inFunction === run.code && guard.start <= cause.start && cause.start < guard.end)
      )
    )
  );
}

function setsAttributes(statement: Statement): boolean {
  return (
    (statement.kind === 'Assign' && statement.targets.every(({ kind }) => kind === 'Attribute')) ||
    (statement.kind === 'AnnAssign' && statement.target.kind === 'Attribute')
  );
}

/** The guard of which a part holds a place; `null` where there is none. */
function guardAround(
  { body }: FunctionDef,
  start: number,
  partOf: (guard: If) => readonly { readonly start: number; readonly end: number }[]
): If | null {
  const search = (statements: readonly Statement[]): If | null => {
    for (const statement of statements) {
      if (start < statement.start || start >= statement.end) {
        continue;
      }
      if (statement.kind === 'If' && isGuard(statement)) {
        const part = partOf(statement);
        const last = part.at(-1);
        if (last !== undefined && start >= part[0].start && start < last.end) {
          return statement;
        }
      }
      for (const block of blocksOf(statement)) {
        const found = search(block);
        if (found !== null) {
          return found;
        }
      }
    }
    return null;
  };
  return search(body);
}

function isGuard({ test, body }: If): boolean {
  let found = false;
  walk(test, node => {
    if (node.kind === 'Compare' && node.ops.includes('is') && node.left.kind === 'Attribute') {
      found = true;
    }
    if (node.kind === 'UnaryOp' && node.op === 'not') {
      const { operand } = node;
      found ||=
        (operand.kind === 'Attribute' &&
          (operand.attr === 'built' || body.some(part => sets(part, operand, true)))) ||
        (operand.kind === 'Call' && operand.func.kind === 'Name' && operand.func.id === 'hasattr');
    }
  });
  return found || (test.kind === 'Attribute' && body.some(part => sets(part, test, false)));
}

/** `self.built = True`: whether a statement gives an attribute a truth value. */
function sets(statement: Statement, { attr }: Attribute, value: boolean): boolean {
  return (
    statement.kind === 'Assign' &&
    statement.targets.some(target => target.kind === 'Attribute' && target.attr === attr) &&
    statement.value.kind === 'Constant' &&
    statement.value.value.type === 'bool' &&
    statement.value.value.value === value
  );
}
