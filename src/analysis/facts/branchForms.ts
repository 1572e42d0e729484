/**
 * Names that the ways through a condition or loop of the graph leave unlike (`spec/tracing-truth.md`, section 2).
 */
import { blocksOf } from '../interpreter/definitions';
import type { Activation } from '../interpreter/record';
import type { Statement } from '../syntax/tree';
import { walkOwnScope, type NodeKinds } from '../syntax/walk';
import { assignedNames, readsBeforeSetting } from '../syntax/blockNames';
import { edgesAt } from './callsOfNode';
import type { AddForm } from './conversionForms';
import { addKinds, disagreeing, grownNames, kindsAfter } from './carriedValues';
import { liveAfterEach, liveBefore, liveInLoop } from './liveNames';
import {
  isDatasetLoop,
  isGraphLoop,
  isSymbolicCondition,
  type IsSymbolic
} from './graphConditions';
import type { Outline } from './outlines';

/** Names that only one branch of a condition on a tensor assigns, or that have another kind after it, and are used. */
export function branchForms(
  run: Activation,
  body: readonly Statement[],
  isSymbolic: IsSymbolic,
  add: AddForm
): void {
  const visit = (
    block: readonly Statement[],
    before: ReadonlySet<string>,
    after: ReadonlySet<string>,
    entering: ReadonlyMap<string, Outline>
  ): void => {
    if (!block.some(statement => blocksOf(statement).length > 0)) {
      return;
    }
    const known = new Set(before);
    const live = liveAfterEach(block, after);
    // Those of the first pass, where it is the body of a loop.
    const kinds = new Map(entering);
    block.forEach((statement, index) => {
      const later = live[index];
      if (index > 0) {
        const done = block[index - 1];
        addKinds(run, done, kinds, kinds);
        if (blocksOf(done).length > 0) {
          assignedNames([done]).forEach(name => kinds.delete(name));
        }
      }
      if (statement.kind === 'If') {
        const left = assignedNames(statement.body);
        const right = assignedNames(statement.orelse);
        const isLeaving = endsFlow(statement.body) || endsFlow(statement.orelse);
        if (isSymbolicCondition(statement.test, isSymbolic) && !isLeaving) {
          for (const name of new Set([...left, ...right])) {
            if (left.has(name) !== right.has(name) && !known.has(name) && later.has(name)) {
              add('branches-disagree', statement, `\`${name}\` is set in one branch only`);
            } else if (
              !known.has(name) &&
              [statement.body, statement.orelse].some(arm => readsBeforeSetting(arm, name))
            ) {
              add('branches-disagree', statement, `\`${name}\` is not there in the first pass`);
            }
          }
          const one = kindsAfter(run, statement.body, without(kinds, left), kinds);
          const other = kindsAfter(run, statement.orelse, without(kinds, right), kinds);
          for (const { name, kinds: pair } of disagreeing(one, other)) {
            if (later.has(name)) {
              add('branches-disagree', statement, `\`${name}\` is ${pair.join(' or ')} after it`);
            }
          }
        }
        visit(statement.body, known, later, kinds);
        visit(statement.orelse, known, later, kinds);
        [...left, ...right].forEach(name => known.add(name));
      } else {
        if (statement.kind === 'For' || statement.kind === 'While') {
          const again = liveInLoop(statement, later);
          if (isDatasetLoop(run, statement)) {
            for (const name of assignedNames([statement])) {
              if (later.has(name) && !known.has(name)) {
                add('branches-disagree', statement, `\`${name}\` is set in the loop only`);
              }
            }
          }
          if (isGraphLoop(run, statement, isSymbolic)) {
            const changed = assignedNames(statement.body);
            const ends = kindsAfter(run, statement.body, without(kinds, changed), kinds);
            for (const { name, kinds: pair } of disagreeing(kinds, ends)) {
              if (later.has(name) || readsBeforeSetting(statement.body, name)) {
                add('branches-disagree', statement, `\`${name}\` is ${pair.join(', then ')} in it`);
              }
            }
            const entering = liveBefore(statement.body, again);
            for (const name of assignedNames(statement.body)) {
              if (kinds.get(name) === 'None' && !ends.has(name) && entering.has(name)) {
                add('branches-disagree', statement, `\`${name}\` is None before it`);
              }
            }
            for (const name of hasLoopOptions(run, statement.body)
              ? []
              : grownNames(run, statement.body)) {
              if (known.has(name)) {
                add('branches-disagree', statement, `\`${name}\` grows in it`);
              }
            }
          }
          // In the first pass nothing that the body sets is there yet.
          const targets = new Set(
            statement.kind === 'For' ? assignedNames([{ ...statement, body: [], orelse: [] }]) : []
          );
          visit(
            statement.body,
            new Set([...known, ...targets]),
            again,
            without(kinds, new Set([...targets, ...namesAskedForNone(statement.body)]))
          );
          visit(statement.orelse, known, later, new Map());
        } else if (statement.kind === 'With') {
          visit(statement.body, new Set([...known, ...assignedNames([statement])]), later, kinds);
        } else if (statement.kind === 'Try') {
          blocksOf(statement).forEach(part => visit(part, known, later, new Map()));
        }
        assignedNames([statement]).forEach(name => known.add(name));
      }
    });
  };
  const given = run.code?.node.parameters.map(parameter => parameter.name) ?? [];
  visit(body, new Set(given), new Set(), new Map());
}

/** Names that a block compares with `None`: the first pass, in which they are, is traced by itself. */
function namesAskedForNone(body: readonly Statement[]): ReadonlySet<string> {
  const names = new Set<string>();
  walkOwnScope(
    body,
    node => {
      if (
        node.kind === 'Compare' &&
        node.left.kind === 'Name' &&
        node.comparators.some(side => side.kind === 'Constant' && side.value.type === 'None')
      ) {
        names.add(node.left.id);
      }
    },
    COMPARISONS
  );
  return names;
}

const COMPARISONS: NodeKinds = new Set(['Compare']);

/** Whether the body of a loop tells TensorFlow which shapes vary. */
function hasLoopOptions(run: Activation, body: readonly Statement[]): boolean {
  return body.some(
    statement =>
      statement.kind === 'Expr' &&
      statement.value.kind === 'Call' &&
      edgesAt(run, statement.value).some(({ api }) => api?.endsWith('.set_loop_options'))
  );
}

/** The kinds of names that a block does not set in a way that only running it would tell. */
function without<T>(kinds: ReadonlyMap<string, T>, names: ReadonlySet<string>): Map<string, T> {
  return new Map([...kinds].filter(([name]) => !names.has(name)));
}

function endsFlow(body: readonly Statement[]): boolean {
  const last = body.at(-1);
  return (
    last !== undefined &&
    (last.kind === 'Return' ||
      last.kind === 'Raise' ||
      last.kind === 'Continue' ||
      last.kind === 'Break')
  );
}
