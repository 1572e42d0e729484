/**
 * What tracing a function costs, as far as its operations tell.
 *
 * Measured under TensorFlow 2.21 and scaled as the costs of operations are: a small function takes some 20 ms, and each
 * operation 0.4 to 0.6 ms, about what starting it twenty times eagerly takes. Loops of Python are unrolled.
 */
import type { Activation } from '../interpreter/record';
import { loopsOf } from './bodyIndex';
import { isGraphLoop } from './graphConditions';
import { callMilliseconds } from './operationCosts';
import { bodyOf, symbolicIn } from './symbolicValues';
import { computes } from './worth';

/** Milliseconds of tracing a function of a few operations. */
const TRACE = 20;

/** How many times as long as starting an operation it takes to trace it. */
const AGAINST_STARTING = 20;

/** Milliseconds that it takes at least to trace the run. */
export function tracingMilliseconds(run: Activation): number {
  return TRACE + AGAINST_STARTING * startedWhileTracing(run).unrolled;
}

/** How many of them go by tracing the bodies of Python's loops again and again. */
export function unrollingMilliseconds(run: Activation): number {
  const { unrolled, once } = startedWhileTracing(run);
  return AGAINST_STARTING * (unrolled - once);
}

/** Milliseconds that starting the operations of one trace takes, and that of each operation as it is written once. */
type Started = { readonly unrolled: number; readonly once: number };

const _started = new WeakMap<Activation, Started>();

/** The operations of a loop of the graph are traced once. */
function startedWhileTracing(run: Activation): Started {
  let started = _started.get(run);
  if (started === undefined) {
    const loops = loopsOf(bodyOf(run)).filter(loop => isGraphLoop(run, loop, symbolicIn(run)));
    const times = (count: number | null, start: number): number =>
      count === null || loops.some(loop => loop.start <= start && start < loop.end) ? 1 : count;
    let [unrolled, once] = [0, 0];
    for (const operation of run.operations) {
      if (computes(operation)) {
        const milliseconds = callMilliseconds(operation.api);
        unrolled += milliseconds * times(operation.count, operation.site.start);
        once += milliseconds;
      }
    }
    for (const { callee, count, site, asGraph } of run.callsIntoProgram) {
      if (callee !== null) {
        const below = startedWhileTracing(callee);
        // A graph that is called is traced by itself, once.
        unrolled += below.unrolled * (asGraph ? 1 : times(count, site.start));
        once += below.once;
      }
    }
    started = { unrolled, once };
    _started.set(run, started);
  }
  return started;
}
