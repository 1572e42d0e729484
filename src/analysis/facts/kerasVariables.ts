/**
 * Variables of Keras 3 as arguments. They have `__array__`, so that `tf.function` makes a plain tensor of one, unlike of
 * a `tf.Variable`: gradients with respect to it are `None`, what is computed of it under a tape of the function's own
 * does not reach the variable, it cannot be assigned and has no name, and in a graph around it Keras raises (each run
 * with TensorFlow 2.21 and Keras 3.15). A function that a cell calls and that only reads it computes the same.
 */
import type { Activation } from '../interpreter/record';
import type { Value } from '../values/value';
import { ATTRIBUTES } from '../syntax/nodeKinds';
import { walkOwnScope } from '../syntax/walk';
import { membersOf } from '../values/join';
import { elementsOf } from './argumentValues';
import type { Cause, ReachedRun } from './reachableRuns';
import type { Subject } from './subject';
import { bodyOf } from './symbolicValues';

/** What needs the variable itself, among the calls of a function and all below. */
const NEEDS_VARIABLE =
  /(?:^tensorflow\.GradientTape(?:\.\w+)?|\.(?:assign|assign_add|assign_sub|apply_gradients|apply|minimize))$/u;

/** Attributes that a tensor has as well. */
const OF_TENSORS: ReadonlySet<string> = new Set(['shape', 'dtype', 'ndim', 'numpy']);

/** Containers within containers that are looked into. */
const DEPTH_LIMIT = 3;

/**
 * The parameters that get variables of Keras, where the function needs the variable itself, or another function hands it
 * over: one that is a graph, or becomes one, could not call it, and a tape of that one would have no gradient.
 */
export function lostKerasVariables(
  subject: Subject,
  runs: readonly Activation[],
  below: readonly ReachedRun[]
): readonly Cause[] {
  const given = givenVariables(subject, runs);
  return given.length > 0 &&
    (subject.arrivals.some(({ caller }) => caller.code !== null) ||
      below.some(({ run }) => needsVariable(run)))
    ? given
    : [];
}

function givenVariables(
  { node, code, receiver }: Subject,
  runs: readonly Activation[]
): readonly Cause[] {
  return node.parameters
    .filter(
      parameter =>
        parameter !== receiver &&
        runs.some(run => {
          const value = run.arguments.get(parameter.name);
          return value !== undefined && holdsKerasVariable(value, run, DEPTH_LIMIT);
        })
    )
    .map(({ start, end }) => ({
      at: { top: code.top, start, end },
      chain: [],
      note: 'tf.function makes a plain tensor of a variable of Keras'
    }));
}

function holdsKerasVariable(value: Value, run: Activation, depth: number): boolean {
  return membersOf(value).some(
    member =>
      isKerasVariable(member) ||
      (depth > 0 &&
        (elementsOf(member, run.contents) ?? []).some(element =>
          holdsKerasVariable(element, run, depth - 1)
        ))
  );
}

function isKerasVariable(value: Value): boolean {
  return value.kind === 'tensor' && value.origin === 'keras' && value.type.form === 'variable';
}

/** Whether a run assigns to a variable, watches one on a tape of its own, or asks it for what no tensor has. */
export function needsVariable(run: Activation): boolean {
  return (
    run.calls.some(({ api }) => api !== null && NEEDS_VARIABLE.test(api)) ||
    run.operations.some(({ api }) => NEEDS_VARIABLE.test(api)) ||
    !walkOwnScope(
      bodyOf(run),
      node => {
        const base = node.kind === 'Attribute' ? run.values.get(node.value) : undefined;
        return node.kind === 'Attribute' &&
          !OF_TENSORS.has(node.attr) &&
          base !== undefined &&
          membersOf(base).some(isKerasVariable)
          ? 'stop'
          : undefined;
      },
      ATTRIBUTES
    )
  );
}
