/**
 * The two decision tables of the published tool (`spec/published-tool.md`, 6.3 and 6.4), row by row.
 */
import type { FactsReport, PassingPrecondition, SignatureRelation, Ternary } from '../report';
import type { Effect } from '../interpreter/record';
import type { dtypeCoercions } from './dtypeCoercions';
import type { finding } from './functionContext';
import { type FunctionContext } from './functionContext';
import type { GraphUse } from './graph/wrapping';
import { canSpell } from './signatureSpelling';
import { type Cause } from './reachableRuns';
import { type SignatureInference } from './signatureInference';

/** What is decided: the passing precondition, or nothing. */
export type Decision = PassingPrecondition | null;

/** The hazards and the benefit, with their causes. */
export type Hazards = {
  readonly facts: Pick<
    FactsReport,
    | 'tensorComputation'
    | 'eagerOnlyCalls'
    | 'numpyOnParameters'
    | 'invalidNameArguments'
    | 'staleVariableReads'
    | 'tensorIteration'
    | 'dtypeConflicts'
    | 'kerasSymbolicArguments'
  >;
  readonly causes: ReadonlyMap<string, readonly Cause[]>;
  readonly pins: ReturnType<typeof dtypeCoercions>['pins'];
};

export type DecisionState = {
  readonly context: FunctionContext;
  readonly use: GraphUse | null;
  readonly facts: FactsReport;
  readonly effects: readonly Effect[];
  readonly recursion: readonly Cause['at'][];
  readonly hazards: Hazards;
  readonly staticReads: readonly Cause[];
  readonly inference: SignatureInference;
  readonly relation: SignatureRelation | null;
  readonly hasModelledSignature: boolean;
  readonly add: (
    code: string,
    causes?: readonly Cause[],
    part?: Parameters<typeof finding>[3]
  ) => void;
};

function effectCauses(effects: readonly Effect[]): readonly Cause[] {
  return effects.map(effect => ({
    at: effect.cause,
    chain: effect.chain,
    note: describeEffect(effect)
  }));
}

/** What an effect does, in words. */
export function describeEffect(effect: Effect): string {
  switch (effect.kind) {
    case 'print':
      return 'prints';
    case 'write':
      return `writes ${effect.field ?? 'an object'}`;
    case 'mutation':
      return `changes an object by ${effect.api ?? 'a method'}`;
    default:
      return effect.api ?? effect.kind;
  }
}

function recursionCauses(state: DecisionState): readonly Cause[] {
  const at = state.recursion.at(-1);
  return at === undefined
    ? []
    : [{ at, chain: state.recursion.slice(0, -1), note: 'the function calls itself here' }];
}

/** Table 6.3. */
export function decideEager(state: DecisionState): Decision {
  const { facts, add, hazards } = state;
  const { tensorParameter: T, primitiveParameter: P, pythonSideEffects: S, recursive: R } = facts;
  const sideEffects = (): void => add('python-side-effects', effectCauses(state.effects));
  const recursive = (): void => add('recursive', recursionCauses(state));
  if (T === null) {
    return null;
  }
  if (!T || P === true) {
    if (!T) {
      add('no-tensor-parameter');
    }
    if (P === true) {
      add('primitive-parameter');
    }
    if (S === true) {
      sideEffects();
    }
    if (R === true) {
      recursive();
    }
    return null;
  }
  if (P === null || S === null) {
    return null;
  }
  if (S) {
    sideEffects();
    if (R === true) {
      recursive();
    }
    return null;
  }
  if (R === null) {
    return null;
  }
  if (R) {
    recursive();
    return null;
  }
  const rows: readonly (readonly [Ternary, string])[] = [
    [facts.eagerOnlyCalls, 'eager-only-call'],
    [facts.numpyOnParameters, 'numpy-on-parameter'],
    [facts.invalidNameArguments, 'invalid-name-argument'],
    [facts.staleVariableReads, 'stale-variable-read'],
    [facts.tensorIteration, 'tensor-iteration'],
    [facts.dtypeConflicts, 'dtype-conflict'],
    [facts.kerasSymbolicArguments, 'keras-symbolic-argument'],
    [facts.tensorComputation === false, 'no-tensor-computation'],
    [facts.coveredCallers, 'covered-callers']
  ];
  for (const [fact, code] of rows) {
    if (fact === true) {
      add(code, hazards.causes.get(code));
      return null;
    }
  }
  reportSignature(state);
  return 'P1';
}

