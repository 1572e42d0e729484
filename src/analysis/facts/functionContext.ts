/**
 * All that the facts of one function are computed from, and the pieces of its report that both rule sets share.
 */
import type { Activation, Arrival } from '../interpreter/record';
import type {
  CallReport,
  Evidence,
  Finding,
  GraphReport,
  NotedRange,
  ParameterReport,
  Severity,
  SignatureRelation,
  Ternary
} from '../report';
import { ruleOf } from '../rules';
import type { Positions } from '../syntax/positions';
import type { Location, Parameter, Statement } from '../syntax/tree';
import { formatTensorType } from '../libraries/rules/tensorType';
import { membersOf } from '../values/join';
import type { FunctionCode } from '../values/value';
import { containsLiteral, describeValue, holdsTensor, tensorsOf } from './argumentValues';
import type { GraphUse } from './graph/wrapping';
import { formatPart, formatSignature, type Signature, type SignaturePart } from './graph/signature';
import { seenType } from './graph/signatureFit';
import type { ModuleNames } from './moduleNames';
import type { Cause } from './reachableRuns';
import { possibleRuns, valuesOfParameter, type ProgramView, type Subject } from './subject';

/** A function, its module and the program. */
export type FunctionContext = {
  readonly subject: Subject;
  readonly view: ProgramView;
  readonly names: ModuleNames;
  /** The statements of the module, in order. */
  readonly body: readonly Statement[];
  readonly allNames: readonly ModuleNames[];
  readonly positions: Positions;
  readonly uses: readonly GraphUse[];
  readonly isCovered: boolean;
  /** Whether Keras traces it without AutoGraph, in some call, although it asks a tensor or goes over one. */
  readonly isUnconverted: boolean;
  /** Position among the functions of the same name in the same cell or file. */
  readonly ordinal: number;
  /** The runs of any function of the program. */
  readonly runsOf: (code: FunctionCode) => readonly Activation[];
};

/** The range of a place, with what stands there. */
export function notedRange(positions: Positions, location: Location, note: string): NotedRange {
  const { document, cell, line, column, endLine, endColumn } = positions.rangeOf(location);
  return { document, cell, line, column, endLine, endColumn, note };
}

/** Call sites that one chain shows at each of its ends. */
const CHAIN_END = 8;

/** A chain, outermost call first; of a very long one both ends. */
function shownChain(chain: readonly Location[]): Location[] {
  return chain.length <= 2 * CHAIN_END
    ? [...chain]
    : [...chain.slice(0, CHAIN_END), ...chain.slice(-CHAIN_END)];
}

/** A finding with the message and severity of its rule. */
export function finding(
  positions: Positions,
  code: string,
  causes: readonly Cause[],
  part: {
    readonly parameter?: number;
    readonly severity?: Severity;
    readonly message?: string;
  } = {}
): Finding {
  const rule = ruleOf(code);
  const locations: NotedRange[] = [];
  for (const cause of causes) {
    locations.push(notedRange(positions, cause.at, cause.note));
    shownChain(cause.chain)
      .reverse()
      .forEach(site => locations.push(notedRange(positions, site, 'called from here')));
  }
  return {
    code,
    severity: part.severity ?? rule.severity,
    message: part.message ?? rule.message,
    ...(part.parameter === undefined ? {} : { parameter: part.parameter }),
    locations
  };
}

/** The calls that reach the function. */
export function callReports(context: FunctionContext): readonly CallReport[] {
  const { subject, positions } = context;
  const reports = new Map<string, CallReport>();
  for (const { edge, caller } of subject.arrivals) {
    const range = positions.rangeOf(edge.site);
    const key = `${range.document}|${String(range.cell)}|${range.line}|${range.column}|${caller.code?.name ?? ''}`;
    if (!reports.has(key)) {
      reports.set(key, {
        document: range.document,
        cell: range.cell,
        line: range.line,
        column: range.column,
        text: positions.textOf(edge.site),
        inFunction: caller.code?.name ?? null,
        count: caller.code === null ? edge.count : null
      });
    }
  }
  return [...reports.values()];
}

/** Whether two findings say the same of the same places. */
export function isSameFinding(one: Finding, other: Finding): boolean {
  return (
    one.code === other.code &&
    one.locations.length === other.locations.length &&
    one.locations.every((place, index) => {
      const { document, cell, line, column, endLine, endColumn, note } = other.locations[index];
      return (
        place.line === line &&
        place.column === column &&
        place.endLine === endLine &&
        place.endColumn === endColumn &&
        place.cell === cell &&
        place.document === document &&
        place.note === note
      );
    })
  );
}

