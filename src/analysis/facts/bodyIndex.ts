/**
 * What is asked of a body again and again, found once: its loops, and its plain assignments.
 */
import type { AnnAssign, Assign, Expression, For, Statement, While } from '../syntax/tree';
import { walkOwnScope } from '../syntax/walk';

/** What a body holds, nested functions apart, in source order. */
type BodyIndex = {
  readonly loops: readonly (For | While)[];
  /** Assignments to a name, by that name, each as one of its own. */
  readonly assignments: ReadonlyMap<string, readonly Assign[]>;
  /** What else binds a name: the part of a value that is taken apart, `x` of `x, y = f()`. */
  readonly unpackings: ReadonlyMap<string, readonly Unpacking[]>;
};

/** A name that gets one part of a value: the second, where `index` is 1. */
export type Unpacking = { readonly value: Expression; readonly index: number };

const _indices = new WeakMap<readonly Statement[], BodyIndex>();

function indexOf(body: readonly Statement[]): BodyIndex {
  let index = _indices.get(body);
  if (index === undefined) {
    const loops: (For | While)[] = [];
    const assignments = new Map<string, Assign[]>();
    const unpackings = new Map<string, Unpacking[]>();
    walkOwnScope(body, node => {
      if (node.kind === 'For' || node.kind === 'While') {
        loops.push(node);
      } else if (node.kind === 'Assign' || node.kind === 'AnnAssign') {
        for (const single of singleAssignments(node)) {
          const [target] = single.targets;
          if (target.kind === 'Name') {
            const list = assignments.get(target.id) ?? [];
            list.push(single);
            assignments.set(target.id, list);
          } else if (target.kind === 'Tuple') {
            target.elts.forEach((part, index) => {
              if (part.kind === 'Name') {
                const list = unpackings.get(part.id) ?? [];
                list.push({ value: single.value, index });
                unpackings.set(part.id, list);
              }
            });
          }
        }
      }
    });
    index = { loops, assignments, unpackings };
    _indices.set(body, index);
  }
  return index;
}

/** `a = b = 1`, `a, b = 1, 2` and `a: int = 1` as assignments to one target each. */
function singleAssignments(node: Assign | AnnAssign): readonly Assign[] {
  if (node.kind === 'AnnAssign') {
    const { target, value, start, end } = node;
    return value === null ? [] : [{ kind: 'Assign', targets: [target], value, start, end }];
  }
  const { value, start, end } = node;
  return node.targets.flatMap(target =>
    target.kind === 'Tuple' &&
    value.kind === 'Tuple' &&
    target.elts.length === value.elts.length &&
    [...target.elts, ...value.elts].every(part => part.kind !== 'Starred')
      ? target.elts.map((part, index) => ({
          kind: 'Assign' as const,
          targets: [part],
          value: value.elts[index],
          start,
          end
        }))
      : node.targets.length === 1
        ? [node]
        : [{ kind: 'Assign' as const, targets: [target], value, start, end }]
  );
}

/** The loops of a body. */
export function loopsOf(body: readonly Statement[]): readonly (For | While)[] {
  return indexOf(body).loops;
}

/** The loops of a body in whose own bodies a place is, from the outermost. */
export function loopsAround(
  body: readonly Statement[],
  { start, end }: { readonly start: number; readonly end: number }
): readonly (For | While)[] {
  return loopsOf(body).filter(loop => loop.body[0]?.start <= start && end <= loop.end);
}

/** The assignments of a body to names, by name; of `a, b = 1, 2` there are two, at the same place. */
export function assignmentsOf(body: readonly Statement[]): ReadonlyMap<string, readonly Assign[]> {
  return indexOf(body).assignments;
}

/** The unpackings of a body that bind names, by name. */
export function unpackingsOf(
  body: readonly Statement[]
): ReadonlyMap<string, readonly Unpacking[]> {
  return indexOf(body).unpackings;
}
