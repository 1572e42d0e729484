/**
 * Plans for single functions of a report: decorate, remove the graph, reconfigure.
 */
import type { IPythonParser, Project } from '../analysis';
import {
  gainsFromFewerTraces,
  createEditVerifier,
  goalOf,
  planVerifiedEdit,
  safetyOf,
  type EditGoal,
  type TreeModule
} from '../analysis/edits';
import type { FunctionReport, Report } from '../analysis/report';
import { parseUnit } from '../analysis/syntax/lower';
import { createPlan, type Plan, type PlanRefusal } from './plan';

/** What a plan is made from: a project and the report about it. */
export type PlanContext = {
  readonly project: Project;
  readonly report: Report;
  readonly parser: IPythonParser;
  /**
   * Analyses the project as it is after a plan, and gives the new report of the function; `null` to trust
   * the trial parse alone.
   */
  readonly reanalyse: ((plan: Plan, functionId: string) => FunctionReport | null) | null;
};

type FoundFunction = { readonly document: string; readonly report: FunctionReport };

function findReport(report: Report, functionId: string): FoundFunction | null {
  for (const { path, functions } of report.documents) {
    const found = functions.find(({ id }) => id === functionId);
    if (found !== undefined) {
      return { document: path, report: found };
    }
  }
  return null;
}

function parseProject(ctx: PlanContext): readonly TreeModule[] {
  return ctx.project.modules.map(source => ({
    source,
    units: source.units.map(unit => parseUnit(ctx.parser, unit, null))
  }));
}

/** Whether the function, analysed again, is what the plan was to make of it. */
function isAsPlanned(goal: EditGoal, after: FunctionReport): boolean {
  switch (goal.kind) {
    case 'decorate':
      return after.graph?.form === 'decorator' && after.execution === 'graph';
    case 'remove-graph':
      return after.execution === 'eager';
    case 'reconfigure':
      return after.graph !== null && Object.hasOwn(after.graph.options, goal.option);
  }
}

/** Plans one goal for one function. */
function planGoal(
  ctx: PlanContext,
  functionId: string,
  goalFor: (report: FunctionReport) => EditGoal | null
): Plan | PlanRefusal {
  const found = findReport(ctx.report, functionId);
  const goal = found === null ? null : goalFor(found.report);
  if (found === null || goal === null) {
    return { kind: 'refusal', reason: 'no-such-function' };
  }
  const edit = planVerifiedEdit(parseProject(ctx), found, goal, createEditVerifier(ctx.parser));
  if (edit.kind === 'refusal') {
    return edit;
  }
  const { unitId, document, cell, cellText, changes } = edit;
  const plan = createPlan(
    [{ unitId, document, cell, text: cellText, changes }],
    safetyOf(found.report)
  );
  if (plan.kind === 'plan' && ctx.reanalyse !== null) {
    const after = ctx.reanalyse(plan, functionId);
    if (after === null || !isAsPlanned(goal, after)) {
      return { kind: 'refusal', reason: 'not-seen-afterwards' };
    }
  }
  return plan;
}

/** How a function is decorated. */
export type DecorateOptions = {
  /** Whether the inferred signature is written, where there is one. */
  readonly withSignature: boolean;
};

/** Plans to decorate a function with `tf.function`, and the import where no name for it is at hand. */
export function planDecorate(
  ctx: PlanContext,
  functionId: string,
  options: DecorateOptions
): Plan | PlanRefusal {
  return planGoal(ctx, functionId, report => ({
    kind: 'decorate',
    inputSignature: options.withSignature ? report.inputSignature : null,
    reducesRetracing: ctx.report.rules === 'recommended' && gainsFromFewerTraces(report)
  }));
}

/** Plans to take the graph decorators of a function away. */
export function planRemoveGraph(ctx: PlanContext, functionId: string): Plan | PlanRefusal {
  return planGoal(ctx, functionId, () => ({ kind: 'remove-graph' }));
}

/** An option of `tf.function` to write; of `input_signature` the value is in normal form. */
export type ReconfigureOptions = { readonly option: string; readonly value: string };

/** Plans to give the graph decorator of a function an option, or another value of it. */
export function planReconfigure(
  ctx: PlanContext,
  functionId: string,
  options: ReconfigureOptions
): Plan | PlanRefusal {
  return planGoal(ctx, functionId, () => ({ kind: 'reconfigure', ...options }));
}

/** Plans what the verdict of a function asks for. */
export function planVerdict(ctx: PlanContext, functionId: string): Plan | PlanRefusal {
  return planGoal(ctx, functionId, report => goalOf(report, { rules: ctx.report.rules }));
}
