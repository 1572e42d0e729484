/**
 * Masks a cell: everything in it that is IPython's and not Python's is overlaid with placeholder code of
 * equal length, so that every offset stays true and the text parses as Python.
 *
 * | the user wrote | the analysis reads |
 * |---|---|
 * | `!pip install x`, `%cd ..`, `obj?` | `0` and blanks: a statement without effect |
 * | the same inside a block | `ǃ` and blanks: code that cannot be read |
 * | `%time x = f()` | blanks, a form feed, `x = f()` |
 * | `%timeit y = f()` | blanks, a form feed, blanks, `f()`: runs, binds nothing |
 * | `files = !ls`, `x = %pwd` | `files = ǃǃǃ`, the name of something unknown |
 * | `%%time`, `%%capture out` and body | `0`, `out=ǃ`, and the body |
 * | `%%bash` and body | blanks |
 *
 * A form feed in front of the indentation sets CPython's column, and the grammar's, back to 0: this is
 * how code that stands behind a magic, or in a cell that is indented as a whole, begins at its true column.
 */
import { overlayPrompts, replaceTroublesomeCharacters } from './characters';
import { readImports, readSearchFolders, type ImportRequest } from './importRequest';
import { maskInterpreterCall, maskInterpreterValue } from './interpreterCall';
import { readMagicCall, readWord, type RunTarget } from './lineMagic';
import { logicalLines, startOfNextLine, type LogicalLine } from './logicalLines';
import {
  FILE_WRITING_MAGICS,
  FOREIGN_CELL_MAGICS,
  OUTPUT_OPTIONS,
  PYTHON_CELL_MAGICS,
  STATEMENT_MAGICS
} from './magicTable';
import {
  maskEscapedValue,
  maskLineMagic,
  maskSetUp,
  putIndentation,
  putNothing,
  putStatement,
  unknownAssignment,
  type MaskContext
} from './maskLine';
import type { MaskProblem } from './maskProblem';
import { blank, createTextOverlay } from './textOverlay';

/** The file that a `%%writefile` cell writes. */
export type WrittenFile = {
  readonly path: string;
  /** `-a`: the body follows what the file holds already. */
  readonly appends: boolean;
  /** Offset of the body in the cell's text. */
  readonly bodyStart: number;
};

/** A cell after masking. */
export type MaskedCell = {
  /** As long as the cell's text, with the same line breaks. */
  readonly text: string;
  /** `foreign`: no Python of this kernel; the text is blanks, but for names that the magic binds. */
  readonly kind: 'python' | 'foreign' | 'file';
  /** Whether the body certainly is Python; not so behind an unknown cell magic. */
  readonly isCertain: boolean;
  /** `isolated`: nothing that the cell binds stays (`%%timeit`). */
  readonly execution: 'run' | 'isolated';
  readonly file: WrittenFile | null;
  /** What `%run` executes, in order. */
  readonly runs: readonly RunTarget[];
  readonly problems: readonly MaskProblem[];
  readonly imports: readonly ImportRequest[];
  /** Folders that `sys.path.append('…')` adds. */
  readonly searchFolders: readonly string[];
};

/** How a cell is masked. */
export type MaskOptions = {
  /**
   * Whether the cell is a magic whose `%` was left out (`ls`, `cd ..`): IPython's automagic, which looks
   * at cells of one line. See `automagicName`.
   */
  readonly automagic: boolean;
};

type Draft = MaskContext & {
  kind: MaskedCell['kind'];
  isCertain: boolean;
  execution: MaskedCell['execution'];
  file: WrittenFile | null;
};

/**
 * What a cell has somewhere that is masked: a line that begins with an escape or, as the first one, with blanks; a
 * value that begins with an escape; a line that ends in a question mark; a non-breaking space; `get_ipython`.
 */
const HOLDS_WHAT_IS_MASKED =
  /^\s*[ \t\f]\S|\n[ \t\f]*[%!?,;/]|^[%!?,;/]|=[ \t]*[%!]|\?\s*(?:\n|$)|\u00a0|get_ipython/;

/** Masks the text of a code cell. Never fails: what it does not understand stays as it is. */
export function maskCell(cellText: string, options: MaskOptions): MaskedCell {
  const text = overlayPrompts(replaceTroublesomeCharacters(cellText));
  if (!options.automagic && !HOLDS_WHAT_IS_MASKED.test(text)) {
    return {
      text,
      kind: 'python',
      isCertain: true,
      execution: 'run',
      file: null,
      runs: [],
      problems: [],
      imports: readImports(text),
      searchFolders: readSearchFolders(text)
    };
  }
  const overlay = createTextOverlay(text);
  const draft: Draft = {
    text,
    overlay,
    commonIndentation: '',
    runs: [],
    problems: [],
    kind: 'python',
    isCertain: true,
    execution: 'run',
    file: null
  };
  maskFrom(draft, 0, options);
  const masked = overlay.apply();
  const python = draft.kind === 'python' ? masked : '';
  return {
    text: masked,
    kind: draft.kind,
    isCertain: draft.isCertain,
    execution: draft.execution,
    file: draft.file,
    runs: draft.runs,
    problems: draft.problems,
    imports: readImports(python),
    searchFolders: readSearchFolders(python)
  };
}

/** The first line that is not blank; `null` in an empty text. */
function firstContentLine(text: string, from: number): LogicalLine | null {
  for (const line of logicalLines(text, from)) {
    if (line.kind !== 'blank') {
      return line;
    }
  }
  return null;
}

function endOfLine(text: string, from: number): number {
  const match = /\r?\n/g;
  match.lastIndex = from;
  return match.exec(text)?.index ?? text.length;
}

