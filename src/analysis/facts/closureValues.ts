/**
 * Names of an enclosing function that keep one value for each function made in it: `gamma` in
 * `def make(gamma): def loss(x): … return loss`. Where they differ between calls, the calls are of different functions,
 * each with graphs of its own.
 */
import type { Assign, FunctionDef, Statement } from '../syntax/tree';
import { walk } from '../syntax/walk';
import type { FunctionCode } from '../values/value';
import { assignedNames } from './blockNames';
import { assignmentsOf } from './bodyIndex';

/** Whether a name that the function reads is a parameter of the function around it, or set there once, and never again. */
export function isFixedInClosure({ node, top }: FunctionCode, name: string): boolean {
  const around: FunctionDef[] = [];
  walk(top.statement, part => {
    if (part.kind === 'FunctionDef' && part.start < node.start && node.end <= part.end) {
      around.push(part);
    }
  });
  const binding = around
    .reverse()
    .find(
      ({ parameters, body }) =>
        parameters.some(parameter => parameter.name === name) || assignedNames(body).has(name)
    );
  if (binding === undefined || isNonlocal(binding, name)) {
    return false;
  }
  return binding.parameters.some(parameter => parameter.name === name)
    ? !assignedNames(binding.body).has(name)
    : onlySetting(binding.body, name) !== null;
}

/** The one statement of a body's own level that sets a name; `null` where another may, too. */
export function onlySetting(body: readonly Statement[], name: string): Assign | null {
  const [first, ...others] = assignmentsOf(body).get(name) ?? [];
  return first !== undefined &&
    others.length === 0 &&
    body.includes(first) &&
    !assignedNames(body.filter(statement => statement !== first)).has(name)
    ? first
    : null;
}

function isNonlocal(around: FunctionDef, name: string): boolean {
  return !walk(around, part =>
    part.kind === 'Nonlocal' && part.names.includes(name) ? 'stop' : undefined
  );
}
