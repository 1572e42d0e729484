/**
 * Takes the text of a call apart: what is called, and with what.
 */

/** A call in two parts: `model.step` and `x, training=True`. */
export type CallParts = { readonly callee: string; readonly args: string };

/** The length of a string literal that begins at a quote, quotes included; up to the end where it is open. */
function stringLength(text: string, start: number): number {
  const quote = text[start];
  const isTriple = text.startsWith(quote.repeat(3), start);
  const end = isTriple ? quote.repeat(3) : quote;
  let index = start + end.length;
  while (index < text.length) {
    if (text[index] === '\\') {
      index += 2;
    } else if (text.startsWith(end, index)) {
      return index + end.length - start;
    } else {
      index += 1;
    }
  }
  return text.length - start;
}

/**
 * Splits a call at the parenthesis that its last character closes; `null` where the text is no call. Strings
 * and comments are stepped over.
 */
export function splitCall(given: string): CallParts | null {
  const text = given.trim();
  const open: number[] = [];
  let last: { readonly from: number; readonly to: number } | null = null;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '"' || character === "'") {
      index += stringLength(text, index) - 1;
    } else if (character === '#') {
      const end = text.indexOf('\n', index);
      index = end < 0 ? text.length : end;
    } else if ('([{'.includes(character)) {
      open.push(index);
    } else if (')]}'.includes(character)) {
      const from = open.pop();
      if (from === undefined) {
        return null;
      }
      last = { from, to: index };
    }
  }
  if (last === null || open.length > 0 || last.to !== text.length - 1 || text[last.from] !== '(') {
    return null;
  }
  const callee = text.slice(0, last.from).trim();
  return callee === '' ? null : { callee, args: text.slice(last.from + 1, last.to).trim() };
}
