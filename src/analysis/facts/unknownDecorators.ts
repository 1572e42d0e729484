/**
 * Decorators of which nothing is known, on a function or on the class that it stands in: they may replace it.
 */
import type { Doubt } from '../interpreter/record';
import type { ClassDef, Decorator, TopStatement } from '../syntax/tree';
import type { ProgramView, Subject } from './subject';

const _doubts = new WeakMap<ProgramView, ReadonlyMap<TopStatement, readonly Doubt[]>>();

/** The doubts about decorators by the statement in which they stand. */
function decoratorDoubts(view: ProgramView): ReadonlyMap<TopStatement, readonly Doubt[]> {
  let found = _doubts.get(view);
  if (found === undefined) {
    const byTop = new Map<TopStatement, Doubt[]>();
    const note = (doubt: Doubt): void => {
      if (doubt.kind === 'unknown-decorator') {
        byTop.set(doubt.at.top, [...(byTop.get(doubt.at.top) ?? []), doubt]);
      }
    };
    for (const statements of view.record.statements.values()) {
      statements.forEach(run => {
        run.doubts.forEach(note);
      });
    }
    view.record.functions.forEach(({ assumed }) => assumed?.doubts.forEach(note));
    found = byTop;
    _doubts.set(view, found);
  }
  return found;
}

const NO_DOUBTS: readonly Doubt[] = [];

/** What is not known of the function's own decorators and those of its class. */
export function unknownDecorators(
  subject: Subject,
  cls: ClassDef | null,
  view: ProgramView
): readonly Doubt[] {
  const doubts = decoratorDoubts(view).get(subject.code.top);
  if (doubts === undefined) {
    return NO_DOUBTS;
  }
  const decorators: readonly Decorator[] = [...subject.node.decorators, ...(cls?.decorators ?? [])];
  return doubts
    .filter(({ at }) =>
      decorators.some(decorator => decorator.start <= at.start && at.end <= decorator.end)
    )
    .map(doubt => ({ ...doubt, chain: [] }));
}
