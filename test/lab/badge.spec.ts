import type { TranslationBundle } from '@jupyterlab/translation';
import type { Finding, FunctionReport } from '../../src/analysis/report';
import { badgeKind } from '../../src/lab/badges/badge';
import { CardWriter } from '../../src/lab/card/cardContent';
import { findingSentence } from '../../src/lab/sentences/findingSentences';
import { badgeText, verdictSentence } from '../../src/lab/sentences/verdictSentences';
import { functionReport } from './functionReport';

/** Gives the sentences back as they are, their arguments filled in. */
const trans = {
  __: (text: string, ...args: string[]) =>
    text.replace(/%(\d)/g, (_, index: string) => args[Number(index) - 1] ?? ''),
  _n: (one: string, many: string, count: number) =>
    (count === 1 ? one : many).replace('%1', String(count))
} as unknown as TranslationBundle;

function finding(code: string, changes: Partial<Finding> = {}): Finding {
  return { code, severity: 'blocks', message: `the message of ${code}`, locations: [], ...changes };
}

const sideEffect = finding('python-side-effects');

/** Each kind of badge with the report that it comes from and the words on it. */
const KINDS: readonly (readonly [string, FunctionReport, string])[] = [
  [
    'hybridize',
    functionReport({ verdict: { action: 'hybridize', confidence: 'proven' } }),
    'hybridize'
  ],
  [
    'hybridize-assuming',
    functionReport({ verdict: { action: 'hybridize', confidence: 'assumed' } }),
    'hybridize, assuming …'
  ],
  ['keep', functionReport({ verdict: { findings: [sideEffect] } }), 'keep eager: side effects'],
  [
    'keep',
    functionReport({
      verdict: { findings: [finding('no-benefit-expected', { severity: 'warns' })] }
    }),
    'keep eager: no gain'
  ],
  [
    'graph',
    functionReport({ execution: 'graph', verdict: { findings: [finding('already-optimal')] } }),
    'already a graph'
  ],
  [
    'graph-warning',
    functionReport({ execution: 'graph', verdict: { findings: [sideEffect] } }),
    'a graph, but: side effects'
  ],
  [
    'remove',
    functionReport({ execution: 'graph', verdict: { action: 'remove-graph' } }),
    'remove the graph'
  ],
  [
    'reconfigure',
    functionReport({ execution: 'graph', verdict: { action: 'reconfigure' } }),
    'reconfigure'
  ],
  ['unknown', functionReport({ verdict: { confidence: 'unknown' } }), 'can’t tell']
];

describe('a badge', () => {
  it.each(KINDS)('of the kind %s follows from the report', (kind, report, text) => {
    expect(badgeKind(report)).toBe(kind);
    expect(badgeText(report, trans)).toBe(text);
  });

  it('has other words for each kind', () => {
    expect(new Set(KINDS.map(([, report]) => verdictSentence(report, trans))).size).toBe(
      new Set(KINDS.map(([kind]) => kind)).size
    );
  });
});

describe('a sentence', () => {
  it('names the parameter that it is about', () => {
    const report = functionReport({
      parameters: [
        {
          index: 0,
          name: 'rate',
          kind: 'positional',
          receiver: false,
          hasDefault: false,
          supplied: true,
          variadic: false,
          tensor: false,
          container: false,
          primitive: true,
          types: [],
          typeSources: [],
          values: ['float 0.1'],
          spec: null,
          evidence: ['call']
        }
      ]
    });
    expect(
      findingSentence(finding('primitive-parameter', { parameter: 0 }), report, trans)
    ).toContain('“rate”');
  });

  it('of a code that is not known is the message of the analysis', () => {
    expect(findingSentence(finding('brand-new'), functionReport(), trans)).toBe(
      'the message of brand-new'
    );
  });
});

describe('a card', () => {
  it('links causes and calls with the code that stands there', () => {
    const location = {
      document: 'a.ipynb',
      cell: 2,
      line: 3,
      column: 5,
      endLine: 3,
      endColumn: 10,
      note: 'prints'
    };
    const report = functionReport({
      verdict: {
        findings: [
          finding('python-side-effects', {
            locations: [location, { ...location, document: 'helpers.py', cell: null, line: 7 }]
          })
        ]
      }
    });
    const writer = new CardWriter('a.ipynb', trans, document =>
      document === 'a.ipynb' ? '    print(x)' : null
    );
    const [reason] = writer.describe(report).reasons;
    expect(reason?.links.map(({ place, code, note }) => [place, code, note])).toEqual([
      ['cell 3, line 3', 'print(x)', 'prints'],
      ['helpers.py, line 7', '', 'prints']
    ]);
  });

  it('says what is not known of a parameter', () => {
    const parameter = {
      index: 0,
      name: 'values',
      kind: 'var-positional' as const,
      receiver: false,
      hasDefault: false,
      supplied: null,
      variadic: true,
      tensor: null,
      container: false,
      primitive: null,
      types: [],
      typeSources: [],
      values: [],
      spec: null,
      evidence: []
    };
    const report = functionReport({
      parameters: [{ ...parameter, name: 'self', kind: 'positional', receiver: true }, parameter]
    });
    expect(new CardWriter('a.ipynb', trans, () => null).describe(report).parameters).toEqual([
      { name: '*values', types: ['not known'], evidence: '' }
    ]);
  });
});
