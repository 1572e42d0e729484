/**
 * The Web Worker's entry: hands requests to the analysis and answers back.
 */
import { createAnalysisHost } from './analysisHost';
import type { AnalysisAnswer, AnalysisRequest } from './messages';

/** The scope of a dedicated worker; the compiler's library describes workers of all kinds. */
declare const self: DedicatedWorkerGlobalScope;

const announce = (answer: AnalysisAnswer): void => {
  self.postMessage(answer);
};

// Requests that come while the parser is being loaded wait for it in order.
const host = createAnalysisHost(announce);

host.catch((reason: unknown) => {
  announce({ kind: 'unavailable', message: String(reason) });
});

self.addEventListener('message', (event: MessageEvent<unknown>) => {
  const request = event.data as AnalysisRequest;
  host.then(
    running => {
      running.handle(request);
    },
    () => undefined
  );
});
