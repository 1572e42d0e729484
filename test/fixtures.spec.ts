/**
 * Runs the fixture suites in `fixtures/`: headings name tests, `py` blocks are cells, and comments on `def` lines say
 * what is expected.
 *
 * - `# published: 12 4` the codes of the published tool that block (or `P1` …), in any order;
 * - `# verdict: keep python-side-effects` the action of the recommended rules, then all codes that block or warn;
 * - `# assumes: unknown-callee` the codes of what the recommended rules take for granted;
 * - `# signature: […]` the inferred signature, or the reason why there is none;
 * - `# facts: T=yes P=no …` facts by the letters of the specification;
 * - `# supplied: x=yes n=?` whether some call supplies each of the parameters;
 * - `# finding: code` on any other line: a finding of the document.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse, loadEngine, moduleOf, notebookOf } from './analysis/factsEngine';
import type { AnalysisEngine, FactsReport, FunctionReport } from '../src/analysis';

const FIXTURES = join(__dirname, '..', 'fixtures');

/** The published tool's numbers (specification 6.2). */
const NUMBERS: ReadonlyMap<string, string> = new Map([
  ['undeterminable-side-effects', '3'],
  ['python-side-effects', '4'],
  ['no-tensor-parameter', '6'],
  ['recursive', '8'],
  ['undeterminable-recursion', '9'],
  ['undeterminable-tensor-parameter', '10'],
  ['undeterminable-primitive-parameter', '11'],
  ['primitive-parameter', '12'],
  ['already-optimal', '13'],
  ['no-tensor-computation', '14'],
  ['eager-only-call', '15'],
  ['numpy-on-parameter', '16'],
  ['invalid-name-argument', '17'],
  ['unresolved-static-axis', '18'],
  ['stale-variable-read', '19'],
  ['tensor-iteration', '20'],
  ['covered-callers', '21'],
  ['dtype-conflict', '22'],
  ['keras-symbolic-argument', '23']
]);

const LETTERS: ReadonlyMap<string, keyof FactsReport> = new Map([
  ['T', 'tensorParameter'],
  ['P', 'primitiveParameter'],
  ['S', 'pythonSideEffects'],
  ['R', 'recursive'],
  ['C', 'tensorComputation'],
  ['E', 'eagerOnlyCalls'],
  ['N', 'numpyOnParameters'],
  ['V', 'invalidNameArguments'],
  ['A', 'unresolvedStaticAxes'],
  ['L', 'staleVariableReads'],
  ['I', 'tensorIteration'],
  ['D', 'dtypeConflicts'],
  ['K', 'kerasSymbolicArguments'],
  ['U', 'coveredCallers']
]);

type Fixture = {
  readonly name: string;
  readonly blocks: readonly { readonly file: string | null; readonly text: string }[];
  readonly inferSignatures: boolean;
};

