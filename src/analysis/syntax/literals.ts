/**
 * What literals mean (language reference 2.4 and 2.5).
 */
import type { ConstantValue } from './tree';

/** The value of an integer literal; `null` beyond 2^53. */
export function integerValue(text: string): ConstantValue {
  const digits = text.replace(/_/gu, '').toLowerCase();
  if (digits.endsWith('j')) {
    return { type: 'complex', text };
  }
  const plain = digits.replace(/l$/u, '');
  const value = /^0[0-7]+$/u.test(plain) ? Number.parseInt(plain, 8) : Number(plain);
  return { type: 'int', value: Number.isSafeInteger(value) ? value : null, text };
}

/** The value of a floating point or imaginary literal. */
export function floatValue(text: string): ConstantValue {
  const digits = text.replace(/_/gu, '');
  // The value comes last, so that the values of integers stand in a field without fractions (see `offsets.ts`).
  return /j$/iu.test(digits)
    ? { type: 'complex', text }
    : { type: 'float', text, value: Number(digits) };
}

/** What the letters before the quotes say. */
export type StringPrefix = {
  readonly isRaw: boolean;
  readonly isBytes: boolean;
  readonly isFormatted: boolean;
};

/** Reads `rb"`, `f'''` and the like. */
export function stringPrefix(start: string): StringPrefix {
  const letters = start.toLowerCase();
  return {
    isRaw: letters.includes('r'),
    isBytes: letters.includes('b'),
    isFormatted: letters.includes('f') || letters.includes('t')
  };
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\n': '',
  '\r\n': ''
};

/** The text that the source of a string means. Unknown escapes stay as they are, as CPython has it. */
export function unescapeText(source: string, prefix: StringPrefix): string {
  const text = source.replace(/\r\n?/gu, '\n');
  if (prefix.isRaw || !text.includes('\\')) {
    return text;
  }
  return text.replace(
    /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|N\{[^}]*\}|([\s\S]))/gu,
    (whole, octal?: string, hex?: string, short?: string, long?: string, simple?: string) => {
      if (octal !== undefined) {
        return String.fromCharCode(Number.parseInt(octal, 8));
      }
      if (hex !== undefined) {
        return String.fromCharCode(Number.parseInt(hex, 16));
      }
      if (prefix.isBytes && (short !== undefined || long !== undefined)) {
        return whole;
      }
      const point = short ?? long;
      if (point !== undefined) {
        const code = Number.parseInt(point, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      }
      if (simple === undefined) {
        return whole;
      }
      return SIMPLE_ESCAPES[simple] ?? whole;
    }
  );
}
