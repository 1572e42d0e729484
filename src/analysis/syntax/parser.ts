/**
 * The parser: web-tree-sitter with the grammar of tree-sitter-python. The only file that knows of either.
 */
import { Language, Parser } from 'web-tree-sitter';
import type { Tree } from 'web-tree-sitter';

/** Parses Python text into tree-sitter's tree. */
export interface IPythonParser {
  /** The tree; the caller deletes it. */
  parse(text: string): Tree;
}

/** Where the two WebAssembly files are: bytes, or an address that the runtime can fetch. */
export type ParserResources = {
  readonly runtime: Uint8Array | string;
  readonly grammar: Uint8Array | string;
};

/** Loads runtime and grammar. */
export async function createPythonParser(resources: ParserResources): Promise<IPythonParser> {
  const { runtime, grammar } = resources;
  await Parser.init(
    typeof runtime === 'string' ? { locateFile: () => runtime } : { wasmBinary: runtime }
  );
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return {
    parse: text => {
      const tree = parser.parse(text);
      if (tree === null) {
        throw new Error('the parser gave no tree');
      }
      return tree;
    }
  };
}
