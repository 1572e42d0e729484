import {
  createTransportWithFallback,
  type AnswerListener,
  type TransportFactory
} from '../../src/lab/analysis/fallbackTransport';
import type { AnalysisAnswer, AnalysisRequest } from '../../src/worker/messages';

/** A transport that records what it is sent and lets the test answer. */
function recordingTransport(): {
  readonly factory: TransportFactory;
  readonly sent: AnalysisRequest[];
  answer: AnswerListener;
  isDisposed: boolean;
} {
  const record = {
    sent: [] as AnalysisRequest[],
    answer: (): void => undefined,
    isDisposed: false,
    factory: ((listener: AnswerListener) => {
      record.answer = listener as () => void;
      return {
        send: (request: AnalysisRequest) => {
          record.sent.push(request);
        },
        dispose: () => {
          record.isDisposed = true;
        }
      };
    }) as TransportFactory
  };
  return record as typeof record & { answer: AnswerListener };
}

const close: AnalysisRequest = { kind: 'close', session: 7 };

describe('the way to the analysis', () => {
  it('is the preferred one where that works', () => {
    const worker = recordingTransport();
    const local = recordingTransport();
    const heard: AnalysisAnswer[] = [];
    const transport = createTransportWithFallback(worker.factory, local.factory, answer => {
      heard.push(answer);
    });
    worker.answer({ kind: 'ready' });
    transport.send(close);
    expect(worker.sent).toEqual([close]);
    expect(local.sent).toEqual([]);
    expect(heard).toEqual([{ kind: 'ready' }]);
  });

  it('is the other one where the browser refuses a worker', () => {
    const local = recordingTransport();
    const transport = createTransportWithFallback(
      () => {
        throw new Error('refused');
      },
      local.factory,
      () => undefined
    );
    transport.send(close);
    expect(local.sent).toEqual([close]);
  });

  it('takes everything along where the worker fails before it is ready', () => {
    const worker = recordingTransport();
    const local = recordingTransport();
    const heard: AnalysisAnswer[] = [];
    const transport = createTransportWithFallback(worker.factory, local.factory, answer => {
      heard.push(answer);
    });
    transport.send(close);
    worker.answer({ kind: 'unavailable', message: 'not loaded' });
    expect(worker.isDisposed).toBe(true);
    expect(local.sent).toEqual([close]);
    expect(heard).toEqual([]);
  });

  it('says so where a running worker fails', () => {
    const worker = recordingTransport();
    const local = recordingTransport();
    const heard: AnalysisAnswer[] = [];
    createTransportWithFallback(worker.factory, local.factory, answer => {
      heard.push(answer);
    });
    worker.answer({ kind: 'ready' });
    worker.answer({ kind: 'unavailable', message: 'out of memory' });
    expect(heard.at(-1)).toEqual({ kind: 'unavailable', message: 'out of memory' });
    expect(local.sent).toEqual([]);
  });
});
