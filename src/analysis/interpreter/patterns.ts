/**
 * Binds the names of a `match` pattern (language reference 8.6.4).
 */
import type { Pattern } from '../syntax/tree';
import { subscriptValue } from '../libraries';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { readAttribute, resolutionOrder } from './attributes';
import { callFound } from './calls';
import { allocateAt, distribute, evaluate } from './expressions';
import { itemsOf, iterateOver } from './iteration';
import type { Frame } from './machine';
import { copyMapping } from './mappings';
import { createModelContext } from './modelContext';
import { bindName } from './names';
import { findDunder } from './operators';

/** Binds what the pattern captures of a subject that matches it. */
export function matchPattern(frame: Frame, pattern: Pattern, subject: Value): void {
  const { values } = frame.machine;
  switch (pattern.kind) {
    case 'MatchValue': {
      const value = evaluate(frame, pattern.value);
      const equal = findDunder(frame, subject, '__eq__', pattern);
      if (equal !== null) {
        callFound(frame, equal, [value], pattern, 'implicit');
      }
      return;
    }
    case 'MatchSingleton':
      return;
    case 'MatchAs':
      if (pattern.pattern !== null) {
        matchPattern(frame, pattern.pattern, subject);
      }
      if (pattern.name !== null) {
        bindName(frame, pattern.name, subject, pattern);
      }
      return;
    case 'MatchStar':
      if (pattern.name !== null) {
        bindName(frame, pattern.name, values.tuple([], subject), pattern);
      }
      return;
    case 'MatchOr':
      pattern.patterns.forEach(part => matchPattern(frame, part, subject));
      return;
    case 'MatchSequence':
      matchSequence(frame, pattern, subject);
      return;
    case 'MatchMapping':
      matchMapping(frame, pattern, subject);
      return;
    case 'MatchClass': {
      const names = positionalNames(frame, evaluate(frame, pattern.cls));
      pattern.patterns.forEach((part, index) =>
        matchPattern(
          frame,
          part,
          names === 'itself'
            ? subject
            : names[index] === undefined
              ? values.unknown('external')
              : readAttribute(frame, subject, names[index], part)
        )
      );
      pattern.keywords.forEach(keyword =>
        matchPattern(
          frame,
          keyword.pattern,
          readAttribute(frame, subject, keyword.name, keyword.pattern)
        )
      );
      return;
    }
  }
}

type Of<Kind> = Extract<Pattern, { kind: Kind }>;

/** Items by their places before and behind a starred pattern; the starred one gets those between. */
function matchSequence(frame: Frame, pattern: Of<'MatchSequence'>, subject: Value): void {
  const { values } = frame.machine;
  const { items, element } = iterateOver(frame, subject, pattern);
  const star = pattern.patterns.findIndex(part => part.kind === 'MatchStar');
  const count = pattern.patterns.length;
  const isPlaced =
    items !== null && (star < 0 ? items.length === count : items.length >= count - 1);
  pattern.patterns.forEach((part, index) => {
    if (part.kind === 'MatchStar') {
      if (part.name !== null) {
        const between = isPlaced ? items.slice(index, items.length - (count - 1 - index)) : null;
        const bound = between === null ? values.tuple([], element) : values.tuple(between);
        bindName(frame, part.name, bound, part);
      }
      return;
    }
    const place = star < 0 || index < star ? index : (items?.length ?? 0) - (count - index);
    matchPattern(frame, part, isPlaced ? items[place] : element);
  });
}

/** What a mapping holds under the keys; `**rest` is a new dictionary of all that it holds. */
function matchMapping(frame: Frame, pattern: Of<'MatchMapping'>, subject: Value): void {
  pattern.keys.forEach((node, index) => {
    const key = evaluate(frame, node);
    const item = distribute(frame, subject, member => {
      const dunder = findDunder(frame, member, '__getitem__', node);
      return dunder !== null
        ? callFound(frame, dunder, [key], node, 'implicit')
        : subscriptValue(createModelContext(frame, node, 'operator.getitem'), member, key);
    });
    matchPattern(frame, pattern.patterns[index], item);
  });
  if (pattern.rest !== null) {
    const isMapping = membersOf(subject).some(
      member => member.kind === 'object' && member.object.kind === 'dict'
    );
    if (!isMapping) {
      bindName(frame, pattern.rest, frame.machine.values.unknown('external'), pattern);
      return;
    }
    const rest = allocateAt(frame, 'dict', pattern);
    copyMapping(frame, subject, rest);
    bindName(frame, pattern.rest, frame.machine.values.object(rest), pattern);
  }
}

/** Classes of Python that match a positional pattern with the subject itself (data model 3.3.10). */
const SELF_MATCHING =
  /^builtins\.(?:bool|bytearray|bytes|dict|float|frozenset|int|list|set|str|tuple)$/u;

/** The attributes that positional patterns stand for: `__match_args__`, or the fields of a data class. */
function positionalNames(frame: Frame, cls: Value): readonly string[] | 'itself' {
  if (cls.kind === 'library' && SELF_MATCHING.test(cls.path)) {
    return 'itself';
  }
  if (cls.kind !== 'class') {
    return [];
  }
  for (const entry of resolutionOrder(frame.machine, cls)) {
    const args =
      entry.kind === 'class' ? frame.machine.heap.read(entry.object, '__match_args__') : null;
    const items = args === null ? null : itemsOf(frame, args);
    if (items !== null) {
      return items.map(item => (item.kind === 'constant' ? String(item.value) : ''));
    }
  }
  return cls.node.body.flatMap(statement =>
    statement.kind === 'AnnAssign' && statement.target.kind === 'Name' ? [statement.target.id] : []
  );
}
