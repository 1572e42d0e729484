/**
 * Which language a notebook is written in, told from its metadata alone.
 */

/** `isPython` decides whether its cells are read; `name` is what the metadata say, `null` where nothing. */
export type NotebookLanguage = { readonly isPython: boolean; readonly name: string | null };

function textAt(record: unknown, key: string): string | null {
  if (typeof record !== 'object' || record === null) {
    return null;
  }
  const value: unknown = Reflect.get(record, key);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Names of kernels of other languages, as their installers call them. */
const FOREIGN_KERNEL =
  /^(?:ir\b|ir$|julia|iruby|ruby|javascript|deno|bash|scala|spark|rust|xcpp|java|kotlin|octave|matlab|haskell|go|perl|sas|stata|sql|\.net)/i;

/**
 * Reads the `metadata` of a notebook. Kernelspec and language info name the language; the field is often
 * missing, and a notebook without it counts as Python unless its kernel's name tells otherwise.
 */
export function detectLanguage(metadata: unknown): NotebookLanguage {
  const record: unknown = typeof metadata === 'object' ? metadata : null;
  const kernelspec: unknown = record === null ? null : Reflect.get(record as object, 'kernelspec');
  const info: unknown = record === null ? null : Reflect.get(record as object, 'language_info');
  const language = textAt(kernelspec, 'language') ?? textAt(info, 'name');
  if (language !== null) {
    return { isPython: /^i?python\d?$/i.test(language), name: language };
  }
  const kernel = textAt(kernelspec, 'name');
  return { isPython: kernel === null || !FOREIGN_KERNEL.test(kernel), name: kernel };
}
