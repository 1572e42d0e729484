/**
 * Programs that were written to keep an analysis busy: each of these once took minutes. A rule that goes through such a
 * program once more for each of its parts does not come to an end here.
 */
import { analyse, loadEngine, notebookOf } from './factsEngine';
import type { AnalysisEngine } from '../../src/analysis';
import type { FunctionReport } from '../../src/analysis/report';

const HEAD = 'import tensorflow as tf\n';
const TAIL = 'def plain(x): return x + 1.\nplain(tf.ones(2))\n';

let engine: AnalysisEngine;

beforeAll(async () => {
  engine = await loadEngine();
});

function functionsOf(text: string): ReadonlyMap<string, FunctionReport> {
  const report = analyse(engine, [notebookOf([`${HEAD}${text}${TAIL}`])], {
    rules: 'recommended'
  });
  return new Map(report.documents[0].functions.map(entry => [entry.name, entry]));
}

function repeated(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('');
}

test('tuples that hold each other twice, sixty levels deep', () => {
  const functions = functionsOf(
    `x = (tf.ones(2), 1)\n${repeated(60, () => 'x = (x, x)\n')}def f(x): return x\nf(x)\n`
  );
  expect(functions.get('f')?.parameters[0]).toMatchObject({ container: true, primitive: true });
  expect(functions.get('plain')?.parameters[0].types).toEqual(['float32 (2,)']);
});

test('properties that read the next one twice', () => {
  const functions = functionsOf(
    `class C:\n${repeated(60, i => `    @property\n    def p${i}(self): return self.p${i + 1}, self.p${i + 1}\n`)}    p60 = 1\nC().p0\n`
  );
  expect(functions.get('C.p0')?.reached).toBe(true);
});

test('a condition of hundreds of branches that return', () => {
  const functions = functionsOf(
    `def f(x):\n    if x > 0: return x\n${repeated(350, i => `    elif x == ${i}: return x + ${i}\n`)}f(tf.ones(2))\n`
  );
  expect(functions.get('f')?.reached).toBe(true);
});

test('of a function with thousands of statements nobody can tell', () => {
  const functions = functionsOf(
    `def f(x):\n${repeated(5000, i => `    x = x + ${i}.\n`)}    return x\nf(tf.ones(2))\n`
  );
  expect(functions.get('f')?.verdict).toMatchObject({ action: 'keep', confidence: 'unknown' });
  expect(functions.get('plain')?.verdict.confidence).not.toBe('unknown');
});

test('a comprehension over nine lists', () => {
  const clauses = repeated(9, i => ` for a${i} in [x, 1, ${i}]`);
  const functions = functionsOf(`def f(x): return [x${clauses}]\nf(tf.ones(2))\n`);
  expect(functions.get('f')).toBeDefined();
});

test('a list of thousands of items, and a model of thousands of layers', () => {
  const functions = functionsOf(
    `x = tf.ones([${'1,'.repeat(5000)}])\nm = tf.keras.Sequential()\n${repeated(1500, () => 'm.add(tf.keras.layers.Dense(3))\n')}def f(x): return x\nf(m(tf.ones([1, 2])))\n`
  );
  expect(functions.get('f')?.parameters[0].tensor).not.toBe(false);
});

test('thousands of mutually recursive functions name a few places at which the analysis gave up', () => {
  const functions = functionsOf(
    `${repeated(1000, i => `def f${i}(x): return f${(i * 7 + 1) % 1000}(x) + f${(i * 13 + 5) % 1000}(x)\n`)}f0(tf.ones(2))\n`
  );
  for (const entry of functions.values()) {
    const cuts = entry.verdict.assumptions.filter(({ code }) => code === 'budget-exhausted');
    expect(cuts.length).toBeLessThanOrEqual(16);
  }
  expect(functions.get('f500')?.verdict).toMatchObject({ action: 'keep', confidence: 'unknown' });
});

test('conditions that each set a name of their own, hundreds of levels deep', () => {
  const functions = functionsOf(
    `def f(x):\n    if x: pass\n${repeated(400, i => `    elif x == ${i}: y${i} = x\n`)}    return x\nf(tf.ones(2))\n`
  );
  expect(functions.get('f')?.verdict).toMatchObject({ action: 'keep', confidence: 'unknown' });
  expect(functions.get('plain')?.verdict.confidence).not.toBe('unknown');
});

