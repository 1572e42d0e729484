/**
 * What the published tool decides about a function, fact by fact and row by row (`spec/published-tool.md`).
 */
import type {
  Evidence,
  FactsReport,
  Finding,
  FunctionReport,
  SignatureAbsence,
  Ternary,
  Verdict
} from '../report';
import type { Parameter } from '../syntax/tree';
import type { Activation } from '../interpreter/record';
import { dtypeCoercions } from './dtypeCoercions';
import { eagerOnlyCalls } from './eagerOnlyCalls';
import { isExpectedFailure } from './expectedFailures';
import {
  callReports,
  finding,
  graphReport,
  isPrimitive,
  publishedContexts,
  parameterReport,
  suppliedBy,
  tensorEvidence,
  type FunctionContext,
  type ParameterFacts
} from './functionContext';
import { compareSignatures, formatSignature, type Signature } from './graph/signature';
import { readSignature } from './graph/suppliedSignature';
import type { GraphUse } from './graph/wrapping';
import { isGrown } from './grownLists';
import { invalidNameArguments } from './invalidNameArguments';
import { kerasSymbolicArguments } from './kerasSymbolicArguments';
import { baseSegments, classOf, isKerasBuild } from './moduleNames';
import { numpyOnParameters } from './numpyOnParameters';
import { REACHED_LIMIT, reachableRuns, type Cause } from './reachableRuns';
import { callCyclesOf } from './callCycles';
import { recursionOf } from './recursion';
import { firstRun, publishedEffects } from './sideEffects';
import { inferSignature, type SignatureInference } from './signatureInference';
import { staleVariableReads } from './staleVariableReads';
import { unresolvedStaticReads } from './staticAxisReads';
import { isFollowedByPublished, type Subject } from './subject';
import { definesTensors } from './tensorComputation';
import { isTensorHint } from './tensorHints';
import { tensorIterations } from './tensorIteration';
import { identityOf } from './identity';
import {
  decideEager,
  decideHybrid,
  type Decision,
  type DecisionState,
  type Hazards
} from './publishedTables';

/** Names that the published tool takes for functions of tensors (2.2). */
const SPECULATIVE_NAME = /^(?:.*(?:train|test).*_step|call|__call__|run_model|.*inference)$/u;

/** Parameters that Keras passes to `call` itself (8.2). */
const KERAS_SUPPLIED: ReadonlySet<string> = new Set(['training', 'mask']);

type Tri = Ternary;

type TensorFacts = {
  readonly tensor: Tri;
  readonly isSpeculative: boolean;
  readonly byParameter: ReadonlyMap<Parameter, ParameterTensor>;
};

type ParameterTensor = {
  readonly isTensor: boolean;
  readonly isContainer: boolean;
  readonly evidence: readonly Evidence[];
};

/** The decorator that counts: of several the last in source order (1.3). */
export function publishedUse(context: FunctionContext): GraphUse | null {
  const decorators = context.uses.filter(
    use => use.form === 'decorator' && use.framework === 'tensorflow'
  );
  return decorators.at(-1) ?? null;
}

/** Whether a part of the body was not read or not run: what was not found may stand there. */
function isCut(run: Activation, runsOf: FunctionContext['runsOf']): boolean {
  return (
    run.isPartial ||
    reachableRuns([run], isFollowedByPublished, runsOf).length > REACHED_LIMIT ||
    run.doubts.some(doubt => doubt.kind === 'unreadable' && doubt.name === '')
  );
}

