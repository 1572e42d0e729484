/**
 * Finds the imports of masked text without parsing it, to know which files beside a document to read.
 */
import { logicalLines } from './logicalLines';

/** `import a.b` or `from ..a import b, c`, wherever in the text. */
export type ImportRequest = {
  /** Dotted module name as written; empty for `from . import x`. */
  readonly module: string;
  /** Number of leading dots. */
  readonly level: number;
  /** Names behind `from … import`, which may be modules too; empty for `import a` and for `*`. */
  readonly names: readonly string[];
};

/** A comment, or a backslash that joins lines. */
const NOISE = /#[^\n]*|\\\r?\n/g;

const DOTTED_NAME = /^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*/u;

function nameOf(item: string): string | null {
  return DOTTED_NAME.exec(item.trim())?.[0] ?? null;
}

/** Reads a statement that begins with `from` or `import`. */
function readStatement(statement: string): readonly ImportRequest[] {
  const importAt = statement.search(/\bimport\b/);
  const items = statement
    .slice(importAt + 'import'.length)
    .replace(/[()]/g, ' ')
    .split(',')
    .flatMap(item => nameOf(item) ?? []);
  if (!statement.startsWith('from')) {
    return items.map(module => ({ module, level: 0, names: [] }));
  }
  const source = statement.slice('from'.length, importAt).replace(/\s/g, '');
  const level = /^\.*/.exec(source)?.[0].length ?? 0;
  return [{ module: source.slice(level), level, names: items }];
}

/** The imports of a masked text in source order; imports inside functions and blocks count. */
export function readImports(maskedText: string): readonly ImportRequest[] {
  if (!maskedText.includes('import')) {
    return [];
  }
  const requests: ImportRequest[] = [];
  for (const line of logicalLines(maskedText, 0)) {
    if (line.kind !== 'code') {
      continue;
    }
    const text = maskedText.slice(line.contentStart, line.end);
    if (!/\bimport\b/.test(text)) {
      continue;
    }
    // `try: import a` and `import a; import b` hold their imports behind a colon or a semicolon.
    for (const part of text.replace(NOISE, ' ').split(/;|:(?=\s*(?:from|import)\b)/)) {
      const statement = part.trim();
      if (/^(?:from[\s.]|import[\s(])/.test(statement) && /\bimport\b/.test(statement)) {
        requests.push(...readStatement(statement));
      }
    }
  }
  return requests;
}

const PATH_EXTENSION =
  /\bsys\s*\.\s*path\s*\.\s*(?:append|insert)\s*\(\s*(?:\d+\s*,\s*)?(['"])([^'"\\\n]+)\1\s*\)/g;

/** Folders that literal `sys.path.append('…')` and `sys.path.insert(0, '…')` add, as written. */
export function readSearchFolders(maskedText: string): readonly string[] {
  if (!maskedText.includes('path')) {
    return [];
  }
  return [...maskedText.matchAll(PATH_EXTENSION)].flatMap(match => match[2] ?? []);
}
