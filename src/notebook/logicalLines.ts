/**
 * Splits Python text into logical lines, as far as masking needs it: strings, comments, brackets and
 * joined lines are respected, so that a `%` or `!` counts only where IPython would take it for an escape.
 *
 * The scanner never fails. Half-written text is resynchronised at line starts that cannot stand inside
 * brackets (`def`, `import`, a shell line, a known magic).
 */

/** A logical line: one simple statement or header, an escaped command, a comment, or blank. */
export type LogicalLine = {
  readonly kind: 'code' | 'escape' | 'comment' | 'blank';
  /** Offset of the first character, indentation included. */
  readonly start: number;
  /** Offset of the first character that is not indentation. */
  readonly contentStart: number;
  /** Offset behind the last character, without the line break. */
  readonly end: number;
  /**
   * Offset of a value that is an escape (`x = !ls`, `x = %magic`), which then runs to the end of the
   * line; `null` where there is none.
   */
  readonly escapedValue: number | null;
  /** Offset of the first `=` (or the first character of `+=` and the like) that assigns; `null` without one. */
  readonly assignment: { readonly start: number; readonly end: number } | null;
  /** Whether the line ends in a `?` outside strings and comments: a question to IPython. */
  readonly endsInQuestion: boolean;
  /** Offsets of non-breaking spaces outside strings and comments. */
  readonly nonBreakingSpaces: readonly number[];
};

/** What may stand before the first character of a line's content. */
const INDENTATION = /[ \t\f\u00a0]*/y;

