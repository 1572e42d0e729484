/**
 * Names of an enclosing function that keep one value for each function made in it: `gamma` in
 * `def make(gamma): def loss(x): … return loss`. Where they differ between calls, the calls are of different functions,
 * each with graphs of its own.
 */
import type { Assign, FunctionDef, Statement } from '../syntax/tree';
import { walk } from '../syntax/walk';
import type { FunctionCode } from '../values/value';
import { assignedNames } from '../syntax/blockNames';
import { assignmentsOf } from './bodyIndex';

const _bindings = new WeakMap<FunctionCode, Map<string, FunctionDef | null>>();

/** The nearest function around that binds a name which the function reads; `null` where the module does. */
export function enclosingBinding(code: FunctionCode, name: string): FunctionDef | null {
  let known = _bindings.get(code);
  if (known === undefined) {
    known = new Map();
    _bindings.set(code, known);
  }
  let binding = known.get(name);
  if (binding === undefined) {
    binding =
      enclosingFunctions(code).find(
        ({ parameters, body }) =>
          parameters.some(parameter => parameter.name === name) || assignedNames(body).has(name)
      ) ?? null;
    known.set(name, binding);
  }
  return binding;
}

const _around = new WeakMap<FunctionCode, readonly FunctionDef[]>();

/** The functions whose bodies hold the function, innermost first. */
function enclosingFunctions(code: FunctionCode): readonly FunctionDef[] {
  let around = _around.get(code);
  if (around === undefined) {
    const { node, top } = code;
    const found: FunctionDef[] = [];
    walk(top.statement, part => {
      if (part.end < node.start || node.end < part.start) {
        return 'skip';
      }
      if (part.kind === 'FunctionDef' && part.start < node.start && node.end <= part.end) {
        found.push(part);
      }
      return undefined;
    });
    around = found.reverse();
    _around.set(code, around);
  }
  return around;
}

/** Whether a name that the function reads is a parameter of the function around it, or set there once, and never again. */
export function isFixedInClosure(code: FunctionCode, name: string): boolean {
  const binding = enclosingBinding(code, name);
  if (binding === null || isNonlocal(binding, name)) {
    return false;
  }
  return binding.parameters.some(parameter => parameter.name === name)
    ? !assignedNames(binding.body).has(name)
    : onlySetting(binding.body, name) !== null;
}

/** The one statement of a body's own level that sets a name; `null` where another may, too. */
export function onlySetting(body: readonly Statement[], name: string): Assign | null {
  const [first, ...others] = assignmentsOf(body).get(name) ?? [];
  if (first === undefined || others.length > 0) {
    return null;
  }
  const remaining = body.filter(({ start, end }) => start !== first.start || end !== first.end);
  return remaining.length < body.length && !assignedNames(remaining).has(name) ? first : null;
}

function isNonlocal(around: FunctionDef, name: string): boolean {
  return !walk(around, part =>
    part.kind === 'Nonlocal' && part.names.includes(name) ? 'stop' : undefined
  );
}
