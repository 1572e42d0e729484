/**
 * @jest-environment jsdom
 */
import { nullTranslator } from '@jupyterlab/translation';
import type { CallReport } from '../../src/analysis/report';
import { describeResult } from '../../src/lab/measure/resultDisplay';
import { stripPlot } from '../../src/lab/measure/stripPlot';
import { drawStripPlot } from '../../src/lab/measure/stripPlotDrawing';
import { functionReport } from './functionReport';
import { measuredVariant, measurementResult } from './measurementFixture';

const trans = nullTranslator.load('test');

function call(count: number | null): CallReport {
  return {
    document: 'a.ipynb',
    cell: 1,
    line: 1,
    column: 1,
    text: 'step(x)',
    inFunction: null,
    count
  };
}

const advised = { action: 'hybridize', confidence: 'proven' } as const;

describe('a result in words', () => {
  it('says when the graph pays and what the loop of the notebook saves', () => {
    const report = functionReport({ calls: [call(1500), call(null)], verdict: advised });
    const { display, note } = describeResult(measurementResult(), report, trans);
    expect(display).toMatchObject({
      kind: 'done',
      tone: 'good',
      headline: '5× faster as a graph',
      payoff: 'Pays after 9 calls; the notebook makes about 1,500: saves about 24 s.',
      alarm: ''
    });
    expect(note).toEqual({ text: '5×', tone: 'plain' });
  });

  it('says when the notebook makes too few calls for the graph to pay', () => {
    const report = functionReport({ calls: [call(2)], verdict: advised });
    expect(describeResult(measurementResult(), report, trans).display).toMatchObject({
      payoff: 'Pays after 9 calls; the notebook makes only about 2.'
    });
  });

  it('leaves the count out where no loop tells it', () => {
    const report = functionReport({ calls: [call(null)], verdict: advised });
    expect(describeResult(measurementResult(), report, trans).display).toMatchObject({
      payoff: 'Pays after 9 calls.'
    });
  });

  it('shows a safe function whose results differ as an error of ours', () => {
    const result = measurementResult({
      verdict: 'output-differs',
      reasons: [{ path: 'call 1', kind: 'value', detail: '1.0 and 2.0' }]
    });
    const { display, note } = describeResult(result, functionReport({ verdict: advised }), trans);
    expect(display).toMatchObject({
      tone: 'bad',
      headline: 'As a graph its results differ',
      detail: '5× faster as a graph'
    });
    expect(display.kind === 'done' ? display.alarm : '').toMatch(/error of ours/);
    expect(note).toEqual({ text: 'results differ', tone: 'wrong' });
  });

  it('takes a failing assumption for what it is', () => {
    const report = functionReport({ verdict: { action: 'hybridize', confidence: 'assumed' } });
    const { display, note } = describeResult(
      measurementResult({ verdict: 'effects-differ' }),
      report,
      trans
    );
    expect(display).toMatchObject({ kind: 'done', alarm: '' });
    expect(display.kind === 'done' ? display.remarks[0] : '').toMatch(/taken for granted/);
    expect(note?.tone).not.toBe('wrong');
  });

  it('says that an advised graph is slower', () => {
    const slower = measurementResult({
      variants: [
        measuredVariant('eager', 0.006),
        measuredVariant('graph', 0.01, {
          ratio: { estimate: 0.6, low: 0.55, high: 0.65, rounds: 20 }
        })
      ]
    });
    const { display, note } = describeResult(slower, functionReport({ verdict: advised }), trans);
    expect(display.kind === 'done' ? display.remarks[0] : '').toContain('0.6×');
    expect(note).toEqual({ text: '0.6×', tone: 'doubt' });
  });

  it('shows the user’s own line of a failure under tracing', () => {
    const result = measurementResult({
      verdict: 'fails-when-traced',
      error: {
        type: 'TypeError',
        text: 'no',
        line: { line: 3, text: 'if x > 0:', function: 'step' }
      }
    });
    const { display } = describeResult(result, functionReport({ verdict: advised }), trans);
    expect(display).toMatchObject({ kind: 'failed', details: 'TypeError: no\n3: if x > 0:' });
    expect(display.kind === 'failed' ? display.alarm : '').toMatch(/error of ours/);
  });

  it('has a row for each variant, and names one that fails', () => {
    const base = measurementResult();
    const result = measurementResult({
      variants: [
        ...base.variants,
        measuredVariant('jit_compile', 0.002, {
          ratio: { estimate: 10, low: 9, high: 11, rounds: 20 }
        }),
        {
          ...measuredVariant('reduce_retracing', 1),
          perCall: null,
          error: { type: 'ValueError', text: 'first\nsecond', line: null }
        }
      ]
    });
    const { display } = describeResult(result, functionReport({ verdict: advised }), trans);
    if (display.kind !== 'done') {
      throw new Error(display.kind);
    }
    expect(display.bars.map(({ label, ratio }) => [label, ratio])).toEqual([
      ['Eager', ''],
      ['Graph', '5×'],
      ['With XLA', '10×']
    ]);
    expect(display.remarks.some(remark => remark.includes('ValueError: first'))).toBe(true);
    expect(display.remarks.some(remark => remark.includes('second'))).toBe(false);
  });
});

