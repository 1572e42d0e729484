/**
 * What the recommended rules say about a function: all published findings and our own, as tracing really behaves
 * (`spec/tracing-truth.md`, `design.md` section 6).
 */
import type { Activation } from '../interpreter/record';
import type { Finding, Framework, FunctionReport, Severity, Ternary } from '../report';
import { decideRecommended, type RecommendedState } from '../rules/recommendedTable';
import type { FunctionDef } from '../syntax/tree';
import type { FunctionCode } from '../values/value';
import { coveredFunctions, isCalledByLibrary, isInLibraryCallback } from './coveredCallers';
import { DOUBT_CODES, doubtsOf } from './doubts';
import {
  callCauses,
  callReports,
  finding,
  isSameFinding,
  graphReport,
  isPrimitive,
  parameterReport,
  suppliedBy,
  type FunctionContext
} from './functionContext';
import { missingBenefit } from './benefit';
import { changedBetween } from './changedBetween';
import { executedTexts } from './executedTexts';
import { isTraced } from './graphConditions';
import { hasSignature, leavesAxesOpen } from './graph/options';
import { formatSignature } from './graph/signature';
import { importsTensorFlow, otherFramework } from './framework';
import { identityOf } from './identity';
import { invalidNameArguments } from './invalidNameArguments';
import { evidenceOf, variadicEvidence } from './parameterEvidence';
import { causeAt, examined, REACHED_LIMIT, reachableRuns, type Cause } from './reachableRuns';
import { callCyclesOf } from './callCycles';
import { recursionOf } from './recursion';
import type { IReportMemory } from './reportMemory';
import { replacedNames } from './replacedNames';
import { retracingOf } from './retracing';
import { firstRun } from './sideEffects';
import { signatureFacts } from './recommendedSignature';
import { classOf } from './moduleNames';
import { needsVariable } from './kerasVariables';
import { libraryDifferences } from './libraryDifferences';
import { possibleRuns } from './subject';
import { suppressedCodes } from './suppression';
import { tracedForms } from './tracedForms';
import { computesTensors } from './tensorComputation';
import { unknownDecorators } from './unknownDecorators';
import { objectArrays } from './untraceableObjects';
import { unlessExhausted, withoutRuns } from './undecided';
import { tensorIterations } from './tensorIteration';
import { formsForAutoGraph } from './unconverted';
import { hazardsOf, plainHazards } from './recommendedHazards';

/** Causes that one finding names. */
const CAUSE_LIMIT = 12;

/** What is known of a function before its neighbours are looked at. */
export type Draft = {
  readonly framework: Framework;
  readonly state: RecommendedState;
  readonly findings: readonly Finding[];
  readonly assumptions: readonly Finding[];
  readonly wrapTheCaller: Finding;
  readonly report: Omit<FunctionReport, 'verdict'>;
};

/** The reports of all functions; callers and callees are decided together, the outermost function wins. */
export function recommendedFunctions(
  contexts: readonly FunctionContext[],
  memory: IReportMemory<Draft>
): ReadonlyMap<FunctionCode, FunctionReport> {
  const drafts = new Map(
    contexts.map(context => [
      context.subject.code,
      unlessExhausted(
        () => memory.recall(context, draft),
        () => undecided(context)
      )
    ])
  );
  const unconverted = new Set(
    contexts.filter(context => context.isUnconverted).map(({ subject }) => subject.code)
  );
  const [first] = contexts;
  const isCandidate = (code: FunctionCode): boolean => {
    const entry = drafts.get(code);
    return (
      entry !== undefined &&
      (entry.state.isGraph || decideRecommended(entry.state).action === 'hybridize')
    );
  };
  const covered =
    first === undefined ? new Set<FunctionCode>() : coveredFunctions(first.view, isCandidate);
  return new Map(
    [...drafts].map(([code, entry]) => {
      const isInner =
        covered.has(code) &&
        !unconverted.has(code) &&
        !entry.state.isCovered &&
        !entry.state.isGraph &&
        decideRecommended(entry.state).action === 'hybridize';
      return [code, finished(entry, isInner)];
    })
  );
}

/** Reports that are finished, with the draft that they were made of, so that equal ones are one object. */
const _finished = new WeakMap<
  Draft,
  { readonly isInner: boolean; readonly report: FunctionReport }
>();

