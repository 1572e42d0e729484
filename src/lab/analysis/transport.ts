/**
 * The way to the analysis: a Web Worker, or the same service on the page's own thread where the browser
 * refuses a worker (extensions served from another origin, a strict content security policy).
 */
import type { AnalysisAnswer, AnalysisRequest } from "../../worker/messages";

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

/** Starts a Web Worker. Throws where the browser forbids it at once. */
export const createWorkerTransport: TransportFactory = (listener) => {
  const worker = new Worker(
    new URL("../../worker/worker.js", import.meta.url),
    {
      name: "hybridize-analysis",
    },
  );
  worker.addEventListener("message", (event) => {
    listener(event.data as AnalysisAnswer);
  });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    listener({
      kind: "unavailable",
      message: event.message || "The worker could not be loaded.",
    });
  });
  return {
    send: (request) => {
      worker.postMessage(request);
    },
    dispose: () => {
      worker.terminate();
    },
  };
};

/** Runs the analysis on the page's own thread. Its code is loaded by the first use. */
export const createLocalTransport: TransportFactory = (listener) => {
  let isDisposed = false;
  const announce: AnswerListener = (answer) => {
    if (!isDisposed) {
      listener(answer);
    }
  };
  const host = import("../../worker/analysisHost").then((module) =>
    module.createAnalysisHost(announce),
  );
  host.catch((reason: unknown) => {
    announce({ kind: "unavailable", message: String(reason) });
  });
  return {
    send: (request) => {
      host.then(
        (running) => {
          running.handle(request);
        },
        () => undefined,
      );
    },
    dispose: () => {
      isDisposed = true;
    },
  };
};

/**
 * A transport that starts with the preferred factory and, where that fails before it was ready, starts
 * the other one and sends it everything again. What fails after it was ready stays failed: repeating the
 * requests that brought it down would bring down the page.
 */
export function createTransportWithFallback(
  preferred: TransportFactory,
  other: TransportFactory,
  listener: AnswerListener,
): IAnalysisTransport {
  let isReady = false;
  let hasFallenBack = false;
  let unanswered: AnalysisRequest[] = [];

  const start = (factory: TransportFactory): IAnalysisTransport =>
    factory((answer) => {
      if (answer.kind === "ready") {
        isReady = true;
        unanswered = [];
      }
      if (answer.kind === "unavailable" && !isReady && !hasFallenBack) {
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
    send: (request) => {
      if (!isReady) {
        unanswered.push(request);
      }
      transport?.send(request);
    },
    dispose: () => {
      transport?.dispose();
    },
  };
}
