/**
 * The report: what the analysis says, as data. The shape is fixed by the contract
 * `contracts/report.md`; fields may be added, none renamed or dropped.
 */
import { VERSION } from './version';

export type RuleSet = 'recommended' | 'published';

/** Everything that one run of the analysis says. */
export type Report = {
  readonly schema: 1;
  readonly tool: { readonly name: 'jupyterlab-hybridize'; readonly version: string };
  readonly rules: RuleSet;
  readonly documents: readonly DocumentReport[];
};

/** `line` and `column` are 1-based, columns in UTF-16 units; `cell` is 0-based, `null` in a module. */
export type Position = {
  readonly cell: number | null;
  readonly line: number;
  readonly column: number;
};

/** The end is exclusive. */
export type Range = Position & {
  readonly document: string;
  readonly endLine: number;
  readonly endColumn: number;
};

/** A range with a note that says what stands there. */
export type NotedRange = Range & { readonly note: string };

export type Problem = Position & { readonly message: string };

export type DocumentReport = {
  readonly path: string;
  readonly kind: 'notebook' | 'module';
  readonly problems: readonly Problem[];
  readonly functions: readonly FunctionReport[];
  readonly findings: readonly Finding[];
};

export type Framework = 'tensorflow' | 'torch' | 'jax';

/** `null` is "not determinable". */
export type Ternary = boolean | null;

export type CallReport = Position & {
  readonly document: string;
  readonly text: string;
  readonly inFunction: string | null;
  readonly count: number | null;
};

export type SignatureRelation = 'agreement' | 'tighter' | 'broader' | 'incomparable';

export type GraphReport = {
  /** Public dotted name, `tensorflow.function`. */
  readonly api: string;
  readonly form: 'decorator' | 'call' | 'partial';
  readonly text: string;
  /** Option name to its source text. */
  readonly options: Readonly<Record<string, string>>;
  /** Normal form, `null` where absent or not modelled. */
  readonly inputSignature: string | null;
  /** True for `=None` too. */
  readonly hasInputSignature: boolean;
  readonly signatureRelation: SignatureRelation | null;
};

export type FactsReport = {
  readonly tensorParameter: Ternary;
  readonly primitiveParameter: Ternary;
  readonly pythonSideEffects: Ternary;
  readonly recursive: Ternary;
  readonly tensorComputation: Ternary;
  readonly eagerOnlyCalls: Ternary;
  readonly numpyOnParameters: Ternary;
  readonly invalidNameArguments: Ternary;
  readonly unresolvedStaticAxes: Ternary;
  readonly staleVariableReads: Ternary;
  readonly tensorIteration: Ternary;
  readonly dtypeConflicts: Ternary;
  readonly kerasSymbolicArguments: Ternary;
  readonly coveredCallers: Ternary;
};

export type Evidence = 'call' | 'hint' | 'container' | 'context' | 'default' | 'kernel';

export type ParameterReport = {
  readonly index: number;
  readonly name: string;
  readonly kind:
    'positional-only' | 'positional' | 'keyword-only' | 'var-positional' | 'var-keyword';
  readonly receiver: boolean;
  readonly hasDefault: boolean;
  readonly supplied: Ternary;
  readonly variadic: boolean;
  readonly tensor: Ternary;
  readonly container: boolean;
  readonly primitive: Ternary;
  /** Distinct type texts of the tensors and arrays that reach it. */
  readonly types: readonly string[];
  readonly typeSources: readonly {
    readonly type: string;
    readonly locations: readonly NotedRange[];
  }[];
  /** Texts of what else reaches it. */
  readonly values: readonly string[];
  /** Its part of the signature in normal form. */
  readonly spec: string | null;
  readonly evidence: readonly Evidence[];
};

export type Severity = 'blocks' | 'warns' | 'informs';

export type Finding = {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly parameter?: number;
  /** The cause first, then the call chain to it. */
  readonly locations: readonly NotedRange[];
};

export type Action = 'hybridize' | 'remove-graph' | 'reconfigure' | 'keep';
export type Confidence = 'proven' | 'assumed' | 'unknown';
export type PassingPrecondition = 'P1' | 'P2' | 'P3' | 'P4' | 'P6';

export type Verdict = {
  readonly action: Action;
  readonly confidence: Confidence;
  readonly rule: PassingPrecondition | null;
  readonly findings: readonly Finding[];
  readonly assumptions: readonly Finding[];
};

export type EditSafety = 'safe' | 'assumes' | 'unsafe';

export type TextEdit = {
  readonly document: string;
  readonly cell: number | null;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
};

export type EditReport = { readonly safety: EditSafety; readonly edits: readonly TextEdit[] };

export type SignatureAbsence =
  | 'heterogeneous-arity'
  | 'tensor-container-unsupported'
  | 'heterogeneous-dtype'
  | 'heterogeneous-sparsity'
  | 'unknown-dtype'
  | 'type-hint-without-dtype'
  | 'defaulted-parameter-supplied'
  | 'defaulted-parameter-precedes-spec'
  | 'non-tensor-parameter'
  | 'speculative-tensor-parameter'
  | 'expected-failure-evidence-only'
  | 'withheld-statically-read-axes';

export type FunctionReport = {
  readonly name: string;
  readonly cell: number | null;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly method: boolean;
  readonly reached: boolean;
  readonly calls: readonly CallReport[];
  readonly framework: Framework | null;
  readonly execution: 'eager' | 'graph';
  readonly graph: GraphReport | null;
  readonly facts: FactsReport;
  readonly parameters: readonly ParameterReport[];
  readonly verdict: Verdict;
  readonly inputSignature: string | null;
  readonly inputSignatureAbsence: SignatureAbsence | null;
  readonly edit: EditReport | null;
  /**
   * Identity over edits and moves: unit id, qualified name and ordinal among equal names in the unit.
   * Ours, beyond the contract.
   */
  readonly id: string;
  /** Id of the unit (cell id or file path) that holds the `def`. Ours. */
  readonly unit: string;
  /** Whether a badge is to be shown. Ours. */
  readonly badge: boolean;
};

/** A report of these documents, with the tool's name and version. */
export function reportOf(rules: Report['rules'], documents: readonly DocumentReport[]): Report {
  return {
    schema: 1,
    tool: { name: 'jupyterlab-hybridize', version: VERSION },
    rules,
    documents
  };
}
