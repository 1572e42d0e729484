/**
 * What there is to know of a type of tree-sitter's nodes: told once for each type of the grammar, not for each node.
 */

/** A type of nodes. */
export type NodeType = {
  readonly name: string;
  /** Whether the grammar has a name for it; tokens such as `+` and `if` have none. */
  readonly isNamed: boolean;
  /** Whether nodes of it mean nothing: they are never copied. */
  readonly isBlank: boolean;
  /** Whether it is a token that says nothing which the nodes around it do not; it matters only where it is missing. */
  readonly isPunctuation: boolean;
};

const BLANK: ReadonlySet<string> = new Set(['comment', 'line_continuation']);

const PUNCTUATION: ReadonlySet<string> = new Set(['.', '(', ')', '[', ']', '{', '}']);

/** Describes the type with a name. */
export function nodeType(name: string, isNamed: boolean): NodeType {
  return {
    name,
    isNamed,
    isBlank: BLANK.has(name),
    isPunctuation: !isNamed && PUNCTUATION.has(name)
  };
}
