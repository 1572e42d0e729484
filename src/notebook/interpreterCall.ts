/**
 * Masks the calls that IPython makes of magics, as converted notebooks hold them:
 * `get_ipython().run_line_magic('time', 'x = f()')`, `get_ipython().system('ls')`.
 */
import { readMagicCall, readRunTarget, skipOptions } from './lineMagic';
import type { LogicalLine } from './logicalLines';
import { PYTHON_CELL_MAGICS, STATEMENT_MAGICS } from './magicTable';
import { putCodeAt, putNothing, putUnknownValue, type MaskContext } from './maskLine';

const CALL = /get_ipython\(\)\s*\.\s*(\w+)\s*\(\s*/y;
const STRING = /[bru]{0,2}("""|'''|"|')((?:\\[\s\S]|(?!\1)[^\\])*)\1/iy;
const SEPARATOR = /\s*,\s*/y;
const CLOSE = /[\s,]*\)[ \t;]*(?=#|$)/y;

/** A string argument: its content as written, and where it stands. */
type StringArgument = { readonly content: string; readonly start: number; readonly end: number };

type InterpreterCall = {
  readonly method: string;
  readonly strings: readonly StringArgument[];
  /** Whether nothing but the call stands on the line. */
  readonly isWhole: boolean;
};

function readCall(text: string, start: number, end: number): InterpreterCall | null {
  const line = text.slice(0, end);
  CALL.lastIndex = start;
  const method = CALL.exec(line)?.[1];
  if (method === undefined) {
    return null;
  }
  const strings: StringArgument[] = [];
  let offset = CALL.lastIndex;
  for (;;) {
    STRING.lastIndex = offset;
    const match = STRING.exec(line);
    if (match === null) {
      break;
    }
    const quotes = (match[1] ?? '').length;
    const content = match[2] ?? '';
    offset = STRING.lastIndex;
    strings.push({ content, start: offset - quotes - content.length, end: offset - quotes });
    SEPARATOR.lastIndex = offset;
    if (!SEPARATOR.test(line)) {
      break;
    }
    offset = SEPARATOR.lastIndex;
  }
  CLOSE.lastIndex = offset;
  return { method, strings, isWhole: CLOSE.test(line) };
}

/**
 * Masks a line that is such a call and nothing else.
 *
 * @returns whether the line was one.
 */
export function maskInterpreterCall(ctx: MaskContext, line: LogicalLine): boolean {
  const call = readCall(ctx.text, line.contentStart, line.end);
  if (call === null || !call.isWhole) {
    return false;
  }
  if (!keepCode(ctx, line, call)) {
    putNothing(ctx, line);
  }
  return true;
}

/** Keeps the Python that a magic is given; `false` where there is none. */
function keepCode(ctx: MaskContext, line: LogicalLine, call: InterpreterCall): boolean {
  const [first, second, third] = call.strings;
  switch (call.method) {
    case 'run_cell_magic':
      return (
        third !== undefined &&
        PYTHON_CELL_MAGICS.get(first?.content ?? '') === 'runs' &&
        keepBody(ctx, line, third)
      );
    case 'run_line_magic':
      return (
        second !== undefined && keepLine(ctx, line, first?.content ?? '', second, second.start)
      );
    case 'magic': {
      if (first === undefined) {
        return false;
      }
      const { name, argumentStart } = readMagicCall(ctx.text, first.start, first.end);
      return keepLine(ctx, line, name.replace(/^%/, ''), first, argumentStart);
    }
    default:
      return false;
  }
}

function keepLine(
  ctx: MaskContext,
  line: LogicalLine,
  name: string,
  argument: StringArgument,
  argumentStart: number
): boolean {
  if (name === 'run') {
    const target = readRunTarget(ctx.text, argumentStart, argument.end);
    if (target !== null) {
      ctx.runs.push(target);
    }
    return false;
  }
  const magic = STATEMENT_MAGICS.get(name);
  if (magic?.treatment !== 'runs' || /[\\\n]/.test(argument.content)) {
    return false;
  }
  const codeStart = skipOptions(ctx.text, argumentStart, argument.end, magic.optionsWithValue);
  return keepSpan(ctx, line, codeStart, argument.end);
}

/** Shows a span of a line as its statement, and blanks the rest. */
function keepSpan(ctx: MaskContext, line: LogicalLine, start: number, end: number): boolean {
  const before = ctx.text.slice(line.contentStart, start);
  if (ctx.text.slice(start, end).trim() === '' || before.includes('\n')) {
    return false;
  }
  putCodeAt(ctx, line, start);
  ctx.overlay.putBlank(end, line.end, ' ');
  return true;
}

/**
 * Keeps a body of simple statements: `'x = 1\ny = 2\n'` becomes `x = 1; y = 2`. Headers of blocks cannot
 * be joined that way, and other escapes do not keep their length.
 */
function keepBody(ctx: MaskContext, line: LogicalLine, body: StringArgument): boolean {
  const statements = body.content.replace(/(?:\\n)+$/, '').split('\\n');
  const areSimple = statements.every(
    statement => !/^\s|^$|[\\\n#]|:\s*$|^(?:[@%!]|async\b|class\b|def\b)/.test(statement)
  );
  const joined = statements.join('; ');
  if (!areSimple || !keepSpan(ctx, line, body.start, body.start + joined.length)) {
    return false;
  }
  ctx.overlay.put(body.start, joined);
  return true;
}

/** Masks the value of `x = get_ipython().getoutput('ls')`. */
export function maskInterpreterValue(
  ctx: MaskContext,
  line: LogicalLine,
  assignmentEnd: number
): void {
  const valueStart =
    assignmentEnd + (/^[ \t]*/.exec(ctx.text.slice(assignmentEnd, line.end))?.[0].length ?? 0);
  if (
    ctx.text.startsWith('get_ipython', valueStart) &&
    readCall(ctx.text, valueStart, line.end)?.isWhole === true
  ) {
    putUnknownValue(ctx, valueStart, line.end);
  }
}
