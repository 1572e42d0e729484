/**
 * Which badges the user wants to see: all, those that ask for something to be done, or none.
 */
export type BadgeVisibility = 'all' | 'actionable' | 'none';

/** Reads the setting; what is not known counts as its default. */
export function toBadgeVisibility(value: unknown): BadgeVisibility {
  return value === 'actionable' || value === 'none' ? value : 'all';
}
