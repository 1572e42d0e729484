/**
 * Subscripts (language reference 6.3.3) and formatted strings (2.4.3).
 */
import { followText, knownText, subscriptValue } from '../libraries';
import type { FormattedValue, JoinedStr, Subscript } from '../syntax/tree';
import { join } from '../values/join';
import type { Value } from '../values/value';
import { TEXT_KEPT } from '../values/value';
import { findInOrder, resolutionOrder } from './attributes';
import { callFound } from './calls';
import { resolvedWindows } from './counters';
import { memberOfName } from './enumerations';
import { distributeBesideNone, evaluate } from './expressions';
import { itemsHeldBy } from './heldItems';
import { callKeyMethods } from './keyMethods';
import type { Frame } from './machine';
import { createModelContext } from './modelContext';
import { namespaceItem } from './namespaces';
import { findDunder, noteOperator } from './operators';

/** `object[index]`. */
export function evaluateSubscript(frame: Frame, node: Subscript): Value {
  const object = evaluate(frame, node.value);
  const index = evaluate(frame, node.slice);
  callKeyMethods(frame, index, node.slice);
  return distributeBesideNone(frame, object, member => {
    const module = member.kind === 'library' ? namespaceItem(frame, member, index) : null;
    if (module !== null) {
      return module;
    }
    const dunder = findDunder(frame, member, '__getitem__', node);
    if (dunder !== null) {
      return callFound(frame, dunder, [index], node, 'implicit');
    }
    if (member.kind === 'library') {
      const model = frame.machine.registry.function(`${member.path}#item`);
      return model === null
        ? member
        : model(createModelContext(frame, node, `${member.path}#item`), {
            positional: [index],
            keywords: new Map(),
            starred: null,
            doubleStarred: null
          });
    }
    if (member.kind === 'class') {
      const own = findInOrder(
        frame.machine,
        resolutionOrder(frame.machine, member),
        '__class_getitem__'
      );
      if (own !== null) {
        return callFound(frame, { function: own, receiver: member }, [index], node, 'implicit');
      }
      return memberOfName(frame.machine, member, index) ?? member;
    }
    const named = namespaceItem(frame, member, index);
    if (named !== null) {
      return named;
    }
    const missing = findDunder(frame, member, '__missing__', node);
    const made = missing === null ? null : callFound(frame, missing, [index], node, 'implicit');
    const api = 'operator.getitem';
    const windows = resolvedWindows(frame, { node: node.slice, value: index }, member);
    const result =
      windows === null || member.kind !== 'tensor'
        ? subscriptValue(
            createModelContext(frame, node, api),
            itemsHeldBy(frame.machine, member),
            index
          )
        : // Which elements stand in a window that slides is not known.
          subscriptValue(
            createModelContext(frame, node, api),
            frame.machine.values.tensor(member.type, member.origin),
            windows
          );
    noteOperator(frame, api, [member], result, node);
    return made === null ? result : join(frame.machine.values, made, result);
  });
}

/** The text of an f-string, known where all its parts are. */
export function evaluateJoined(frame: Frame, node: JoinedStr): Value {
  let text = '';
  let isKnown = true;
  for (const part of node.values) {
    const value = evaluate(frame, part);
    if (value.kind === 'constant' && value.value !== undefined && text.length <= TEXT_KEPT) {
      text += String(value.value);
    } else {
      isKnown = false;
    }
  }
  const { values } = frame.machine;
  return isKnown && text.length <= TEXT_KEPT
    ? values.constant('str', text, false)
    : values.scalar('str');
}

/** A field of an f-string: the object's own methods make its text. */
export function evaluateFormatted(frame: Frame, node: FormattedValue): Value {
  const shown = evaluate(frame, node.value);
  followText(createModelContext(frame, node, 'builtins.format'), shown, [
    '__format__',
    '__str__',
    '__repr__'
  ]);
  if (node.format !== null) {
    evaluate(frame, node.format);
  }
  const { values } = frame.machine;
  const known = node.format === null && node.conversion === null ? knownText(shown) : null;
  return known === null ? values.scalar('str') : values.constant('str', known, false);
}
