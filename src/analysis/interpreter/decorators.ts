/**
 * Decorators are the calls that they are (language reference 8.7).
 */
import { positional } from '../libraries/models/arguments';
import type { Decorator } from '../syntax/tree';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { callValue, codeOf } from './calls';
import { callSite } from './callSite';
import { evaluate } from './expressions';
import type { Frame } from './machine';
import { noteDoubt, placeOf } from './machine';

/** Applies the decorators to a function or class, the innermost first. */
export function applyDecorators(
  frame: Frame,
  decorators: readonly Decorator[],
  value: Value
): Value {
  const callables = decorators.map(decorator => present(evaluate(frame, decorator.expression)));
  return callables.reduceRight<Value>(
    (decorated, callable, index) => applyDecorator(frame, decorators[index], callable, decorated),
    value
  );
}

/** The one callable that there is where an import may have failed (`except ImportError: tf = None`). */
function present(callable: Value): Value {
  const members = membersOf(callable).filter(
    member => member.kind !== 'unknown' && !(member.kind === 'constant' && member.type === 'None')
  );
  return members.length === 1 ? members[0] : callable;
}

function applyDecorator(
  frame: Frame,
  decorator: Decorator,
  callable: Value,
  decorated: Value
): Value {
  const { values } = frame.machine;
  const node = decorator.expression.kind === 'Call' ? decorator.expression : null;
  const isKnown =
    callable.kind === 'library'
      ? frame.machine.registry.function(callable.path) !== null
      : callable.kind !== 'unknown';
  if (!isKnown) {
    const name =
      callable.kind === 'library'
        ? callable.path
        : callable.kind === 'unknown'
          ? (callable.name ?? '')
          : '';
    noteDoubt(frame, decorator, 'unknown-decorator', name);
    return values.wrapper('opaque', decorated, name, placeOf(frame, decorator), node);
  }
  const result = callValue(
    frame,
    callable,
    positional([decorated]),
    callSite(decorator, null, { route: 'decorator' })
  );
  if (result.kind === 'wrapper' && result.wrapper === 'graph') {
    const code = codeOf(result.function);
    if (code !== null && isLibraryCallable(callable)) {
      frame.builder.noteWrapping({
        code,
        api: result.api,
        form: isWrittenOut(frame, decorator, callable) ? 'decorator' : 'partial',
        at: placeOf(frame, decorator),
        call: node
      });
    }
    return values.wrapper(
      'graph',
      result.function,
      result.api,
      placeOf(frame, decorator),
      node,
      null,
      result.signature
    );
  }
  if (result.kind === 'unknown') {
    noteDoubt(frame, decorator, 'unknown-decorator', result.name ?? '');
    return values.wrapper('opaque', decorated, result.name ?? '', placeOf(frame, decorator), node);
  }
  return result;
}

function isLibraryCallable(callable: Value): boolean {
  return (
    callable.kind === 'library' ||
    (callable.kind === 'partial' && isLibraryCallable(callable.function)) ||
    callable.kind === 'library-method'
  );
}

/** `@tf.function` or `@tf.function(…)`, against a `functools.partial` of it. */
function isWrittenOut(frame: Frame, decorator: Decorator, callable: Value): boolean {
  const { expression } = decorator;
  if (expression.kind !== 'Call') {
    return callable.kind === 'library';
  }
  const callee = frame.builder.values.get(expression.func);
  return (
    callee !== undefined &&
    callee.kind === 'library' &&
    !/^(?:functools|builtins)\./u.test(callee.path)
  );
}
