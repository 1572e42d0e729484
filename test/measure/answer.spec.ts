import fc from 'fast-check';
import { parseAnswer } from '../../src/measure/answer';
import { toBase64 } from '../../src/measure/request';

function plain(value: unknown): string {
  return `'${toBase64(JSON.stringify(value))}'`;
}

const DONE = {
  kind: 'done',
  verdict: 'same',
  reasons: [],
  flags: ['random', 7],
  error: null,
  arguments: { source: 'call', text: 'f(x)' },
  variants: [
    { id: 'eager', per_call: { median: 0.01, q25: 0.009, q75: 0.011, calls: 4 }, error: null },
    {
      id: 'graph',
      per_call: { median: 0.001, q25: 0.001, q75: 0.001, calls: 40 },
      ratio: { estimate: 10, low: 9, high: 11, rounds: 30 },
      first_call: 0.2,
      start_cost: 0.21,
      traces: 1,
      error: null
    }
  ],
  noise: { foreign: 0.1, wall: 3 },
  raw: { eager: [0.01, 'x'], graph: [0.001] },
  restored: true,
  left: [],
  environment: { python: '3.11', tensorflow: '2.21', device: 'CPU' },
  wall: 3.5
};

describe('answers of the kernel', () => {
  it('are read field by field', () => {
    const answer = parseAnswer(plain(DONE));
    expect(answer).toMatchObject({
      kind: 'done',
      verdict: 'same',
      flags: ['random'],
      foreign: 0.1,
      restored: true
    });
    if (answer.kind === 'done') {
      expect(answer.variants[1].ratio).toEqual({ estimate: 10, low: 9, high: 11, rounds: 30 });
      expect(answer.rounds.get('eager')).toEqual([0.01]);
    }
  });

  it('may be questions, refusals and cancellations', () => {
    expect(
      parseAnswer(plain({ kind: 'question', items: [{ path: 'g', why: 'python-iterator' }, 3] }))
    ).toEqual({ kind: 'question', items: [{ path: 'g', why: 'python-iterator' }] });
    expect(parseAnswer(plain({ kind: 'cancelled', message: 'interrupt' }))).toEqual({
      kind: 'cancelled',
      message: 'interrupt'
    });
    expect(parseAnswer(plain({ kind: 'failed', message: 'stale', detail: '' }))).toEqual({
      kind: 'failed',
      message: 'stale',
      detail: ''
    });
  });

  it('say what would run, and whether a call was caught', () => {
    const given = { source: 'caught', text: 'f(t)', summary: ['t: float32[4]', 7] };
    const read = { source: 'caught', text: 'f(t)', summary: ['t: float32[4]'] };
    expect(
      parseAnswer(
        plain({
          kind: 'prepared',
          code: 'f(t)',
          arguments: given,
          unrestorable: [{ path: 'g', why: 'open-file' }],
          is_graph: true,
          strategy: 'MirroredStrategy'
        })
      )
    ).toEqual({
      kind: 'prepared',
      code: 'f(t)',
      arguments: read,
      unrestorable: [{ path: 'g', why: 'open-file' }],
      isGraph: true,
      strategy: 'MirroredStrategy'
    });
    expect(parseAnswer(plain({ kind: 'caught', arguments: given }))).toEqual({
      kind: 'caught',
      arguments: read
    });
    expect(parseAnswer(plain({ kind: 'waiting' }))).toEqual({ kind: 'waiting' });
    expect(parseAnswer(plain({ kind: 'released' }))).toEqual({ kind: 'released' });
  });

  it('carry the floor of a graph call, break-even and savings', () => {
    const answer = parseAnswer(
      plain({
        ...DONE,
        floor: 0.0002,
        code: 'f(x)',
        variants: [
          {
            ...DONE.variants[1],
            options: 'jit_compile=True',
            break_even: { calls: 9, low: 8 },
            saved: 24
          }
        ]
      })
    );
    expect(answer).toMatchObject({
      floor: 0.0002,
      code: 'f(x)',
      variants: [
        { options: 'jit_compile=True', breakEven: { calls: 9, low: 8, high: null }, saved: 24 }
      ]
    });
  });

  it('that are anything else are refused, never thrown on', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map(json => `'${toBase64(json)}'`)
        ),
        text => {
          expect([
            'done',
            'question',
            'prepared',
            'waiting',
            'caught',
            'released',
            'cancelled',
            'failed'
          ]).toContain(parseAnswer(text).kind);
        }
      )
    );
    expect(parseAnswer('<object>')).toMatchObject({ kind: 'failed', message: 'no-answer' });
  });
});
