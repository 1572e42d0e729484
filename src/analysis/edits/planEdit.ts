/**
 * Plans the edit that a verdict asks for.
 */
import type { EditSafety, FunctionReport, RuleSet } from '../report';
import type { Expression } from '../syntax/tree';
import { insertDecorator, removeDecorator, setOption, type OptionValue } from './decoratorChange';
import { publishedTensorFlowName } from './publishedName';
import type { FunctionPlace } from './functionPlace';
import { reconfigureGraphCall, removeGraphCall, type GraphCallPlace } from './graphCall';
import { graphDecorators } from './graphDecorator';
import { chooseTensorFlowName, type TensorFlowName } from './tensorflowName';
import type { TextChange } from './textChange';

/** What is to be done to a function. */
export type EditGoal =
  | {
      readonly kind: 'decorate';
      /** In normal form (`tf.` before every name); `null` for a bare decorator. */
      readonly inputSignature: string | null;
      /** Whether tensors of several shapes come, so that the traces are to be fewer. */
      readonly reducesRetracing?: boolean;
      /** Whether names and imports are chosen as the published tool does; else as the bindings at the place ask. */
      readonly asPublished?: boolean;
      /** Signatures that functions of the same cell or file get too: one import line brings the names of them all. */
      readonly signaturesBeside?: readonly string[];
    }
  | { readonly kind: 'remove-graph' }
  | {
      readonly kind: 'reconfigure';
      readonly option: string;
      /** Source text; of `input_signature` the normal form. */
      readonly value: string;
      /** As of `decorate`. */
      readonly asPublished?: boolean;
    };

/** Why there is no edit. */
export type EditRefusal =
  /** `tf` means something else here. */
  | 'conflicting-name'
  /** A magic, or something else that is no blank, stands before the `def`. */
  | 'not-at-line-start'
  /** Neither a decorator nor one certain call makes the function a graph. */
  | 'no-decorator'
  /** The option stands among positional arguments, or the names it needs cannot be reached. */
  | 'not-expressible'
  /** The function already has the decorator. */
  | 'already-decorated'
  /** The change would not parse, or not do what it should. */
  | 'not-verified';

/** Changes of a cell's text, offsets as the user sees it; and the decorators that the function has after them. */
export type PlannedEdit = {
  readonly kind: 'edit';
  readonly changes: readonly TextChange[];
  /** How many decorators the function has before and after. */
  readonly decoratorsBefore: number;
  readonly decoratorsAfter: number;
};

/** A plan, or the reason why there is none. */
export type EditPlan = PlannedEdit | { readonly kind: 'refusal'; readonly reason: EditRefusal };

function refuse(reason: EditRefusal): EditPlan {
  return { kind: 'refusal', reason };
}

/** A signature in normal form, written with the names of the place. `null` where they cannot be reached. */
function signatureAt(signature: string, name: TensorFlowName): string | null {
  return name.prefix === null ? null : signature.replace(/\btf\./g, name.prefix);
}

/** What the edit does for a verdict; `null` where the verdict asks for nothing that an edit can do. */
export function goalOf(
  report: FunctionReport,
  options: { readonly rules: RuleSet }
): EditGoal | null {
  switch (report.verdict.action) {
    case 'hybridize':
      // The published tool writes the signature that it inferred. A signature is a promise about calls
      // that are still to be written, so the recommended rules leave it out unless numbers would retrace.
      return {
        kind: 'decorate',
        asPublished: options.rules === 'published',
        inputSignature:
          options.rules === 'published' || takesNumbers(report) ? report.inputSignature : null,
        reducesRetracing:
          options.rules === 'recommended' && gainsFromFewerTraces(report) && !takesNumbers(report)
      };
    case 'remove-graph':
      return { kind: 'remove-graph' };
    case 'reconfigure':
      return reconfigureGoal(report, options.rules);
    case 'keep':
      return null;
  }
}

/**
 * Whether tensors of many shapes reach a parameter, and one trace for several of them does no harm: it leaves the axes
 * that vary open, so that `float(x.shape[0])` raises in it.
 */
export function gainsFromFewerTraces({ facts, verdict }: FunctionReport): boolean {
  return (
    facts.unresolvedStaticAxes !== true &&
    verdict.findings.some(finding => finding.code === 'retracing-on-shapes')
  );
}

/** Whether the inferred signature takes Python's numbers as tensors, so that all of them share one trace. */
function takesNumbers({ inputSignature, parameters }: FunctionReport): boolean {
  return (
    inputSignature !== null &&
    parameters.some(({ tensor, spec }) => tensor === false && spec !== null)
  );
}