/** The report of a draft; an inner function's caller is to be wrapped instead. */
function finished(entry: Draft, isInner: boolean): FunctionReport {
  const known = _finished.get(entry);
  if (known?.isInner === isInner) {
    return known.report;
  }
  const state = isInner ? { ...entry.state, isCovered: true } : entry.state;
  const decision =
    entry.framework === 'tensorflow'
      ? decideRecommended(state)
      : ({ action: 'keep', confidence: 'unknown', rule: null } as const);
  const { action, confidence, rule } = decision;
  const report: FunctionReport = {
    ...entry.report,
    verdict: {
      action,
      confidence,
      rule,
      findings: isInner ? [...entry.findings, entry.wrapTheCaller] : entry.findings,
      assumptions: entry.assumptions
    }
  };
  _finished.set(entry, { isInner, report });
  return report;
}

function isMethod(node: FunctionDef): boolean {
  return (
    node.enclosingClass !== null &&
    node.parameters.length > 0 &&
    !node.decorators.some(
      ({ expression }) => expression.kind === 'Name' && expression.id === 'staticmethod'
    ) &&
    node.parameters[0].kind !== 'var-positional'
  );
}

/** Whether a part of the body was not read or not run: what was not found may stand there. */
function isCut({ isPartial, doubts }: Activation): boolean {
  return isPartial || doubts.some(({ kind, name }) => kind === 'unreadable' && name === '');
}

/** Of a function that cannot be looked at nobody can tell. */
function undecided(context: FunctionContext): Draft {
  const made = draft(withoutRuns(context));
  const { code, node } = context.subject;
  const cause = { at: { top: code.top, ...node.nameSpan }, chain: [], note: node.name };
  const cut = finding(context.positions, 'budget-exhausted', [cause], { severity: 'informs' });
  return {
    ...made,
    assumptions: [...made.assumptions, cut],
    state: { ...made.state, isCut: true, hasAssumptions: true }
  };
}