/** The characters that matter to the scanner; everything between them is skipped. */
const SIGNIFICANT = /['"#()[\]{}\\\n=?\u00a0]/g;

/** The characters that make a line an escaped command when they begin it; see IPython's `EscapedCommand`. */
const ESCAPES = '%!?,;/';

/** Text that cannot continue an expression in brackets: the brackets before it were never closed. */
const CANNOT_CONTINUE =
  /(?:def|class|import|while|with|try|except|finally|return|raise|del|global|nonlocal|pass|assert)\b|from\s+[\w.]+\s+import\b|@\w[\w.]*\s*(?:\(.*)?(?:\n|$)|!(?!=)|%%?(?:matplotlib|time|timeit|run|pip|conda|load_ext|cd|env|ls|capture|tensorboard|config)\b/y;

/** The end of an escaped command: the end of its physical line, or of the last line that a backslash joins. */
export function endOfEscape(text: string, from: number): number {
  let lineEnd = text.indexOf('\n', from);
  while (lineEnd !== -1) {
    const beforeBreak = text[lineEnd - 1] === '\r' ? lineEnd - 2 : lineEnd - 1;
    if (beforeBreak < from || text[beforeBreak] !== '\\') {
      return text[lineEnd - 1] === '\r' ? Math.max(from, lineEnd - 1) : lineEnd;
    }
    lineEnd = text.indexOf('\n', lineEnd + 1);
  }
  return text.length;
}

/** The end of a string whose opening quote stands at an offset; an unclosed short one ends with its line. */
function endOfString(text: string, quoteAt: number): number {
  const quote = text.charAt(quoteAt);
  const triple = quote.repeat(3);
  if (text.startsWith(triple, quoteAt)) {
    let from = quoteAt + 3;
    for (;;) {
      const close = text.indexOf(triple, from);
      if (close === -1) {
        return text.length;
      }
      const escape = text.indexOf('\\', from);
      if (escape === -1 || escape >= close) {
        return close + 3;
      }
      from = escape + 2;
    }
  }
  for (let offset = quoteAt + 1; offset < text.length; offset += 1) {
    const character = text[offset];
    if (character === quote) {
      return offset + 1;
    }
    if (character === '\\') {
      // A backslash joins the next line, whose break may be two characters.
      offset += text[offset + 1] === '\r' && text[offset + 2] === '\n' ? 2 : 1;
    } else if (character === '\n') {
      return offset;
    }
  }
  return text.length;
}

/** Whether the `=` at an offset assigns, rather than being part of a comparison or of `:=`. */
function isAssignment(text: string, equalsAt: number): boolean {
  return text[equalsAt + 1] !== '=' && !/[=!<>:]/.test(text.charAt(equalsAt - 1));
}

/** `<<=` and `>>=` assign although they end in what looks like a comparison. */
function isShiftAssignment(text: string, equalsAt: number): boolean {
  const shift = text.slice(Math.max(0, equalsAt - 2), equalsAt);
  return text[equalsAt + 1] !== '=' && (shift === '<<' || shift === '>>');
}

/** The first character of an assignment operator that ends in the `=` at an offset. */
function startOfOperator(text: string, equalsAt: number): number {
  let start = equalsAt;
  while (start > 0 && equalsAt - start < 2 && /[-+*/%&|^@<>]/.test(text.charAt(start - 1))) {
    start -= 1;
  }
  return start;
}

/** Where an escape begins as the value after an `=`; `null` where an ordinary value stands. */
function escapedValueAfter(text: string, equalsAt: number): number | null {
  const value = /[ \t]*(?=!(?!=)|%[A-Z_])/iy;
  value.lastIndex = equalsAt + 1;
  return value.test(text) ? value.lastIndex : null;
}

function indentationEnd(text: string, from: number): number {
  INDENTATION.lastIndex = from;
  INDENTATION.test(text);
  return INDENTATION.lastIndex;
}

/** Whether brackets that are still open at a line start must have been left open by mistake. */
function cannotContinue(text: string, lineStart: number): boolean {
  CANNOT_CONTINUE.lastIndex = indentationEnd(text, lineStart);
  return CANNOT_CONTINUE.test(text);
}

/** Reads the logical line that begins at an offset. Lines of `text` end in `\n` or `\r\n`. */
export function readLogicalLine(text: string, start: number): LogicalLine {
  const contentStart = indentationEnd(text, start);
  const first = text[contentStart];
  const without = (kind: LogicalLine['kind'], end: number): LogicalLine => ({
    kind,
    start,
    contentStart,
    end,
    escapedValue: null,
    assignment: null,
    endsInQuestion: false,
    nonBreakingSpaces: []
  });
  if (
    first === undefined ||
    first === '\n' ||
    (first === '\r' && text[contentStart + 1] === '\n')
  ) {
    return without('blank', contentStart);
  }
  if (first === '#') {
    return without('comment', endOfPhysicalLine(text, contentStart));
  }
  if (ESCAPES.includes(first)) {
    return without('escape', endOfEscape(text, contentStart));
  }
  return readCode(text, start, contentStart);
}

function endOfPhysicalLine(text: string, from: number): number {
  const lineEnd = text.indexOf('\n', from);
  if (lineEnd === -1) {
    return text.length;
  }
  return text[lineEnd - 1] === '\r' && lineEnd > from ? lineEnd - 1 : lineEnd;
}

function readCode(text: string, start: number, contentStart: number): LogicalLine {
  const nonBreakingSpaces: number[] = [];
  for (let offset = start; offset < contentStart; offset += 1) {
    if (text[offset] === '\u00a0') {
      nonBreakingSpaces.push(offset);
    }
  }
  let depth = 0;
  let question = -1;
  let assignment: LogicalLine['assignment'] = null;
  const finish = (end: number, escapedValue: number | null): LogicalLine => ({
    kind: 'code',
    start,
    contentStart,
    end,
    escapedValue,
    assignment,
    endsInQuestion: question !== -1 && text.slice(question + 1, end).trim() === '',
    nonBreakingSpaces
  });
  SIGNIFICANT.lastIndex = contentStart;
  for (let match = SIGNIFICANT.exec(text); match !== null; match = SIGNIFICANT.exec(text)) {
    const offset = match.index;
    switch (match[0]) {
      case "'":
      case '"':
        SIGNIFICANT.lastIndex = endOfString(text, offset);
        break;
      case '#':
        SIGNIFICANT.lastIndex = endOfPhysicalLine(text, offset);
        break;
      case '(':
      case '[':
      case '{':
        depth += 1;
        break;
      case ')':
      case ']':
      case '}':
        depth = Math.max(0, depth - 1);
        break;
      case '\\':
        if (text[offset + 1] === '\n') {
          SIGNIFICANT.lastIndex = offset + 2;
        } else if (text.startsWith('\r\n', offset + 1)) {
          SIGNIFICANT.lastIndex = offset + 3;
        }
        break;
      case '=':
        if (depth === 0 && (isAssignment(text, offset) || isShiftAssignment(text, offset))) {
          assignment ??= { start: startOfOperator(text, offset), end: offset + 1 };
          const value = escapedValueAfter(text, offset);
          if (value !== null) {
            return finish(endOfEscape(text, value), value);
          }
        }
        break;
      case '?':
        if (depth === 0) {
          question = offset;
        }
        break;
      case '\u00a0':
        nonBreakingSpaces.push(offset);
        break;
      default: {
        if (depth === 0 || cannotContinue(text, offset + 1)) {
          return finish(text[offset - 1] === '\r' ? offset - 1 : offset, null);
        }
      }
    }
  }
  return finish(text.length, null);
}

/** Offset of the line that follows an offset which stands at the end of a line; the text's length at its end. */
export function startOfNextLine(text: string, lineEnd: number): number {
  if (text.startsWith('\r\n', lineEnd)) {
    return lineEnd + 2;
  }
  return Math.min(text.length, lineEnd + 1);
}

/** All logical lines of a piece of text from an offset on. */
export function* logicalLines(text: string, from: number): Generator<LogicalLine> {
  let offset = from;
  while (offset < text.length) {
    const line = readLogicalLine(text, offset);
    yield line;
    offset = startOfNextLine(text, line.end);
  }
}
