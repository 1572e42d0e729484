/**
 * Calls that TensorFlow and Keras themselves compute otherwise in a graph (`spec/tracing-truth.md`, section 7; the
 * cross-entropies found by running each with saturated outputs under TensorFlow 2.21 and Keras 3.15).
 */
import type { Activation, Operation } from '../interpreter/record';
import type { Expression, Location } from '../syntax/tree';
import { walk } from '../syntax/walk';
import { membersOf } from '../values/join';
import { causeAt, type Cause, type ReachedRun } from './reachableRuns';

const PAD = /^tensorflow\.(?:compat\.v1\.)?image\.resize_with_pad$/u;

/** Results behind which Keras finds the logits in a graph, where they reach it directly. */
const PROBABILITIES = /^(?:tensorflow|keras)\.(?:[a-z0-9_]+\.)*(?:softmax|sigmoid)$/u;

const CROSS_ENTROPY =
  /^keras\.(?:losses|metrics)\.(?:(?:Sparse)?CategoricalCrossentropy|BinaryCrossentropy|(?:sparse_)?categorical_crossentropy|binary_crossentropy)(?:\.__call__)?$/u;

/** The places below a function where its results hang on what the library does in a graph. */
export function libraryDifferences(below: readonly ReachedRun[]): readonly Cause[] {
  const hasProbabilities = below.some(({ run }) =>
    run.operations.some(({ api }) => PROBABILITIES.test(api))
  );
  return below.flatMap(reached =>
    reached.run.operations.flatMap(operation => {
      if (PAD.test(operation.api)) {
        return [causeAt(reached, operation.node, 'the size is rounded otherwise in a graph')];
      }
      return hasProbabilities && CROSS_ENTROPY.test(operation.api) && !takesLogits(operation)
        ? [causeAt(reached, operation.node, 'in a graph Keras uses the logits behind the softmax')]
        : [];
    })
  );
}

/** Whether the loss was made, or is called, with `from_logits=True`. */
function takesLogits(operation: Operation): boolean {
  const given = operation.keywords.get('from_logits');
  if (given !== undefined) {
    return isTrue(given);
  }
  const receivers = operation.receiver === null ? [] : membersOf(operation.receiver);
  return (
    receivers.length > 0 &&
    receivers.every(
      member =>
        member.kind === 'object' && member.object.site !== null && asksLogits(member.object.site)
    )
  );
}

function isTrue(value: Activation['result']): boolean {
  return value.kind === 'constant' && value.value === true;
}

function asksLogits(site: Location): boolean {
  let isFound = false;
  walk(site.top.statement, node => {
    if (node.kind === 'Call' && node.start === site.start && node.end === site.end) {
      isFound ||= [
        node.args[0],
        ...node.keywords.flatMap(({ arg, value }) => (arg === 'from_logits' ? [value] : []))
      ].some(isTrueLiteral);
    }
  });
  return isFound;
}

function isTrueLiteral(node: Expression | undefined): boolean {
  return node?.kind === 'Constant' && node.value.type === 'bool' && node.value.value;
}
