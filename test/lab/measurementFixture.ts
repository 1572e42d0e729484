/**
 * Makes results of measurements for tests: a function that is five times faster as a graph, with what a test
 * changes.
 */
import type { MeasuredVariant, MeasurementResult } from '../../src/measure/answer';

/** A way of running with a median in seconds. */
export function measuredVariant(
  id: string,
  median: number,
  rest: Partial<MeasuredVariant> = {}
): MeasuredVariant {
  return {
    id,
    perCall: { median, q25: median, q75: median, calls: 1 },
    ratio: null,
    firstCall: null,
    startCost: null,
    traces: null,
    options: '',
    breakEven: null,
    saved: null,
    error: null,
    ...rest
  };
}

/** A result as the kernel gives it, `changes` laid over. */
export function measurementResult(changes: Partial<MeasurementResult> = {}): MeasurementResult {
  return {
    kind: 'done',
    verdict: 'same',
    reasons: [],
    flags: [],
    error: null,
    arguments: { source: 'call', text: 'step(x)', summary: [] },
    code: 'step(x)',
    floor: null,
    variants: [
      measuredVariant('eager', 0.02),
      measuredVariant('graph', 0.004, {
        ratio: { estimate: 5, low: 4.8, high: 5.2, rounds: 3 },
        firstCall: 0.148,
        startCost: 0.156,
        traces: 1
      })
    ],
    foreign: 0,
    restored: true,
    left: [],
    environment: { python: '3.11.9', tensorflow: '2.16.1', device: 'CPU' },
    wall: 4,
    rounds: new Map([
      ['eager', [0.019, 0.02, 0.022]],
      ['graph', [0.0041, 0.004, 0.0039]]
    ]),
    ...changes
  };
}
