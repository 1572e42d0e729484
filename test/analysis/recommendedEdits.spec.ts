/** The edits of rule set `recommended`: fewer traces only where they do no harm. */
import { analyse, loadEngine, moduleOf } from './factsEngine';

const BATCHES = [300, 320, 340, 360];

/** What is written above a function that tensors of several lengths reach. */
async function decoratorOf(result: string, parameters = 'x'): Promise<readonly string[]> {
  const steps = '    x = tf.tanh(x @ w)\n'.repeat(12);
  const calls = BATCHES.map(rows => `f(tf.ones([${rows}, 64]))\n`).join('');
  const report = analyse(
    await loadEngine(),
    [
      moduleOf(
        `import tensorflow as tf\nw = tf.ones([64, 64])\ndef f(${parameters}):\n${steps}    return ${result}\n${calls}`,
        'm.py'
      )
    ],
    { rules: 'recommended', inferSignatures: true }
  );
  return report.documents[0].functions[0].edit?.edits.map(({ text }) => text) ?? [];
}

describe('a function that tensors of several lengths reach', () => {
  test('is traced for all lengths at once', async () => {
    expect(await decoratorOf('x')).toEqual(['@tf.function(reduce_retracing=True)\n']);
  });

  test.each([
    ['x / float(x.shape[0])', 'x'],
    ['tf.reshape(x, [x.shape[0] * 64])', 'x'],
    ['x / float(x.shape[0])', 'x, flag=True']
  ])('is traced for each length where the body needs it as a number: %s', async (...forms) => {
    expect(await decoratorOf(...forms)).toEqual(['@tf.function\n']);
  });
});

/** The edits for a function that numbers of another value reach in each call. */
async function editOf(source: string): Promise<readonly string[]> {
  const calls = 'for i in range(100):\n    f(tf.eye(64), 1 / (i + 1))\n';
  const report = analyse(
    await loadEngine(),
    [moduleOf(`import tensorflow as tf\n${source}${calls}`, 'm.py')],
    { rules: 'recommended', inferSignatures: true }
  );
  return report.documents[0].functions[0].edit?.edits.map(({ text }) => text) ?? [];
}

describe('a function that other numbers reach in each call', () => {
  const signature =
    'input_signature=[tf.TensorSpec(shape=(64, 64), dtype=tf.float32), tf.TensorSpec(shape=(), dtype=tf.float32)]';

  test('takes them as tensors', async () => {
    expect(await editOf('def f(x, rate):\n    return tf.linalg.inv(x) @ x * rate\n')).toEqual([
      `@tf.function(${signature})\n`
    ]);
  });

  test('gets a signature where it is a graph already', async () => {
    expect(
      await editOf('@tf.function\ndef f(x, rate):\n    return tf.linalg.inv(x) @ x * rate\n')
    ).toEqual([`(${signature})`]);
  });

  test('stays what it is where it needs numbers of Python', async () => {
    expect(
      await editOf('def f(x, rate):\n    return tf.linalg.inv(x) @ x * (2 if rate > 1 else rate)\n')
    ).toEqual([]);
  });
});
