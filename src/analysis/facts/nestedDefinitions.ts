/**
 * Functions that are defined in another one's body and never leave it.
 */
import type { Call, Expression, FunctionDef, Lambda, Name } from '../syntax/tree';
import { walk } from '../syntax/walk';
import type { ProgramView, Subject } from './subject';

/** The function around, where each of its calls defines the subject anew and only calls it; `null` elsewhere. */
export function definedAnewIn(subject: Subject, view: ProgramView): Subject | null {
  const { code, node } = subject;
  if (node.enclosingClass !== null || !node.qualifiedName.includes('.')) {
    return null;
  }
  const around = view.subjects.filter(
    other =>
      other.code.top === code.top && other.node.start < node.start && node.end <= other.node.end
  );
  const outer = around.reduce<Subject | null>(
    (inner, other) => (inner === null || other.node.start > inner.node.start ? other : inner),
    null
  );
  return outer !== null && isOnlyCalled(node, outer.node) ? outer : null;
}

/** What a function's body says about the uses of names. */
type Uses = {
  readonly names: readonly Name[];
  readonly called: ReadonlySet<Expression>;
  /** Functions and `lambda`s that are made in the body. */
  readonly made: readonly (FunctionDef | Lambda)[];
  /** What is handed to a call. */
  readonly handed: ReadonlySet<Expression>;
};

const _uses = new WeakMap<FunctionDef, Uses>();

function usesIn(outer: FunctionDef): Uses {
  let uses = _uses.get(outer);
  if (uses === undefined) {
    const names: Name[] = [];
    const called = new Set<Expression>();
    const made: (FunctionDef | Lambda)[] = [];
    const handed = new Set<Expression>();
    const noteCall = (call: Call): void => {
      called.add(call.func);
      call.args.forEach(argument => handed.add(argument));
      call.keywords.forEach(({ value }) => handed.add(value));
    };
    walk(outer, node => {
      if (node.kind === 'Name') {
        names.push(node);
      } else if (node.kind === 'Call') {
        noteCall(node);
      } else if ((node.kind === 'FunctionDef' && node !== outer) || node.kind === 'Lambda') {
        made.push(node);
      }
    });
    uses = { names, called, made, handed };
    _uses.set(outer, uses);
  }
  return uses;
}

/** Whether all that the body does with the function is to call it, in functions that do not leave the body either. */
function isOnlyCalled(
  inner: FunctionDef,
  outer: FunctionDef,
  followed: ReadonlySet<FunctionDef> = new Set()
): boolean {
  const { names, called, made, handed } = usesIn(outer);
  return names
    .filter(({ id }) => id === inner.name)
    .every(
      name =>
        called.has(name) &&
        made.every(
          maker =>
            maker === inner ||
            name.start < maker.start ||
            maker.end <= name.start ||
            (maker.kind === 'Lambda'
              ? handed.has(maker)
              : followed.has(maker) || isOnlyCalled(maker, outer, new Set([...followed, inner])))
        )
    );
}
