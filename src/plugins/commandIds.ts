/**
 * The ids of our commands. They are part of the interface: users bind keys to them.
 */
export namespace CommandIDs {
  /** Shows the card of a function. */
  export const showCard = 'hybridize:show-card';
  /** Moves the focus to the next badge. */
  export const nextBadge = 'hybridize:next-badge';
  /** Moves the focus to the previous badge. */
  export const previousBadge = 'hybridize:previous-badge';
  /** Applies the change that is offered for a function. */
  export const decorate = 'hybridize:decorate';
  /** Measures a function. */
  export const measure = 'hybridize:measure';
  /** Stops the running measurement. */
  export const cancelMeasurement = 'hybridize:cancel-measurement';
  /** Measures all functions of a notebook. */
  export const measureAll = 'hybridize:measure-all';
  /** Saves all measurements of a notebook as CSV. */
  export const exportCsv = 'hybridize:export-measurements-csv';
  /** Saves all measurements of a notebook as JSON. */
  export const exportJson = 'hybridize:export-measurements-json';
}
