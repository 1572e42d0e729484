/**
 * What the kernel answers, checked field by field: a kernel is not trusted to send what it should.
 */
import { fromBase64 } from './request';

/** What the comparison of eager and graph runs said. */
export type MeasuredVerdict =
  | 'same'
  | 'output-differs'
  | 'effects-differ'
  | 'fails-when-traced'
  | 'retraces'
  | 'not-reproducible'
  /** The arguments were made up, so that results say nothing. */
  | 'not-compared'
  | 'fails-eagerly';

/** Seconds per call. */
export type PerCall = {
  readonly median: number;
  readonly q25: number;
  readonly q75: number;
  /** Calls of one block. */
  readonly calls: number;
};

/** How many times longer the eager call takes; the interval is `null` with too few rounds. */
export type Ratio = {
  readonly estimate: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly rounds: number;
};

/** An error that the user's function raised. */
export type MeasuredError = {
  readonly type: string;
  readonly text: string;
  readonly line: { readonly line: number; readonly text: string; readonly function: string } | null;
};

/** One way of running the function. */
export type MeasuredVariant = {
  readonly id: string;
  readonly perCall: PerCall | null;
  readonly ratio: Ratio | null;
  /** Seconds of the first call, tracing included. */
  readonly firstCall: number | null;
  /** Seconds of the first three calls together. */
  readonly startCost: number | null;
  readonly traces: number | null;
  /** Options of `tf.function`, as they would be written: `jit_compile=True`; empty for the eager function. */
  readonly options: string;
  /** Calls after which the graph has paid for being made; `null` where it never does. */
  readonly breakEven: BreakEven | null;
  /** Seconds that the loop of the request would save, the first calls deducted; `null` without a loop count. */
  readonly saved: number | null;
  readonly error: MeasuredError | null;
};

/** Calls after which a graph has paid; `high` is `null` where the interval leaves it open. */
export type BreakEven = {
  readonly calls: number;
  readonly low: number | null;
  readonly high: number | null;
};

/** One difference between the runs: a path, its kind, and a short text. */
export type MeasuredReason = {
  readonly path: string;
  readonly kind: string;
  readonly detail: string;
};

/** Where the arguments came from. */
export type ArgumentSource = 'call' | 'typed' | 'caught' | 'synthetic';

/** The arguments of a measurement. */
export type MeasuredArguments = {
  readonly source: ArgumentSource;
  /** Code that says what they are. */
  readonly text: string;
  /** Each argument in short: `images: float32[32, 28, 28]`. */
  readonly summary: readonly string[];
};

/** State that cannot be put back: its path, and a code that says why. */
export type Unrestorable = { readonly path: string; readonly why: string };

/** What would be run, before anything is. */
export type Preparation = {
  readonly kind: 'prepared';
  /** The exact code of one call, and of what is done around it. */
  readonly code: string;
  readonly arguments: MeasuredArguments;
  readonly unrestorable: readonly Unrestorable[];
  /** Whether the name stands for a graph function already, so that `current` is a variant of its own. */
  readonly isGraph: boolean;
  /** `tf.distribute` strategy in whose scope or through which it runs; empty where there is none. */
  readonly strategy: string;
};

/** A finished measurement. */
export type MeasurementResult = {
  readonly kind: 'done';
  readonly verdict: MeasuredVerdict;
  readonly reasons: readonly MeasuredReason[];
  readonly flags: readonly string[];
  readonly error: MeasuredError | null;
  readonly arguments: MeasuredArguments;
  /** The call that ran, as code. */
  readonly code: string;
  /** Seconds that one call of the smallest graph takes on this kernel; `null` where it could not be measured. */
  readonly floor: number | null;
  readonly variants: readonly MeasuredVariant[];
  /** CPU cores that other programs used meanwhile; `null` where it is not known. */
  readonly foreign: number | null;
  readonly restored: boolean;
  readonly left: readonly MeasuredReason[];
  readonly environment: {
    readonly python: string;
    readonly tensorflow: string;
    readonly device: string;
  };
  /** Seconds in all, in the kernel. */
  readonly wall: number;
  /** Seconds per call and round, by variant. */
  readonly rounds: ReadonlyMap<string, readonly number[]>;
};

/** What the kernel answers to a request. */
export type Answer =
  | MeasurementResult
  | Preparation
  | { readonly kind: 'question'; readonly items: readonly Unrestorable[] }
  /** The next real call is being waited for. */
  | { readonly kind: 'waiting' }
  /** A real call has been caught; `choice: 'caught'` measures with its arguments. */
  | { readonly kind: 'caught'; readonly arguments: MeasuredArguments }
  /** Nothing is being waited for any more. */
  | { readonly kind: 'released' }
  | { readonly kind: 'cancelled'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string; readonly detail: string };

const VERDICTS: readonly MeasuredVerdict[] = [
  'same',
  'output-differs',
  'effects-differ',
  'fails-when-traced',
  'retraces',
  'not-reproducible',
  'not-compared',
  'fails-eagerly'
];

