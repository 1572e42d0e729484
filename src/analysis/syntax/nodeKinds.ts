/**
 * Kinds of nodes that several rules go through a scope for. A walk finds the nodes of one set once for all of them.
 */
import type { NodeKinds } from './walk';

/** Loops. */
export const LOOPS: NodeKinds = new Set(['For', 'While'] as const);

/** Statements that decide what runs, and how often. */
export const FLOWS: NodeKinds = new Set(['If', 'For', 'While'] as const);

/** `x.shape` and the like. */
export const ATTRIBUTES: NodeKinds = new Set(['Attribute'] as const);

/** `x = …`, not those with an operator or an annotation. */
export const ASSIGNMENTS: NodeKinds = new Set(['Assign'] as const);

/** `a if test else b`. */
export const CONDITIONAL_EXPRESSIONS: NodeKinds = new Set(['IfExp'] as const);

/** `return`, with a value or without. */
export const RETURNS: NodeKinds = new Set(['Return'] as const);
