/**
 * Half-written text. tree-sitter's own recovery lets one open bracket swallow the rest of a cell; so text with an error
 * is cut into its top-level statements, and in those that do not parse each line that does not parse by itself is
 * overlaid with a placeholder of equal length. What is around it then parses as it stood before the edit.
 */
import { copyNode } from './concrete';
import { runsLinesTogether } from './lineBreaks';
import type { LogicalLine } from './logicalLines';
import { logicalLinesOf } from './logicalLines';
import type { IPythonParser } from './parser';

/** A part of the unit's text that is parsed by itself. */
export type Segment = {
  /** Offset of the part in the unit's text; it begins at the beginning of a line. */
  readonly offset: number;
  /** The text to parse, of equal length as the part. */
  readonly text: string;
  /** Offsets in the unit of the placeholders, and how long the text is that each stands for. */
  readonly masked: ReadonlyMap<number, number>;
  /** Whether it parses as it stands in the unit, so that what it means hangs on nothing around it. */
  readonly isClean: boolean;
};

/** Lines that go on with the statement before them. */
const CONTINUATION = /(?:else|elif|except|finally|case)\b/uy;

/** Lines of broken statements that are tried one by one in a unit; beyond, tree-sitter's recovery has to do. */
const TRIED_LINES_LIMIT = 2000;

/** Cuts text with an error into segments, and masks in each what does not parse. */
export function segmentsOf(parser: IPythonParser, text: string): readonly Segment[] {
  const budget = { lines: TRIED_LINES_LIMIT };
  return topLevelGroups(text, logicalLinesOf(text)).map(({ offset, end, lines }) => {
    const part = text.slice(offset, end);
    const isClean = !hasError(parser, part);
    const segment: Segment = { offset, text: part, masked: new Map(), isClean };
    if (isClean || budget.lines < lines.length) {
      return segment;
    }
    budget.lines -= lines.length;
    const repaired = maskBrokenLines(parser, text, lines, segment);
    return hasError(parser, repaired.text) ? segment : repaired;
  });
}

type Group = { readonly offset: number; readonly end: number; readonly lines: LogicalLine[] };

/** The lines of each top-level statement, and the text from its first line to the next statement's. */
function topLevelGroups(text: string, lines: readonly LogicalLine[]): readonly Group[] {
  const base = lines.length === 0 ? 0 : lines[0].indent;
  const starts: LogicalLine[][] = [];
  let isAfterDecorator = false;
  for (const line of lines) {
    CONTINUATION.lastIndex = line.start;
    const goesOn = line.indent > base || isAfterDecorator || CONTINUATION.test(text);
    if (starts.length === 0 || !goesOn) {
      starts.push([line]);
    } else {
      starts[starts.length - 1].push(line);
    }
    isAfterDecorator = text[line.start] === '@' && line.indent <= base;
  }
  const offsets = starts.map((group, index) =>
    index === 0 ? 0 : lineBeginning(text, group[0].start)
  );
  return starts.map((group, index) => ({
    offset: offsets[index],
    end: offsets[index + 1] ?? text.length,
    lines: group
  }));
}

function lineBeginning(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') {
    start -= 1;
  }
  return start;
}

/** The segment with a placeholder for each line that does not parse by itself. */
function maskBrokenLines(
  parser: IPythonParser,
  text: string,
  lines: readonly LogicalLine[],
  segment: Segment
): Segment {
  const masked = new Map<number, number>();
  let result = segment.text;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    if (!line.isUnclosed && !hasError(parser, sampleFor(text.slice(line.start, line.end)))) {
      continue;
    }
    // With the head of a block its body goes too: run by itself it would mean something else.
    let last = index;
    while (last + 1 < lines.length && lines[last + 1].indent > line.indent) {
      last += 1;
    }
    const { end } = lines[last];
    masked.set(line.start, end - line.start);
    const from = line.start - segment.offset;
    const length = end - line.start;
    result =
      result.slice(0, from) +
      placeholder(text.slice(line.start, end)) +
      result.slice(from + length);
    index = last;
  }
  return { ...segment, text: result, masked };
}

/** `0`, and blanks for everything else but ends of lines. */
function placeholder(broken: string): string {
  return `0${broken.slice(1).replace(/[^\r\n]/gu, character => ' '.repeat(character.length))}`;
}

/** A whole program around one line, in which it must parse. */
function sampleFor(line: string): string {
  const head = line.endsWith(':') ? ' pass' : '';
  if (line.startsWith('@')) {
    return `${line}\ndef f(): pass\n`;
  }
  const [word] = /^\w*/u.exec(line) ?? [''];
  switch (word) {
    case 'else':
    case 'elif':
      return `if 0: pass\n${line}${head}\n`;
    case 'except':
    case 'finally':
      return `try: pass\n${line}${head}\n`;
    case 'case':
      return head === '' ? `${line}\n` : `match 0:\n ${line}${head}\n`;
    case 'match':
      return head === '' ? `${line}\n` : `${line}\n case _: pass\n`;
    default:
      return `${line}${head}\n`;
  }
}

function hasError(parser: IPythonParser, text: string): boolean {
  return parser.parse(
    text,
    tree =>
      tree.hasError || runsLinesTogether(copyNode(tree.cursor, { shift: 0, onCut: ignore }), text)
  );
}

function ignore(): void {
  // Deep nesting is told of where the text is read, not where it is tried.
}
