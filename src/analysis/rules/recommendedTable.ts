/**
 * The decisions of rule set `recommended`, from what is known of a function.
 */
import type { Action, Confidence, PassingPrecondition, Ternary } from '../report';

/** What a decision rests on. */
export type RecommendedState = {
  readonly isGraph: boolean;
  readonly tensor: Ternary;
  /** Codes of the findings that block, silenced ones left out. */
  readonly blocking: readonly string[];
  readonly isRetracing: boolean;
  readonly canReconfigure: boolean;
  readonly computes: Ternary;
  readonly isWorth: boolean;
  /** Whether it has Python side effects: taking a decorator away would change how often they happen. */
  readonly hasEffects: boolean;
  readonly isCovered: boolean;
  readonly isReached: boolean;
  readonly hasAssumptions: boolean;
  /** Whether the analysis was cut short. */
  readonly isCut: boolean;
};

export type RecommendedDecision = {
  readonly action: Action;
  readonly confidence: Confidence;
  readonly rule: PassingPrecondition | null;
};

/** The first row that holds decides. */
export function decideRecommended(state: RecommendedState): RecommendedDecision {
  const confidence: Confidence = state.isReached && !state.hasAssumptions ? 'proven' : 'assumed';
  const keep = (sure: Confidence = confidence): RecommendedDecision => ({
    action: 'keep',
    confidence: sure,
    rule: null
  });
  if (state.isGraph) {
    return decideGraph(state, confidence, keep);
  }
  if (state.blocking.length > 0) {
    return keep();
  }
  if (state.tensor === null || (state.tensor && state.computes === null) || state.isCut) {
    return keep('unknown');
  }
  if (
    !state.tensor ||
    state.computes !== true ||
    !state.isWorth ||
    state.isCovered ||
    state.isRetracing
  ) {
    return keep();
  }
  return { action: 'hybridize', confidence, rule: 'P1' };
}

function decideGraph(
  state: RecommendedState,
  confidence: Confidence,
  keep: (sure?: Confidence) => RecommendedDecision
): RecommendedDecision {
  if (state.blocking.length > 0 || state.isCut) {
    return keep();
  }
  if (state.isReached && state.computes === false && !state.hasEffects) {
    return {
      action: 'remove-graph',
      confidence,
      rule: state.tensor === true ? 'P6' : 'P2'
    };
  }
  return state.canReconfigure ? { action: 'reconfigure', confidence, rule: null } : keep();
}
