/**
 * The logical lines of text that does not parse (language reference 2.1.5), found without a grammar: strings, comments,
 * brackets and backslashes are enough. A bracket or string that never closes costs only its own physical line.
 */

/** A logical line; offsets are those of the text. */
export type LogicalLine = {
  /** Offset of the first character after the indentation. */
  readonly start: number;
  /** Offset behind the last character, trailing space and comment not counted. */
  readonly end: number;
  /** Width of the indentation, tabs to multiples of eight. */
  readonly indent: number;
  /** Whether a bracket or string opens here that nothing closes. */
  readonly isUnclosed: boolean;
};

/** A bracket that is still open after so many lines is taken for one that somebody is about to close. */
const OPEN_LINES_LIMIT = 200;

/** Keywords that begin a statement and stand in no expression: where they begin a line, no bracket is open. */
const STATEMENT_START =
  /(?:def|class|return|import|while|with|try|raise|del|assert|pass|break|continue|global|nonlocal|except|finally|elif)\b|@\w|from\s+[\w.]+\s+import\b|async\s+(?:def|with)\b/uy;

/** Text in which nothing opens, closes or ends: it is passed over at once. */
const PLAIN = /[^\n\r#\\"'()[\]{}]+/uy;

/** The logical lines, blank ones and those with a comment alone left out. */
export function logicalLinesOf(text: string): readonly LogicalLine[] {
  const lines: LogicalLine[] = [];
  let position = 0;
  while (position < text.length) {
    const { offset, indent } = indentationAt(text, position);
    const next = text[offset];
    if (next === undefined) {
      break;
    }
    if (isLineEnd(next)) {
      position = offset + 1;
      continue;
    }
    if (next === '#') {
      position = lineEndAfter(text, offset);
      continue;
    }
    const line = scanLine(text, offset, OPEN_LINES_LIMIT);
    if (line.isUnclosed) {
      const first = scanLine(text, offset, 0);
      lines.push({ start: offset, end: first.end, indent, isUnclosed: true });
      position = Math.max(first.next, offset + 1);
      continue;
    }
    if (line.end > offset) {
      lines.push({ start: offset, end: line.end, indent, isUnclosed: false });
    }
    position = Math.max(line.next, offset + 1);
  }
  return lines;
}

type Scan = { readonly end: number; readonly next: number; readonly isUnclosed: boolean };

/** Reads on to the end of the logical line, over at most so many ends of physical lines inside brackets and strings. */
function scanLine(text: string, start: number, lineLimit: number): Scan {
  let depth = 0;
  let crossed = 0;
  let end = start;
  let position = start;
  while (position < text.length) {
    PLAIN.lastIndex = position;
    if (PLAIN.test(text)) {
      const trimmed = trimmedEnd(text, position, PLAIN.lastIndex);
      end = trimmed > position ? trimmed : end;
      position = PLAIN.lastIndex;
      continue;
    }
    const character = text[position];
    if (isLineEnd(character)) {
      if (depth === 0) {
        return { end, next: position + 1, isUnclosed: false };
      }
      crossed += 1;
      const following = indentationAt(text, afterLineEnd(text, position)).offset;
      STATEMENT_START.lastIndex = following;
      if (crossed > lineLimit || STATEMENT_START.test(text)) {
        return { end, next: position + 1, isUnclosed: true };
      }
      position = afterLineEnd(text, position);
      continue;
    }
    if (character === '#') {
      position = lineEndAfter(text, position);
      continue;
    }
    if (character === '\\' && position + 1 < text.length && isLineEnd(text[position + 1])) {
      position = afterLineEnd(text, position + 1);
      continue;
    }
    if (character === '"' || character === "'") {
      const close = stringEnd(text, position);
      crossed += close === null ? 0 : lineEndsIn(text, position, close);
      if (close === null || crossed > lineLimit) {
        const lineEnd = lineEndAfter(text, position);
        return { end: trimmedEnd(text, start, lineEnd), next: lineEnd, isUnclosed: true };
      }
      position = close;
      end = position;
      continue;
    }
    if (character === '(' || character === '[' || character === '{') {
      depth += 1;
    } else if (character === ')' || character === ']' || character === '}') {
      depth = Math.max(0, depth - 1);
    }
    position += 1;
    end = position;
  }
  return { end, next: position, isUnclosed: depth > 0 };
}

/** The offset behind the string that opens here; `null` where it does not close. */
export function stringEnd(text: string, start: number): number | null {
  const quote = text[start];
  const isTriple = text[start + 1] === quote && text[start + 2] === quote;
  let position = start + (isTriple ? 3 : 1);
  while (position < text.length) {
    const character = text[position];
    if (character === '\\') {
      position += text[position + 1] === '\r' && text[position + 2] === '\n' ? 3 : 2;
      continue;
    }
    if (isTriple) {
      if (character === quote && text[position + 1] === quote && text[position + 2] === quote) {
        return position + 3;
      }
    } else if (character === quote) {
      return position + 1;
    } else if (isLineEnd(character)) {
      return null;
    }
    position += 1;
  }
  return null;
}

function lineEndsIn(text: string, start: number, end: number): number {
  let count = 0;
  for (let position = start; position < end; position += 1) {
    if (isLineEnd(text[position])) {
      count += 1;
    }
  }
  return count;
}

function indentationAt(
  text: string,
  start: number
): { readonly offset: number; readonly indent: number } {
  let offset = start;
  let indent = 0;
  for (; offset < text.length && isBlank(text[offset]); offset += 1) {
    // CPython's tokenizer: a form feed begins the count anew, a tab goes on to a multiple of eight.
    if (text[offset] === '\f') {
      indent = 0;
    } else if (text[offset] === '\t') {
      indent = (Math.floor(indent / 8) + 1) * 8;
    } else if (text[offset] === ' ') {
      indent += 1;
    }
  }
  return { offset, indent };
}

function trimmedEnd(text: string, start: number, end: number): number {
  let trimmed = end;
  while (trimmed > start && isBlank(text[trimmed - 1])) {
    trimmed -= 1;
  }
  return trimmed;
}

/** The offset of the end of the physical line. */
export function lineEndAfter(text: string, start: number): number {
  let position = start;
  while (position < text.length && !isLineEnd(text[position])) {
    position += 1;
  }
  return position;
}

function afterLineEnd(text: string, position: number): number {
  return text[position] === '\r' && text[position + 1] === '\n' ? position + 2 : position + 1;
}

/** Whether a physical line ends with the character. */
export function isLineEnd(character: string): boolean {
  return character === '\n' || character === '\r';
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\f' || character === '\uFEFF';
}
