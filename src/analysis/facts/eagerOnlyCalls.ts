/**
 * Calls that only work eagerly (specification 7.2).
 */
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { edgesAt, evaluatedCalls } from './callsOfNode';
import { causeAt, type Cause, type ReachedRun } from './reachableRuns';

const KERAS_VERBS: ReadonlySet<string> = new Set([
  'fit',
  'predict',
  'evaluate',
  'train_on_batch',
  'test_on_batch',
  'predict_on_batch',
  'fit_generator',
  'evaluate_generator',
  'predict_generator'
]);

/** An instance of a class of TensorFlow, also of one that newer versions no longer have (`tf.estimator`). */
function isFrameworkInstance(value: Value): boolean {
  return value.kind === 'object'
    ? value.object.cls?.kind === 'library' && /^(?:tensorflow|keras)\./u.test(value.object.cls.path)
    : value.kind === 'unknown' &&
        value.name !== null &&
        /^(?:tensorflow|keras)\.(?:\w+\.)*[A-Z]\w*$/u.test(value.name);
}

/** The eager-only calls in reachable bodies. */
export function eagerOnlyCalls(runs: readonly ReachedRun[]): readonly Cause[] {
  const causes: Cause[] = [];
  for (const reached of runs) {
    for (const node of evaluatedCalls(reached.run)) {
      if (node.func.kind !== 'Attribute') {
        continue;
      }
      const { attr, value } = node.func;
      if (attr === 'numpy') {
        causes.push(causeAt(reached, node, '`.numpy()` works eagerly only'));
        continue;
      }
      if (!KERAS_VERBS.has(attr)) {
        continue;
      }
      const edges = edgesAt(reached.run, node);
      const receiver = reached.run.values.get(value);
      const isFrameworkReceiver =
        receiver !== undefined && membersOf(receiver).some(isFrameworkInstance);
      const resolves = edges.some(
        edge =>
          edge.callee === null && edge.api !== null && /^(?:tensorflow|keras)\./u.test(edge.api)
      );
      const isUnresolved = edges.every(edge => edge.callee === null && edge.api === null);
      if (resolves || (isUnresolved && isFrameworkReceiver)) {
        causes.push(causeAt(reached, node, `\`${attr}\` runs eagerly only`));
      }
    }
  }
  return causes;
}
