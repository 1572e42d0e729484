/**
 * Offsets into texts.
 */

/**
 * An offset behind all others. It is a small integer in every build of V8, as all offsets are, and not `Infinity`: where
 * one object of a shape keeps a number in a field that is no small integer, V8 makes that field, and what is computed
 * from it, floating-point numbers on the heap (`node --trace-generalization` tells of them).
 */
export const BEHIND_ALL = 2 ** 30 - 1;
