/**
 * The bounds of an analysis grow with the documents of a project: what its last ones do is seen as well.
 */
import { analyse, loadEngine, moduleOf } from './factsEngine';

test('the last of many modules that each take many steps', async () => {
  const engine = await loadEngine();
  const body = Array.from({ length: 120 }, (_, i) => `    x = x + ${i}.\n`).join('');
  const modules = Array.from({ length: 40 }, (_, i) => {
    const calls = Array.from({ length: 30 }, (_, n) => `    step(tf.ones([${n + 1}, ${i + 1}]))\n`);
    return moduleOf(
      `import tensorflow as tf\ndef step(x):\n${body}    return x\ndef main():\n${calls.join('')}main()\n`,
      `part${i}.py`
    );
  });
  const report = analyse(engine, modules, { rules: 'published' });
  expect(report.documents.map(document => document.functions[0].reached)).toEqual(
    modules.map(() => true)
  );
});

test('a program that is one call, of which not all can be run', async () => {
  const engine = await loadEngine();
  const body = Array.from({ length: 120 }, (_, i) => `    x = x + ${i}.\n`).join('');
  const parts = Array.from({ length: 60 }, (_, i) => {
    const calls = Array.from({ length: 30 }, (_, n) => `    step${i}(tf.ones([${n + 1}]))\n`);
    return `def step${i}(x):\n${body}    return x\ndef part${i}():\n${calls.join('')}`;
  });
  const all = parts.map((_, i) => `    part${i}()\n`).join('');
  const text = `import tensorflow as tf\n${parts.join('')}def main():\n${all}main()\n`;
  const report = analyse(engine, [moduleOf(text, 'main.py')], { rules: 'published' });
  const reached = new Map(report.documents[0].functions.map(entry => [entry.name, entry.reached]));
  expect(reached.get('main')).toBe(true);
  expect(reached.get('step0')).toBe(true);
});
