/**
 * What the analysis is given: modules made of units of Python text.
 *
 * A notebook is one module whose units are its code cells in execution order, magics masked by
 * placeholders of equal length (`notebook/`). A file is a module of one unit.
 */

/** A piece of Python text that is read and re-read as a whole: a notebook cell or a file. */
export type SourceUnit = {
  /** Stable over edits and moves: the cell's id, or the file's path. */
  readonly id: string;
  /** The document's path, as the report gives it. */
  readonly document: string;
  /** 0-based index in the notebook's `cells` array; `null` in a module file. */
  readonly cell: number | null;
  /** Masked Python text. */
  readonly text: string;
  /** Offset of the text's first character in the cell's text; 0 but for `%%writefile` bodies. */
  readonly cellOffset: number;
  /** The text of the whole cell or file as the user sees it, for lines, columns and call texts. */
  readonly cellText: string;
  /**
   * How the unit's statements run: `'run'` once, `'repeated'` in a loop that binds nothing outside (`%%timeit`).
   */
  readonly execution: 'run' | 'isolated';
};

/** A module: its units share one namespace and run in order. */
export type ModuleSource = {
  readonly document: string;
  readonly kind: 'notebook' | 'module';
  /**
   * The dotted names under which other modules may import it (`pkg.sub` and `sub` where both could be
   * meant); empty for a notebook.
   */
  readonly importNames: readonly string[];
  /** Whether it is a package's `__init__`. */
  readonly isPackage: boolean;
  /** Whether its own entry in the report is asked for, and its top level is run as a program of its own. */
  readonly isDocument: boolean;
  readonly units: readonly SourceUnit[];
};

/** The modules that see each other. */
export type Project = {
  readonly modules: readonly ModuleSource[];
};

/** Which decision table is followed, and with what switches (`contracts/report.md`). */
export type AnalysisOptions = {
  readonly rules: 'recommended' | 'published';
  readonly inferSignatures: boolean;
};
