/**
 * Reads the arguments of the command line.
 */
import type { RuleSet } from '../analysis/report';
import type { ExecutionOrder } from '../notebook';

/** The forms in which a report is printed. */
export const FORMATS = ['text', 'json', 'csv', 'sarif', 'github'] as const;

/** A form in which a report is printed. */
export type Format = (typeof FORMATS)[number];

/** What both commands analyse, and how. */
export type AnalysisArguments = {
  readonly paths: readonly string[];
  /** The folder that `--project` names; `null` without it. */
  readonly project: string | null;
  readonly rules: RuleSet;
  readonly inferSignatures: boolean;
  readonly order: ExecutionOrder;
};

/** What the user asked for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'check';
      readonly analysis: AnalysisArguments;
      readonly format: Format;
      readonly exitZero: boolean;
    }
  | {
      readonly kind: 'apply';
      readonly analysis: AnalysisArguments;
      /** Show the change only. */
      readonly diff: boolean;
      /** Apply changes that rest on assumptions too. */
      readonly withAssumptions: boolean;
    }
  /** The arguments make no sense; the message says why. */
  | { readonly kind: 'usage-error'; readonly message: string };

/** A command that analyses. */
export type AnalysisCommand = Extract<Command, { readonly kind: 'check' | 'apply' }>;

/** What `hybridize --help` prints. */
export const HELP = `Says which Python functions of a notebook should run as TensorFlow graphs, and why.

Usage:
  hybridize check [options] PATH...     report, change nothing
  hybridize apply [options] PATH...     write the changes that are safe
  hybridize --version | --help

A PATH is a notebook (.ipynb), a module (.py), or a folder, which is one project.

Options of both commands:
  --rules recommended|published         which rules decide (recommended)
  --infer-signatures, --no-infer-signatures
                                        whether input signatures are inferred
                                        (yes, but not with the published rules)
  --execution-order document|counts     in which order cells ran (document)
  --project DIR                         all PATHs belong to the project in DIR

Options of check:
  --format text|json|csv|sarif|github   how the report is printed (text)
  --exit-zero                           exit with 0 whatever is found

Options of apply:
  --diff                                show the changes, write nothing
  --with-assumptions                    make changes that rest on assumptions too

Exit status: 0 nothing to do, 1 something to do, 2 usage or internal error.
`;

type Draft = {
  paths: string[];
  project: string | null;
  rules: RuleSet;
  inferSignatures: boolean | null;
  order: ExecutionOrder;
  format: Format;
  exitZero: boolean;
  diff: boolean;
  withAssumptions: boolean;
};

/** What an option does with its value; a text says what is wrong with it. */
type ValueOption = (draft: Draft, value: string) => string | null;

function oneOf<Choice extends string>(
  choices: readonly Choice[],
  take: (draft: Draft, choice: Choice) => void
): ValueOption {
  return (draft, value) => {
    const choice = choices.find(candidate => candidate === value);
    if (choice === undefined) {
      return `takes ${choices.join(', ')}; not ${JSON.stringify(value)}`;
    }
    take(draft, choice);
    return null;
  };
}

const VALUE_OPTIONS: ReadonlyMap<string, ValueOption> = new Map([
  [
    '--rules',
    oneOf(['recommended', 'published'], (draft, rules) => {
      draft.rules = rules;
    })
  ],
  [
    '--format',
    oneOf(FORMATS, (draft, format) => {
      draft.format = format;
    })
  ],
  [
    '--execution-order',
    oneOf(['document', 'counts'], (draft, order) => {
      draft.order = order;
    })
  ],
  [
    '--project',
    (draft, value) => {
      draft.project = value;
      return value === '' ? 'takes a folder' : null;
    }
  ]
]);

const FLAGS: ReadonlyMap<string, (draft: Draft) => void> = new Map([
  ['--infer-signatures', draft => void (draft.inferSignatures = true)],
  ['--no-infer-signatures', draft => void (draft.inferSignatures = false)],
  ['--exit-zero', draft => void (draft.exitZero = true)],
  ['--diff', draft => void (draft.diff = true)],
  ['--with-assumptions', draft => void (draft.withAssumptions = true)]
]);

/** Options that only one of the commands has. */
const ONLY: ReadonlyMap<string, 'check' | 'apply'> = new Map([
  ['--format', 'check'],
  ['--exit-zero', 'check'],
  ['--diff', 'apply'],
  ['--with-assumptions', 'apply']
]);

/** Reads the arguments behind the program's name. */
export function readCommandLine(args: readonly string[]): Command {
  if (args.includes('--help') || args.includes('-h') || args[0] === 'help') {
    return { kind: 'help' };
  }
  if (args[0] === '--version' || args[0] === '-V') {
    return { kind: 'version' };
  }
  const [command, ...rest] = args;
  if (command !== 'check' && command !== 'apply') {
    return usageError(
      command === undefined
        ? 'A command is missing: check or apply.'
        : `There is no command ${JSON.stringify(command)}: there are check and apply.`
    );
  }
  const draft: Draft = {
    paths: [],
    project: null,
    rules: 'recommended',
    inferSignatures: null,
    order: 'document',
    format: 'text',
    exitZero: false,
    diff: false,
    withAssumptions: false
  };
  const complaint = readOptions(command, rest, draft);
  if (complaint !== null) {
    return usageError(complaint);
  }
  if (draft.paths.length === 0) {
    return usageError('A path is missing.');
  }
  const analysis: AnalysisArguments = {
    paths: draft.paths,
    project: draft.project,
    rules: draft.rules,
    inferSignatures: draft.inferSignatures ?? draft.rules === 'recommended',
    order: draft.order
  };
  return command === 'check'
    ? { kind: 'check', analysis, format: draft.format, exitZero: draft.exitZero }
    : { kind: 'apply', analysis, diff: draft.diff, withAssumptions: draft.withAssumptions };
}

function usageError(message: string): Command {
  return { kind: 'usage-error', message };
}

/** Reads options into the draft; gives a sentence where one makes no sense. */
function readOptions(
  command: 'check' | 'apply',
  args: readonly string[],
  draft: Draft
): string | null {
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (argument === '--') {
      draft.paths.push(...args.slice(index + 1));
      return null;
    }
    if (!argument.startsWith('-') || argument === '-') {
      draft.paths.push(argument);
      continue;
    }
    const equals = argument.indexOf('=');
    const name = equals === -1 ? argument : argument.slice(0, equals);
    const owner = ONLY.get(name);
    if (owner !== undefined && owner !== command) {
      return `${name} belongs to ${owner}, not to ${command}.`;
    }
    const takeFlag = FLAGS.get(name);
    const takeValue = VALUE_OPTIONS.get(name);
    if (takeFlag !== undefined && equals === -1) {
      takeFlag(draft);
    } else if (takeValue !== undefined) {
      if (equals === -1) {
        index += 1;
      }
      const value = equals === -1 ? args[index] : argument.slice(equals + 1);
      const complaint = value === undefined ? 'takes a value' : takeValue(draft, value);
      if (complaint !== null) {
        return `${name} ${complaint}.`;
      }
    } else {
      return `There is no option ${argument}.`;
    }
  }
  return null;
}
