/**
 * All rules by their codes.
 */
import { alreadyOptimal } from './alreadyOptimal';
import { argumentMutation } from './argumentMutation';
import { branchesDisagree } from './branchesDisagree';
import { budgetExhausted } from './budgetExhausted';
import { calledByLibrary } from './calledByLibrary';
import { callerCoverage } from './callerCoverage';
import { capturedLoopName } from './capturedLoopName';
import { contextAssumption } from './contextAssumption';
import { contextEvidence } from './contextEvidence';
import { coveredCallers } from './coveredCallers';
import { dtypeConflict } from './dtypeConflict';
import { eagerConversion } from './eagerConversion';
import { eagerOnlyCall } from './eagerOnlyCall';
import { exceptionAroundOperation } from './exceptionAroundOperation';
import { frameworkNotCovered } from './frameworkNotCovered';
import { frozenAttribute } from './frozenAttribute';
import { frozenValue } from './frozenValue';
import { generatorOrCoroutine } from './generatorOrCoroutine';
import { graphFunctionInLoop } from './graphFunctionInLoop';
import { graphFunctionOfLambda } from './graphFunctionOfLambda';
import { invalidNameArgument } from './invalidNameArgument';
import { kerasSymbolicArgument } from './kerasSymbolicArgument';
import { leakedTensor } from './leakedTensor';
import { libraryDiffersInGraph } from './libraryDiffersInGraph';
import { listInTensorLoop } from './listInTensorLoop';
import { loopExit } from './loopExit';
import { modeDependent } from './modeDependent';
import { noBenefitExpected } from './noBenefitExpected';
import { noTensorComputation } from './noTensorComputation';
import { noTensorParameter } from './noTensorParameter';
import { numpyOnParameter } from './numpyOnParameter';
import { primitiveParameter } from './primitiveParameter';
import { pythonNumberResult } from './pythonNumberResult';
import { pythonSideEffects } from './pythonSideEffects';
import { raiseOnTensor } from './raiseOnTensor';
import { recursive } from './recursive';
import { retracingOnShapes } from './retracingOnShapes';
import { retracingOnValues } from './retracingOnValues';
import { shapeReadMayBeNone } from './shapeReadMayBeNone';
import { signatureInference } from './signatureInference';
import { staleVariableRead } from './staleVariableRead';
import { staleWeights } from './staleWeights';
import { staticPythonArgument } from './staticPythonArgument';
import { symbolicText } from './symbolicText';
import { tapeAtCellLevel } from './tapeAtCellLevel';
import { tensorAsBoolean } from './tensorAsBoolean';
import { tensorIteration } from './tensorIteration';
import { tensorRecursion } from './tensorRecursion';
import { typeInference } from './typeInference';
import { unconvertibleIteration } from './unconvertibleIteration';
import { undeterminablePrimitiveParameter } from './undeterminablePrimitiveParameter';
import { undeterminableRecursion } from './undeterminableRecursion';
import { undeterminableSideEffects } from './undeterminableSideEffects';
import { undeterminableTensorParameter } from './undeterminableTensorParameter';
import { unknownAttribute } from './unknownAttribute';
import { unknownBase } from './unknownBase';
import { unknownCallee } from './unknownCallee';
import { unknownDecorator } from './unknownDecorator';
import { unknownModule } from './unknownModule';
import { unknownSuppression } from './unknownSuppression';
import { unreadableCode } from './unreadableCode';
import { unresolvedStaticAxis } from './unresolvedStaticAxis';
import { unsupportedReturn } from './unsupportedReturn';
import { untraceableObject } from './untraceableObject';
import { variableCreation } from './variableCreation';
import { wrapTheCaller } from './wrapTheCaller';
import type { Rule } from './rule';

export type { Rule, RuleDocumentation } from './rule';

/** Every rule, in the order of their codes. */
export const RULES: readonly Rule[] = [
  alreadyOptimal,
  argumentMutation,
  branchesDisagree,
  budgetExhausted,
  calledByLibrary,
  callerCoverage,
  capturedLoopName,
  contextAssumption,
  contextEvidence,
  coveredCallers,
  dtypeConflict,
  eagerConversion,
  eagerOnlyCall,
  exceptionAroundOperation,
  frameworkNotCovered,
  frozenAttribute,
  frozenValue,
  generatorOrCoroutine,
  graphFunctionInLoop,
  graphFunctionOfLambda,
  invalidNameArgument,
  kerasSymbolicArgument,
  leakedTensor,
  libraryDiffersInGraph,
  listInTensorLoop,
  loopExit,
  modeDependent,
  noBenefitExpected,
  noTensorComputation,
  noTensorParameter,
  numpyOnParameter,
  primitiveParameter,
  pythonNumberResult,
  pythonSideEffects,
  raiseOnTensor,
  recursive,
  retracingOnShapes,
  retracingOnValues,
  shapeReadMayBeNone,
  signatureInference,
  staleVariableRead,
  staleWeights,
  staticPythonArgument,
  symbolicText,
  tapeAtCellLevel,
  tensorAsBoolean,
  tensorIteration,
  tensorRecursion,
  typeInference,
  unconvertibleIteration,
  undeterminablePrimitiveParameter,
  undeterminableRecursion,
  undeterminableSideEffects,
  undeterminableTensorParameter,
  unknownAttribute,
  unknownBase,
  unknownCallee,
  unknownDecorator,
  unknownModule,
  unknownSuppression,
  unreadableCode,
  unresolvedStaticAxis,
  unsupportedReturn,
  untraceableObject,
  variableCreation,
  wrapTheCaller
];

const BY_CODE: ReadonlyMap<string, Rule> = new Map(RULES.map(rule => [rule.code, rule]));

/** Whether a finding has this code. */
export function isRuleCode(code: string): boolean {
  return BY_CODE.has(code);
}

/**
 * The rule of a code.
 *
 * @throws where no rule has it: codes are written in the analysis alone.
 */
export function ruleOf(code: string): Rule {
  const rule = BY_CODE.get(code);
  if (rule === undefined) {
    throw new Error(`no rule has the code ${code}`);
  }
  return rule;
}
