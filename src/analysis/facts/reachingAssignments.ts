/**
 * Which of the assignments to a name of one scope may have given it its value where it is read.
 *
 * The published engine reads code in static single assignment form: a name that is assigned anew is another variable.
 */
import type { WalkedNode } from '../syntax/children';
import { BEHIND_ALL } from '../syntax/offsets';
import type { AugAssign, Expression, Statement } from '../syntax/tree';
import { walkOwnScope } from '../syntax/walk';
import { namesOfTarget } from '../syntax/blockNames';

type Range = { readonly start: number; readonly end: number };

/** What a name is given. */
export type Assigned = {
  /** The expression that it is given whole; `null` where it is a part of one (`a, b = pair`), or a sum (`a += b`). */
  readonly value: Expression | null;
  /** The expression that it is given whole or a part of. */
  readonly source: Expression;
  /** Whether it is the source, an item of it, a sum of the name and something, or what a loop or a `with` gives. */
  readonly by: 'whole' | 'unpacking' | 'augmenting' | 'statement';
};

type Assignment = Range & {
  readonly assigned: Assigned;
  /** The arm or loop body in which it stands; the innermost one. */
  readonly block: Range;
};

/** What one stretch of statements assigns, and its loops. */
type Assignments = {
  readonly byName: ReadonlyMap<string, readonly Assignment[]>;
  readonly loops: readonly Range[];
};

/** The assignments that reach a place, and whether one of them was passed on every way to it. */
export type Reaching = {
  readonly assigned: readonly Assigned[];
  readonly isSettled: boolean;
};

const EVERYWHERE: Range = { start: 0, end: BEHIND_ALL };

/** Statements never change; a body is known by its array, a top-level statement by itself. */
const _ofStatements = new WeakMap<readonly Statement[] | Statement, Assignments>();

/**
 * The assignments to `name` that reach the offset `use`; `BEHIND_ALL` stands for the end of the statements.
 *
 * @param key - what the answer is kept for: the body, or its one statement.
 */
export function assignmentsReaching(
  key: readonly Statement[] | Statement,
  body: readonly Statement[],
  name: string,
  use: number
): Reaching {
  const { byName, loops } = assignmentsOf(key, body);
  const all = byName.get(name) ?? [];
  const place = { start: use, end: use };
  const isDominating = ({ block }: Assignment): boolean => contains(block, place);
  let settled: Assignment | null = null;
  for (const assignment of all) {
    const isLast = settled === null || assignment.end >= settled.end;
    if (assignment.end <= use && isLast && isDominating(assignment)) {
      settled = assignment;
    }
  }
  // Nothing from before the last one that every way passes is left.
  const from = settled?.start ?? 0;
  const before = all.filter(({ start, end }) => start >= from && end <= use);
  const reaching = notOverwritten(before);
  // What a pass of a loop assigns after the place is what the next pass finds there.
  const around = loops.filter(
    loop => contains(loop, place) && (settled === null || !contains(loop, settled))
  );
  const carried = all.filter(
    assignment => assignment.end > use && around.some(loop => contains(loop, assignment))
  );
  return {
    assigned: [...reaching, ...carried].map(({ assigned }) => assigned),
    isSettled: settled !== null
  };
}

/** Those after which no other follows in the same block, or in one around it. */
function notOverwritten(assignments: readonly Assignment[]): readonly Assignment[] {
  const inOrder = [...assignments].sort((left, right) => left.start - right.start);
  // Where the outermost of the blocks begins in which the assignments from here on stand.
  const blockStarts = inOrder.map(({ block }) => block.start);
  for (let index = inOrder.length - 2; index >= 0; index--) {
    blockStarts[index] = Math.min(blockStarts[index], blockStarts[index + 1]);
  }
  return inOrder.filter(({ start, end }, index) => {
    let next = index + 1;
    while (next < inOrder.length && inOrder[next].start < end) {
      next++;
    }
    return next === inOrder.length || blockStarts[next] > start;
  });
}

function contains(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function assignmentsOf(
  key: readonly Statement[] | Statement,
  body: readonly Statement[]
): Assignments {
  const known = _ofStatements.get(key);
  if (known !== undefined) {
    return known;
  }
  const found = new Map<string, Omit<Assignment, 'block'>[]>();
  const blocks: Range[] = [EVERYWHERE];
  const loops: Range[] = [];
  const note = (target: Expression, assigned: Assigned, { start, end }: Range): void => {
    for (const name of namesOfTarget(target)) {
      const list = found.get(name) ?? [];
      found.set(name, list);
      list.push({ assigned, start, end });
    }
  };
  const assign = (target: Expression, value: Expression, range: Range): void => {
    if (
      (target.kind === 'Tuple' || target.kind === 'List') &&
      (value.kind === 'Tuple' || value.kind === 'List') &&
      target.elts.length === value.elts.length
    ) {
      target.elts.forEach((element, index) => assign(element, value.elts[index], range));
    } else {
      const isWhole = target.kind === 'Name';
      note(
        target,
        {
          value: isWhole ? value : null,
          source: value,
          by: isWhole ? 'whole' : 'unpacking'
        },
        range
      );
    }
  };
  walkOwnScope(body, node => {
    blocks.push(...blocksOf(node));
    switch (node.kind) {
      case 'Assign':
        node.targets.forEach(target => assign(target, node.value, node));
        return;
      case 'AnnAssign':
        if (node.value !== null) {
          assign(node.target, node.value, node);
        }
        return;
      case 'NamedExpr':
        assign(node.target, node.value, node);
        return;
      case 'AugAssign':
        note(node.target, { value: null, source: sumOf(node), by: 'augmenting' }, node);
        return;
      case 'For':
        loops.push(node);
        note(node.target, { value: null, source: node.iter, by: 'statement' }, node.target);
        return;
      case 'While':
        loops.push(node);
        return;
      case 'With':
        node.items.forEach(
          ({ target, context }) =>
            target !== null &&
            note(target, { value: null, source: context, by: 'statement' }, target)
        );
        return;
      default:
        return;
    }
  });
  const byName = new Map(
    [...found].map(([name, list]) => [
      name,
      list.map(assignment => ({ ...assignment, block: innermost(blocks, assignment) }))
    ])
  );
  const made = { byName, loops };
  _ofStatements.set(key, made);
  return made;
}

/** What `a += b` gives to `a`. */
function sumOf({ target, op, value, start, end }: AugAssign): Expression {
  return { kind: 'BinOp', left: target, op, right: value, start, end };
}

/** Parts of a compound statement that a run may leave out. */
function blocksOf(node: WalkedNode): readonly Range[] {
  switch (node.kind) {
    case 'If':
    case 'While':
      return spansOf([node.body, node.orelse]);
    case 'For':
      return [...spansOf([node.body, node.orelse]), node.target];
    case 'Try':
      return spansOf([node.body, ...node.handlers.map(({ body }) => body), node.orelse]);
    case 'Match':
      return spansOf(node.cases.map(({ body }) => body));
    default:
      return [];
  }
}

function spansOf(blocks: readonly (readonly Statement[])[]): readonly Range[] {
  return blocks.flatMap(block => {
    const last = block.at(-1);
    return last === undefined ? [] : [{ start: block[0].start, end: last.end }];
  });
}

function innermost(blocks: readonly Range[], inner: Range): Range {
  return blocks
    .filter(block => contains(block, inner))
    .reduce((least, block) => (block.end - block.start < least.end - least.start ? block : least));
}
