/**
 * Lists that a loop fills and nobody reads: tracing the loop leaves tensors of its body in them, which does no harm
 * (`spec/tracing-truth.md`, section 2, tells of those that are read).
 */
import type { Activation } from '../interpreter/record';
import type { Call, Expression, Span, Statement } from '../syntax/tree';
import { walk, walkOwnScope } from '../syntax/walk';
import { membersOf } from '../values/join';
import { isExcluded } from './callsOfNode';

/** Methods that make a list longer. */
const GROWING_METHODS: ReadonlySet<string> = new Set(['append', 'extend', 'insert']);

/** What a call makes longer, if it is a list; `null` for other calls. */
export function grownBy({ func }: Call): Expression | null {
  return func.kind === 'Attribute' && GROWING_METHODS.has(func.attr) ? func.value : null;
}

/** Whether the list that a call adds to was made by the run, and nothing in its body reads it or names it otherwise. */
export function isUnread(run: Activation, body: readonly Statement[], call: Call): boolean {
  const list = grownBy(call);
  if (list?.kind !== 'Name' || !isOwnList(run, list)) {
    return false;
  }
  const name = list.id;
  const harmless = new Set<Expression>();
  const excluded: Span[] = [];
  const mentions: Expression[] = [];
  let isSeenElsewhere = false;
  walkOwnScope(body, node => {
    if (node.kind === 'Call') {
      const grown = grownBy(node);
      if (isExcluded(run, node)) {
        excluded.push(node);
      } else if (grown !== null) {
        harmless.add(grown);
      }
    } else if (node.kind === 'Assign' && node.targets.length === 1 && makesList(node.value)) {
      harmless.add(node.targets[0]);
    } else if (node.kind === 'Name' && node.id === name) {
      mentions.push(node);
    } else if (node.kind === 'FunctionDef' || node.kind === 'Lambda' || node.kind === 'ClassDef') {
      // What a function inside does with it is not followed.
      isSeenElsewhere ||= !walk(node, part =>
        part.kind === 'Name' && part.id === name ? 'stop' : undefined
      );
    }
  });
  return (
    !isSeenElsewhere &&
    mentions.every(
      mention =>
        harmless.has(mention) ||
        excluded.some(({ start, end }) => start <= mention.start && mention.end <= end)
    )
  );
}

/** Whether an expression makes a list that no other name stands for. */
function makesList(value: Expression): boolean {
  return value.kind === 'List' || value.kind === 'ListComp';
}

/** Whether the name stands for a list that the run has made, so that no caller sees it either. */
function isOwnList(run: Activation, list: Extract<Expression, { kind: 'Name' }>): boolean {
  const receiver = run.values.get(list);
  return (
    receiver !== undefined &&
    !run.arguments.has(list.id) &&
    !run.outerReads.has(list.id) &&
    membersOf(receiver).every(
      member =>
        member.kind === 'object' &&
        member.object.kind === 'list' &&
        !run.allocations.has(member.object) &&
        member.object.site?.top === (run.code?.top ?? run.top)
    )
  );
}
