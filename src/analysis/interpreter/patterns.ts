/**
 * Binds the names of a `match` pattern (language reference 8.6.4).
 */
import type { Pattern } from '../syntax/tree';
import { joinAll } from '../values/join';
import type { Value } from '../values/value';
import { readAttribute } from './attributes';
import { evaluate } from './expressions';
import { iterateOver } from './iteration';
import type { Frame } from './machine';
import { bindName } from './names';

/** Binds what the pattern captures of a subject that matches it. */
export function matchPattern(frame: Frame, pattern: Pattern, subject: Value): void {
  const { values } = frame.machine;
  switch (pattern.kind) {
    case 'MatchValue':
      evaluate(frame, pattern.value);
      return;
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
    case 'MatchSequence': {
      const iteration = iterateOver(frame, subject, pattern);
      pattern.patterns.forEach((part, index) =>
        matchPattern(
          frame,
          part,
          iteration.items !== null && iteration.items.length === pattern.patterns.length
            ? iteration.items[index]
            : iteration.element
        )
      );
      return;
    }
    case 'MatchMapping':
      pattern.keys.forEach(key => evaluate(frame, key));
      pattern.patterns.forEach(part =>
        matchPattern(frame, part, joinAll(values, [values.unknown('external')]))
      );
      if (pattern.rest !== null) {
        bindName(frame, pattern.rest, values.unknown('external'), pattern);
      }
      return;
    case 'MatchClass':
      evaluate(frame, pattern.cls);
      pattern.patterns.forEach(part => matchPattern(frame, part, subject));
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
