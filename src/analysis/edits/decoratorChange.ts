/**
 * The changes of a decorator: written above a `def`, taken away, given another option.
 */
import type { Call, Decorator, Expression, TopStatement } from '../syntax/tree';
import { toCellOffset, type FunctionPlace } from './functionPlace';
import { lineBreakOf, startOfLine } from './importInsertion';
import type { TextChange } from './textChange';

/**
 * Writes a decorator directly above the `def`, below all others (published tool, 9.1): the innermost
 * place, where it wraps the plain function and breaks no `@property`, `@staticmethod` or `@classmethod`.
 *
 * @param text - the text to read the indentation from; the cell's, or the masked one for a trial.
 * @param decorator - the decorator's text, without `@`.
 * @returns `null` where something else than blanks stands before the `def`, such as a magic.
 */
export function insertDecorator(
  text: string,
  place: FunctionPlace,
  decorator: string
): TextChange | null {
  const start = toCellOffset(place.top, place.definition.defSpan.start);
  const before = text.slice(startOfLine(text, start), start).replace(/^\ufeff/, '');
  return /^[ \t\f]*$/.test(before)
    ? { start, end: start, text: `@${decorator}${lineBreakOf(text)}${before}` }
    : null;
}

/**
 * Takes a decorator away, with its line where nothing else stands on it. A comment behind it stays, on a
 * line of its own.
 */
export function removeDecorator(
  text: string,
  place: FunctionPlace,
  decorator: Decorator
): TextChange {
  const start = toCellOffset(place.top, decorator.start);
  // Brackets around the expression belong to the decorator; a comment behind it does not.
  const afterExpression = place.top.text.slice(decorator.expression.end, decorator.end);
  const brackets = /^(?:\s*\))*/.exec(afterExpression)?.[0].length ?? 0;
  const end = toCellOffset(place.top, decorator.expression.end + brackets);
  const lineStart = startOfLine(text, start);
  const rest = /^[ \t]*(?:\r\n|\n|\r|$)/.exec(text.slice(end));
  const isAloneBefore = /^[ \t\f]*$/.test(text.slice(lineStart, start));
  if (rest !== null && isAloneBefore) {
    return { start: lineStart, end: end + rest[0].length, text: '' };
  }
  const blanks = /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
  return { start, end: end + blanks, text: '' };
}

/** An option of `tf.function` and its new value, as source text. */
export type OptionValue = { readonly option: string; readonly value: string };

/** The end of the last argument of a call, and whether there is one. */
function lastArgumentEnd(call: Call): number | null {
  const ends = [...call.args, ...call.keywords].map(argument => argument.end);
  return ends.length === 0 ? null : Math.max(...ends);
}

/**
 * Gives the expression of a decorator, or of a call of `tf.function`, an option: `tf.function` becomes
 * `tf.function(option=value)`; a call gets one argument more, or another value where the option is there.
 * A comma that ends the list stays the last.
 */
export function setOption(
  top: TopStatement,
  expression: Expression,
  { option, value }: OptionValue
): TextChange {
  const at = (offset: number): number => toCellOffset(top, offset);
  if (expression.kind !== 'Call') {
    return { start: at(expression.end), end: at(expression.end), text: `(${option}=${value})` };
  }
  const present = expression.keywords.find(keyword => keyword.arg === option);
  if (present !== undefined) {
    return { start: at(present.value.start), end: at(present.value.end), text: value };
  }
  const last = lastArgumentEnd(expression);
  if (last === null) {
    // Between `(` and `)` there may be blanks and comments; the closing bracket is the call's last character.
    const close = at(expression.end) - 1;
    return { start: close, end: close, text: `${option}=${value}` };
  }
  return { start: at(last), end: at(last), text: `, ${option}=${value}` };
}
