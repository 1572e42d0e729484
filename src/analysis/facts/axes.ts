/**
 * The axes that a piece of a tensor's shape covers (specification 7.10).
 */

/** The axes of a tensor that a piece of its shape covers. */
export type Axes =
  | { readonly kind: 'all' }
  | { readonly kind: 'slice'; readonly lower: number | null; readonly upper: number | null }
  | { readonly kind: 'index'; readonly index: number }
  /** Some axes; which ones cannot be told. */
  | { readonly kind: 'lost' };

/** Whether two pieces cover the same axes. */
export function areSameAxes(left: Axes, right: Axes): boolean {
  return left === right || JSON.stringify(left) === JSON.stringify(right);
}

/** The axes, as indices of a shape of that rank; `null` where they cannot be told. Those out of range are left out. */
export function coveredAxes(axes: Axes, rank: number): readonly number[] | null {
  const all = Array.from({ length: rank }, (_, index) => index);
  switch (axes.kind) {
    case 'all':
      return all;
    case 'slice':
      return all.slice(axes.lower ?? 0, axes.upper ?? undefined);
    case 'index': {
      const index = axes.index < 0 ? axes.index + rank : axes.index;
      return all.filter(axis => axis === index);
    }
    case 'lost':
      return null;
  }
}
