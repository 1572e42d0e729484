import fc from 'fast-check';
import type { MeasuredVariant } from '../../src/measure/answer';
import {
  breakEven,
  comparisonOf,
  formatSeconds,
  isNoisy,
  twoDigits
} from '../../src/measure/figures';

function variant(median: number, rest: Partial<MeasuredVariant> = {}): MeasuredVariant {
  return {
    id: 'graph',
    perCall: { median, q25: median, q75: median, calls: 1 },
    ratio: { estimate: 2, low: 1.8, high: 2.2, rounds: 20 },
    firstCall: null,
    startCost: null,
    traces: 1,
    error: null,
    ...rest
  };
}

describe('figures', () => {
  it('have two significant digits', () => {
    expect([31.638, 0.0158, 1, 123.4].map(twoDigits)).toEqual(['32', '0.016', '1', '120']);
  });

  it('name times as people read them', () => {
    expect([2.3e-7, 4.9e-4, 0.0158, 1.5, 240].map(formatSeconds)).toEqual([
      '230 ns',
      '490 µs',
      '16 ms',
      '1.5 s',
      '240 s'
    ]);
  });

  it('say faster or slower only when the interval leaves out 1', () => {
    const ratio = (
      low: number | null,
      high: number | null,
      estimate: number
    ): Parameters<typeof comparisonOf>[0] => ({
      estimate,
      low,
      high,
      rounds: 20
    });
    expect(comparisonOf(ratio(1.1, 1.4, 1.2))).toBe('faster');
    expect(comparisonOf(ratio(0.5, 0.9, 0.7))).toBe('slower');
    expect(comparisonOf(ratio(0.9, 1.1, 1.03))).toBe('no-difference');
    expect(comparisonOf(ratio(null, null, 1.1))).toBe('unclear');
  });

  it('call a wide interval and a busy machine noisy', () => {
    const ratio = { estimate: 2, low: 1.9, high: 2.1, rounds: 20 };
    expect(isNoisy(ratio, 0.1)).toBe(false);
    expect(isNoisy(ratio, 0.9)).toBe(true);
    expect(isNoisy({ ...ratio, low: 1.2, high: 2.8 }, 0)).toBe(true);
  });

  it('tell after how many calls the graph has paid', () => {
    const graph = variant(0.001, { startCost: 0.1 });
    expect(breakEven(variant(0.011), graph)).toBe(10);
    expect(breakEven(variant(0.0005), graph)).toBeNull();
  });

  it('never promise a break-even without a difference', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        (eager, graph) => {
          const same = variant(graph, {
            startCost: 0.1,
            ratio: { estimate: 1, low: 0.9, high: 1.1, rounds: 20 }
          });
          expect(breakEven(variant(eager), same)).toBeNull();
        }
      )
    );
  });
});
