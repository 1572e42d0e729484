/**
 * Built-ins of Python that ask tensors for their truth value: `bool(t)`, and those that compare the items of what they
 * are given (`spec/tracing-truth.md`, section 1, hazard 9).
 */
import type { Activation } from '../interpreter/record';
import type { Call, Expression } from '../syntax/tree';
import { walkOwnScope } from '../syntax/walk';
import type { Value } from '../values/value';
import { tensorsOf } from './argumentValues';
import type { IsSymbolic } from './graphConditions';
import { bodyOf } from './symbolicValues';

/** Built-ins that ask a tensor, or the items that it is made of. */
const TRUTH_BUILTINS: ReadonlySet<string> = new Set([
  ...['bool', 'max', 'min', 'sum', 'sorted', 'all', 'any']
]);

/** Those that ask the items of a list of tensors. */
const COMPARING_BUILTINS: ReadonlySet<string> = new Set(['sorted', 'max', 'min', 'any', 'all']);

/** Whether a call of the built-in asks a symbolic tensor for its truth value. */
export function asksForTruth(
  run: Activation,
  call: Call,
  builtin: string,
  isSymbolic: IsSymbolic
): boolean {
  if (!TRUTH_BUILTINS.has(builtin)) {
    return false;
  }
  const args = [...call.args, ...call.keywords.map(keyword => keyword.value)];
  if ((builtin === 'max' || builtin === 'min') && isOfTensorFlow(run.values.get(call))) {
    return true;
  }
  return COMPARING_BUILTINS.has(builtin)
    ? args.some(
        argument => holdsSymbolic(argument, isSymbolic) || isListOf(run, argument, isSymbolic)
      )
    : args.some(isSymbolic);
}

/** Whether what was chosen among several may be a tensor that an operation computed. */
function isOfTensorFlow(value: Value | undefined): boolean {
  return value !== undefined && tensorsOf(value).some(({ origin }) => origin === 'tensorflow');
}

/** Whether an expression is a symbolic tensor, or a display or comprehension with one among its items. */
export function holdsSymbolic(node: Expression, isSymbolic: IsSymbolic): boolean {
  switch (node.kind) {
    case 'List':
    case 'Tuple':
    case 'Set':
      return node.elts.some(element => holdsSymbolic(element, isSymbolic));
    case 'GeneratorExp':
    case 'ListComp':
    case 'SetComp':
      return holdsSymbolic(node.elt, isSymbolic);
    case 'Starred':
      return isSymbolic(node.value);
    default:
      return isSymbolic(node);
  }
}

/** Whether the body puts a symbolic tensor into the list of this name: where it is bound, or by `append`. */
function isListOf(run: Activation, node: Expression, isSymbolic: IsSymbolic): boolean {
  const value = run.values.get(node);
  if (node.kind !== 'Name' || value === undefined || tensorsOf(value).length > 0) {
    return false;
  }
  let found = false;
  walkOwnScope(bodyOf(run), part => {
    if (part.kind === 'Assign') {
      found ||=
        part.targets.some(target => target.kind === 'Name' && target.id === node.id) &&
        part.value.kind !== 'Name' &&
        holdsSymbolic(part.value, isSymbolic);
    } else if (
      part.kind === 'Call' &&
      part.func.kind === 'Attribute' &&
      ['append', 'add', 'insert'].includes(part.func.attr) &&
      part.func.value.kind === 'Name' &&
      part.func.value.id === node.id
    ) {
      found ||= part.args.some(isSymbolic);
    }
    return found ? 'stop' : undefined;
  });
  return found;
}
