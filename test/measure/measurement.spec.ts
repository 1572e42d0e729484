import type { IKernelPort, MeasurementState, PortReply } from '../../src/measure/measurement';
import { Measurement, askKernel } from '../../src/measure/measurement';
import type { MeasurementRequest } from '../../src/measure/request';
import { fromBase64, toBase64 } from '../../src/measure/request';

const REQUEST: MeasurementRequest = {
  name: 'f',
  source: '',
  calls: [],
  expression: null,
  choice: 'calls',
  synthetic: [],
  variants: [],
  budget: 3,
  accepted: false,
  loopCount: null
};

/** A kernel that gives the replies in order, and keeps what it was asked. */
class Port implements IKernelPort {
  constructor(private readonly _replies: PortReply[]) {}

  async execute(
    _code: string,
    expression: string,
    onProgress: (data: unknown) => void
  ): Promise<PortReply> {
    this.asked.push(
      JSON.parse(
        fromBase64(/Asked\('(.*)'\)/u.exec(expression)?.[1] ?? '') ?? '{}'
      ) as MeasurementRequest
    );
    onProgress({ phase: 'timing', fraction: 0.5 });
    onProgress('nonsense');
    await Promise.resolve();
    return this._replies.shift() ?? { kind: 'lost' };
  }

  async interrupt(): Promise<void> {
    this.interrupts++;
    await Promise.resolve();
  }

  readonly asked: MeasurementRequest[] = [];
  interrupts = 0;
}

function answer(value: unknown): PortReply {
  return { kind: 'ok', plain: `'${toBase64(JSON.stringify(value))}'` };
}

async function course(
  replies: PortReply[],
  act: (measurement: Measurement) => Promise<void>
): Promise<{ states: MeasurementState[]; port: Port }> {
  const port = new Port(replies);
  const states: MeasurementState[] = [];
  await act(new Measurement(port, [], REQUEST, state => states.push(state)));
  return { states, port };
}

describe('a measurement', () => {
  it('tells how far it is, and what came of it', async () => {
    const { states } = await course(
      [answer({ kind: 'failed', message: 'stale' })],
      async measurement => {
        await measurement.start();
        expect(measurement.isRunning).toBe(false);
      }
    );
    expect(states).toEqual([
      { kind: 'running', phase: 'starting', fraction: null },
      { kind: 'running', phase: 'timing', fraction: 0.5 },
      { kind: 'ended', answer: { kind: 'failed', message: 'stale', detail: '' } }
    ]);
  });

  it('asks, and goes on when the user agrees', async () => {
    const { states, port } = await course(
      [answer({ kind: 'question', items: [] }), answer({ kind: 'cancelled', message: 'timeout' })],
      async measurement => {
        await measurement.start();
        await measurement.accept();
      }
    );
    expect(states.map(state => state.kind)).toEqual([
      'running',
      'running',
      'asking',
      'running',
      'running',
      'ended'
    ]);
    expect(port.asked.map(request => request.accepted)).toEqual([false, true]);
  });

  it('is cancelled by one interrupt, whatever the kernel says then', async () => {
    const { states, port } = await course(
      [{ kind: 'error', name: 'KeyboardInterrupt', value: '' }],
      async measurement => {
        const started = measurement.start();
        measurement.cancel();
        measurement.cancel();
        await started;
      }
    );
    expect(port.interrupts).toBe(1);
    expect(states.at(-1)).toEqual({
      kind: 'ended',
      answer: { kind: 'cancelled', message: 'interrupt' }
    });
  });

  it('survives a kernel that is lost or fails', async () => {
    expect(
      (await course([{ kind: 'lost' }], measurement => measurement.start())).states.at(-1)
    ).toEqual({ kind: 'lost' });
    const failed = await course([{ kind: 'error', name: 'MemoryError', value: 'x' }], measurement =>
      measurement.start()
    );
    expect(failed.states.at(-1)).toEqual({
      kind: 'ended',
      answer: { kind: 'failed', message: 'kernel-error', detail: 'MemoryError: x' }
    });
  });
});

describe('an enquiry', () => {
  it('names its action and reads the answer', async () => {
    const port = new Port([answer({ kind: 'waiting' })]);
    await expect(askKernel(port, [], REQUEST, 'catch')).resolves.toEqual({ kind: 'waiting' });
    expect(port.asked).toEqual([{ ...REQUEST, action: 'catch' }]);
  });

  it('survives a kernel that is lost, interrupted or fails', async () => {
    const ask = (reply: PortReply) => askKernel(new Port([reply]), [], REQUEST, 'prepare');
    await expect(ask({ kind: 'lost' })).resolves.toEqual({ kind: 'lost' });
    await expect(ask({ kind: 'error', name: 'Aborted', value: '' })).resolves.toEqual({
      kind: 'cancelled',
      message: 'interrupt'
    });
    await expect(ask({ kind: 'error', name: 'MemoryError', value: 'x' })).resolves.toEqual({
      kind: 'failed',
      message: 'kernel-error',
      detail: 'MemoryError: x'
    });
  });

  it('never ends a measurement', async () => {
    const { states } = await course([answer({ kind: 'waiting' })], measurement =>
      measurement.start()
    );
    expect(states.at(-1)).toEqual({
      kind: 'ended',
      answer: { kind: 'failed', message: 'no-answer', detail: 'waiting' }
    });
  });
});
