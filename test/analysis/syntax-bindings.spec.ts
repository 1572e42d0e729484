/**
 * The native binding of tree-sitter gives the same trees as the WebAssembly one, which the product uses.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type NativeParser from 'tree-sitter';
import { copyNode } from '../../src/analysis/syntax/concrete';
import type { ConcreteNode } from '../../src/analysis/syntax/concrete';
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
    // The native binding gives `undefined` for no field, the other `null`.
    const cursor = native.parse(text, undefined, { bufferSize: 4 * text.length + 4096 }).walk();
    const other = copyNode(cursor, options);
    expect(JSON.stringify(withNulls(other))).toBe(JSON.stringify(wasm));
  }
});

function withNulls(node: ConcreteNode): ConcreteNode {
  return { ...node, field: node.field ?? null, children: node.children.map(withNulls) };
}
