/**
 * Kinds of nodes that several rules go through a scope for. A walk finds the nodes of one set once for all of them.
 */
import type { NodeKinds } from './walk';

/** Loops. */
export const LOOPS: NodeKinds = new Set(['For', 'While'] as const);

/** Statements that decide what runs, and how often. */
export const FLOWS: NodeKinds = new Set(['If', 'For', 'While'] as const);

export const ATTRIBUTES: NodeKinds = new Set(['Attribute'] as const);

export const ASSIGNMENTS: NodeKinds = new Set(['Assign'] as const);

export const CONDITIONAL_EXPRESSIONS: NodeKinds = new Set(['IfExp'] as const);

export const RETURNS: NodeKinds = new Set(['Return'] as const);
