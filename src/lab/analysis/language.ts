/**
 * Whether a notebook is one of Python, told from its metadata alone: no kernel is asked and none is needed.
 */
import type { ISharedNotebook } from '@jupyter/ydoc';

/** What of the notebook's metadata names its language. Anything may stand there: it comes from a file. */
type LanguageMetadata = {
  readonly kernelspec?: unknown;
  readonly language_info?: unknown;
};

function textAt(record: unknown, key: string): string | null {
  if (typeof record !== 'object' || record === null) {
    return null;
  }
  const value: unknown = Reflect.get(record, key);
  return typeof value === 'string' ? value : null;
}

/**
 * Whether metadata describe a Python notebook. What names no language counts as Python, as it does in
 * JupyterLab's own new notebooks before a kernel has told.
 */
export function describesPython(metadata: LanguageMetadata): boolean {
  const language =
    textAt(metadata.kernelspec, 'language') ?? textAt(metadata.language_info, 'name');
  if (language !== null) {
    return /^i?python\d?$/i.test(language);
  }
  const kernel = textAt(metadata.kernelspec, 'name');
  return kernel === null || !/^(?:ir|julia|iruby|javascript|bash|scala|rust|xcpp)/i.test(kernel);
}

/** Whether a live notebook is one of Python; see {@link describesPython}. */
export function isPythonNotebook(notebook: ISharedNotebook): boolean {
  return describesPython(notebook.metadata);
}
