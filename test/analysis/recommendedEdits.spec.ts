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
