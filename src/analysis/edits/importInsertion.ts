/**
 * Finds the place for an import in a function's own cell or file: behind magics, docstring, `__future__`
 * and the other imports at the top.
 */
import type { Statement, TopStatement } from '../syntax/tree';
import type { FunctionPlace } from './functionPlace';
import { toCellOffset } from './functionPlace';
import type { TextChange } from './textChange';

/** Comments that must stay where they are: form fields of hosted notebooks, `#!`, encodings, cell marks. */
const FIXED_COMMENT = /^[ \t]*#(?:@|!|\s*%%|.*coding[:=])/;

/** The line break that a text uses; its first one counts. */
export function lineBreakOf(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
}

/** The offset of the first character of the line that an offset lies in. */
export function startOfLine(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') {
    start -= 1;
  }
  return start;
}

/** The offset of the first character of the line behind the one that an offset lies in. */
export function startOfNextLine(text: string, offset: number): number {
  const lineBreak = /\r\n|\n|\r/g;
  lineBreak.lastIndex = offset;
  const match = lineBreak.exec(text);
  return match === null ? text.length : match.index + match[0].length;
}

function isDocstring(statement: Statement): boolean {
  return (
    statement.kind === 'Expr' &&
    statement.value.kind === 'Constant' &&
    statement.value.value.type === 'str'
  );
}

/** Whether a statement stands in for a magic: the user's text there is another one. */
function isMaskedMagic(top: TopStatement, cellText: string): boolean {
  const start = toCellOffset(top, 0);
  return /^[%!?,;/]/.test(cellText.slice(start, start + 1));
}

function staysBeforeImports(top: TopStatement, cellText: string, index: number): boolean {
  const { statement } = top;
  return (
    statement.kind === 'Import' ||
    statement.kind === 'ImportFrom' ||
    (index === 0 && isDocstring(statement)) ||
    isMaskedMagic(top, cellText)
  );
}

/** The first line of the comments directly above a line, but for those that must stay where they are. */
function startOfCommentsAbove(text: string, lineStart: number, lowest: number): number {
  let start = lineStart;
  while (start > lowest) {
    const above = startOfLine(text, start - 1 - (text.startsWith('\r\n', start - 2) ? 1 : 0));
    const line = text.slice(above, start);
    if (above < lowest || !/^[ \t]*#/.test(line) || FIXED_COMMENT.test(line)) {
      break;
    }
    start = above;
  }
  return start;
}

/**
 * The change that adds an import line above the function.
 *
 * @returns `null` where no line begins before the function's statement, such as behind a magic.
 */
export function importInsertion(place: FunctionPlace, line: string): TextChange | null {
  const { cellText, unit, top } = place;
  const lineBreak = lineBreakOf(cellText);
  let leading: TopStatement | null = null;
  let follower: TopStatement = top;
  for (const [index, candidate] of unit.statements.entries()) {
    follower = candidate;
    if (candidate === top || !staysBeforeImports(candidate, cellText, index)) {
      break;
    }
    leading = candidate;
  }
  const limit = startOfLine(cellText, toCellOffset(top, 0));
  if (leading !== null) {
    const start = startOfNextLine(cellText, toCellOffset(leading, leading.text.length));
    const indentation = indentationAt(cellText, startOfLine(cellText, toCellOffset(leading, 0)));
    if (start <= limit) {
      return { start, end: start, text: `${indentation}${line}${lineBreak}` };
    }
    return null;
  }
  const followerLine = startOfLine(cellText, toCellOffset(follower, 0));
  const lowest = unit.unit.cellOffset + (cellText.startsWith('\ufeff') ? 1 : 0);
  const before = cellText.slice(followerLine, toCellOffset(follower, 0));
  if (!/^\ufeff?[ \t\f]*$/.test(before) || followerLine > limit) {
    return null;
  }
  const start = startOfCommentsAbove(cellText, Math.max(followerLine, lowest), lowest);
  const indentation = indentationAt(cellText, Math.max(followerLine, lowest));
  return { start, end: start, text: `${indentation}${line}${lineBreak}` };
}

/** The blanks at a line's start. */
export function indentationAt(text: string, lineStart: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart, lineStart + 1000))?.[0] ?? '';
}
