/**
 * The reserved name that stands in masked text where a notebook binds something that is not Python:
 * `files = !ls` is masked as `files = ǃǃǃ`.
 *
 * The name is one letter repeated to the length that is needed: U+01C3, the letter of a click consonant
 * that only looks like an exclamation mark. Python takes it for a name (category Lo), and nobody types it,
 * so that every name made of it alone means a value of which nothing is known.
 */
const PLACEHOLDER_LETTER = '\u01c3';

/** The placeholder name of a length, in UTF-16 units. */
export function unknownPlaceholder(length: number): string {
  return PLACEHOLDER_LETTER.repeat(length);
}

/** Whether a name is a placeholder: it then evaluates to an unknown value and never counts as undefined. */
export function isUnknownPlaceholder(name: string): boolean {
  return name.startsWith(PLACEHOLDER_LETTER) && /^\u01c3+$/.test(name);
}
