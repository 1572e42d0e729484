/**
 * The figures that are shown of a measurement: two digits, break-even, and whether a difference was found at all.
 */
import type { MeasuredVariant, Ratio } from './answer';

/** A number with two significant digits; none that were not measured. */
export function twoDigits(value: number): string {
  if (!Number.isFinite(value)) {
    return '∞';
  }
  return String(Number(value.toPrecision(2)));
}

const UNITS: readonly (readonly [number, string])[] = [
  [1, 's'],
  [1e-3, 'ms'],
  [1e-6, 'µs'],
  [1e-9, 'ns']
];

/** Seconds as people read them: `1.9 ms`. */
export function formatSeconds(seconds: number): string {
  const [scale, unit] = UNITS.find(([size]) => seconds >= size * 0.9995) ?? UNITS[UNITS.length - 1];
  const value = seconds / scale;
  return `${value >= 100 ? String(Math.round(value)) : twoDigits(value)} ${unit}`;
}

/** What may be said of a ratio: faster, slower, or that no difference was found. */
export type Comparison = 'faster' | 'slower' | 'no-difference' | 'unclear';

/** Reads the interval; half a width of more than half the estimate says nothing. */
export function comparisonOf(ratio: Ratio): Comparison {
  const { low, high, estimate } = ratio;
  if (low === null || high === null) {
    return estimate > 1.5 ? 'faster' : estimate < 0.67 ? 'slower' : 'unclear';
  }
  if (low > 1) {
    return 'faster';
  }
  return high < 1 ? 'slower' : 'no-difference';
}

/** Whether the figures are rough: a wide interval, or other programs at work. */
export function isNoisy(ratio: Ratio, foreign: number | null): boolean {
  const { low, high, estimate } = ratio;
  const width = low === null || high === null ? Infinity : (high - low) / 2 / estimate;
  return width > 0.15 || (foreign !== null && foreign > 0.5);
}

/**
 * After how many calls the graph has paid for being made; `null` where it never does.
 * The extra cost is what the first three calls took beyond three usual ones.
 */
export function breakEven(eager: MeasuredVariant, graph: MeasuredVariant): number | null {
  if (
    eager.perCall === null ||
    graph.perCall === null ||
    graph.startCost === null ||
    graph.ratio === null
  ) {
    return null;
  }
  const saved = eager.perCall.median - graph.perCall.median;
  if (saved <= 0 || comparisonOf(graph.ratio) !== 'faster') {
    return null;
  }
  const cost = Math.max(0, graph.startCost - 3 * graph.perCall.median);
  return Math.max(1, Math.ceil(cost / saved));
}