/** Masks a whole cell: the headers of cell magics, which may follow each other, then the lines below. */
function maskFrom(draft: Draft, start: number, options: MaskOptions): void {
  const { text } = draft;
  let from: number | null = start;
  while (from !== null) {
    const first = firstContentLine(text, from);
    if (first === null) {
      return;
    }
    draft.commonIndentation = text.slice(first.start, first.contentStart);
    const header = cellMagicHeader(text, first);
    if (header === null) {
      maskBody(draft, first, options);
      return;
    }
    from = maskCellMagic(draft, header);
  }
}

/** The line as the header of a cell magic; `null` where it is none, or asks what the magic does. */
function cellMagicHeader(text: string, line: LogicalLine): LogicalLine | null {
  if (!text.startsWith('%%', line.contentStart)) {
    return null;
  }
  const end = endOfLine(text, line.contentStart);
  return /^%%\w+\?/.test(text.slice(line.contentStart, end)) ? null : { ...line, end };
}

function maskBody(draft: Draft, first: LogicalLine, options: MaskOptions): void {
  if (options.automagic) {
    maskLineMagic(draft, first, first.contentStart);
    return;
  }
  for (const line of logicalLines(draft.text, first.start)) {
    maskLine(draft, line);
  }
}

function maskLine(draft: Draft, line: LogicalLine): void {
  switch (line.kind) {
    case 'blank':
      return;
    case 'comment':
      putIndentation(draft, line);
      return;
    case 'escape':
      maskEscape(draft, line);
      return;
    case 'code':
      maskCode(draft, line);
  }
}

/** `!ls`, `%cd ..`, `?obj`, and the quoting escapes `,f a`, `;f a`, `/f a`. */
function maskEscape(draft: Draft, line: LogicalLine): void {
  const { text } = draft;
  if (text.startsWith('%%', line.contentStart)) {
    const { name } = readMagicCall(text, line.contentStart + 2, line.end);
    draft.problems.push({ code: 'misplaced-cell-magic', offset: line.contentStart, name });
  } else if (text[line.contentStart] === '%') {
    maskLineMagic(draft, line, line.contentStart + 1);
    return;
  }
  putNothing(draft, line);
}

function maskCode(draft: Draft, line: LogicalLine): void {
  const { overlay, text } = draft;
  if (line.endsInQuestion) {
    putNothing(draft, line);
    return;
  }
  if (text.startsWith('get_ipython', line.contentStart) && maskInterpreterCall(draft, line)) {
    return;
  }
  putIndentation(draft, line);
  for (const offset of line.nonBreakingSpaces) {
    if (offset >= line.contentStart) {
      overlay.put(offset, ' ');
    }
  }
  const firstSpace = line.nonBreakingSpaces[0];
  if (firstSpace !== undefined) {
    draft.problems.push({ code: 'non-breaking-space', offset: firstSpace, name: '' });
  }
  if (line.escapedValue !== null) {
    maskEscapedValue(draft, line, line.escapedValue);
  } else if (line.assignment !== null && line.nonBreakingSpaces.length === 0) {
    maskInterpreterValue(draft, line, line.assignment.end);
  }
}

/** The names after `--out` and `--err`, or `%%capture`'s own: bound to something unknown. */
function namesBoundByHeader(magic: string, argument: string): readonly string[] {
  const words = argument.split(/\s+/);
  if (magic === 'capture') {
    return words.filter(word => /^[A-Z_]\w*$/i.test(word)).slice(0, 1);
  }
  return words.flatMap((word, index) => {
    const name = OUTPUT_OPTIONS.includes(word) ? words[index + 1] : undefined;
    return name !== undefined && /^[A-Z_]\w*$/i.test(name) ? [name] : [];
  });
}

/**
 * Masks the header of a cell magic.
 *
 * @returns where its body begins, to be masked as a cell of its own; `null` where the body is no Python.
 */
function maskCellMagic(draft: Draft, header: LogicalLine): number | null {
  const { text } = draft;
  const { name, argumentStart } = readMagicCall(text, header.contentStart + 2, header.end);
  const argument = text.slice(argumentStart, header.end);
  const bodyStart = startOfNextLine(text, header.end);
  const room = header.end - header.contentStart;
  const treatment = PYTHON_CELL_MAGICS.get(name);
  if (treatment === undefined && (FOREIGN_CELL_MAGICS.has(name) || name.startsWith('!'))) {
    const bound = unknownAssignment(namesBoundByHeader(name, argument), room);
    putStatement(draft, header, bound === '0' ? ' ' : bound);
    draft.overlay.put(header.end, blank(text.slice(header.end)));
    draft.kind = 'foreign';
    if (FILE_WRITING_MAGICS.has(name)) {
      readWrittenFile(draft, argument, bodyStart);
    }
    return null;
  }
  if (treatment === undefined) {
    draft.problems.push({ code: 'unknown-cell-magic', offset: header.contentStart, name });
    draft.isCertain = false;
  }
  if (treatment === 'isolates') {
    draft.execution = 'isolated';
  }
  const bound = unknownAssignment(namesBoundByHeader(name, argument), room);
  const mayHoldCode = bound === '0' && name !== 'time' && STATEMENT_MAGICS.has(name);
  if (!mayHoldCode || !maskSetUp(draft, header, header.contentStart + 2)) {
    putStatement(draft, header, bound);
  }
  return bodyStart;
}

function readWrittenFile(draft: Draft, argument: string, bodyStart: number): void {
  const appends = /^(?:-a|--append)\s/.test(argument);
  const path = readWord(appends ? argument.replace(/^\S+\s+/, '') : argument);
  if (path !== null && path.endsWith('.py')) {
    draft.kind = 'file';
    draft.file = { path, appends, bodyStart };
  }
}