function reconfigureGoal(report: FunctionReport, rules: RuleSet): EditGoal | null {
  const graph = report.graph;
  const signature = report.inputSignature;
  const hasNarrowSignature =
    graph?.signatureRelation === 'tighter' || graph?.signatureRelation === 'incomparable';
  const mayRetrace = graph !== null && !Object.hasOwn(graph.options, 'reduce_retracing');
  if (
    signature !== null &&
    (rules === 'published' || hasNarrowSignature || !mayRetrace || takesNumbers(report))
  ) {
    return {
      kind: 'reconfigure',
      option: 'input_signature',
      value: signature,
      asPublished: rules === 'published'
    };
  }
  return rules === 'recommended' && mayRetrace && graph?.hasInputSignature === false
    ? { kind: 'reconfigure', option: 'reduce_retracing', value: 'True' }
    : null;
}

/** How sure it is that the edit does no harm. */
export function safetyOf(report: FunctionReport): EditSafety {
  switch (report.verdict.confidence) {
    case 'proven':
      return 'safe';
    case 'assumed':
      return 'assumes';
    case 'unknown':
      return 'unsafe';
  }
}

/**
 * Plans an edit.
 *
 * @param text - the cell's text, or the masked one of the same length for a trial.
 */
export function planEdit(
  text: string,
  place: FunctionPlace,
  report: FunctionReport,
  goal: EditGoal
): EditPlan {
  const count = place.definition.decorators.length;
  const edit = (changes: readonly TextChange[], added: number): EditPlan => ({
    kind: 'edit',
    changes,
    decoratorsBefore: count,
    decoratorsAfter: count + added
  });
  const decorators = report.graph === null ? [] : graphDecorators(place, report.graph);
  switch (goal.kind) {
    case 'decorate': {
      if (decorators.length > 0) {
        return refuse('already-decorated');
      }
      const name =
        goal.asPublished === true
          ? publishedTensorFlowName(place, goal.inputSignature, goal.signaturesBeside)
          : chooseTensorFlowName(place);
      if (name === null) {
        return refuse('conflicting-name');
      }
      const signature =
        goal.inputSignature === null ? null : signatureAt(goal.inputSignature, name);
      const argument =
        signature !== null
          ? `(input_signature=${signature})`
          : goal.reducesRetracing === true
            ? '(reduce_retracing=True)'
            : '';
      const insertion = insertDecorator(text, place, name.decorator + argument);
      if (insertion === null) {
        return refuse('not-at-line-start');
      }
      return edit(name.added === null ? [insertion] : [name.added, insertion], 1);
    }
    case 'remove-graph':
      return decorators.length === 0
        ? refuse('no-decorator')
        : edit(
            decorators.map(decorator => removeDecorator(text, place, decorator)),
            -decorators.length
          );
    case 'reconfigure': {
      // Of several, the last in source order supplies the options (published tool, 1.3).
      const decorator = decorators.at(-1);
      if (decorator === undefined) {
        return refuse('no-decorator');
      }
      const option = optionAt(place, report, goal);
      return option === null
        ? refuse('not-expressible')
        : edit([setOption(place.top, decorator.expression, option)], 0);
    }
  }
}

function optionAt(
  place: FunctionPlace,
  report: FunctionReport,
  goal: Extract<EditGoal, { kind: 'reconfigure' }>
): OptionValue | null {
  const expression =
    report.graph === null ? undefined : graphDecorators(place, report.graph).at(-1);
  const call = expression?.expression ?? null;
  return canTake(report, call, goal.option) ? optionWithNames(place, goal) : null;
}

/** Whether an option can be written: not where it stands among the positional arguments already. */
function canTake(report: FunctionReport, expression: Expression | null, option: string): boolean {
  const isKeyword =
    expression?.kind === 'Call' && expression.keywords.some(keyword => keyword.arg === option);
  return isKeyword || report.graph === null || !Object.hasOwn(report.graph.options, option);
}

/** The option with the names that are bound at the place. */
function optionWithNames(
  place: FunctionPlace,
  goal: Extract<EditGoal, { kind: 'reconfigure' }>
): OptionValue | null {
  if (goal.option !== 'input_signature') {
    return { option: goal.option, value: goal.value };
  }
  const name =
    goal.asPublished === true
      ? publishedTensorFlowName(place, goal.value)
      : chooseTensorFlowName(place);
  const value = name === null || name.added !== null ? null : signatureAt(goal.value, name);
  return value === null ? null : { option: goal.option, value };
}

/**
 * Plans an edit of the call that makes a function a graph.
 *
 * @param place - the function's own place, for the names that can be used.
 */
export function planCallEdit(
  place: FunctionPlace,
  callPlace: GraphCallPlace,
  report: FunctionReport,
  goal: Exclude<EditGoal, { kind: 'decorate' }>
): EditPlan {
  const edit = (change: TextChange | null): EditPlan =>
    change === null
      ? refuse('not-expressible')
      : { kind: 'edit', changes: [change], decoratorsBefore: 0, decoratorsAfter: 0 };
  if (goal.kind === 'remove-graph') {
    return edit(removeGraphCall(callPlace));
  }
  const option = canTake(report, callPlace.call, goal.option) ? optionWithNames(place, goal) : null;
  return edit(option === null ? null : reconfigureGraphCall(callPlace, option));
}
