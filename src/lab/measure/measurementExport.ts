/**
 * Measurements as data for other programs: JSON with everything, CSV with a line for each way of running.
 */
import type { MeasurementRecord } from './measurementStore';
import { sourceHash } from './sourceHash';

/** A value in JSON. */
type Plain =
  string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain };

/** One measurement as JSON. Times are in seconds per call. */
export function recordAsJson(record: MeasurementRecord): { readonly [name: string]: Plain } {
  const { result } = record;
  return {
    function: record.functionName,
    cell: record.cellId,
    sourceHash: sourceHash(record.source),
    source: record.source,
    measuredAt: record.when.toISOString(),
    predicted: {
      action: record.predicted.action,
      confidence: record.predicted.confidence,
      findings: record.predicted.findings.map(({ code }) => code),
      assumptions: record.predicted.assumptions.map(({ code }) => code)
    },
    verdict: result.verdict,
    differences: result.reasons.map(({ path, kind, detail }) => ({ path, kind, detail })),
    error: result.error === null ? null : { type: result.error.type, text: result.error.text },
    arguments: {
      source: result.arguments.source,
      text: result.arguments.text,
      summary: [...result.arguments.summary]
    },
    code: result.code,
    graphCallFloor: result.floor,
    restored: result.restored,
    notRestored: result.left.map(({ path }) => path),
    environment: { ...result.environment },
    otherProgramsCores: result.foreign,
    seconds: result.wall,
    variants: result.variants.map(variant => ({
      id: variant.id,
      median: variant.perCall?.median ?? null,
      q25: variant.perCall?.q25 ?? null,
      q75: variant.perCall?.q75 ?? null,
      ratio: variant.ratio?.estimate ?? null,
      ratioLow: variant.ratio?.low ?? null,
      ratioHigh: variant.ratio?.high ?? null,
      rounds: variant.ratio?.rounds ?? null,
      firstCall: variant.firstCall,
      options: variant.options,
      paysAfterCalls: variant.breakEven?.calls ?? null,
      error: variant.error === null ? null : `${variant.error.type}: ${variant.error.text}`,
      times: [...(result.rounds.get(variant.id) ?? [])]
    }))
  };
}

/** All measurements as one JSON text. */
export function measurementsAsJson(path: string, records: readonly MeasurementRecord[]): string {
  return `${JSON.stringify(
    { schema: 1, notebook: path, measurements: records.map(recordAsJson) },
    null,
    2
  )}\n`;
}

const COLUMNS = [
  'function',
  'cell',
  'source_hash',
  'measured_at',
  'predicted',
  'confidence',
  'verdict',
  'arguments',
  'variant',
  'median_seconds',
  'q25_seconds',
  'q75_seconds',
  'ratio',
  'ratio_low',
  'ratio_high',
  'rounds',
  'first_call_seconds',
  'restored',
  'tensorflow',
  'device',
  'error'
] as const;

/** A field as RFC 4180 has it. Text that a spreadsheet would take for a formula is kept one by `'`. */
function field(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) {
    return '';
  }
  if (typeof value !== 'string') {
    return String(value);
  }
  const safe = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** All measurements as CSV (RFC 4180, with a header), one line for each way of running. */
export function measurementsAsCsv(records: readonly MeasurementRecord[]): string {
  const lines = records.flatMap(record =>
    record.result.variants.map(variant =>
      [
        record.functionName,
        record.cellId,
        sourceHash(record.source),
        record.when.toISOString(),
        record.predicted.action,
        record.predicted.confidence,
        record.result.verdict,
        record.result.arguments.text,
        variant.id,
        variant.perCall?.median,
        variant.perCall?.q25,
        variant.perCall?.q75,
        variant.ratio?.estimate,
        variant.ratio?.low,
        variant.ratio?.high,
        variant.ratio?.rounds,
        variant.firstCall,
        record.result.restored,
        record.result.environment.tensorflow,
        record.result.environment.device,
        variant.error === null ? null : `${variant.error.type}: ${variant.error.text}`
      ]
        .map(field)
        .join(',')
    )
  );
  return [COLUMNS.join(','), ...lines, ''].join('\r\n');
}
