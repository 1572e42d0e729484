/**
 * Masks single lines that hold a magic, keeping the Python in them where it stands.
 */
import { unknownPlaceholder } from '../analysis/unknownPlaceholder';
import {
  readMagicCall,
  readRunTarget,
  shapeOfCode,
  skipOptions,
  type RunTarget
} from './lineMagic';
import { readLogicalLine, type LogicalLine } from './logicalLines';
import { STATEMENT_MAGICS } from './magicTable';
import type { MaskProblem } from './maskProblem';
import type { ITextOverlay } from './textOverlay';

/** What masking a line reads and writes. */
export type MaskContext = {
  readonly text: string;
  readonly overlay: ITextOverlay;
  /** What every line of the cell is indented by, and IPython removes. */
  commonIndentation: string;
  readonly runs: RunTarget[];
  readonly problems: MaskProblem[];
};

/** The indentation of a line without what the whole cell is indented by. */
export function ownIndentation(
  ctx: Pick<MaskContext, 'text' | 'commonIndentation'>,
  line: Pick<LogicalLine, 'start' | 'contentStart'>
): string {
  const indentation = ctx.text.slice(line.start, line.contentStart);
  const own = indentation.startsWith(ctx.commonIndentation)
    ? indentation.slice(ctx.commonIndentation.length)
    : indentation;
  return own.replace(/\u00a0/g, ' ');
}

/** Overlays the indentation of a line, so that it begins at the column that IPython gives it. */
export function putIndentation(ctx: MaskContext, line: LogicalLine): void {
  putCodeAt(ctx, line, line.contentStart);
}

/**
 * Blanks a line up to an offset, so that the code there begins at the line's own indentation: blanks, a
 * form feed, the indentation.
 */
export function putCodeAt(ctx: MaskContext, line: LogicalLine, codeStart: number): void {
  const own = ownIndentation(ctx, line);
  const room = codeStart - line.start - own.length;
  ctx.overlay.put(line.start, (room > 0 ? `${' '.repeat(room - 1)}\f` : '') + own);
}

/**
 * Overlays a line that is no Python. At cell level it does nothing that the analysis follows: `0`. In a
 * block, which may be the body of a function, it stands for code that cannot be read: the placeholder.
 */
export function putNothing(ctx: MaskContext, line: LogicalLine): void {
  const isInBlock = ownIndentation(ctx, line) !== '';
  putStatement(ctx, line, isInBlock ? unknownPlaceholder(1) : '0');
}

/** Overlays a line by a short statement. */
export function putStatement(ctx: MaskContext, line: LogicalLine, statement: string): void {
  putIndentation(ctx, line);
  ctx.overlay.putBlank(line.contentStart, line.end, statement);
}

/** Assigns names to something unknown, as far as there is room; else a statement without effect. */
export function unknownAssignment(names: readonly string[], room: number): string {
  const targets = names.map(name => `${name}=`).join('');
  return targets !== '' && targets.length < room ? targets + unknownPlaceholder(1) : '0';
}

/**
 * Masks the code in the first line of `%%timeit`, which runs before the body and binds names for it.
 *
 * @returns whether there was any.
 */
export function maskSetUp(ctx: MaskContext, line: LogicalLine, nameStart: number): boolean {
  const { name, argumentStart } = readMagicCall(ctx.text, nameStart, line.end);
  const options = STATEMENT_MAGICS.get(name)?.optionsWithValue ?? '';
  const codeStart = skipOptions(ctx.text, argumentStart, line.end, options);
  if (ctx.text.slice(codeStart, line.end).trim() === '') {
    return false;
  }
  putCodeAt(ctx, line, codeStart);
  return true;
}

