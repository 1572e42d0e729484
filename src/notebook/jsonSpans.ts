/**
 * Finds values in JSON text without changing a byte of it: the text has been validated before, so that
 * the scanner may trust its form.
 */

/** The range of a value in the text; `end` is exclusive. */
export type JsonSpan = { readonly start: number; readonly end: number };

const WHITESPACE = /[ \t\r\n]*/y;
const STRUCTURE = /["[\]{}]/g;
const SCALAR = /[^\s,\]}]*/y;

function skipWhitespace(text: string, from: number): number {
  WHITESPACE.lastIndex = from;
  WHITESPACE.test(text);
  return WHITESPACE.lastIndex;
}

/** The end of a string whose opening quote stands at `start`. */
function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (quote !== -1) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') {
      backslashes += 1;
    }
    if (backslashes % 2 === 0) {
      return quote + 1;
    }
    quote = text.indexOf('"', quote + 1);
  }
  return text.length;
}

/** The span of the value that begins at an offset, blanks before it not counted. Never recurses. */
export function valueSpan(text: string, from: number): JsonSpan {
  const start = skipWhitespace(text, from);
  const first = text[start];
  if (first === '"') {
    return { start, end: endOfString(text, start) };
  }
  if (first !== '[' && first !== '{') {
    SCALAR.lastIndex = start;
    SCALAR.test(text);
    return { start, end: SCALAR.lastIndex };
  }
  let depth = 0;
  STRUCTURE.lastIndex = start;
  for (let match = STRUCTURE.exec(text); match !== null; match = STRUCTURE.exec(text)) {
    switch (match[0]) {
      case '"':
        STRUCTURE.lastIndex = endOfString(text, match.index);
        break;
      case '[':
      case '{':
        depth += 1;
        break;
      default:
        depth -= 1;
        if (depth === 0) {
          return { start, end: match.index + 1 };
        }
    }
  }
  return { start, end: text.length };
}

/**
 * The members of an object by key; empty where the span is no object. Of a key that stands twice the last
 * value counts, as with `JSON.parse`.
 */
export function membersOf(text: string, object: JsonSpan | null): ReadonlyMap<string, JsonSpan> {
  const members = new Map<string, JsonSpan>();
  if (object === null || text[object.start] !== '{') {
    return members;
  }
  let offset = skipWhitespace(text, object.start + 1);
  while (offset < object.end && text[offset] === '"') {
    const keyEnd = endOfString(text, offset);
    const key: unknown = JSON.parse(text.slice(offset, keyEnd));
    const value = valueSpan(text, skipWhitespace(text, keyEnd) + 1);
    members.set(String(key), value);
    offset = skipWhitespace(text, skipWhitespace(text, value.end) + 1);
  }
  return members;
}

/** The elements of an array in order; empty where the span is none. */
export function elementsOf(text: string, array: JsonSpan): readonly JsonSpan[] {
  if (text[array.start] !== '[') {
    return [];
  }
  const elements: JsonSpan[] = [];
  let offset = skipWhitespace(text, array.start + 1);
  while (offset < array.end && text[offset] !== ']') {
    const element = valueSpan(text, offset);
    elements.push(element);
    offset = skipWhitespace(text, skipWhitespace(text, element.end) + 1);
  }
  return elements;
}
