/**
 * The native binding of tree-sitter gives the same trees as the WebAssembly one, which the product uses.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type NativeParser from 'tree-sitter';
import { copyNode } from '../../src/analysis/syntax/concrete';
import type { ConcreteNode } from '../../src/analysis/syntax/concrete';
import { nodeType, type NodeType } from '../../src/analysis/syntax/nodeType';
import type { IConcreteCursor } from '../../src/analysis/syntax/parser';
import { COMPILE_LIMIT_MILLISECONDS, ensureNativeBinding } from './nativeBinding';
import { corpusNotebooks } from '../corpus';
import { loadParser } from './pythonParser';

const FIXTURES = join(__dirname, '../../python-tests/syntax/fixtures');
/** Every so many-th notebook of the corpus is compared. */
const STRIDE = 7;

function fixtureTexts(): readonly string[] {
  return readdirSync(FIXTURES)
    .filter(name => name.endsWith('.txt'))
    .flatMap(name => readFileSync(join(FIXTURES, name), 'utf8').split(/^----\n/mu));
}

function corpusTexts(): readonly string[] {
  return corpusNotebooks(STRIDE).flatMap(({ cells }) => cells);
}

/** The native parser of Python. */
function createNativeParser(): NativeParser {
  const Binding = jest.requireActual<typeof NativeParser>('tree-sitter');
  const native = new Binding();
  native.setLanguage(jest.requireActual<NativeParser.Language>('tree-sitter-python'));
  return native;
}

beforeAll(ensureNativeBinding, COMPILE_LIMIT_MILLISECONDS);

test('both bindings give the same trees', async () => {
  const parser = await loadParser();
  const native = createNativeParser();
  const options = { shift: 0, onCut: () => undefined };
  const texts = [...fixtureTexts(), ...corpusTexts()];
  expect(texts.length).toBeGreaterThan(80);
  for (const text of texts) {
    const wasm = parser.parse<ConcreteNode>(text, tree => copyNode(tree.cursor, options));
    const tree = native.parse(text, undefined, { bufferSize: 4 * text.length + 4096 });
    const other = copyNode(new NativeCursor(tree.walk()), options);
    expect(JSON.stringify(other)).toBe(JSON.stringify(wasm));
  }
});

/** A cursor of the native binding. */
class NativeCursor implements IConcreteCursor {
  constructor(private readonly _cursor: NativeParser.TreeCursor) {}

  get nodeType(): NodeType {
    return nodeType(this._cursor.nodeType, this._cursor.nodeIsNamed);
  }
  get nodeIsMissing(): boolean {
    return this._cursor.nodeIsMissing;
  }
  get startIndex(): number {
    return this._cursor.startIndex;
  }
  get endIndex(): number {
    return this._cursor.endIndex;
  }
  /** The native binding gives `undefined` for no field. */
  get currentFieldName(): string | null {
    const field: string | undefined = this._cursor.currentFieldName;
    return field ?? null;
  }
  gotoFirstChild(): boolean {
    return this._cursor.gotoFirstChild();
  }
  gotoNextSibling(): boolean {
    return this._cursor.gotoNextSibling();
  }
  gotoParent(): boolean {
    return this._cursor.gotoParent();
  }
}
