/**
 * Whether a subject matches a `match` pattern (language reference 8.6.4).
 */
import type { Pattern } from '../syntax/tree';
import { membersOf } from '../values/join';
import type { Value } from '../values/value';
import { evaluate } from './expressions';
import { itemsOf } from './iteration';
import type { Frame } from './machine';
import { instanceOf } from './truth';

/** Whether the subject matches: `null` where that cannot be told, and where the members of a union differ. */
export function patternTruth(frame: Frame, pattern: Pattern, subject: Value): boolean | null {
  const answers = new Set(membersOf(subject).map(member => truthOfOne(frame, pattern, member)));
  const [only = null] = answers;
  return answers.size === 1 ? only : null;
}

function truthOfOne(frame: Frame, pattern: Pattern, subject: Value): boolean | null {
  switch (pattern.kind) {
    case 'MatchAs':
      return pattern.pattern === null || patternTruth(frame, pattern.pattern, subject);
    case 'MatchStar':
      return true;
    case 'MatchOr':
      return anyOf(pattern.patterns.map(part => patternTruth(frame, part, subject)));
    case 'MatchSingleton':
      return subject.kind === 'constant'
        ? areSameConstants(subject, pattern.value)
        : subject.kind === 'object' || subject.kind === 'tuple' || isNoContainer(subject)
          ? false
          : null;
    case 'MatchValue': {
      const value = evaluate(frame, pattern.value);
      return subject.kind === 'constant' && value.kind === 'constant'
        ? areSameConstants(subject, value)
        : null;
    }
    case 'MatchSequence':
      return isSequence(subject, frame, pattern.patterns);
    case 'MatchMapping':
      return subject.kind === 'tuple' || isNoContainer(subject) || isOfKind(subject, 'list', 'set')
        ? false
        : null;
    case 'MatchClass': {
      const isOne = instanceOf(frame, subject, evaluate(frame, pattern.cls));
      return isOne === true && pattern.patterns.length + pattern.keywords.length > 0 ? null : isOne;
    }
  }
}

/** Equality of numbers and texts; `null` where one of them is not known. */
function areSameConstants(
  one: { readonly type: string; readonly value?: unknown },
  other: { readonly type: string; readonly value?: unknown }
): boolean | null {
  if (one.type !== other.type) {
    return NUMBERS.has(one.type) && NUMBERS.has(other.type) ? null : false;
  }
  return one.type === 'None'
    ? true
    : one.value === undefined || other.value === undefined
      ? null
      : one.value === other.value;
}

const NUMBERS: ReadonlySet<string> = new Set(['bool', 'complex', 'float', 'int']);

/** Neither texts nor tensors and arrays are sequences here. */
function isSequence(subject: Value, frame: Frame, patterns: readonly Pattern[]): boolean | null {
  if (subject.kind !== 'tuple' && !isOfKind(subject, 'list')) {
    return isNoContainer(subject) || isOfKind(subject, 'dict', 'set') ? false : null;
  }
  const items = itemsOf(frame, subject);
  if (items === null) {
    return null;
  }
  const star = patterns.findIndex(part => part.kind === 'MatchStar');
  const isLongEnough =
    star < 0 ? items.length === patterns.length : items.length >= patterns.length - 1;
  if (!isLongEnough) {
    return false;
  }
  return allOf(
    patterns.map((part, index) => {
      const place = star < 0 || index < star ? index : items.length - (patterns.length - index);
      return part.kind === 'MatchStar' || patternTruth(frame, part, items[place]);
    })
  );
}

/** Whether a value is certainly neither a sequence nor a mapping: what is only assumed to be a tensor may be either. */
function isNoContainer(subject: Value): boolean {
  return (
    subject.kind === 'constant' ||
    subject.kind === 'function' ||
    subject.kind === 'class' ||
    (subject.kind === 'tensor' && subject.type.dtype !== null && subject.origin !== 'parameter')
  );
}

function isOfKind(subject: Value, ...kinds: readonly string[]): boolean {
  return subject.kind === 'object' && kinds.includes(subject.object.kind);
}

function anyOf(answers: readonly (boolean | null)[]): boolean | null {
  return answers.includes(true) ? true : answers.includes(null) ? null : false;
}

function allOf(answers: readonly (boolean | null)[]): boolean | null {
  return answers.includes(false) ? false : answers.includes(null) ? null : true;
}
