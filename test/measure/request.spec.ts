import fc from 'fast-check';
import { fromBase64, injectionCode, requestExpression, toBase64 } from '../../src/measure/request';
import type { MeasurementRequest } from '../../src/measure/request';

const REQUEST: MeasurementRequest = {
  name: 'train_step',
  source: 'def train_step(x): return x',
  calls: [{ text: 'train_step(x)' }],
  expression: null,
  choice: 'calls',
  synthetic: [],
  variants: [],
  budget: 3,
  accepted: false,
  loopCount: null
};

describe('base64', () => {
  it('agrees with the platform on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        expect(toBase64(text)).toBe(Buffer.from(text, 'utf8').toString('base64'));
        expect(fromBase64(toBase64(text))).toBe(text);
      })
    );
  });

  it('refuses what is none', () => {
    expect(fromBase64('a b')).toBeNull();
    expect(fromBase64("'")).toBeNull();
  });
});

describe('requests', () => {
  it('never let anything of a name, a source or an expression become code', () => {
    const shape =
      /^__import__\('sys'\)\.modules\['_jupyterlab_hybridize\.measuring'\]\.Asked\('[A-Za-z0-9+/=]*'\)$/u;
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        (name, expression) => {
          expect(requestExpression({ ...REQUEST, name, expression })).toMatch(shape);
        }
      )
    );
  });

  it('carry what was asked', () => {
    const payload = /Asked\('([^']*)'\)/u.exec(requestExpression(REQUEST))?.[1] ?? '';
    expect(JSON.parse(fromBase64(payload) ?? '')).toEqual({
      ...REQUEST,
      action: 'measure'
    });
  });

  it('send the sources inside one literal', () => {
    const code = injectionCode([['measuring', "print('''\n\"\\ ü')"]]);
    expect(code).toMatch(
      /^exec\(__import__\('base64'\)\.b64decode\('[A-Za-z0-9+/=]+'\)\.decode\('utf-8'\), \{'payload': '[A-Za-z0-9+/=]+', 'name': '_jupyterlab_hybridize'\}\)$/u
    );
  });
});