test('a hierarchy of three thousand classes with two bases each', () => {
  const functions = functionsOf(
    `class C0:\n    def m(self, x): return x + 1.\nclass C1(C0): pass\n${repeated(3000, i => `class C${i + 2}(C${i + 1}, C${i}): pass\n`)}C9().m(tf.ones(2))\nC3000().m(tf.ones(3))\n`
  );
  expect(functions.get('C0.m')?.parameters[1].types).toContain('float32 (2,)');
  expect(functions.get('plain')?.reached).toBe(true);
});

test('a dictionary of thousands of items, at once and one by one', () => {
  const functions = functionsOf(
    `d = {${repeated(6000, i => `"k${i}": tf.ones([${i + 1}]), `)}}\ne = {}\n${repeated(2000, i => `e["k${i}"] = tf.ones([${i + 1}])\n`)}def f(x): return x\nf(d["k3"])\ndef g(x): return x\ng(e["k3"])\ndef h(x): return x\nh(e["k1999"])\n`
  );
  expect(functions.get('f')?.parameters[0].types).toEqual(['float32 (4,)']);
  expect(functions.get('g')?.parameters[0].types).toContain('float32 (4,)');
  expect(functions.get('h')?.parameters[0].types).toEqual(['float32 (None,)']);
});

test('a chain of thousands of operands is one operation', () => {
  const operands = (count: number): string => repeated(count, () => ' or x');
  const functions = functionsOf(
    `def f(x):\n    return x${operands(8000)}\nf(tf.ones(2))\ndef g(x):\n    print(x) and x${operands(90)}\n    return x + 1.\ng(tf.ones(2))\n`
  );
  expect(functions.get('f')?.parameters[0].types).toEqual(['float32 (2,)']);
  expect(functions.get('g')?.verdict.action).toBe('keep');
});

test('with the published rules nobody can tell of what was not read', () => {
  const text = `${HEAD}def f(x):\n    if x: pass\n${repeated(3000, i => `    elif x == ${i}: y = x\n`)}    return x + 1\nf(tf.ones(2))\n${TAIL}`;
  const report = analyse(engine, [notebookOf([text])], { rules: 'published' });
  const [cut, plain] = report.documents[0].functions;
  expect(cut.verdict).toMatchObject({ action: 'keep', confidence: 'unknown' });
  expect(cut.verdict.findings.map(({ code }) => code)).toContain('undeterminable-side-effects');
  expect(plain.verdict.rule).toBe('P1');
});

test('a match of thousands of cases', () => {
  const functions = functionsOf(
    `def f(x):\n    match x:\n${repeated(3000, i => `        case {"k${i}": [b, *c], **r} if b: y = ${i}\n`)}        case _: y = x\n    return y\nf({"k2": [tf.ones(3), 1]})\nf(tf.ones(2))\n`
  );
  expect(functions.get('f')?.parameters[0].types).toContain('float32 (2,)');
  expect(functions.get('plain')?.verdict.confidence).not.toBe('unknown');
});

test('a tuple and a text that are doubled sixty times', () => {
  const functions = functionsOf(
    `t = (1, tf.ones(2))\ns = "ab"\nl = [1]\n${'t = t + t\ns = s + s\nl = l + l\n'.repeat(60)}def f(x): return x\nf(t)\nf(s)\nf(l)\nu = "ab"\nc = tf.constant([1, 2])\n${'u = f"{u}{u}"\nc = tf.concat([c, c], 0)\n'.repeat(60)}def g(x): return x\ng(u)\ng(c)\n`
  );
  expect(functions.get('f')?.parameters[0]).toMatchObject({ container: true, primitive: true });
});

test('thousands of decorators', () => {
  const functions = functionsOf(
    `${'@tf.function\n'.repeat(3000)}def f(x): return x + 1.\nf(tf.ones(2))\n`
  );
  expect(functions.get('f')?.verdict).toMatchObject({ action: 'keep' });
  expect(functions.get('f')?.verdict.confidence).not.toBe('proven');
  expect(functions.get('plain')?.verdict.confidence).toBe('proven');
});