function readSuite(path: string): readonly Fixture[] {
  const fixtures: Fixture[] = [];
  const text = readFileSync(path, 'utf8');
  for (const section of text.split(/^(?=#{1,4} )/mu)) {
    const name = /^#+ (.*)$/mu.exec(section)?.[1] ?? '';
    const blocks = [...section.matchAll(/^```py(?: ([\w./]+))?\n([\s\S]*?)^```$/gmu)].map(
      match => ({
        file: match[1] ?? null,
        text: match[2]
      })
    );
    if (blocks.length > 0) {
      fixtures.push({
        name,
        blocks,
        inferSignatures: /^# signature:|# signature:/mu.test(section)
      });
    }
  }
  return fixtures;
}

type Expectation = {
  readonly block: number;
  readonly line: number;
  readonly kind: string;
  readonly expected: string;
};

function expectationsOf(fixture: Fixture): readonly Expectation[] {
  return fixture.blocks.flatMap((block, index) =>
    block.text.split('\n').flatMap((line, row) =>
      [
        ...line.matchAll(
          /# (published|verdict|signature|facts|supplied|finding|assumes): ([^#]*)/gu
        )
      ].map(match => ({
        block: index,
        line: row + 1,
        kind: match[1],
        expected: match[2].trim()
      }))
    )
  );
}

function words(text: string): readonly string[] {
  return text
    .split(/\s+/u)
    .filter(word => word !== '')
    .sort();
}

function publishedOf(report: FunctionReport): string {
  const codes = report.verdict.findings
    .filter(entry => entry.severity !== 'informs')
    .map(
      entry => `${NUMBERS.get(entry.code) ?? entry.code}${entry.severity === 'warns' ? 'w' : ''}`
    );
  return [...codes, ...(report.verdict.rule === null ? [] : [report.verdict.rule])]
    .sort()
    .join(' ');
}

function verdictOf(report: FunctionReport): string {
  const codes = report.verdict.findings
    .filter(entry => entry.severity !== 'informs')
    .map(entry => entry.code);
  return [report.verdict.action, ...new Set(codes)].sort().join(' ');
}

function factsOf(report: FunctionReport, expected: string): string {
  return words(expected)
    .map(word => {
      const letter = word.split('=')[0];
      const key = LETTERS.get(letter);
      const fact = key === undefined ? undefined : report.facts[key];
      return `${letter}=${ternaryText(fact)}`;
    })
    .join(' ');
}

function suppliedOf(report: FunctionReport, expected: string): string {
  return words(expected)
    .map(word => {
      const name = word.split('=')[0];
      const parameter = report.parameters.find(candidate => candidate.name === name);
      return `${name}=${ternaryText(parameter?.supplied)}`;
    })
    .join(' ');
}

function ternaryText(fact: boolean | null | undefined): string {
  return fact === true ? 'yes' : fact === false ? 'no' : '?';
}

function check(engine: AnalysisEngine, fixture: Fixture, rules: 'published' | 'recommended'): void {
  const cells = fixture.blocks.filter(block => block.file === null);
  const modules = [
    ...(cells.length > 0 ? [notebookOf(cells.map(block => block.text))] : []),
    ...fixture.blocks.flatMap(block =>
      block.file === null ? [] : [moduleOf(block.text, block.file)]
    )
  ];
  const report = analyse(engine, modules, { rules, inferSignatures: fixture.inferSignatures });
  const expectations = expectationsOf(fixture);
  const actual: string[] = [];
  const expected: string[] = [];
  for (const entry of expectations) {
    const block = fixture.blocks[entry.block];
    const path = block.file ?? 'notebook.ipynb';
    const cell = block.file === null ? cells.indexOf(block) : null;
    const document = report.documents.find(candidate => candidate.path === path);
    const place = `${path}:${String(cell)}:${entry.line}`;
    if (entry.kind === 'finding') {
      const found = (document?.findings ?? []).filter(
        finding => finding.locations[0]?.cell === cell && finding.locations[0].line === entry.line
      );
      actual.push(
        `${place} ${found
          .map(finding => finding.code)
          .sort()
          .join(' ')}`
      );
      expected.push(`${place} ${words(entry.expected).join(' ')}`);
      continue;
    }
    const fn = document?.functions.find(
      candidate => candidate.cell === cell && candidate.line === entry.line
    );
    if (fn === undefined) {
      actual.push(`${place} no function`);
      expected.push(`${place} ${entry.expected}`);
      continue;
    }
    switch (entry.kind) {
      case 'published':
        actual.push(`${place} ${fn.name} ${publishedOf(fn)}`);
        expected.push(`${place} ${fn.name} ${words(entry.expected).join(' ')}`);
        break;
      case 'verdict':
        actual.push(`${place} ${fn.name} ${verdictOf(fn)}`);
        expected.push(`${place} ${fn.name} ${words(entry.expected).join(' ')}`);
        break;
      case 'signature':
        actual.push(
          `${place} ${fn.name} ${fn.inputSignature ?? fn.inputSignatureAbsence ?? 'none'}`
        );
        expected.push(`${place} ${fn.name} ${entry.expected}`);
        break;
      case 'supplied':
        actual.push(`${place} ${fn.name} ${suppliedOf(fn, entry.expected)}`);
        expected.push(`${place} ${fn.name} ${words(entry.expected).join(' ')}`);
        break;
      case 'assumes': {
        const codes = new Set(fn.verdict.assumptions.map(assumption => assumption.code));
        actual.push(`${place} ${fn.name} ${[...codes].sort().join(' ')}`);
        expected.push(`${place} ${fn.name} ${words(entry.expected).join(' ')}`);
        break;
      }
      default:
        actual.push(`${place} ${fn.name} ${factsOf(fn, entry.expected)}`);
        expected.push(`${place} ${fn.name} ${words(entry.expected).join(' ')}`);
    }
  }
  expect(expectations.length).toBeGreaterThan(0);
  expect(actual).toEqual(expected);
}

for (const rules of ['published', 'recommended'] as const) {
  for (const file of readdirSync(join(FIXTURES, rules)).sort()) {
    describe(`${rules}/${file}`, () => {
      for (const fixture of readSuite(join(FIXTURES, rules, file))) {
        test(fixture.name, async () => {
          check(await loadEngine(), fixture, rules);
        });
      }
    });
  }
}