const SOURCES: readonly ArgumentSource[] = ['call', 'typed', 'caught', 'synthetic'];

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function list(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : [];
}

/** Reads the plain text of the answering expression: a Python string literal that holds base64 of JSON. */
export function parseAnswer(plain: string): Answer {
  const encoded = /^'([A-Za-z0-9+/=]*)'$/u.exec(plain.trim());
  const json = encoded === null ? null : fromBase64(encoded[1]);
  let parsed: unknown = null;
  try {
    parsed = json === null ? null : JSON.parse(json);
  } catch {
    parsed = null;
  }
  if (!isFields(parsed)) {
    return { kind: 'failed', message: 'no-answer', detail: plain.slice(0, 500) };
  }
  switch (parsed.kind) {
    case 'done':
      return toResult(parsed);
    case 'question':
      return {
        kind: 'question',
        items: list(parsed.items).map(toUnrestorable)
      };
    case 'prepared':
      return {
        kind: 'prepared',
        code: text(parsed.code),
        arguments: toArguments(parsed.arguments),
        unrestorable: list(parsed.unrestorable).map(toUnrestorable),
        isGraph: parsed.is_graph === true,
        strategy: text(parsed.strategy)
      };
    case 'waiting':
    case 'released':
      return { kind: parsed.kind };
    case 'caught':
      return { kind: 'caught', arguments: toArguments(parsed.arguments) };
    case 'cancelled':
      return { kind: 'cancelled', message: text(parsed.message) };
    default:
      return {
        kind: 'failed',
        message: text(parsed.message) || 'no-answer',
        detail: text(parsed.detail)
      };
  }
}

function toResult(fields: Fields): MeasurementResult {
  const verdict = VERDICTS.find(candidate => candidate === fields.verdict) ?? 'not-reproducible';
  const noise = isFields(fields.noise) ? fields.noise : {};
  const environment = isFields(fields.environment) ? fields.environment : {};
  const raw = isFields(fields.raw) ? fields.raw : {};
  return {
    kind: 'done',
    verdict,
    reasons: list(fields.reasons).map(toReason),
    flags: texts(fields.flags),
    error: toError(fields.error),
    arguments: toArguments(fields.arguments),
    code: text(fields.code),
    floor: finite(fields.floor),
    variants: list(fields.variants).map(toVariant),
    foreign: finite(noise.foreign),
    restored: fields.restored === true,
    left: list(fields.left).map(toReason),
    environment: {
      python: text(environment.python),
      tensorflow: text(environment.tensorflow),
      device: text(environment.device)
    },
    wall: finite(fields.wall) ?? 0,
    rounds: new Map(
      Object.entries(raw).map(([name, times]) => [
        name,
        Array.isArray(times) ? times.flatMap(time => finite(time) ?? []) : []
      ])
    )
  };
}

function toUnrestorable(fields: Fields): Unrestorable {
  return { path: text(fields.path), why: text(fields.why) };
}

function toArguments(value: unknown): MeasuredArguments {
  const fields = isFields(value) ? value : {};
  return {
    source: SOURCES.find(candidate => candidate === fields.source) ?? 'call',
    text: text(fields.text),
    summary: texts(fields.summary)
  };
}

function toBreakEven(value: unknown): BreakEven | null {
  const calls = isFields(value) ? finite(value.calls) : null;
  return !isFields(value) || calls === null
    ? null
    : { calls, low: finite(value.low), high: finite(value.high) };
}

function toReason(fields: Fields): MeasuredReason {
  return { path: text(fields.path), kind: text(fields.kind), detail: text(fields.detail) };
}

function toError(value: unknown): MeasuredError | null {
  if (!isFields(value)) {
    return null;
  }
  const line = isFields(value.line) ? value.line : null;
  return {
    type: text(value.type),
    text: text(value.text),
    line:
      line === null
        ? null
        : { line: finite(line.line) ?? 0, text: text(line.text), function: text(line.function) }
  };
}

function toVariant(fields: Fields): MeasuredVariant {
  const perCall = isFields(fields.per_call) ? fields.per_call : null;
  const median = perCall === null ? null : finite(perCall.median);
  const ratio = isFields(fields.ratio) ? fields.ratio : null;
  const estimate = ratio === null ? null : finite(ratio.estimate);
  return {
    id: text(fields.id),
    perCall:
      perCall === null || median === null
        ? null
        : {
            median,
            q25: finite(perCall.q25) ?? median,
            q75: finite(perCall.q75) ?? median,
            calls: finite(perCall.calls) ?? 1
          },
    ratio:
      ratio === null || estimate === null
        ? null
        : {
            estimate,
            low: finite(ratio.low),
            high: finite(ratio.high),
            rounds: finite(ratio.rounds) ?? 0
          },
    firstCall: finite(fields.first_call),
    startCost: finite(fields.start_cost),
    traces: finite(fields.traces),
    options: text(fields.options),
    breakEven: toBreakEven(fields.break_even),
    saved: finite(fields.saved),
    error: toError(fields.error)
  };
}
