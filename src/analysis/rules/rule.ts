/**
 * The shape of a rule: what a finding is called, how bad it is, and its page.
 */
import type { Severity } from '../report';

/** One kind of finding. */
export type Rule = {
  readonly code: string;
  readonly severity: Severity;
  /** One plain sentence. */
  readonly message: string;
  /** What to do about it, in one line. */
  readonly advice: string;
  /** The text of the rule's page. */
  readonly documentation: RuleDocumentation;
};

export type RuleDocumentation = {
  readonly what: string;
  readonly why: string;
  /** Python that has the finding. */
  readonly example: string;
  /** Python that has it no more. */
  readonly instead: string;
  readonly fine: string;
};
