/**
 * What a way to the analysis is, and how a second one steps in where the first one fails.
 */
import type { AnalysisAnswer, AnalysisRequest } from '../../worker/messages';

/** Carries requests to an analysis and its answers back. */
export interface IAnalysisTransport {
  /** Sends a request. Requests are handled in the order in which they were sent. */
  send(request: AnalysisRequest): void;
  dispose(): void;
}

/** Takes an answer of the analysis. */
export type AnswerListener = (answer: AnalysisAnswer) => void;

/** Makes a transport that hands its answers to a listener. Throws where the browser refuses it. */
export type TransportFactory = (listener: AnswerListener) => IAnalysisTransport;

/**
 * A transport that starts with the preferred factory and, where that fails before it was ready, starts
 * the other one and sends it everything again. What fails after it was ready stays failed: repeating the
 * requests that brought it down would bring down the page.
 */
export function createTransportWithFallback(
  preferred: TransportFactory,
  other: TransportFactory,
  listener: AnswerListener
): IAnalysisTransport {
  let isReady = false;
  let hasFallenBack = false;
  let unanswered: AnalysisRequest[] = [];

  const start = (factory: TransportFactory): IAnalysisTransport =>
    factory(answer => {
      if (answer.kind === 'ready') {
        isReady = true;
        unanswered = [];
      }
      if (answer.kind === 'unavailable' && !isReady && !hasFallenBack) {
        fallBack();
        return;
      }
      listener(answer);
    });

  const fallBack = (): void => {
    hasFallenBack = true;
    transport?.dispose();
    transport = start(other);
    for (const request of unanswered) {
      transport.send(request);
    }
  };

  let transport: IAnalysisTransport | null = null;
  try {
    transport = start(preferred);
  } catch {
    fallBack();
  }

  return {
    send: request => {
      if (!isReady) {
        unanswered.push(request);
      }
      transport?.send(request);
    },
    dispose: () => {
      transport?.dispose();
    }
  };
}