/** The report of one function under rule set `published`. */
export function publishedFunction(context: FunctionContext): FunctionReport {
  const { subject, view, positions, allNames } = context;
  const use = publishedUse(context);
  const isHybrid = use !== null;
  const findings: Finding[] = [];
  const add = (code: string, causes: readonly Cause[] = []): void => {
    findings.push(finding(positions, code, causes));
  };
  const tensor = tensorParameters(context);
  tensor.byParameter.forEach((entry, parameter) => {
    if (entry.isTensor) {
      findings.push(
        finding(positions, 'type-inference', [], {
          parameter: subject.node.parameters.indexOf(parameter)
        })
      );
    }
  });
  if (tensor.isSpeculative) {
    add('context-assumption');
  }
  if (tensor.tensor === null) {
    add('undeterminable-tensor-parameter');
  }
  const supplied = new Map(
    subject.node.parameters.map(parameter => [parameter, suppliedBy(subject, parameter)])
  );
  const contexts = publishedContexts(subject);
  const primitives = new Map(
    subject.parameters.map(parameter => [
      parameter,
      subject.activations.length === 0
        ? null
        : isPrimitive(subject, parameter, supplied.get(parameter) ?? null, contexts)
    ])
  );
  const hasNode = subject.activations.length > 0;
  const P: Tri = hasNode ? [...primitives.values()].includes(true) : null;
  if (P === null) {
    add('undeterminable-primitive-parameter');
  }
  const first = firstRun(subject.activations);
  const effects =
    first === null
      ? []
      : publishedEffects(first, subject.code, {
          runsOf: context.runsOf,
          isKerasBuild: code => isKerasBuild(code, allNames)
        });
  const S: Tri =
    first === null || (effects.length === 0 && isCut(first, context.runsOf))
      ? null
      : effects.length > 0;
  if (S === null) {
    add('undeterminable-side-effects');
  }
  const recursion =
    first === null
      ? null
      : recursionOf(
          first,
          subject.code,
          isFollowedByPublished,
          context.runsOf,
          callCyclesOf(context.view)
        );
  const R: Tri =
    first === null || (recursion === null && isCut(first, context.runsOf))
      ? null
      : recursion !== null;
  if (R === null) {
    add('undeterminable-recursion');
  }
  const T = tensor.tensor;
  const hazards = hazardsOf(context, T === true && P === false);
  const inference = signatureOf(context, tensor, hazards.pins, supplied);
  const wouldEmit =
    T === true && P === false && view.options.inferSignatures && inference.signature !== null;
  const staticReads = wouldEmit
    ? unresolvedStaticReads(
        subject,
        subject.activations,
        inference.parts,
        isFollowedByPublished,
        ownBuilds(context)
      )
    : [];
  // Where no signature would be emitted no axis is open (7.10), whether or not the other hazards are looked for.
  const A: Tri = hasNode ? staticReads.length > 0 : null;
  const facts: FactsReport = {
    tensorParameter: T,
    primitiveParameter: P,
    pythonSideEffects: S,
    recursive: R,
    ...hazards.facts,
    unresolvedStaticAxes: A,
    coveredCallers: hasNode ? context.isCovered : null
  };
  const signature = suppliedSignature(context, use);
  const relation =
    signature !== null && inference.signature !== null && view.options.inferSignatures && T === true
      ? compareSignatures(signature, inference.signature)
      : null;
  const decide = isHybrid ? decideHybrid : decideEager;
  const state: DecisionState = {
    context,
    use,
    facts,
    effects,
    recursion: recursion ?? [],
    hazards,
    staticReads,
    inference,
    relation,
    hasModelledSignature: signature !== null,
    add: (code, causes, part) => findings.push(finding(positions, code, causes ?? [], part))
  };
  const decision = decide(state);
  const isSignatureReported = view.options.inferSignatures && T === true;
  // Only from what becomes a graph is a signature withheld (6.3); a decorator that is there blocks with a code of its own.
  const isWithheld = A === true && isSignatureReported && decision === 'P1';
  const published: SignatureInference = inference;
  return {
    ...identityOf(context),
    method: subject.receiver !== null,
    reached: hasNode,
    calls: callReports(context),
    framework: use?.framework ?? context.uses[0]?.framework ?? 'tensorflow',
    execution: isHybrid ? 'graph' : 'eager',
    graph: graphReport(context, use, signature, relation),
    facts,
    parameters: subject.node.parameters.map((parameter, index) => {
      const entry = tensor.byParameter.get(parameter);
      const parameterFacts: ParameterFacts = {
        tensor:
          parameter === subject.receiver || entry === undefined
            ? false
            : entry.isTensor
              ? true
              : tensor.tensor === null
                ? null
                : false,
        container: entry?.isContainer ?? false,
        primitive: primitives.get(parameter) ?? (entry === undefined ? false : null),
        supplied: supplied.get(parameter) ?? null,
        evidence: entry?.evidence ?? [],
        part: isSignatureReported ? (inference.parts.get(parameter.name) ?? null) : null
      };
      return parameterReport(
        context,
        parameter,
        index,
        parameter === subject.receiver,
        parameterFacts
      );
    }),
    verdict: verdictOf(decision, findings),
    inputSignature:
      isSignatureReported && !isWithheld && published.signature !== null
        ? formatSignature(published.signature)
        : null,
    inputSignatureAbsence: absenceOf(isSignatureReported, isWithheld, published),
    edit: null,
    badge: T !== false || isHybrid
  };
}

