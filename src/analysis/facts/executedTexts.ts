/**
 * Texts that the program executes (`exec`, and `eval` of calls): what names they define or change is not followed.
 */
import type { Activation } from '../interpreter/record';
import type { Location } from '../syntax/tree';
import { namespaceOwner } from '../interpreter/namespaces';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import type { Cause, ReachedRun } from './reachableRuns';
import type { ProgramView, Subject } from './subject';

/**
 * A text that is executed: the words in it, or `null` where it is not known, and the mappings that it is executed in, `null`
 * for the module.
 */
type ExecutedText = {
  readonly words: ReadonlySet<string> | null;
  readonly within: readonly Value[] | null;
  readonly at: Location;
};

const _inView = new WeakMap<ProgramView, readonly ExecutedText[]>();
const _inRun = new WeakMap<Activation, readonly ExecutedText[]>();

/** The texts that may define or change what the function, or what it calls, reads by name. */
export function executedTexts(
  subject: Subject,
  below: readonly ReachedRun[],
  view: ProgramView
): readonly Cause[] {
  const texts = executedFor(subject, view);
  if (texts.length === 0) {
    return [];
  }
  const names = new Set<string>();
  const objects = new Set<Value>();
  below.forEach(({ run }) => {
    run.outerReads.forEach((value, name) => {
      if (membersOf(value).some(({ kind }) => kind !== 'library')) {
        names.add(name);
      }
      membersOf(value).forEach(member => objects.add(member));
    });
    run.arguments.forEach(value => membersOf(value).forEach(member => objects.add(member)));
  });
  return texts
    .filter(({ words, within }) =>
      within !== null
        ? within.some(mapping => objects.has(mapping))
        : words === null
          ? names.size > 0
          : [...names].some(name => words.has(name))
    )
    .map(({ at }) => ({ at, chain: [], note: 'this text may change what the function reads' }));
}

/** The texts that the function's own document executes. */
export function executedFor(subject: Subject, view: ProgramView): readonly ExecutedText[] {
  let texts = _inView.get(view);
  if (texts === undefined) {
    texts = [...view.reached].flatMap(executedBy);
    _inView.set(view, texts);
  }
  const { document } = subject.code.top.unit;
  return texts.filter(({ at }) => at.top.unit.document === document);
}

/** What one run executes; a run never changes. */
function executedBy(run: Activation): readonly ExecutedText[] {
  let texts = _inRun.get(run);
  if (texts === undefined) {
    texts = run.calls.flatMap(({ api, node, site }) => {
      if ((api !== 'builtins.exec' && api !== 'builtins.eval') || node === null) {
        return [];
      }
      const [first, ...spaces] = node.args;
      const text = first === undefined ? null : knownText(run.values.get(first));
      const mappings = spaces.flatMap(space => mappingsOf(run.values.get(space)) ?? []);
      // What is executed in a mapping of its own leaves the module's names alone.
      const isApart = spaces.length > 0 && mappingsOf(run.values.get(spaces[0])) !== null;
      // An expression changes something only where it calls.
      const isHarmless = api === 'builtins.eval' && (text === null || !/\(|:=/u.test(text));
      return isHarmless
        ? []
        : [
            {
              words: text === null ? null : new Set(text.match(/\w+/gu)),
              within: isApart ? mappings : null,
              at: site
            }
          ];
    });
    _inRun.set(run, texts);
  }
  return texts;
}

function knownText(value: Value | undefined): string | null {
  return value?.kind === 'constant' && typeof value.value === 'string' ? value.value : null;
}

/** The dictionaries that a value may be, and the objects whose namespace it is; `null` where it may be something else. */
function mappingsOf(value: Value | undefined): readonly Value[] | null {
  const mappings = (value === undefined ? [] : membersOf(value)).map(member =>
    member.kind === 'object' && member.object.kind === 'dict' ? member : namespaceOwner(member)
  );
  return mappings.length === 0 || mappings.some(mapping => isModule(mapping))
    ? null
    : mappings.filter(mapping => mapping !== null);
}

function isModule(mapping: Value | null): boolean {
  return mapping === null || mapping.kind === 'module';
}
