/**
 * The rounds of a measurement as a strip plot: one row per way of running, one mark per round. Here it is
 * data; {@link drawStripPlot} makes the picture of it.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { formatSeconds } from '../../measure/figures';

/** One row of the plot. */
export type StripRow = {
  readonly label: string;
  readonly isGraph: boolean;
  /** Where each round stands, 0 at the left and 1 at the right. */
  readonly marks: readonly number[];
  /** Where the median stands. */
  readonly median: number;
};

/** A strip plot. */
export type StripPlot = {
  readonly rows: readonly StripRow[];
  /** The times at both ends of the axis. */
  readonly from: string;
  readonly to: string;
  /** Said between the ends where the axis is not linear; else `''`. */
  readonly axis: string;
  /** What the picture shows, for those who do not see it. */
  readonly text: string;
};

/** Times that differ by more than this factor are drawn on a logarithmic axis: the small ones stay apart. */
const LOGARITHMIC_FROM = 8;

/** The median of times; at least one is needed. */
function medianOf(times: readonly number[]): number {
  const sorted = [...times].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Times of the rounds by row. In seconds per call. */
export type StripTimes = {
  readonly label: string;
  readonly isGraph: boolean;
  readonly times: readonly number[];
};

/** Lays out the rounds; `null` where there are not two rows of at least two rounds each. */
export function stripPlot(
  given: readonly StripTimes[],
  trans: TranslationBundle
): StripPlot | null {
  const rows = given
    .map(row => ({ ...row, times: row.times.filter(time => time > 0) }))
    .filter(row => row.times.length > 1);
  if (rows.length < 2) {
    return null;
  }
  const all = rows.flatMap(row => row.times);
  const smallest = Math.min(...all);
  const largest = Math.max(...all);
  const isLogarithmic = largest > smallest * LOGARITHMIC_FROM;
  const scaled = (time: number): number => (isLogarithmic ? Math.log(time) : time);
  const width = scaled(largest) - scaled(smallest);
  const place = (time: number): number =>
    width > 0 ? (scaled(time) - scaled(smallest)) / width : 0.5;
  const sentences = rows.map(({ label, times }) =>
    trans.__(
      '%1: %2 rounds from %3 to %4, median %5.',
      label,
      String(times.length),
      formatSeconds(Math.min(...times)),
      formatSeconds(Math.max(...times)),
      formatSeconds(medianOf(times))
    )
  );
  return {
    rows: rows.map(({ label, isGraph, times }) => ({
      label,
      isGraph,
      marks: times.map(place),
      median: place(medianOf(times))
    })),
    from: formatSeconds(smallest),
    to: formatSeconds(largest),
    axis: isLogarithmic ? trans.__('logarithmic scale') : '',
    text: sentences.join(' ')
  };
}
