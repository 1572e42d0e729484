/**
 * Plans of edits: decorate, remove the graph, reconfigure; verified, and invertible.
 */
export {
  applyUnitEdits,
  createPlan,
  joinPlans,
  toReportEdits,
  type ChangedUnit,
  type Plan,
  type PlanRefusal,
  type UnitEdit,
  type UnitPreview
} from './plan';
export {
  planDecorate,
  planReconfigure,
  planRemoveGraph,
  planVerdict,
  type DecorateOptions,
  type PlanContext,
  type ReconfigureOptions
} from './planFunction';
