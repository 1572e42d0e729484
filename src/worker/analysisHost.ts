/**
 * Loads the parser and runs the analysis service on it, in a worker or on the page's own thread.
 */
import { createEngine, createPythonParser } from '../analysis';
import { AnalysisService } from './analysisService';
import { EngineSession } from './engineSession';
import type { AnalysisAnswer } from './messages';
import { loadKnowledge, loadParserRuntime, loadPythonGrammar } from './resources';

/** Starts the analysis and announces that it is ready. Rejects where the parser cannot be loaded. */
export async function createAnalysisHost(
  announce: (answer: AnalysisAnswer) => void
): Promise<AnalysisService> {
  const [runtime, grammar] = await Promise.all([loadParserRuntime(), loadPythonGrammar()]);
  const parser = await createPythonParser({ runtime, grammar });
  const service = new AnalysisService({
    announce,
    createSession: () =>
      new EngineSession({ createEngine: () => createEngine({ parser }), loadKnowledge })
  });
  announce({ kind: 'ready' });
  return service;
}