/** Where the function is called, a place for each call that counts. */
export function callCauses(
  { subject }: FunctionContext,
  counts: (arrival: Arrival) => boolean = () => true
): readonly Cause[] {
  const causes = new Map<string, Cause>();
  for (const arrival of subject.arrivals.filter(counts)) {
    const { site } = arrival.edge;
    const key = `${site.top.unit.id}|${site.top.offset}|${site.start}`;
    if (!causes.has(key) && causes.size < CALLS_SHOWN) {
      causes.set(key, { at: site, chain: [], note: 'called here' });
    }
  }
  return [...causes.values()];
}

/** Calls that a finding shows. */
const CALLS_SHOWN = 12;

/** Whether some call supplies the parameter; `null` where no call is known, or a `*args` hides it (3). */
export function suppliedBy(subject: Subject, parameter: Parameter): Ternary {
  const edges = subject.arrivals.map(arrival => arrival.edge);
  if (edges.some(edge => edge.supplied?.has(parameter.name) === true)) {
    return true;
  }
  const isUnknown = edges.some(
    edge => edge.supplied === null || edge.hidden?.has(parameter.name) === true
  );
  return edges.length === 0 || isUnknown ? null : false;
}

/**
 * Whether, in some context, everything that reaches the parameter is or holds a Python literal (3).
 *
 * @param contexts - the runs of each context; each run by itself where nothing is said.
 */
export function isPrimitive(
  subject: Subject,
  parameter: Parameter,
  supplied: Ternary,
  contexts: readonly (readonly Activation[])[] = subject.activations.map(run => [run])
): boolean {
  const isExempt =
    parameter.kind !== 'keyword-only' && parameter.default !== null && supplied === false;
  return (
    !isExempt &&
    contexts.some(runs => {
      const values = valuesOfParameter(runs, parameter.name);
      return (
        values.length > 0 &&
        values.every(({ value, activation }) => {
          const members = membersOf(value);
          return (
            members.length > 0 &&
            members.every(
              member => member.kind !== 'never' && containsLiteral(member, activation.contents)
            )
          );
        })
      );
    })
  );
}

/**
 * The runs of each context of the published tool (0.3): one context for each call site, of a model's forward method
 * one for each run that makes the call.
 */
export function publishedContexts(subject: Subject): readonly (readonly Activation[])[] {
  const isForward =
    subject.node.enclosingClass !== null && /^(?:__call__|call)$/u.test(subject.node.name);
  const contexts = new Map<string, Set<Activation>>();
  const numbers = new Map<object, number>();
  const numberOf = (part: object): number => {
    const known = numbers.get(part) ?? numbers.size;
    numbers.set(part, known);
    return known;
  };
  for (const { edge, caller, activation } of subject.arrivals) {
    const { top, start, end } = edge.site;
    const key = `${numberOf(top)}:${start}:${end}${isForward ? `<${numberOf(caller)}` : ''}`;
    const runs = contexts.get(key) ?? new Set<Activation>();
    contexts.set(key, runs.add(activation));
  }
  return [...contexts.values()].map(runs => [...runs]);
}

/** Whether a tensor reaches the parameter itself, or within a container. */
export function tensorEvidence(
  activations: readonly Activation[],
  name: string
): { readonly isDirect: boolean; readonly isContainer: boolean } {
  const values = valuesOfParameter(activations, name);
  return {
    isDirect: values.some(({ value }) => tensorsOf(value).length > 0),
    isContainer: values.some(({ value, activation }) => holdsTensor(value, activation.contents))
  };
}

/** What a rule set found out about a parameter. */
export type ParameterFacts = {
  readonly tensor: Ternary;
  readonly container: boolean;
  readonly primitive: Ternary;
  readonly supplied: Ternary;
  readonly evidence: readonly Evidence[];
  readonly part: SignaturePart | null;
  /** What the body sees instead of what a call passes: the part of a signature that is written. */
  readonly seen?: SignaturePart;
};

/** What is said of an argument of which nothing is known, beside tensors that are known: it may be any. */
const ANY_TENSOR = formatTensorType({ dtype: null, shape: null, form: 'dense' });

