/**
 * What Python 3.12 and 3.13 read and the grammar does not: line ends and comments inside the fields of f-strings with
 * single quotes (PEP 701), and defaults of type parameters (PEP 696), which only type checkers evaluate. Blanks of equal
 * length in their place leave every offset as it was. `match [a, b]:`, which the grammar takes for an annotated
 * subscript, gets other brackets; `type(self).count = 1`, which it takes for a type alias, calls another name. The star
 * of `x[*[0, 1]]` (PEP 646), which it reads before names only, becomes an operator that may stand before a bracket.
 */
import { isLineEnd, lineEndAfter, stringEnd } from './logicalLines';

/** A part of the text that becomes blank, or another text of the same length. */
type Blank = { readonly start: number; readonly end: number; readonly text?: string };

const PREFIXED_STRING = /[A-Za-z]{0,2}["']/uy;

/** The head of what has type parameters (language reference 8.10), up to their bracket. */
const TYPE_PARAMETERS = /(?:def|class|type)[ \t]+[^\s()[\]{}:=,.'"#]+[ \t]*\[/uy;

/** A `match` statement whose subject begins with a list, up to the list's bracket. */
const MATCH_OF_LIST = /match[ \t]*\[/uy;

/** What follows the list where the statement matches it: the end of its line, and a `case` in one of the next. */
const CASE_BELOW =
  /[ \t]*:[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n)(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n))*[ \t]+case\b/uy;

/** Characters of a list that is looked at as the subject of a `match` statement. */
const LONGEST_SUBJECT = 4000;

/** A call of `type`, which the grammar takes for a type alias where a statement begins with it. */
const CALL_OF_TYPE = /type(?=[ \t]*\()/uy;

/** Where such a statement may begin. */
const BEGINS_WITH_CALL_OF_TYPE = /(?:^|[;:])[ \t]*type[ \t]*\(/mu;

/** The star of an item that is written in brackets. */
const STARRED_BRACKET = /\*(?=[ \t]*[[({])/uy;

/** What stands before such a star in a row of items. */
const BEFORE_ITEM = /[[(,]\s*$/u;

/** Blanks before a star that are looked through. */
const MOST_BLANKS = 200;

/** Stands for the star of an item: the lowering finds the star in the text as it was written. */
const STAR_OPERATOR = '~';

const WORD = /[\p{L}\p{N}_]+/uy;

/** Whether the grammar may read something else in the text than Python does, without a syntax error. */
export function mayBeMisread(text: string): boolean {
  return BEGINS_WITH_CALL_OF_TYPE.test(text);
}

/** The text as the grammar can read it; the same text where there is nothing newer in it. */
export function withoutNewerSyntax(text: string): string {
  const blanks: Blank[] = [];
  for (let position = 0; position < text.length;) {
    position = skipToken(text, position, blanks);
  }
  let result = '';
  let copied = 0;
  for (const blank of blanks.sort((one, other) => one.start - other.start)) {
    const { start, end } = blank;
    if (start >= copied) {
      result += text.slice(copied, start) + (blank.text ?? ' '.repeat(end - start));
      copied = end;
    }
  }
  return copied === 0 ? text : result + text.slice(copied);
}

/** Reads one word, string, comment or character of code, and answers where it ends. */
function skipToken(text: string, position: number, blanks: Blank[]): number {
  if (text[position] === '#') {
    return lineEndAfter(text, position);
  }
  PREFIXED_STRING.lastIndex = position;
  const opening = PREFIXED_STRING.exec(text)?.[0];
  if (opening !== undefined) {
    const quote = position + opening.length - 1;
    const end = /f/iu.test(opening) ? formattedEnd(text, quote, blanks) : stringEnd(text, quote);
    return end ?? lineEndAfter(text, position);
  }
  TYPE_PARAMETERS.lastIndex = position;
  const head = TYPE_PARAMETERS.exec(text)?.[0];
  if (head !== undefined) {
    return skipTypeParameters(text, position + head.length, blanks);
  }
  CALL_OF_TYPE.lastIndex = position;
  if (CALL_OF_TYPE.test(text)) {
    // Names are read in the text as it was written.
    blanks.push({ start: position, end: position + 4, text: 'typ_' });
    return position + 4;
  }
  STARRED_BRACKET.lastIndex = position;
  if (
    STARRED_BRACKET.test(text) &&
    BEFORE_ITEM.test(text.slice(Math.max(0, position - MOST_BLANKS), position))
  ) {
    blanks.push({ start: position, end: position + 1, text: STAR_OPERATOR });
    return position + 1;
  }
  MATCH_OF_LIST.lastIndex = position;
  const subject = MATCH_OF_LIST.exec(text)?.[0];
  if (subject !== undefined && isLineStart(text, position)) {
    replaceBrackets(text, position + subject.length - 1, blanks);
  }
  WORD.lastIndex = position;
  return position + (WORD.exec(text)?.[0].length ?? 1);
}

function isLineStart(text: string, position: number): boolean {
  let before = position - 1;
  while (before >= 0 && (text[before] === ' ' || text[before] === '\t')) {
    before -= 1;
  }
  return before < 0 || isLineEnd(text[before]);
}

/** Round brackets for the list that a `match` statement matches: a tuple is matched alike; braces for a single item. */
function replaceBrackets(text: string, open: number, blanks: Blank[]): void {
  let depth = 0;
  let commas = 0;
  let position = open;
  do {
    const character = text[position];
    commas += character === ',' && depth === 1 ? 1 : 0;
    depth += depthChange(character);
    position = depth === 0 ? position + 1 : skipToken(text, position, []);
  } while (depth > 0 && position < Math.min(text.length, open + LONGEST_SUBJECT));
  CASE_BELOW.lastIndex = position;
  if (depth > 0 || !CASE_BELOW.test(text)) {
    return;
  }
  const isSingle = commas === 0 && text.slice(open + 1, position - 1).trim() !== '';
  blanks.push(
    { start: open, end: open + 1, text: isSingle ? '{' : '(' },
    { start: position - 1, end: position, text: isSingle ? '}' : ')' }
  );
}

/** Reads type parameters from behind their bracket, and answers where they end. */
function skipTypeParameters(text: string, start: number, blanks: Blank[]): number {
  let depth = 1;
  let defaultStart: number | null = null;
  let position = start;
  while (position < text.length && depth > 0) {
    const character = text[position];
    const isEnd = depth === 1 && (character === ',' || character === ']');
    if (isEnd && defaultStart !== null) {
      blanks.push({ start: defaultStart, end: position });
      defaultStart = null;
    } else if (character === '=' && depth === 1) {
      defaultStart ??= position;
    }
    depth += depthChange(character);
    position = skipToken(text, position, blanks);
  }
  return position;
}

/** The offset behind the f-string whose quote stands here; `null` where it does not close. */
function formattedEnd(text: string, quote: number, blanks: Blank[]): number | null {
  const mark = text[quote];
  const isTriple = text[quote + 1] === mark && text[quote + 2] === mark;
  const close = isTriple ? mark.repeat(3) : mark;
  const found: Blank[] = [];
  let position: number | null = quote + close.length;
  while (position !== null && position < text.length) {
    if (text.startsWith(close, position)) {
      blanks.push(...found);
      return position + close.length;
    }
    position = literalPartEnd(text, position, isTriple, found);
  }
  return null;
}

/** Reads one character, escape or field of an f-string's literal text; `null` at the end of a line that ends the string. */
function literalPartEnd(
  text: string,
  position: number,
  isTriple: boolean,
  blanks: Blank[]
): number | null {
  const character = text[position];
  if (character === '\\') {
    return position + (text[position + 1] === '{' || text[position + 1] === '}' ? 1 : 2);
  }
  if (character === '{') {
    return text[position + 1] === '{'
      ? position + 2
      : fieldEnd(text, position + 1, isTriple, blanks);
  }
  return isLineEnd(character) && !isTriple ? null : position + 1;
}

/** The offset behind the brace that closes a replacement field; `null` where none does. */
function fieldEnd(text: string, start: number, isTriple: boolean, blanks: Blank[]): number | null {
  let depth = 0;
  let isInFormat = false;
  let position: number | null = start;
  while (position !== null && position < text.length) {
    const character = text[position];
    if (character === '}' && depth === 0) {
      return position + 1;
    }
    if (isInFormat) {
      position = literalPartEnd(text, position, isTriple, blanks);
      continue;
    }
    isInFormat = character === ':' && depth === 0;
    depth += depthChange(character);
    const next = skipToken(text, position, blanks);
    if (!isTriple) {
      blanks.push(...unreadableIn(text, position, next));
    }
    position = next;
  }
  return null;
}

/** In a token of a field between single quotes: comments, and ends of lines, those of a string within too. */
function unreadableIn(text: string, start: number, end: number): readonly Blank[] {
  if (text[start] === '#') {
    return [{ start, end }];
  }
  return [...text.slice(start, end).matchAll(/[\r\n]+/gu)].map(({ index, 0: ends }) => ({
    start: start + index,
    end: start + index + ends.length
  }));
}

function depthChange(character: string): -1 | 0 | 1 {
  if ('([{'.includes(character)) {
    return 1;
  }
  return ')]}'.includes(character) ? -1 : 0;
}