function draft(context: FunctionContext): Draft {
  const { subject, positions } = context;
  const { node } = subject;
  const assumedRun = subject.record.assumed;
  const isReached = subject.activations.length > 0;
  const runs = isReached ? subject.activations : assumedRun === null ? [] : [assumedRun];
  const use = context.uses.at(-1) ?? null;
  const framework = use?.framework ?? otherFramework(runs) ?? 'tensorflow';
  const receiver = isMethod(node) ? node.parameters[0] : null;
  const parameters = subject.parameters.filter(parameter => parameter !== receiver);
  const silenced = new Set(suppressedCodes(context).map(entry => entry.code));
  const findings: Finding[] = [];
  const assumptions: Finding[] = [];
  const add = (
    code: string,
    causes: readonly Cause[] = [],
    part: Parameters<typeof finding>[3] = {}
  ): void => {
    if (!silenced.has(code)) {
      findings.push(finding(positions, code, causes.slice(0, CAUSE_LIMIT), part));
    }
  };
  const takeForGranted = (
    code: string,
    causes: readonly Cause[],
    part: Parameters<typeof finding>[3] = {}
  ): void => {
    if (!silenced.has(code)) {
      const found = finding(positions, code, causes, { ...part, severity: 'informs' });
      // Each run that does the same takes the same for granted.
      if (!assumptions.some(known => isSameFinding(known, found))) {
        assumptions.push(found);
      }
    }
  };
  // A first parameter called `self` outside of a class, as in a wrapper of methods, is one as any other.
  const told = receiver === null && subject.receiver !== null ? [subject.receiver] : [];
  const arriving = isReached ? possibleRuns(subject) : runs;
  const evidence = new Map(
    [...told, ...parameters].map(parameter => [
      parameter,
      evidenceOf(context, arriving, parameter, isReached)
    ])
  );
  const variadic = variadicEvidence(context, arriving, isReached);
  variadic.forEach((entry, parameter) => evidence.set(parameter, entry));
  const hasTensor = [...evidence.values()].some(entry => entry.tensor === true);
  const isOpen = runs.length === 0 || [...evidence.values()].some(entry => entry.tensor === null);
  const tensor: Ternary = hasTensor ? true : parameters.length > 0 && isOpen ? null : false;
  evidence.forEach((entry, parameter) => {
    if (entry.tensor === true) {
      add('type-inference', [], { parameter: node.parameters.indexOf(parameter) });
    }
  });
  const looked = examined(runs);
  const below = reachableRuns(looked, isTraced);
  if (below.length - looked.length >= REACHED_LIMIT) {
    const at = { top: subject.code.top, ...node.nameSpan };
    takeForGranted('budget-exhausted', [{ at, chain: [], note: node.name }]);
  }
  const isGraph = use !== null;
  // What nothing is known of may compute, and what is built on TensorFlow does.
  const mayCompute =
    (isGraph || hasTensor) &&
    below.some(({ run }) =>
      run.calls.some(({ isUnknown, api }) => isUnknown || (api !== null && ON_TENSORFLOW.test(api)))
    );
  const computes: Ternary =
    runs.length === 0
      ? null
      : computesTensors(below) || (mayCompute || runs.some(isCut) ? null : false);
  const severityOfHazard: Severity = isGraph ? 'warns' : 'blocks';
  const isConcerned = framework === 'tensorflow' && (hasTensor || isGraph || computes === true);
  if (framework !== 'tensorflow') {
    add('framework-not-covered');
  } else if (isConcerned) {
    for (const [code, causes] of hazardsOf(context, looked, below, receiver)) {
      if (!isGraph && code === 'python-number-result') {
        takeForGranted(code, causes);
      } else {
        add(code, causes, { severity: severityOfHazard });
      }
    }
    const between = changedBetween(subject, context.view).possible;
    if (between.length > 0) {
      takeForGranted('frozen-attribute', between);
    }
    const objects = objectArrays(subject, runs);
    if (objects.length > 0) {
      takeForGranted('untraceable-object', objects, {
        message:
          'An array of Python objects is taken to hold texts: of anything else there is no tensor.'
      });
    }
    const executed = executedTexts(subject, below, context.view);
    if (executed.length > 0) {
      takeForGranted('unreadable-code', executed.slice(0, CAUSE_LIMIT));
    }
    for (const cause of libraryDifferences(below)) {
      takeForGranted('library-differs-in-graph', [cause]);
    }
    for (const reached of below) {
      for (const form of tracedForms(reached.run)) {
        if (form.isAssumption) {
          takeForGranted(form.code, [causeAt(reached, form.node, form.note)]);
        }
      }
    }
  } else if (importsTensorFlow(context)) {
    for (const [code, causes] of plainHazards(subject, looked, below, tensor === null)) {
      add(code, causes, { severity: 'blocks' });
    }
  }
  const supplied = new Map(
    node.parameters.map(parameter => [parameter, suppliedBy(subject, parameter)])
  );
  const varying = retracingOf(subject, context.view, isGraph);
  // With a signature there is one trace for all calls that fit, and with `reduce_retracing` there are two for all shapes.
  const none = new Map<string, readonly Cause[]>();
  const retracing = {
    onValues: use !== null && hasSignature(use.options) ? none : varying.onValues,
    onShapes: use !== null && leavesAxesOpen(use.options) ? none : varying.onShapes,
    possible: varying.possible
  };
  const { written, inference, needsAxes, isWithheld, openReads, relation, takesNumbers } =
    signatureFacts({
      context,
      runs,
      parameters,
      evidence,
      supplied,
      isVariadic: variadic.size > 0,
      retracing,
      needsVariables: () => below.some(({ run }) => needsVariable(run)),
      written: use?.options.get('input_signature') ?? null
    });
  if (hasTensor || isGraph) {
    retracing.onValues.forEach((causes, name) =>
      add('retracing-on-values', causes, {
        parameter: node.parameters.findIndex(parameter => parameter.name === name)
      })
    );
    retracing.onShapes.forEach((causes, name) => {
      add('retracing-on-shapes', causes, {
        parameter: node.parameters.findIndex(parameter => parameter.name === name)
      });
    });
  }
  if (tensor === false && !isGraph && framework === 'tensorflow') {
    add('no-tensor-parameter');
  }
  const isLibraryCalled = isReached && isCalledByLibrary(subject, context.view);
  if (tensor === null && framework === 'tensorflow' && !isLibraryCalled) {
    add('undeterminable-tensor-parameter', [], { severity: isGraph ? 'informs' : 'blocks' });
  }
  if (tensor === true && computes === false) {
    add('no-tensor-computation', [], { severity: severityOfHazard });
  }
  if (isLibraryCalled && tensor !== false) {
    add('called-by-library');
  } else if (context.isCovered && hasTensor) {
    add(isGraph ? 'caller-coverage' : 'covered-callers', callCauses(context));
  }
  if (context.isUnconverted) {
    const forms = formsForAutoGraph(runs);
    for (const code of new Set(forms.map(form => form.code))) {
      const causes = forms.filter(form => form.code === code).map(({ cause }) => cause);
      add(code, causes, {
        severity: 'informs',
        message:
          'Keras traces this without AutoGraph, which alone makes it work: the function has to be a graph itself.'
      });
    }
  }
  // What fails without the decorator needs it.
  const lack = context.isUnconverted ? null : missingBenefit(subject, runs, context.view);
  const isHazardous = findings.some(
    entry => entry.severity === 'blocks' && !entry.code.startsWith('undeterminable-')
  );
  if (takesNumbers && hasTensor && !isHazardous) {
    retracing.onValues.forEach(causes =>
      takeForGranted('retracing-on-values', causes.slice(0, CAUSE_LIMIT), {
        message:
          'The signature takes the numbers as tensors, one trace for all of them; calls that do not fit it would raise.'
      })
    );
  }
  if (!isGraph && hasTensor && !isHazardous) {
    // The results are the same, but there is no telling that so many traces pay.
    retracing.onShapes.forEach(causes =>
      takeForGranted('retracing-on-shapes', causes.slice(0, CAUSE_LIMIT))
    );
    if (retracing.possible.length > 0) {
      takeForGranted('retracing-on-values', retracing.possible.slice(0, CAUSE_LIMIT));
    }
  }
  if (
    hasTensor &&
    computes === true &&
    lack !== null &&
    !isGraph &&
    !isHazardous &&
    !isLibraryCalled
  ) {
    add('no-benefit-expected', [], { message: lack });
  }
  for (const { path, cause } of replacedNames(subject, below, context.view)) {
    assumptions.push(
      finding(positions, 'unknown-attribute', [cause], {
        message: `\`${path}\` is replaced: what it does then is not followed.`
      })
    );
  }
  const cls = classOf(context.names, node);
  for (const doubt of [...doubtsOf(runs), ...unknownDecorators(subject, cls, context.view)]) {
    assumptions.push(
      finding(positions, DOUBT_CODES[doubt.kind], [
        { at: doubt.at, chain: doubt.chain, note: doubt.name }
      ])
    );
  }
  if (!isReached && (hasTensor ? runs.length > 0 : assumptions.length === 0)) {
    assumptions.push(
      finding(
        positions,
        'context-evidence',
        [
          {
            at: { top: subject.code.top, ...node.nameSpan },
            chain: [],
            note: 'no call reaches it'
          }
        ],
        hasTensor ? {} : { message: 'No call reaches the function.' }
      )
    );
  }
  for (const [parameter, { use: inBody }] of evidence) {
    if (inBody !== null && isReached) {
      const at = { top: subject.code.top, start: inBody.node.start, end: inBody.node.end };
      assumptions.push(
        finding(positions, 'context-evidence', [{ at, chain: [], note: inBody.api }], {
          parameter: node.parameters.indexOf(parameter),
          message: `What reaches this parameter is taken to be a tensor, as \`${inBody.api}\` takes it.`
        })
      );
    }
  }
  for (const [parameter, entry] of evidence) {
    if (entry.tensor === null && isReached && hasTensor) {
      assumptions.push(
        finding(
          positions,
          'context-evidence',
          [
            {
              at: { top: subject.code.top, start: parameter.start, end: parameter.end },
              chain: [],
              note: 'what arrives here is not known'
            }
          ],
          {
            parameter: node.parameters.indexOf(parameter),
            message: 'What reaches this parameter cannot be told.'
          }
        )
      );
    }
  }
  if (openReads.length > 0) {
    add('shape-read-may-be-none', openReads, { severity: severityOfHazard });
  }
  if (relation === 'tighter' || relation === 'incomparable') {
    add('signature-inference', [], {
      severity: 'warns',
      message: `The signature that is written is ${relation} against the calls.`
    });
  }
  const hasOption = (name: string): boolean => use?.options.has(name) ?? false;
  const canReconfigure =
    isGraph &&
    framework === 'tensorflow' &&
    needsAxes !== true &&
    (takesNumbers || retracing.onShapes.size > 0 || relation === 'tighter') &&
    !(
      relation === null &&
      (hasOption('input_signature') || (hasOption('reduce_retracing') && !takesNumbers))
    );
  const effects = findings.some(entry =>
    ['python-side-effects', 'leaked-tensor', 'frozen-value', 'variable-creation'].includes(
      entry.code
    )
  );
  const state: RecommendedState = {
    isGraph,
    tensor: framework === 'tensorflow' ? tensor : null,
    blocking: findings
      .filter(entry => entry.severity === 'blocks' && !entry.code.startsWith('undeterminable-'))
      .map(entry => entry.code),
    isRetracing:
      retracing.onValues.size > 0 && !takesNumbers && !silenced.has('retracing-on-values'),
    canReconfigure,
    computes,
    isWorth: lack === null,
    hasEffects: effects,
    isCovered: context.isCovered || (isLibraryCalled && !context.isUnconverted),
    isReached,
    hasAssumptions: assumptions.length > 0,
    isCut: runs.some(isCut) || assumptions.some(entry => entry.code === 'budget-exhausted')
  };
  const has = (code: string): Ternary =>
    runs.length === 0 || !isConcerned ? null : findings.some(entry => entry.code === code);
  const first = firstRun(runs);
  const identity = identityOf(context);
  return {
    framework,
    state,
    findings,
    assumptions,
    wrapTheCaller: finding(
      positions,
      'wrap-the-caller',
      callCauses(context, arrival => !isInLibraryCallback(arrival, context.view))
    ),
    report: {
      name: identity.name,
      cell: identity.cell,
      line: identity.line,
      column: identity.column,
      endLine: identity.endLine,
      id: identity.id,
      unit: identity.unit,
      method: receiver !== null,
      reached: isReached,
      calls: callReports(context),
      framework: isConcerned || use !== null || framework !== 'tensorflow' ? framework : null,
      execution: isGraph ? 'graph' : 'eager',
      graph: graphReport(context, use, written, relation),
      facts: {
        tensorParameter: tensor,
        primitiveParameter: isReached
          ? parameters.some(parameter =>
              isPrimitive(subject, parameter, supplied.get(parameter) ?? null)
            )
          : null,
        pythonSideEffects: runs.length === 0 || !isConcerned ? null : effects,
        recursive:
          first === null
            ? null
            : recursionOf(
                first,
                subject.code,
                () => true,
                context.runsOf,
                callCyclesOf(context.view)
              ) !== null,
        tensorComputation: computes,
        eagerOnlyCalls: has('eager-only-call'),
        numpyOnParameters: has('numpy-on-parameter'),
        invalidNameArguments: invalidNameArguments(node).length > 0,
        unresolvedStaticAxes: isReached ? needsAxes : null,
        staleVariableReads: has('stale-variable-read'),
        tensorIteration: runs.length === 0 ? null : tensorIterations(subject, runs).length > 0,
        dtypeConflicts: has('dtype-conflict'),
        kerasSymbolicArguments: has('keras-symbolic-argument'),
        coveredCallers: isReached ? context.isCovered : null
      },
      parameters: node.parameters.map((parameter, index) => {
        const entry = evidence.get(parameter);
        return parameterReport(context, parameter, index, parameter === receiver, {
          tensor: parameter === receiver ? false : (entry?.tensor ?? null),
          container: entry?.isContainer ?? false,
          primitive:
            entry === undefined || !isReached
              ? null
              : isPrimitive(subject, parameter, supplied.get(parameter) ?? null),
          supplied: supplied.get(parameter) ?? null,
          evidence: entry?.evidence ?? [],
          part: inference.parts.get(parameter.name) ?? null,
          seen: written?.[parameters.indexOf(parameter)]
        });
      }),
      inputSignature:
        tensor !== true || inference.signature === null || isWithheld
          ? null
          : formatSignature(inference.signature),
      inputSignatureAbsence:
        tensor !== true ? null : isWithheld ? 'withheld-statically-read-axes' : inference.absence,
      edit: null,
      badge:
        framework === 'tensorflow' &&
        node.name !== '__init__' &&
        (isGraph || hasTensor || (tensor === null && computes === true))
    }
  };
}

/** Libraries that compute with TensorFlow, of whose results little is known. */
const ON_TENSORFLOW =
  /^(?:tensorflow_(?!datasets\b)\w+|keras_\w+|tf_agents|sonnet|official|transformers)\./u;
