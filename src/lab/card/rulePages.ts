/**
 * The pages of the rules behind a verdict: what *Why?* on a card shows. They are the texts of the
 * documentation, written with the rules.
 */
import { isRuleCode, ruleOf } from '../../analysis/rules';
import type { FunctionReport } from '../../analysis/report';

/** What is shown of one rule. */
export type RulePage = {
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly advice: string;
  /** Python that has the finding; `''` where there is none to show. */
  readonly example: string;
  /** Python that has it no more. */
  readonly instead: string;
  /** When the finding can be left alone. */
  readonly fine: string;
};

/** More pages than these nobody reads at once. */
const MAXIMAL_PAGES = 4;

/** The pages that belong to a verdict, the most weighty first, each once. */
export function rulePages(report: FunctionReport): RulePage[] {
  const { findings, assumptions } = report.verdict;
  const weight = { blocks: 0, warns: 1, informs: 2 };
  const codes = [...findings, ...assumptions]
    .sort((left, right) => weight[left.severity] - weight[right.severity])
    .map(finding => finding.code);
  return [...new Set(codes)]
    .filter(isRuleCode)
    .slice(0, MAXIMAL_PAGES)
    .map(code => {
      const { advice, documentation } = ruleOf(code);
      return { code, advice, ...documentation };
    });
}
