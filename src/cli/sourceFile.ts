/**
 * Reads source files from the disk.
 */
import { readFileSync } from 'node:fs';

/** A file's text, or a sentence that says why there is none. */
export type SourceReading =
  | { readonly kind: 'text'; readonly text: string; readonly isUtf8: boolean }
  | { readonly kind: 'unreadable'; readonly message: string; readonly isAbsent: boolean };

/** PEP 263: the first or second line may name another encoding than UTF-8. */
const ENCODING_LINE =
  /^(?:[ \t\f]*(?:#[^\r\n]*)?\r?\n)?[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)/;

/** Names that Python knows and the decoder of the platform does not. */
const ENCODING_NAMES: ReadonlyMap<string, string> = new Map([
  ['latin-1', 'iso-8859-1'],
  ['latin_1', 'iso-8859-1'],
  ['iso-latin-1', 'iso-8859-1'],
  ['utf_8', 'utf-8'],
  ['cp1252', 'windows-1252']
]);

function decode(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function encodingOf(bytes: Uint8Array): string {
  const beginning = Buffer.from(bytes.subarray(0, 400)).toString('latin1');
  const name = ENCODING_LINE.exec(beginning)?.[1]?.toLowerCase() ?? 'utf-8';
  return ENCODING_NAMES.get(name) ?? name;
}

/** Reads a file as text; a byte order mark stays in it. Never throws. */
export function readSourceFile(path: string): SourceReading {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const hasCode = typeof error === 'object' && error !== null && 'code' in error;
    const code = hasCode ? String(error.code) : '';
    return {
      kind: 'unreadable',
      message: `The file cannot be read (${code === '' ? String(error) : code}).`,
      isAbsent: code === 'ENOENT' || code === 'ENOTDIR'
    };
  }
  const encoding = path.endsWith('.py') ? encodingOf(bytes) : 'utf-8';
  const text = decode(bytes, encoding);
  return text === null
    ? { kind: 'unreadable', message: 'The file is no text in UTF-8.', isAbsent: false }
    : { kind: 'text', text, isUtf8: /^utf-?8$/.test(encoding) };
}
