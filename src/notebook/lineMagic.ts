/**
 * Reads the argument of a line magic: where its Python begins, which file it runs, which names it binds.
 */
import { readLogicalLine } from './logicalLines';

/** A file or module that `%run` executes. */
export type RunTarget =
  | { readonly kind: 'file'; readonly path: string; readonly offset: number }
  | { readonly kind: 'module'; readonly name: string; readonly offset: number };

/** The name and the argument of a magic. */
export type MagicCall = {
  readonly name: string;
  /** Offset of the argument's first character; the end of the line where there is none. */
  readonly argumentStart: number;
};

const NAME = /\S*/y;
const SPACE = /[ \t]*/y;

function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  pattern.test(text);
  return pattern.lastIndex;
}

/** Reads the name that begins at an offset (behind the `%`) and finds its argument. */
export function readMagicCall(text: string, nameStart: number, end: number): MagicCall {
  const nameEnd = Math.min(end, skip(NAME, text, nameStart));
  return {
    name: text.slice(nameStart, nameEnd),
    argumentStart: Math.min(end, skip(SPACE, text, nameEnd))
  };
}

/**
 * Skips options as `getopt` reads them: `-n 10`, `-n10`, `-qo`, `--long`, `--long=value`.
 *
 * @param optionsWithValue - the letters of the options that take a value.
 * @returns the offset of what stands behind them.
 */
export function skipOptions(
  text: string,
  from: number,
  end: number,
  optionsWithValue: string
): number {
  let offset = from;
  for (;;) {
    const option = /^(--?)(\w[\w-]*)(?:=\S*)?(?=\s|$)/.exec(text.slice(offset, end));
    if (option === null) {
      return offset;
    }
    offset = skip(SPACE, text, offset + option[0].length);
    const letters = option[1] === '--' ? '' : (option[2] ?? '');
    const valueAt = [...letters].findIndex(letter => optionsWithValue.includes(letter));
    if (valueAt !== -1 && valueAt === letters.length - 1) {
      offset = skip(SPACE, text, skip(/\S*/y, text, offset));
    }
    if (offset >= end) {
      return end;
    }
  }
}

/** The first word of an argument, quotes removed; `null` where it depends on a variable, or is missing. */
export function readWord(text: string): string | null {
  const match = /^\s*(?:"([^"]*)"|'([^']*)'|(\S+))/.exec(text);
  const word = match?.[1] ?? match?.[2] ?? match?.[3] ?? null;
  return word === null || /[${}]/.test(word) ? null : word;
}

/** Reads the argument of `%run`; `null` where the target depends on a variable, or is missing. */
export function readRunTarget(text: string, from: number, end: number): RunTarget | null {
  const module = /^(?:-\w+\s+)*-m\s+([\w.]+)/.exec(text.slice(from, end));
  if (module?.[1] !== undefined) {
    return { kind: 'module', name: module[1], offset: from };
  }
  const pathStart = skipOptions(text, from, end, 'NbDlsT');
  const path = readWord(text.slice(pathStart, end));
  return path === null ? null : { kind: 'file', path, offset: pathStart };
}

/** Compound statements, imports and definitions: what stands on a line but is no expression. */
const STATEMENT_KEYWORD =
  /^(?:assert|async|class|def|del|for|from|global|if|import|nonlocal|pass|raise|return|try|while|with)\b/;

/** What a piece of Python on one line is, as far as a magic must know. */
export type CodeShape =
  | { readonly kind: 'expression' }
  /** An assignment, and the offset of the value that it assigns. */
  | { readonly kind: 'assignment'; readonly valueStart: number }
  | { readonly kind: 'statement' };

/** Tells an expression from an assignment and from other statements. */
export function shapeOfCode(text: string, from: number, end: number): CodeShape {
  const code = text.slice(from, end);
  const line = readLogicalLine(code, 0);
  if (STATEMENT_KEYWORD.test(code) || line.end < code.trimEnd().length || /;\s*\S/.test(code)) {
    return { kind: 'statement' };
  }
  if (line.assignment === null) {
    return { kind: 'expression' };
  }
  // In `a = b = f(x)` the value stands behind the last assignment.
  let valueStart = line.assignment.end;
  for (
    let next = readLogicalLine(code.slice(valueStart), 0);
    next.assignment !== null;
    next = readLogicalLine(code.slice(valueStart), 0)
  ) {
    valueStart += next.assignment.end;
  }
  return { kind: 'assignment', valueStart: skip(SPACE, text, from + valueStart) };
}
