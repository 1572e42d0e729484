/**
 * The parser: web-tree-sitter with the grammar of tree-sitter-python. Besides `wasmCursor.ts` the only file that knows of
 * either.
 */
import { Language, Parser, type Tree } from 'web-tree-sitter';
import type { NodeType } from './nodeType';
import { hasErrorIn, NodeTypes, WasmCursor, type ITreeRuntime } from './wasmCursor';

/** A place in a tree that can be moved, as tree-sitter's cursor can. */
export interface IConcreteCursor {
  readonly nodeType: NodeType;
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
  /** Hands the tree to `read`, which parses nothing meanwhile, and frees it afterwards. */
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
  const runtime = await (_runtime ??= startRuntime(resources.runtime));
  const parser = new Parser();
  const language = await Language.load(resources.grammar);
  parser.setLanguage(language);
  const types = new NodeTypes(language);
  return {
    parse(text, read) {
      const tree = parser.parse(text);
      if (tree === null) {
        throw new Error('the parser gave no tree');
      }
      const address = addressOf(tree);
      const hasError = hasErrorIn(runtime, address);
      const cursor = new WasmCursor(runtime, types, address);
      try {
        return read({ hasError, cursor });
      } finally {
        cursor.delete();
        tree.delete();
      }
    }
  };
}

/** There is one runtime in a process: web-tree-sitter starts it once, whoever asks. */
let _runtime: Promise<ITreeRuntime> | null = null;

async function startRuntime(wasmBinary: Uint8Array): Promise<ITreeRuntime> {
  const options = { wasmBinary };
  try {
    await Parser.init(options);
  } catch (error) {
    _runtime = null;
    throw error;
  }
  // Emscripten makes the object that it is given the runtime's own.
  return options as typeof options & ITreeRuntime;
}

/** Where a tree lies in the runtime's memory. */
function addressOf(tree: Tree): number {
  const address: unknown = Reflect.get(tree, 0);
  if (typeof address !== 'number') {
    throw new Error('a tree of web-tree-sitter has no address');
  }
  return address;
}
