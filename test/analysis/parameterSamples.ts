/**
 * Programs that call a function `f`, each with the types that its parameter is to have.
 */
import type { AnalysisEngine } from '../../src/analysis';
import type { ParameterReport } from '../../src/analysis/report';
import { analyse, loadEngine, notebookOf } from './factsEngine';

/** What a sample shows, its text behind the common head, and the types of the parameter in any order. */
export type ParameterSample = readonly [string, string, readonly string[]];

/**
 * Makes a test of each sample.
 *
 * @returns what is reported of the parameter of `f` in another text behind the same head.
 */
export function checkSamples(
  head: string,
  samples: readonly ParameterSample[]
): (text: string) => ParameterReport | undefined {
  let engine: AnalysisEngine;
  beforeAll(async () => {
    engine = await loadEngine();
  });
  const parameterOf = (text: string): ParameterReport | undefined => {
    const report = analyse(engine, [notebookOf([head + text])], { rules: 'recommended' });
    return report.documents[0].functions.find(entry => entry.name === 'f')?.parameters[0];
  };
  test.each(samples)('%s', (_name, text, types) => {
    const parameter = parameterOf(text);
    expect(parameter?.tensor).toBe(true);
    expect([...(parameter?.types ?? [])].sort()).toEqual([...types].sort());
  });
  return parameterOf;
}
