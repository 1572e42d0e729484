/**
 * What is shown of a measurement, in the words of the user: the data of the views under the cell and on
 * the card.
 */

import type { StripPlot } from './stripPlot';

/** How a result is to be taken. */
export type MeasurementTone = 'good' | 'neutral' | 'doubt' | 'bad';

/** One side of the comparison. */
export type MeasuredBar = {
  readonly label: string;
  /** Time of one call in words, `1.9 ms`. */
  readonly text: string;
  /** How many times faster than eager, `5.2×`; `''` for the eager side and where it is not known. */
  readonly ratio: string;
  /** Share of the longest bar, 0 to 1. */
  readonly share: number;
  readonly isGraph: boolean;
};

/** A named fact of a result: `First call` and `130 ms`. */
export type MeasuredFact = { readonly label: string; readonly text: string };

/** A question that must be answered before anything runs. */
export type MeasurementQuestion = {
  readonly text: string;
  readonly items: readonly string[];
  readonly accept: string;
};

/** What is shown of a measurement. */
export type MeasurementDisplay =
  | {
      readonly kind: 'running';
      readonly text: string;
      /** 0 to 1; `null` where it is not known how far it is. */
      readonly fraction: number | null;
    }
  | { readonly kind: 'asking'; readonly question: MeasurementQuestion }
  | {
      readonly kind: 'done';
      readonly tone: MeasurementTone;
      readonly headline: string;
      /** What belongs beside the headline: the interval. */
      readonly detail: string;
      readonly bars: readonly MeasuredBar[];
      /** The rounds; `null` where there are too few. */
      readonly strip: StripPlot | null;
      /** When the graph pays, in one sentence; `''` where nothing can be said. */
      readonly payoff: string;
      /** An error of ours that the measurement shows; `''` where there is none. */
      readonly alarm: string;
      readonly facts: readonly MeasuredFact[];
      /** What else must be said: noise, advice, differences. */
      readonly remarks: readonly string[];
    }
  | {
      readonly kind: 'failed';
      /** Why nothing was measured, as {@link failureSentence} knows it, or `verdict` where the function fails. */
      readonly code: string;
      readonly text: string;
      /** An error of ours that the failure shows; `''` where there is none. */
      readonly alarm: string;
      /** What the kernel says, line by line; shown as code. */
      readonly details: string;
    };
