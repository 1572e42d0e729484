/**
 * The forms of `fixtures/autograph/forms.txt` with what TensorFlow was seen to do with each: the recommended rules say
 * the same, of the plain function and of graph functions with and without a signature and AutoGraph.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse, loadEngine, notebookOf } from './factsEngine';

const FORMS = join(__dirname, '..', '..', 'fixtures', 'autograph', 'forms.txt');

/** What stands before the first form: imports, the argument and what forms touch. */
const PRELUDE = readFileSync(FORMS, 'utf8').split(/^# outcomes: /mu)[0];

/** Decorator lines with the place of their outcome in the file. */
const MODES = [
  { decorator: null, index: 0 },
  { decorator: '@tf.function', index: 0 },
  { decorator: '@tf.function(input_signature=[tf.TensorSpec([None, None])])', index: 1 },
  { decorator: '@tf.function(autograph=False)', index: 2 }
] as const;

/** Findings that say that a graph gains nothing, against those that say that it misbehaves. */
const HARMLESS: ReadonlySet<string> = new Set([
  'no-tensor-computation',
  'no-benefit-expected',
  'no-tensor-parameter',
  'covered-callers',
  'python-number-result',
  'signature-inference'
]);

/** Forms that behave alike where they were run, and that are held back all the same, with the reason. */
const STRICTER: ReadonlyMap<string, string> = new Map([
  ['evaluated_text', 'what a text does that is evaluated cannot be read']
]);

type Form = {
  readonly name: string;
  readonly source: string;
  readonly outcomes: readonly string[];
};

function forms(): readonly Form[] {
  return readFileSync(FORMS, 'utf8')
    .split(/^# outcomes: /mu)
    .slice(1)
    .map(part => {
      const [outcomes, ...lines] = part.trimEnd().split('\n');
      const source = lines.join('\n');
      const name = /def (\w+)/u.exec(source)?.[1] ?? '';
      return { name, source, outcomes: outcomes.split(' ') };
    });
}

test('the file has all its forms', () => {
  expect(forms().length).toBeGreaterThanOrEqual(99);
  expect(new Set(forms().map(form => form.name)).size).toBe(forms().length);
});

describe.each(MODES)('$decorator', ({ decorator, index }) => {
  test.each(forms())('$name', async ({ name, source, outcomes }) => {
    const definition = decorator === null ? source : `${decorator}\n${source}`;
    const cell = `${PRELUDE}${definition}\n${name}(x)\n${name}(x * 2)\n`;
    const report = analyse(await loadEngine(), [notebookOf([cell])], {
      rules: 'recommended',
      inferSignatures: false
    });
    const fn = report.documents[0].functions.find(entry => entry.name === name);
    const codes = (fn?.verdict.findings ?? [])
      .filter(entry => entry.severity !== 'informs' && !HARMLESS.has(entry.code))
      .map(entry => entry.code);
    const isMisbehaving = outcomes[index] !== 'same' || STRICTER.has(name);
    expect([outcomes[index], codes]).toEqual([
      outcomes[index],
      isMisbehaving ? [expect.any(String), ...codes.slice(1)] : []
    ]);
  });
});