function absenceOf(
  isReported: boolean,
  isWithheld: boolean,
  inference: SignatureInference
): SignatureAbsence | null {
  if (!isReported) {
    return null;
  }
  return isWithheld ? 'withheld-statically-read-axes' : inference.absence;
}

function verdictOf(decision: Decision, findings: readonly Finding[]): Verdict {
  const isUnknown = findings.some(entry => entry.code.startsWith('undeterminable-'));
  return {
    action: decision === null ? 'keep' : ACTIONS[decision],
    confidence: decision === null && isUnknown ? 'unknown' : 'proven',
    rule: decision,
    findings,
    assumptions: []
  };
}

const ACTIONS = {
  P1: 'hybridize',
  P2: 'remove-graph',
  P3: 'remove-graph',
  P4: 'reconfigure',
  P6: 'remove-graph'
} as const;

/** Tensor parameters: hints, dataflow, containers, then speculation (2). */
function tensorParameters(context: FunctionContext): TensorFacts {
  const { subject, names, allNames } = context;
  const byParameter = new Map<Parameter, ParameterTensor>();
  for (const parameter of subject.parameters) {
    const found = tensorEvidence(subject.activations, parameter.name);
    const isHinted = isTensorHint(parameter.annotation, names, 'attributes');
    const evidence: Evidence[] = [];
    if (isHinted) {
      evidence.push('hint');
    }
    if (found.isDirect) {
      evidence.push('call');
    } else if (found.isContainer && !isHinted) {
      evidence.push('container');
    }
    byParameter.set(parameter, {
      isTensor: evidence.length > 0,
      isContainer: found.isContainer && !found.isDirect,
      evidence
    });
  }
  const hasTensor = [...byParameter.values()].some(entry => entry.isTensor);
  if (hasTensor || subject.parameters.length === 0) {
    return { tensor: hasTensor, isSpeculative: false, byParameter };
  }
  if (isSpeculative(subject, context.names, allNames)) {
    return { tensor: true, isSpeculative: true, byParameter };
  }
  return {
    tensor: subject.activations.length === 0 ? null : false,
    isSpeculative: false,
    byParameter
  };
}

function isSpeculative(
  subject: Subject,
  names: FunctionContext['names'],
  allNames: FunctionContext['allNames']
): boolean {
  const { node } = subject;
  if (!SPECULATIVE_NAME.test(node.name)) {
    return false;
  }
  if (node.name !== 'call' && node.name !== '__call__') {
    return true;
  }
  const cls = classOf(names, node);
  return cls !== null && baseSegments(cls, allNames).has('Model');
}