describe('the source of the arguments', () => {
  function remarksFor(changes: Parameters<typeof measurementResult>[0]): string {
    const { display } = describeResult(measurementResult(changes), functionReport(), trans);
    return display.kind === 'done'
      ? [...display.remarks, ...display.facts.map(({ text }) => text)].join('\n')
      : '';
  }

  it('is said, with each argument in short', () => {
    const summary = ['x: float32[3]'];
    expect(remarksFor({ arguments: { source: 'caught', text: '', summary } })).toContain(
      'a real call (x: float32[3]).'
    );
    expect(remarksFor({ arguments: { source: 'typed', text: 'x', summary } })).toContain(
      'the arguments x (x: float32[3]).'
    );
  });

  it('makes no promise of agreement where the arguments are made up', () => {
    const text = remarksFor({ arguments: { source: 'synthetic', text: '', summary: [] } });
    expect(text).toContain('not compared: the arguments are made up');
    expect(text).not.toContain('the same');
  });

  it('leads to the caller where any graph call costs as much as the function', () => {
    const variants = [
      measuredVariant('eager', 0.0001),
      measuredVariant('graph', 0.0002, {
        ratio: { estimate: 0.5, low: 0.45, high: 0.55, rounds: 20 }
      })
    ];
    expect(remarksFor({ variants, floor: 0.00015 })).toContain('make the function that calls it');
    expect(remarksFor({ variants, floor: 0.00001 })).not.toContain('that calls it');
    expect(remarksFor({ variants, floor: null })).not.toContain('that calls it');
  });
});

describe('the strip plot', () => {
  const rows = [
    { label: '<img src=x>', isGraph: false, times: [0.02, 0.022, 0.021] },
    { label: 'Graph', isGraph: true, times: [0.004, 0.0041] }
  ];

  it('places every round between both ends', () => {
    const plot = stripPlot(rows, trans);
    const marks = plot?.rows.flatMap(row => row.marks) ?? [];
    expect(marks).toHaveLength(5);
    expect(Math.min(...marks)).toBe(0);
    expect(Math.max(...marks)).toBe(1);
    expect(plot?.text).toContain('Graph: 2 rounds from 4 ms to 4.1 ms');
  });

  it('needs two rows of two rounds', () => {
    expect(stripPlot([rows[0], { ...rows[1], times: [0.1] }], trans)).toBeNull();
  });

  it('is drawn without markup of ours, with its text for screen readers', () => {
    const plot = stripPlot(rows, trans);
    if (plot === null) {
      throw new Error('no plot');
    }
    const picture = drawStripPlot(plot, document);
    expect(picture.getAttribute('role')).toBe('img');
    expect(picture.getAttribute('aria-label')).toBe(plot.text);
    expect(picture.querySelectorAll('circle')).toHaveLength(5);
    expect(picture.querySelector('img')).toBeNull();
    expect(picture.textContent).toContain('<img src=x>');
  });
});
