/**
 * Placeholders laid over text without moving anything: the result has the length and the line breaks of
 * the original, so that every offset stays true.
 */

/** Replaces everything but line breaks by spaces. */
export function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

/** Collects replacements of ranges that do not overlap, and applies them at once. */
export interface ITextOverlay {
  /** Lays text over the range of the same length that begins at `start`. */
  put(start: number, text: string): void;
  /** Blanks a range and writes `head` at its start. The head must fit into the range's first line. */
  putBlank(start: number, end: number, head: string): void;
  /** The text with all overlays applied; the very same string where there are none. */
  apply(): string;
}

/** An overlay for a text. */
export function createTextOverlay(text: string): ITextOverlay {
  const overlays: { readonly start: number; readonly text: string }[] = [];
  const put = (start: number, replacement: string): void => {
    if (replacement !== text.slice(start, start + replacement.length)) {
      overlays.push({ start, text: replacement });
    }
  };
  return {
    put,
    putBlank: (start, end, head) => {
      put(start, (head + blank(text.slice(start + head.length, end))).slice(0, end - start));
    },
    apply: () => {
      if (overlays.length === 0) {
        return text;
      }
      const pieces: string[] = [];
      let offset = 0;
      for (const overlay of [...overlays].sort((left, right) => left.start - right.start)) {
        pieces.push(text.slice(offset, overlay.start), overlay.text);
        offset = overlay.start + overlay.text.length;
      }
      pieces.push(text.slice(offset));
      return pieces.join('');
    }
  };
}
