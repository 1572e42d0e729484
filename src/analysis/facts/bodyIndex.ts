/**
 * What is asked of a body again and again, found once: its loops, and its plain assignments.
 */
import type { Assign, For, Statement, While } from '../syntax/tree';
import { walkOwnScope } from '../syntax/walk';

/** What a body holds, nested functions apart, in source order. */
type BodyIndex = {
  readonly loops: readonly (For | While)[];
  /** Assignments to a name by itself, by that name. */
  readonly assignments: ReadonlyMap<string, readonly Assign[]>;
};

const _indices = new WeakMap<readonly Statement[], BodyIndex>();

function indexOf(body: readonly Statement[]): BodyIndex {
  let index = _indices.get(body);
  if (index === undefined) {
    const loops: (For | While)[] = [];
    const assignments = new Map<string, Assign[]>();
    walkOwnScope(body, node => {
      if (node.kind === 'For' || node.kind === 'While') {
        loops.push(node);
      } else if (node.kind === 'Assign') {
        for (const target of node.targets) {
          if (target.kind === 'Name') {
            const list = assignments.get(target.id) ?? [];
            list.push(node);
            assignments.set(target.id, list);
          }
        }
      }
    });
    index = { loops, assignments };
    _indices.set(body, index);
  }
  return index;
}

/** The loops of a body. */
export function loopsOf(body: readonly Statement[]): readonly (For | While)[] {
  return indexOf(body).loops;
}

/** The assignments of a body to names by themselves, by name. */
export function assignmentsOf(body: readonly Statement[]): ReadonlyMap<string, readonly Assign[]> {
  return indexOf(body).assignments;
}
