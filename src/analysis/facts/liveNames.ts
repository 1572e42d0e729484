/**
 * Which names are live: read later before they are set again. AutoGraph carries a name out of a condition or loop only
 * where it is (`tensorflow/python/autograph/converters/control_flow.py`, `_get_basic_vars`).
 */
import type { Expression, Statement } from '../syntax/tree';
import { walk } from '../syntax/walk';
import { assignedNames, mentionedNames } from '../syntax/blockNames';

/** Names that are live after each statement of the block, given those that are live after the block. */
export function liveAfterEach(
  block: readonly Statement[],
  after: ReadonlySet<string>
): readonly ReadonlySet<string>[] {
  const lives: ReadonlySet<string>[] = [];
  let live = after;
  for (const statement of [...block].reverse()) {
    lives.push(live);
    live = before(statement, live);
  }
  return lives.reverse();
}

/** Names that are live where the block begins. */
export function liveBefore(
  block: readonly Statement[],
  after: ReadonlySet<string>
): ReadonlySet<string> {
  return block.reduceRight((live, statement) => before(statement, live), after);
}

/** Names that are live where a pass through the body of a loop ends: after the loop, or in the next pass. */
export function liveInLoop(
  loop: Extract<Statement, { readonly kind: 'For' | 'While' }>,
  after: ReadonlySet<string>
): ReadonlySet<string> {
  const test = loop.kind === 'While' ? mentionedNames(loop.test) : [];
  const left = new Set([...liveBefore(loop.orelse, after), ...after, ...test]);
  // A statement makes names live and passes on others: what a second pass would pass on the first has already.
  return new Set([...left, ...passOf(loop, left)]);
}

function passOf(
  loop: Extract<Statement, { readonly kind: 'For' | 'While' }>,
  after: ReadonlySet<string>
): ReadonlySet<string> {
  const live = liveBefore(loop.body, after);
  return loop.kind === 'For' ? without(live, targetNames([loop.target])) : live;
}

function before(statement: Statement, after: ReadonlySet<string>): ReadonlySet<string> {
  switch (statement.kind) {
    case 'Assign':
      return new Set([
        ...without(after, targetNames(statement.targets)),
        ...mentionedNames(statement.value),
        ...statement.targets.flatMap(readInTarget)
      ]);
    case 'If':
      return new Set([
        ...mentionedNames(statement.test),
        ...liveBefore(statement.body, after),
        ...liveBefore(statement.orelse, after)
      ]);
    case 'For':
    case 'While':
      return new Set([
        ...(statement.kind === 'For' ? mentionedNames(statement.iter) : []),
        ...liveInLoop(statement, after)
      ]);
    case 'With': {
      const targets = statement.items.flatMap(item => (item.target === null ? [] : [item.target]));
      return new Set([
        ...without(liveBefore(statement.body, after), targetNames(targets)),
        ...statement.items.flatMap(item => [...mentionedNames(item.context)])
      ]);
    }
    case 'Return':
      return statement.value === null ? new Set() : mentionedNames(statement.value);
    case 'FunctionDef':
    case 'ClassDef': {
      const live = new Set(without(after, new Set([statement.name])));
      walk(statement, node => {
        if (node.kind === 'Name') {
          live.add(node.id);
        }
      });
      return live;
    }
    default: {
      const live = new Set(after);
      walk(statement, node => {
        if (node.kind === 'Name') {
          live.add(node.id);
        }
      });
      return live;
    }
  }
}

/** What a target reads: `rows` and `i` in `rows[i] = …`, nothing in `rows = …`. */
function readInTarget(target: Expression): readonly string[] {
  const set = targetNames([target]);
  return [...mentionedNames(target)].filter(name => !set.has(name));
}

function targetNames(targets: readonly Expression[]): ReadonlySet<string> {
  return assignedNames(
    targets.map(target => ({
      kind: 'Assign',
      start: target.start,
      end: target.end,
      targets: [target],
      value: target
    }))
  );
}

function without(names: ReadonlySet<string>, taken: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...names].filter(name => !taken.has(name)));
}
