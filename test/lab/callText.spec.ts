import fc from 'fast-check';
import { splitCall } from '../../src/lab/measure/callText';
import { codeToRun, offeredCalls } from '../../src/lab/measure/measurementPlan';
import { functionReport } from './functionReport';

describe('the text of a call', () => {
  it.each([
    ['step(x)', 'step', 'x'],
    ['model.step(x, training=True)', 'model.step', 'x, training=True'],
    ['make(1)(x)', 'make(1)', 'x'],
    ['steps[0](x[1:2], (a, b))', 'steps[0]', 'x[1:2], (a, b)'],
    ['step(")", \'(\', """ ) """)', 'step', '")", \'(\', """ ) """'],
    ['step("\\")")', 'step', '"\\")"'],
    ['step(\n    x,  # the ( first\n    y\n)', 'step', 'x,  # the ( first\n    y'],
    ['step()', 'step', '']
  ])('%s', (text, callee, args) => {
    expect(splitCall(text)).toEqual({ callee, args });
  });

  it.each(['step', 'step(x) + 1', '(x)', 'step[x]', 'step(x', 'x)', ''])('is none in %j', text => {
    expect(splitCall(text)).toBeNull();
  });

  it('never breaks, and keeps every argument', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        splitCall(text);
        const quoted = JSON.stringify(text);
        expect(splitCall(`f(${quoted})`)).toEqual({ callee: 'f', args: quoted });
      })
    );
  });
});

describe('the plan of a measurement', () => {
  it('takes calls at cell level first, each text once', () => {
    const place = { document: 'a.ipynb', cell: 1, line: 1, column: 1, count: null };
    const report = functionReport({
      calls: [
        { ...place, text: 'step(x)', inFunction: 'train' },
        { ...place, text: 'step(images)', inFunction: null },
        { ...place, text: 'step(images)', inFunction: null },
        { ...place, text: 'map(step)(x) + 1', inFunction: null }
      ]
    });
    expect(offeredCalls(report).map(({ args }) => args)).toEqual(['images', 'x']);
  });

  it('is the exact code', () => {
    expect(codeToRun('model.step', 'x, True', ['jit_compile'])).toEqual([
      'model.step(x, True)',
      'tf.function(model.step)(x, True)',
      'tf.function(model.step, jit_compile=True)(x, True)'
    ]);
  });
});
