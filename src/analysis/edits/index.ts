/**
 * Edits: from a verdict to the change of text that it asks for, tried before it is offered.
 */
export {
  attachEdits,
  planVerifiedEdit,
  toTextEdits,
  type LocatedEdit,
  type LocatedPlan
} from './attachEdits';
export { EditMemory } from './editMemory';
export { findFunction, type FunctionPlace, type TreeModule } from './functionPlace';
export {
  gainsFromFewerTraces,
  goalOf,
  planEdit,
  safetyOf,
  type EditGoal,
  type EditPlan,
  type EditRefusal,
  type PlannedEdit
} from './planEdit';
export { applyChanges, areDisjoint, invertChanges, type TextChange } from './textChange';
export { createEditVerifier, type IEditVerifier } from './verifyEdit';
