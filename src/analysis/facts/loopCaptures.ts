/**
 * Functions that a loop makes and keeps for later, and that read a name of the loop. Python looks the name up when the
 * function is called and finds what the last pass left; AutoGraph makes a function of the body of every loop, so that
 * each pass has a name of its own (found by running: `steps.append(lambda v: v * i)`, TensorFlow 2.21).
 */
import type { Expression, For, FunctionDef, Statement, While } from '../syntax/tree';
import { walk, walkOwnScope } from '../syntax/walk';
import { assignedNames, mentionedNames } from '../syntax/blockNames';
import { loopsOf } from './bodyIndex';

/** Methods that keep what they are given. */
const KEEPING: ReadonlySet<string> = new Set([
  ...['add', 'append', 'appendleft', 'extend', 'insert', 'setdefault', 'update']
]);

/** A function that a loop keeps, and what it reads. */
export type LoopCapture = { readonly node: Expression; readonly name: string };

const _captures = new WeakMap<readonly Statement[], readonly LoopCapture[]>();

/** The functions in the loops of one body that are kept and read a name of the loop. */
export function loopCaptures(body: readonly Statement[]): readonly LoopCapture[] {
  let captures = _captures.get(body);
  if (captures === undefined) {
    captures = loopsOf(body).flatMap(capturesOf);
    _captures.set(body, captures);
  }
  return captures;
}

function capturesOf(loop: For | While): readonly LoopCapture[] {
  const names = assignedNames([{ ...loop, orelse: [] }]);
  const defined = new Map<string, FunctionDef>();
  const kept: Expression[] = [];
  walkOwnScope(loop.body, node => {
    if (node.kind === 'FunctionDef') {
      defined.set(node.name, node);
    } else if (
      node.kind === 'Call' &&
      node.func.kind === 'Attribute' &&
      KEEPING.has(node.func.attr)
    ) {
      kept.push(...node.args, ...node.keywords.map(keyword => keyword.value));
    } else if (
      node.kind === 'AugAssign' ||
      (node.kind === 'Assign' &&
        (node.targets.some(target => target.kind !== 'Name') || isDisplay(node.value)))
    ) {
      kept.push(node.value);
    }
  });
  return kept.flatMap(keptParts).flatMap(node => {
    const name = capturedName(node, defined, names);
    return name === null ? [] : [{ node, name }];
  });
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
