/** The edits of rule set `published`: names and imports as specification 9.2 has them. */
import { analyse, loadEngine, moduleOf } from './factsEngine';

/** The texts that the first function's edit writes, with the lines where they go. */
async function editsOf(text: string): Promise<readonly (readonly [number, string])[]> {
  const report = analyse(await loadEngine(), [moduleOf(text, 'm.py')], {
    rules: 'published',
    inferSignatures: true
  });
  const edits = report.documents[0].functions[0].edit?.edits ?? [];
  return edits.map(edit => [edit.startLine, edit.text] as const);
}

const BODY = 'def f(x):\n    return x + 1\n';
const SPEC = '(input_signature=[TensorSpec(shape=(2,), dtype=float32)])';

describe('Edits of the published rules', () => {
  test('a missing import names the function, the classes and the dtypes after the last import', async () => {
    expect(await editsOf(`import os\nfrom tensorflow import ones\n${BODY}f(ones([2]))\n`)).toEqual([
      [3, 'from tensorflow import function, TensorSpec, float32\n'],
      [3, `@function${SPEC}\n`]
    ]);
  });

  test('one import line brings the names of all signatures of the file', async () => {
    const beside = 'def g(x):\n    return x + 1\ng(ones([2], int32))\n';
    expect(
      await editsOf(`from tensorflow import ones, int32\n${BODY}f(ones([2]))\n${beside}`)
    ).toEqual([
      [2, 'from tensorflow import function, TensorSpec, float32, int32\n'],
      [2, `@function${SPEC}\n`]
    ]);
  });

  test('names that are not listed leave the decorator bare', async () => {
    expect(await editsOf(`from tensorflow import function, ones\n${BODY}f(ones([2]))\n`)).toEqual([
      [2, '@function\n']
    ]);
  });

  test('a star reaches all names, and an imported module beats it', async () => {
    expect(await editsOf(`from tensorflow import *\n${BODY}f(ones([2]))\n`)).toEqual([
      [2, `@function${SPEC}\n`]
    ]);
    expect(
      await editsOf(`import tensorflow as t\nfrom tensorflow import *\n${BODY}f(ones([2]))\n`)
    ).toEqual([[3, '@t.function(input_signature=[t.TensorSpec(shape=(2,), dtype=t.float32)])\n']]);
  });

  test('a decorator gets its signature with the names that are imported one by one', async () => {
    expect(
      await editsOf(
        `from tensorflow import TensorSpec, float32, function, ones\n@function\n${BODY}f(ones([2]))\n`
      )
    ).toEqual([[2, SPEC]]);
  });

  test('an indented import is not seen', async () => {
    expect(
      await editsOf(`if True:\n    import tensorflow as tf\n${BODY}f(tf.ones([2]))\n`)
    ).toEqual([
      [1, 'from tensorflow import function, TensorSpec, float32\n'],
      [3, `@function${SPEC}\n`]
    ]);
  });
});
