/** The formats, from a report that is written by hand. */
import type { DocumentReport, Finding, FunctionReport, Report } from '../../src/analysis/report';
import { changeDocuments } from '../../src/cli/applyEdits';
import { hasWork } from '../../src/cli/pendingWork';
import { toCsv } from '../../src/cli/csvFormat';
import { toGithub } from '../../src/cli/githubFormat';
import type { CliDocument } from '../../src/cli/projects';
import { toSarif } from '../../src/cli/sarifFormat';
import { withShownPaths } from '../../src/cli/shownPaths';
import { toText } from '../../src/cli/textFormat';
import { lineInFile } from '../../src/notebook/lineInFile';
import { readNotebook } from '../../src/notebook/readNotebook';

const FACTS = {
  tensorParameter: true,
  primitiveParameter: false,
  pythonSideEffects: null,
  recursive: false,
  tensorComputation: true,
  eagerOnlyCalls: false,
  numpyOnParameters: false,
  invalidNameArguments: false,
  unresolvedStaticAxes: false,
  staleVariableReads: false,
  tensorIteration: false,
  dtypeConflicts: false,
  kerasSymbolicArguments: false,
  coveredCallers: false
};

const PRINTS: Finding = {
  code: 'python-side-effects',
  severity: 'blocks',
  message: 'it prints: 100%',
  locations: [
    {
      document: 'nb.ipynb',
      cell: 0,
      line: 2,
      column: 3,
      endLine: 2,
      endColumn: 11,
      note: 'prints'
    }
  ]
};

function functionReport(more: Partial<FunctionReport>): FunctionReport {
  return {
    name: 'step',
    cell: 1,
    line: 2,
    column: 1,
    endLine: 3,
    method: false,
    reached: true,
    calls: [],
    framework: 'tensorflow',
    execution: 'eager',
    graph: null,
    facts: FACTS,
    parameters: [],
    verdict: {
      action: 'hybridize',
      confidence: 'proven',
      rule: 'P1',
      findings: [],
      assumptions: []
    },
    inputSignature: '[tf.TensorSpec(shape=(), dtype=tf.float32)]',
    inputSignatureAbsence: null,
    edit: null,
    id: 'x',
    unit: 'c1',
    badge: true,
    ...more
  };
}

const KEPT = functionReport({
  name: '=cmd()',
  cell: 0,
  line: 1,
  verdict: {
    action: 'keep',
    confidence: 'proven',
    rule: null,
    findings: [PRINTS],
    assumptions: []
  }
});

function reportOf(
  functions: readonly FunctionReport[],
  more: Partial<DocumentReport> = {}
): Report {
  return {
    schema: 1,
    tool: { name: 'jupyterlab-hybridize', version: '1.2.3' },
    rules: 'recommended',
    documents: [
      { path: 'nb.ipynb', kind: 'notebook', problems: [], functions, findings: [], ...more }
    ]
  };
}

const NOTEBOOK_TEXT = JSON.stringify(
  {
    cells: [
      { cell_type: 'code', source: ['def log(x):\n', '  print(x)'] },
      { cell_type: 'code', source: ['x = 1\n', 'def step(x):\n', '  return x'] }
    ],
    nbformat: 4
  },
  null,
  1
);

function notebookDocument(): CliDocument {
  const { notebook } = readNotebook(NOTEBOOK_TEXT);
  return {
    path: 'nb.ipynb',
    shownPath: './nb.ipynb',
    kind: 'notebook',
    source: null,
    notebook,
    isUtf8: true,
    problems: []
  };
}

describe('text', () => {
  it('says verdicts, reasons with places, and counts', () => {
    const problems = [{ cell: 1, line: 1, column: 1, message: 'half-written' }];
    expect(toText(reportOf([KEPT, functionReport({})], { problems }), { isColoured: false })).toBe(
      [
        'nb.ipynb:cell 2:1: problem: half-written',
        'nb.ipynb:cell 1:1: =cmd(): keep eager',
        '    because it prints: 100% [python-side-effects]  (nb.ipynb:cell 1:2)',
        'nb.ipynb:cell 2:2: step: hybridize',
        '    signature [tf.TensorSpec(shape=(), dtype=tf.float32)]',
        '2 functions in 1 document, 1 to hybridize, 0 to remove the graph from, 0 to reconfigure, 0 of which cannot be told, 1 problem.',
        ''
      ].join('\n')
    );
  });

  it('is coloured on request', () => {
    expect(toText(reportOf([KEPT]), { isColoured: true })).toContain('\u001b[1m=cmd()\u001b[0m');
  });
});

