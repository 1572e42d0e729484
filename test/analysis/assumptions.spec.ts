/**
 * What a report says that it takes for granted.
 */
import { analyse, loadEngine, notebookOf } from './factsEngine';

test('what each of several runs takes for granted is said once', async () => {
  const engine = await loadEngine();
  const text = `import tensorflow as tf
def f(x):
    return int(tf.argmax(x)) * 2
for size in [2, 3, 4]:
    f(tf.ones([size]))
    f(tf.zeros([size], tf.float64))
`;
  const report = analyse(engine, [notebookOf([text])], { rules: 'recommended' });
  const said = report.documents[0].functions[0].verdict.assumptions.map(({ code, locations }) =>
    [code, ...locations.map(({ line }) => line)].join(' ')
  );
  expect(said).toContain('dtype-conflict 3');
  expect(new Set(said).size).toBe(said.length);
});

test('a verdict that is assumed names at least one assumption, though no tensor is in sight', async () => {
  const engine = await loadEngine();
  const text = `import tensorflow as tf
class Scale(tf.keras.layers.Layer):
    def get_config(self):
        return {"factor": self.factor}
def describe():
    return "a model"
def halve(x):
    return x / 2
`;
  const report = analyse(engine, [notebookOf([text])], { rules: 'recommended' });
  const assumed = report.documents[0].functions.filter(
    ({ verdict }) => verdict.confidence === 'assumed'
  );
  expect(assumed.map(({ name }) => name)).toContain('describe');
  for (const { verdict } of assumed) {
    expect(verdict.assumptions).not.toHaveLength(0);
  }
});
