/**
 * Remembers masked cells by their text, so that a key press masks one cell and not a whole notebook.
 */
import { maskCell, type MaskedCell } from './mask';

/** Masks cells, each text once. Owned by whoever keeps a notebook open. */
export interface IMaskMemory {
  mask(cellText: string, options: { readonly automagic: boolean }): MaskedCell;
  /** Forgets the texts that were not asked for since the last call. */
  forgetUnused(): void;
}

/** An empty memory. */
export function createMaskMemory(): IMaskMemory {
  let older = new Map<string, MaskedCell>();
  let recent = new Map<string, MaskedCell>();
  return {
    mask: (cellText, options) => {
      const key = (options.automagic ? '%' : ' ') + cellText;
      const masked = recent.get(key) ?? older.get(key) ?? maskCell(cellText, options);
      recent.set(key, masked);
      return masked;
    },
    forgetUnused: () => {
      older = recent;
      recent = new Map();
    }
  };
}
