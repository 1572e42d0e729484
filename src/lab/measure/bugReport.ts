/**
 * What to send us when measuring shows that a verdict of ours is wrong. It is English, as it is for us, and it
 * goes nowhere but the clipboard.
 */
import type { MeasurementRecord } from './measurementStore';

/** Bars around code that holds bars itself must be longer than those. */
function fenced(code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/gu)].map(([bars]) => bars.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}python\n${code}\n${fence}`;
}

/** The report of a wrong verdict, in Markdown. */
export function bugReport(record: MeasurementRecord, version: string): string {
  const { result, predicted } = record;
  const findings = [...predicted.findings, ...predicted.assumptions].map(({ code }) => code);
  return [
    `# \`${record.functionName}\`: predicted ${predicted.action} (${predicted.confidence}), measured ${result.verdict}`,
    '',
    `- jupyterlab-hybridize ${version}`,
    `- TensorFlow ${result.environment.tensorflow}, Python ${result.environment.python}, ${result.environment.device}`,
    `- findings: ${findings.length === 0 ? 'none' : findings.join(', ')}`,
    `- arguments: \`${result.arguments.text}\``,
    '',
    fenced(record.source),
    '',
    'Differences between eager and graph:',
    '',
    ...(result.error === null ? [] : [`- ${result.error.type}: ${result.error.text}`]),
    ...result.reasons.map(({ path, kind, detail }) => `- ${path} (${kind}) ${detail}`.trimEnd()),
    ''
  ].join('\n');
}
