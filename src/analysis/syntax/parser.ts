/**
 * The parser: web-tree-sitter with the grammar of tree-sitter-python. The only file that knows of either.
 */
import { Language, Parser } from 'web-tree-sitter';

/** A place in a tree that can be moved: the part of tree-sitter's cursor that both of its bindings have. */
export interface IConcreteCursor {
  readonly nodeType: string;
  readonly nodeIsNamed: boolean;
  readonly nodeIsMissing: boolean;
  /** UTF-16 offset of the node's first character. */
  readonly startIndex: number;
  /** UTF-16 offset behind the node's last character. */
  readonly endIndex: number;
  /** The name of the field of its parent that the node stands in. */
  readonly currentFieldName: string | null;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
}

/** What one parse gives, for as long as it is looked at. */
export interface IConcreteTree {
  /** Whether the text has a syntax error somewhere. */
  readonly hasError: boolean;
  /** At the root. */
  readonly cursor: IConcreteCursor;
}

/** Parses Python text. */
export interface IPythonParser {
  /** Hands the tree to `read`, and frees it afterwards. */
  parse<Result>(text: string, read: (tree: IConcreteTree) => Result): Result;
}

/** The two WebAssembly files. */
export type ParserResources = {
  readonly runtime: Uint8Array;
  readonly grammar: Uint8Array;
};

/**
 * Loads runtime and grammar; works in a worker, in a page and in Node.
 *
 * @throws when one of the two cannot be loaded.
 */
export async function createPythonParser(resources: ParserResources): Promise<IPythonParser> {
  const { runtime, grammar } = resources;
  await Parser.init({ wasmBinary: runtime });
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return {
    parse(text, read) {
      const tree = parser.parse(text);
      if (tree === null) {
        throw new Error('the parser gave no tree');
      }
      const cursor = tree.walk();
      try {
        return read({ hasError: tree.rootNode.hasError, cursor });
      } finally {
        cursor.delete();
        tree.delete();
      }
    }
  };
}