test('comprehensions within the lists that comprehensions go over, thousands of levels deep', () => {
  const functions = functionsOf(
    `def f(x): return ${'[a for a in '.repeat(2000)}x${']'.repeat(2000)}\nf(tf.ones(2))\n`
  );
  expect(functions.get('f')?.verdict).toMatchObject({ action: 'keep', confidence: 'unknown' });
  expect(functions.get('plain')?.verdict.confidence).toBe('proven');
});

test('a chain of thousands of functions, the innermost first', () => {
  const functions = functionsOf(
    `def f0(x): return x\n${repeated(5000, i => `def f${i + 1}(x): return f${i}(x)\n`)}f5000(tf.ones(2))\n`
  );
  expect(functions.get('f5000')?.verdict).toMatchObject({ action: 'keep', confidence: 'unknown' });
  expect(functions.get('plain')?.verdict.confidence).toBe('proven');
});

test('loops within loops, twenty levels deep', () => {
  const loops = repeated(20, i => `${' '.repeat(i + 1)}while x[${i}] > 0:\n`);
  const functions = functionsOf(
    `def f(x):\n${loops}${' '.repeat(21)}y = x\n return x\nf(tf.ones(2))\n`
  );
  expect(functions.get('f')?.reached).toBe(true);
});

test('what is made of two of what was there before: lists, mapped and zipped iterators', () => {
  const functions = functionsOf(
    `l = [tf.ones(2)]\nz = [1, 2]\nm = [1, 2]\n${'l.extend(l)\nl += l\nz = list(zip(z, z))\nm = map(lambda a: (a, a), m)\n'.repeat(90)}def f(x): return x\nf(l)\ndef g(x): return x\ng(z)\nfor i in m: g(i)\n`
  );
  expect(functions.get('f')?.parameters[0].container).toBe(true);
  expect(functions.get('g')?.reached).toBe(true);
});

test('an import of a package twenty thousand levels deep', () => {
  const functions = functionsOf(`import ${'a.'.repeat(20000)}b\n`);
  expect(functions.get('plain')?.verdict.confidence).toBe('proven');
});

test('bodies of thousands of conditions and loops that each bind names of their own', () => {
  const functions = functionsOf(
    `def f(x):\n${repeated(1400, i => `    if x > ${i}: v${i} = x\n`)}    return x\nf(tf.ones(2))\ndef g(x):\n${repeated(1200, i => `    for i${i} in x: x = x + i${i}\n`)}    return x\ng(tf.ones(2))\n`
  );
  expect(functions.get('f')?.reached).toBe(true);
  expect(functions.get('g')?.reached).toBe(true);
});

const DOUBLED = new Map([
  ['tuples', 'x = (tf.ones(2), 1)\n' + 'x = (x, x)\n'.repeat(60)],
  ['tuples of two kinds', 'x = (tf.ones(2),)\ny = (1,)\n' + 'x, y = (x, y), (y, x)\n'.repeat(40)],
  ['lists', 'x = [tf.ones(2)]\n' + 'x = [x, x]\n'.repeat(60)],
  ['empty lists', 'x = []\n' + 'x = [x, x]\n'.repeat(60)],
  ['dictionaries', "x = {'a': tf.ones(2)}\n" + "x = {'a': x, 'b': x}\n".repeat(60)],
  ['a list that holds itself', 'x = [tf.ones(2)]\nx.append(x)\nx.append(x)\n'],
  [
    'zipped datasets',
    'x = tf.data.Dataset.range(4)\n' + 'x = tf.data.Dataset.zip((x, x))\n'.repeat(60)
  ]
]);

test.each([...DOUBLED])('%s, sixty levels deep, in what goes through structures', (_, doubled) => {
  const functions = functionsOf(`${doubled}def f(x):
    for i in tf.range(3):
        x = (x, x)
    return tf.nest.map_structure(lambda t: t, x)
class M(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.x = x
    def call(self, a):
        return a, self.x
f(x)
tf.nest.pack_sequence_as(x, tf.nest.flatten(x))
M()(x)
M().fit(x, x)
for item in tf.data.Dataset.from_tensors(x).map(f):
    f(item)
`);
  expect(functions.get('f')?.reached).toBe(true);
  expect(functions.get('M.call')?.reached).toBe(true);
  expect(functions.get('plain')?.verdict.confidence).toBe('proven');
});
