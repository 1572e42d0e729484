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
