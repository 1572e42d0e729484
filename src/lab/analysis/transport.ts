/**
 * The way to the analysis: a Web Worker, or the same service on the page's own thread where the browser
 * refuses a worker (extensions served from another origin, a strict content security policy).
 */
import type { AnalysisAnswer } from '../../worker/messages';
import type { AnswerListener, TransportFactory } from './fallbackTransport';

/** Starts a Web Worker. Throws where the browser forbids it at once. */
export const createWorkerTransport: TransportFactory = listener => {
  const worker = new Worker(new URL('../../worker/worker.js', import.meta.url), {
    name: 'hybridize-analysis'
  });
  worker.addEventListener('message', event => {
    listener(event.data as AnalysisAnswer);
  });
  worker.addEventListener('error', event => {
    event.preventDefault();
    listener({
      kind: 'unavailable',
      message: event.message || 'The worker could not be loaded.'
    });
  });
  return {
    send: request => {
      worker.postMessage(request);
    },
    dispose: () => {
      worker.terminate();
    }
  };
};

/** Runs the analysis on the page's own thread. Its code is loaded by the first use. */
export const createLocalTransport: TransportFactory = listener => {
  let isDisposed = false;
  const announce: AnswerListener = answer => {
    if (!isDisposed) {
      listener(answer);
    }
  };
  const host = import('../../worker/analysisHost').then(module =>
    module.createAnalysisHost(announce)
  );
  host.catch((reason: unknown) => {
    announce({ kind: 'unavailable', message: String(reason) });
  });
  return {
    send: request => {
      host.then(
        running => {
          running.handle(request);
        },
        () => undefined
      );
    },
    dispose: () => {
      isDisposed = true;
    }
  };
};
