/**
 * Functions that a loop makes and keeps for later, and that read a name of the loop. Python looks the name up when the
 * function is called and finds what the last pass left; AutoGraph makes a function of the body of every loop, so that
 * each pass has a name of its own (found by running: `steps.append(lambda v: v * i)`, TensorFlow 2.21).
 */
import type { Expression, FunctionDef, Statement } from '../syntax/tree';
import { LOOPS } from '../syntax/nodeKinds';
import { walk, walkOwnScope } from '../syntax/walk';
import { assignedNames, mentionedNames } from '../syntax/blockNames';
import type { AddForm } from './conversionForms';

/** Methods that keep what they are given. */
const KEEPING: ReadonlySet<string> = new Set([
  ...['add', 'append', 'appendleft', 'extend', 'insert', 'setdefault', 'update']
]);

/** Finds the functions in the loops of one body. */
export function loopCaptures(body: readonly Statement[], add: AddForm): void {
  walkOwnScope(
    body,
    node => {
      if (node.kind !== 'For' && node.kind !== 'While') {
        return;
      }
      const names = assignedNames([{ ...node, orelse: [] }]);
      const defined = new Map<string, FunctionDef>();
      walkOwnScope(node.body, inner => {
        if (inner.kind === 'FunctionDef') {
          defined.set(inner.name, inner);
        }
      });
      const report = (kept: readonly Expression[]): void => {
        for (const expression of kept.flatMap(keptParts)) {
          const name = capturedName(expression, defined, names);
          if (name !== null) {
            add(
              'captured-loop-name',
              expression,
              `when traced each pass has a \`${name}\` of its own`
            );
          }
        }
      };
      walkOwnScope(node.body, inner => {
        if (
          inner.kind === 'Call' &&
          inner.func.kind === 'Attribute' &&
          KEEPING.has(inner.func.attr)
        ) {
          report([...inner.args, ...inner.keywords.map(keyword => keyword.value)]);
        } else if (
          inner.kind === 'Assign' &&
          (inner.targets.some(target => target.kind !== 'Name') || isDisplay(inner.value))
        ) {
          report([inner.value]);
        } else if (inner.kind === 'AugAssign') {
          report([inner.value]);
        }
      });
    },
    LOOPS
  );
}

function isDisplay(node: Expression): boolean {
  return keptParts(node)[0] !== node;
}

/** The expression, or the items of containers that are written out, through `+` of lists. */
function keptParts(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'List':
    case 'Tuple':
    case 'Set':
      return node.elts.flatMap(keptParts);
    case 'Dict':
      return node.items.flatMap(item => keptParts(item.value));
    case 'BinOp':
      return [...keptParts(node.left), ...keptParts(node.right)];
    default:
      return [node];
  }
}

/** A name of the loop that the function reads when it is called; `null` where it reads none. */
function capturedName(
  node: Expression,
  defined: ReadonlyMap<string, FunctionDef>,
  names: ReadonlySet<string>
): string | null {
  const made = node.kind === 'Name' ? defined.get(node.id) : node;
  if (made === undefined || (made.kind !== 'Lambda' && made.kind !== 'FunctionDef')) {
    return null;
  }
  const own = new Set(made.parameters.map(parameter => parameter.name));
  const read = made.kind === 'Lambda' ? mentionedNames(made.body) : readNames(made, own);
  return [...read].find(name => names.has(name) && !own.has(name)) ?? null;
}

/** Names that the body of a function mentions; its own are added to those given. */
function readNames(definition: FunctionDef, own: Set<string>): ReadonlySet<string> {
  assignedNames(definition.body).forEach(name => own.add(name));
  const names = new Set<string>();
  definition.body.forEach(statement =>
    walk(statement, node => {
      if (node.kind === 'Name') {
        names.add(node.id);
      }
    })
  );
  return names;
}
