/**
 * Hands a text to the user as a file.
 */

/** Lets the browser save a text under a name. */
export function downloadText(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  // The download has begun; the address is needed no more.
  URL.revokeObjectURL(address);
}

/** `folder/step one.ipynb` and `csv` become `step one-measurements.csv`. */
export function exportName(path: string, extension: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.ipynb$/u, '');
  return `${name === '' ? 'notebook' : name}-measurements.${extension}`;
}
