/**
 * Remembers what texts say, so that a key press reads one cell and not a whole notebook with its modules.
 */
import { readImports, readSearchFolders, type ImportRequest } from './importRequest';
import { maskCell, type MaskedCell } from './mask';

/** What a module's text asks for. */
export type ModuleRequests = {
  readonly imports: readonly ImportRequest[];
  readonly searchFolders: readonly string[];
};

/** Masks cells and reads modules, each text once. Owned by whoever keeps a notebook open. */
export interface IMaskMemory {
  mask(cellText: string, options: { readonly automagic: boolean }): MaskedCell;
  /** What a module's text imports. */
  requestsOf(moduleText: string): ModuleRequests;
  /** Forgets the texts that were not asked for since the last call. */
  forgetUnused(): void;
}

/** Keeps what was asked for since the last but one `forgetUnused`. */
class RecentResults<Result> {
  constructor(private readonly _compute: (text: string) => Result) {}

  of(text: string): Result {
    let result = this._recent.get(text);
    if (result === undefined) {
      result = this._older.get(text) ?? this._compute(text);
      this._recent.set(text, result);
    }
    return result;
  }

  forgetUnused(): void {
    this._older = this._recent;
    this._recent = new Map();
  }

  private _older = new Map<string, Result>();
  private _recent = new Map<string, Result>();
}

/** An empty memory. */
export function createMaskMemory(): IMaskMemory {
  const plain = new RecentResults(text => maskCell(text, { automagic: false }));
  const automagic = new RecentResults(text => maskCell(text, { automagic: true }));
  const modules = new RecentResults((text): ModuleRequests => ({
    imports: readImports(text),
    searchFolders: readSearchFolders(text)
  }));
  return {
    mask: (cellText, options) => (options.automagic ? automagic : plain).of(cellText),
    requestsOf: moduleText => modules.of(moduleText),
    forgetUnused: () => {
      plain.forgetUnused();
      automagic.forgetUnused();
      modules.forgetUnused();
    }
  };
}