/** Masks `%name argument`. Magics may be given magics: `%time %run train.py`, `%time !ls`. */
export function maskLineMagic(ctx: MaskContext, line: LogicalLine, nameStart: number): void {
  const { text } = ctx;
  if (text.slice(line.contentStart, line.end).trimEnd().endsWith('?')) {
    // A question, whatever it is about.
    putNothing(ctx, line);
    return;
  }
  let call = readMagicCall(text, nameStart, line.end);
  for (;;) {
    const magic = STATEMENT_MAGICS.get(call.name);
    if (magic === undefined) {
      break;
    }
    const codeStart = skipOptions(text, call.argumentStart, line.end, magic.optionsWithValue);
    if (text[codeStart] === '%') {
      call = readMagicCall(text, codeStart + 1, line.end);
    } else if (/^\s*(?:[!?,;/].*)?$/s.test(text.slice(codeStart, line.end))) {
      putNothing(ctx, line);
      return;
    } else {
      maskStatement(ctx, line, codeStart, magic.treatment === 'isolates');
      return;
    }
  }
  if (call.name === 'run') {
    const target = readRunTarget(text, call.argumentStart, line.end);
    if (target !== null) {
      ctx.runs.push(target);
    }
  }
  const bound = call.name === 'store' ? restored(text, call.argumentStart, line) : '0';
  if (bound === '0') {
    putNothing(ctx, line);
  } else {
    putStatement(ctx, line, bound);
  }
}

/** `%store -r x` binds `x`. */
function restored(text: string, argumentStart: number, line: LogicalLine): string {
  const match = /^-r\s+(.*)/.exec(text.slice(argumentStart, line.end));
  const names = (match?.[1] ?? '').split(/\s+/).filter(name => /^[A-Z_]\w*$/i.test(name));
  return unknownAssignment(names, line.end - line.contentStart);
}

/** Keeps the code of a magic; of an isolated assignment its value only. */
function maskStatement(
  ctx: MaskContext,
  line: LogicalLine,
  codeStart: number,
  isIsolated: boolean
): void {
  const shape = shapeOfCode(ctx.text, codeStart, line.end);
  const bindsNothing = isIsolated && shape.kind === 'assignment';
  const { escapedValue } = readLogicalLine(ctx.text.slice(codeStart, line.end), 0);
  const shownStart = bindsNothing ? shape.valueStart : codeStart;
  const hasJoinedLine = ctx.text.slice(line.contentStart, shownStart).includes('\n');
  if (hasJoinedLine || (bindsNothing && escapedValue !== null)) {
    putNothing(ctx, line);
    return;
  }
  putCodeAt(ctx, line, shownStart);
  if (escapedValue !== null) {
    maskEscapedValue(ctx, line, codeStart + escapedValue);
  }
}

/** The room that ` or ` takes between a placeholder and an expression. */
const OR = ' or ';

/** Masks the value of `x = !ls` or `x = %magic`, which runs to the end of the line. */
export function maskEscapedValue(ctx: MaskContext, line: LogicalLine, valueStart: number): void {
  const { overlay, text } = ctx;
  if (text[valueStart] === '%') {
    const { name, argumentStart } = readMagicCall(text, valueStart + 1, line.end);
    const magic = STATEMENT_MAGICS.get(name);
    const codeStart =
      magic === undefined
        ? line.end
        : skipOptions(text, argumentStart, line.end, magic.optionsWithValue);
    const gap = text.slice(valueStart, codeStart);
    if (
      magic !== undefined &&
      /^[^\s%!]/.test(text.slice(codeStart, line.end)) &&
      !gap.includes('\n') &&
      shapeOfCode(text, codeStart, line.end).kind === 'expression'
    ) {
      // `x = %time f()` gives the value of `f()`; `r = %timeit -o f()` an object of its own.
      overlay.put(
        valueStart,
        magic.value === 'expression'
          ? ' '.repeat(gap.length)
          : unknownPlaceholder(gap.length - OR.length) + OR
      );
      return;
    }
  }
  putUnknownValue(ctx, valueStart, line.end);
}

/** Overlays a value by the placeholder; further lines that belong to it become blank. */
export function putUnknownValue(ctx: MaskContext, valueStart: number, end: number): void {
  const firstLine = /^[^\r\n]*/.exec(ctx.text.slice(valueStart, end))?.[0] ?? '';
  ctx.overlay.putBlank(valueStart, end, unknownPlaceholder(firstLine.trimEnd().length));
}