describe('CSV', () => {
  it('has the published columns first, quotes, and runs no formula', () => {
    const rows = toCsv(reportOf([KEPT, functionReport({})]), () => 'a,b').split('\r\n');
    expect(rows[0]?.split(',').slice(0, 8)).toEqual([
      'subject',
      'function',
      'module',
      'relative path',
      'beginning line',
      'method reference',
      'type reference',
      'method'
    ]);
    expect(rows[0]).toContain('refactoring,passing precondition,status,cell,');
    expect(rows[1]).toMatch(/^"a,b",'=cmd\(\),nb,nb.ipynb,1,/);
    expect(rows[2]).toContain(
      '"[tf.TensorSpec(shape=(), dtype=tf.float32)]",,,CONVERT_EAGER_FUNCTION_TO_HYBRID,P1,OK,1,'
    );
    expect(rows).toHaveLength(4);
  });
});

describe('formats of other tools', () => {
  const { notebook } = notebookDocument();
  const fileLine = (_: string, cell: number | null, line: number): number =>
    cell === null || notebook === null ? line : lineInFile(notebook, cell, line);

  it('find the line of a cell in the file', () => {
    const lines = NOTEBOOK_TEXT.split('\n');
    expect(lines[fileLine('nb.ipynb', 1, 2) - 1]).toContain('def step');
    expect(lines[fileLine('nb.ipynb', 0, 1) - 1]).toContain('def log');
  });

  it('are workflow commands for GitHub', () => {
    const output = toGithub(reportOf([KEPT, functionReport({ name: 'a%b' })]), fileLine);
    expect(output).toBe(
      `::warning file=nb.ipynb,line=${fileLine('', 1, 2)},title=hybridize%3A hybridize::a%25b: hybridize. (cell 2, line 2)\n`
    );
  });

  it('are SARIF', () => {
    const sarif = JSON.parse(toSarif(reportOf([KEPT, functionReport({})]), fileLine));
    expect(sarif.version).toBe('2.1.0');
    const [run] = sarif.runs;
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
      'hybridize',
      'python-side-effects'
    ]);
    for (const result of run.results) {
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    }
    expect(run.results[1].locations[0].logicalLocations).toEqual([
      { name: 'cell 2', kind: 'module' },
      { fullyQualifiedName: 'step', kind: 'function' }
    ]);
  });
});

describe('reports', () => {
  it('ask for work where an action is due, or a graph misbehaves', () => {
    expect(hasWork(reportOf([functionReport({})]))).toBe(true);
    expect(hasWork(reportOf([KEPT]))).toBe(false);
    expect(hasWork(reportOf([{ ...KEPT, execution: 'graph' }]))).toBe(true);
  });

  it('show the paths that the user gave, everywhere', () => {
    const [document] = reportOf([KEPT]).documents;
    expect(document).toBeDefined();
    if (document !== undefined) {
      const shown = withShownPaths(document, path => `./${path}`);
      expect(shown.path).toBe('./nb.ipynb');
      expect(JSON.stringify(shown)).not.toContain('"nb.ipynb"');
    }
  });
});

describe('applying', () => {
  const insertion = (line: number, text: string): NonNullable<FunctionReport['edit']> => ({
    safety: 'safe',
    edits: [
      {
        document: 'nb.ipynb',
        cell: 1,
        startLine: line,
        startColumn: 1,
        endLine: line,
        endColumn: 1,
        text
      }
    ]
  });
  const apply = (functions: readonly FunctionReport[]): string | undefined =>
    changeDocuments([notebookDocument()], reportOf(functions), { safeties: new Set(['safe']) })[0]
      ?.fileText;

  it('changes the source of the cell and nothing else', () => {
    const text = apply([functionReport({ edit: insertion(2, '@tf.function\n') })]);
    expect(text).toBe(
      NOTEBOOK_TEXT.replace('"def step(x):\\n"', '"@tf.function\\n",\n    "def step(x):\\n"')
    );
  });

  it('adds an import that two functions need once', () => {
    const edit = insertion(1, 'import tensorflow as tf\n');
    const text = apply([functionReport({ edit }), functionReport({ name: 'g', edit })]) ?? '';
    expect(text.split('import tensorflow')).toHaveLength(2);
  });

  it('leaves edits that are not safe, or of functions that are kept', () => {
    const edit = insertion(2, '@tf.function\n');
    expect(apply([functionReport({ edit: { ...edit, safety: 'assumes' } })])).toBeUndefined();
    expect(apply([{ ...KEPT, edit }])).toBeUndefined();
  });
});