/** The hazards and the benefit (7); all but the names of operations only behind the gate (6.1). */
function hazardsOf(context: FunctionContext, isGateOpen: boolean): Hazards {
  const { subject, view } = context;
  const names: readonly Cause[] = invalidNameArguments(subject.node).map(node => ({
    at: { top: subject.code.top, start: node.start, end: node.end },
    chain: [],
    note: 'this is taken for the name of the operation'
  }));
  const V = names.length > 0;
  if (!isGateOpen || subject.activations.length === 0) {
    return {
      facts: {
        tensorComputation: null,
        eagerOnlyCalls: null,
        numpyOnParameters: null,
        invalidNameArguments: V,
        staleVariableReads: null,
        tensorIteration: null,
        dtypeConflicts: null,
        kerasSymbolicArguments: null
      },
      causes: new Map([['invalid-name-argument', names]]),
      pins: new Map()
    };
  }
  const runs = reachableRuns(subject.activations, isFollowedByPublished);
  const eager = eagerOnlyCalls(runs);
  const numpy = numpyOnParameters(subject, subject.activations);
  const stale = staleVariableReads(subject, subject.activations, isFollowedByPublished);
  const iterations = tensorIterations(subject, subject.activations);
  const coercions = dtypeCoercions(subject, subject.activations);
  const symbolic = kerasSymbolicArguments(subject, view);
  return {
    facts: {
      tensorComputation: definesTensors(runs),
      eagerOnlyCalls: eager.length > 0,
      numpyOnParameters: numpy.length > 0,
      invalidNameArguments: V,
      staleVariableReads: stale.length > 0,
      tensorIteration: iterations.length > 0,
      dtypeConflicts: coercions.conflicts.length > 0,
      kerasSymbolicArguments: symbolic.length > 0
    },
    causes: new Map([
      ['eager-only-call', eager],
      ['numpy-on-parameter', numpy],
      ['invalid-name-argument', names],
      ['stale-variable-read', stale],
      ['tensor-iteration', iterations],
      ['dtype-conflict', coercions.conflicts],
      ['keras-symbolic-argument', symbolic]
    ]),
    pins: coercions.pins
  };
}

function signatureOf(
  context: FunctionContext,
  tensor: TensorFacts,
  pins: Hazards['pins'],
  supplied: ReadonlyMap<Parameter, Tri>
): SignatureInference {
  const { subject, names, allNames, view } = context;
  const guarded = subject.arrivals.filter(arrival => isExpectedFailure(arrival, names));
  const isAllGuarded = guarded.length === subject.arrivals.length;
  const conforming = isAllGuarded
    ? subject.activations
    : subject.activations.filter(run =>
        subject.arrivals.some(arrival => arrival.activation === run && !guarded.includes(arrival))
      );
  const cls = classOf(names, subject.node);
  const bases = cls === null ? new Set<string>() : baseSegments(cls, allNames);
  const isKerasCall = subject.node.name === 'call' && (bases.has('Model') || bases.has('Layer'));
  return inferSignature(
    subject.parameters.map(parameter => {
      const entry = tensor.byParameter.get(parameter);
      return {
        parameter,
        isTensor: entry?.isTensor ?? false,
        isContainer: tensorEvidence(subject.activations, parameter.name).isContainer,
        isHintOnly: entry?.evidence.length === 1 && entry.evidence[0] === 'hint',
        supplied: supplied.get(parameter) ?? null,
        isSuppliedByKeras: isKerasCall && KERAS_SUPPLIED.has(parameter.name),
        pin: pins.get(parameter.name)
      };
    }),
    subject.activations,
    conforming,
    {
      isSpeculative: tensor.isSpeculative,
      dtypes: 'published',
      isOpenList: object => isGrown(object, view)
    }
  );
}

/** The runs of the `build` that stands beside a Keras `call` or `__call__` (7.10). */
function ownBuilds({ subject, view, allNames }: FunctionContext): readonly Activation[] {
  const { node, code } = subject;
  if (node.name !== 'call' && node.name !== '__call__') {
    return [];
  }
  const sibling = node.qualifiedName.replace(/[^.]*$/u, 'build');
  return view.subjects
    .filter(
      other =>
        other.node.qualifiedName === sibling &&
        other.code.top.unit.document === code.top.unit.document &&
        isKerasBuild(other.code, allNames)
    )
    .flatMap(other => other.activations);
}

function suppliedSignature(context: FunctionContext, use: GraphUse | null): Signature | null {
  const expression = use?.options.get('input_signature');
  return expression === undefined ? null : readSignature(expression, context.body, 'published');
}