/** Informs about why there is no signature, parameter by parameter. */
function reportSignature(state: DecisionState): void {
  const { context, facts, inference, staticReads } = state;
  if (!context.view.options.inferSignatures) {
    return;
  }
  const { parameters } = context.subject.node;
  inference.blocked.forEach((absence, name) => {
    state.add('signature-inference', [], {
      parameter: parameters.findIndex(parameter => parameter.name === name),
      message: `There is no signature: ${absence}.`
    });
  });
  state.hazards.pins.forEach((dtype, name) => {
    if (!inference.blocked.has(name) && dtype !== null) {
      state.add('signature-inference', [], {
        parameter: parameters.findIndex(parameter => parameter.name === name),
        message: `The signature has dtype ${dtype}, to which operators in the body convert the argument.`
      });
    }
  });
  if (facts.unresolvedStaticAxes === true && state.use === null) {
    state.add('signature-inference', staticReads, {
      message: 'The signature is withheld: the body needs an axis that it would leave open.'
    });
  }
  if (inference.absence === 'speculative-tensor-parameter') {
    state.add('signature-inference', [], {
      message: 'There is no signature: the tensors are only supposed from the name.'
    });
  }
}

/** Table 6.4. */
export function decideHybrid(state: DecisionState): Decision {
  const { facts, add } = state;
  const { tensorParameter: T, pythonSideEffects: S, recursive: R } = facts;
  if (facts.coveredCallers === true) {
    add('caller-coverage');
  }
  const decision = hybridRow(state);
  if (T === true && R === true) {
    add('recursive', recursionCauses(state), { severity: 'warns' });
  }
  if (S === true) {
    // The table's last row: beside the row that blocks, which says the same of the same places.
    add('python-side-effects', effectCauses(state.effects), { severity: 'warns' });
  }
  return decision;
}

function hybridRow(state: DecisionState): Decision {
  const { facts, add, inference, relation, use, context } = state;
  const { tensorParameter: T, primitiveParameter: P, pythonSideEffects: S, recursive: R } = facts;
  const sideEffects = (): Decision => {
    add('python-side-effects', effectCauses(state.effects));
    return null;
  };
  if (T === null) {
    return null;
  }
  if (!T) {
    return S === null ? null : S ? sideEffects() : 'P2';
  }
  if (P === null) {
    return null;
  }
  if (P) {
    return S === null ? null : S ? sideEffects() : 'P3';
  }
  if (facts.tensorComputation === false && S !== null) {
    return S ? sideEffects() : 'P6';
  }
  const isViable =
    context.view.options.inferSignatures &&
    S === false &&
    R === false &&
    inference.signature !== null &&
    canSpell(inference.signature, context.body);
  reportSignature(state);
  if (isViable && facts.unresolvedStaticAxes === true) {
    add('unresolved-static-axis', state.staticReads);
    return null;
  }
  if (isViable && use !== null && !use.options.has('input_signature')) {
    return 'P4';
  }
  add('already-optimal');
  if (isViable && state.hasModelledSignature && relation !== null && relation !== 'agreement') {
    add('signature-inference', [], {
      severity: relation === 'broader' ? 'informs' : 'warns',
      message: `The signature that is written is ${relation} against the calls.`
    });
  }
  if (S === true) {
    sideEffects();
  }
  return null;
}