const _arrivalsByRun = new WeakMap<
  readonly Arrival[],
  ReadonlyMap<Activation, readonly Arrival[]>
>();

/** The calls that lead to each run. */
function arrivalsByRun(arrivals: readonly Arrival[]): ReadonlyMap<Activation, readonly Arrival[]> {
  let byRun = _arrivalsByRun.get(arrivals);
  if (byRun === undefined) {
    const found = new Map<Activation, Arrival[]>();
    for (const arrival of arrivals) {
      const list = found.get(arrival.activation) ?? [];
      list.push(arrival);
      found.set(arrival.activation, list);
    }
    byRun = found;
    _arrivalsByRun.set(arrivals, byRun);
  }
  return byRun;
}

/** The report of one parameter. */
export function parameterReport(
  context: FunctionContext,
  parameter: Parameter,
  index: number,
  isReceiver: boolean,
  facts: ParameterFacts
): ParameterReport {
  const { subject, positions } = context;
  const { assumed } = subject.record;
  const isRecommended = context.view.options.rules === 'recommended';
  const isAssumed = subject.activations.length === 0 && assumed !== null && isRecommended;
  const activations = isAssumed
    ? [assumed]
    : isRecommended
      ? possibleRuns(subject)
      : subject.activations;
  const isVariadic = parameter.kind === 'var-positional' || parameter.kind === 'var-keyword';
  const sources = new Map<string, Map<string, NotedRange>>();
  const values = new Set<string>();
  const edges = arrivalsByRun(subject.arrivals);
  const note = (run: Activation, type: string): void => {
    const places = sources.get(type) ?? new Map<string, NotedRange>();
    for (const { edge } of edges.get(run) ?? []) {
      const node = edge.argumentNodes.get(parameter.name) ?? edge.site;
      const range = notedRange(
        positions,
        { top: edge.site.top, start: node.start, end: node.end },
        type
      );
      places.set(`${range.document}|${String(range.cell)}|${range.line}|${range.column}`, range);
    }
    sources.set(type, places);
  };
  if (!isReceiver) {
    const arrived = valuesOfParameter(activations, parameter.name);
    const isTensor = arrived.some(({ value }) => tensorsOf(value).length > 0);
    for (const { value, activation } of arrived) {
      const types: string[] = [];
      const texts: string[] = [];
      for (const member of membersOf(value)) {
        if (member.kind === 'tensor') {
          types.push(formatTensorType(seenType(facts.seen, member.type)));
        } else if (member.kind !== 'never') {
          texts.push(describeValue(member, activation.contents));
          if (member.kind === 'unknown' && isTensor) {
            types.push(ANY_TENSOR);
          }
        }
      }
      // The members of a union stand in the order in which they were made, which hangs on earlier edits.
      types.sort().forEach(type => {
        note(activation, type);
      });
      texts.sort().forEach(text => values.add(text));
    }
  }
  return {
    index,
    name: parameter.name,
    kind: parameter.kind,
    receiver: isReceiver,
    hasDefault: parameter.default !== null,
    supplied: facts.supplied,
    variadic: isVariadic,
    tensor: facts.tensor,
    container: facts.container,
    primitive: facts.primitive,
    types: [...sources.keys()],
    typeSources: [...sources].map(([type, places]) => ({ type, locations: [...places.values()] })),
    values: [...values],
    spec: facts.part === null ? null : formatPart(facts.part),
    evidence: facts.evidence
  };
}

/** The report on the wrapping as a graph function; `null` for eager functions. */
export function graphReport(
  context: FunctionContext,
  use: GraphUse | null,
  signature: Signature | null,
  relation: SignatureRelation | null
): GraphReport | null {
  if (use === null) {
    return null;
  }
  const { positions, subject } = context;
  const { code } = subject;
  const options: [string, string][] = [...use.options].map(([name, expression]) => [
    name,
    positions.textOf({
      top: use.wrapping?.at.top ?? code.top,
      start: expression.start,
      end: expression.end
    })
  ]);
  const at = use.wrapping?.at ?? null;
  const node = use.node;
  return {
    api: use.api,
    form: use.form,
    text:
      at !== null
        ? positions.textOf(at)
        : node === null
          ? use.api
          : positions.textOf({ top: code.top, start: node.start, end: node.end }),
    options: Object.fromEntries(options),
    inputSignature: signature === null ? null : formatSignature(signature),
    hasInputSignature: use.options.has('input_signature'),
    signatureRelation: relation
  };
}
