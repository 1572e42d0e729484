/**
 * Loops whose passes keep what they make: `layers.append(Dense(units))`, `models[n] = build(n)`, `x = Dense(units)(x)`.
 */
import { mentionedNames, namesOfTarget } from '../syntax/blockNames';
import type { Expression, For } from '../syntax/tree';
import { walk, walkOwnScope } from '../syntax/walk';

const _keeping = new WeakMap<For, boolean>();

/**
 * Whether a loop puts what its passes make of their items where it outlives them, or calls it, as the layers of a
 * functional model are: then they are different objects.
 */
export function keepsWhatItMakes(loop: For): boolean {
  let keeps = _keeping.get(loop);
  if (keeps === undefined) {
    keeps = findsKeptItems(loop);
    _keeping.set(loop, keeps);
  }
  return keeps;
}

function findsKeptItems(loop: For): boolean {
  const items = [...namesOfTarget(loop.target), ...namesCounted(loop)];
  /** What is made of the item so far. */
  const made = new Set<string>();
  const isMade = (value: Expression): boolean =>
    value.kind === 'Name' ? made.has(value.id) : isMadeInCall(value, new Set([...items, ...made]));
  let found = false;
  walkOwnScope(loop.body, node => {
    if (node.kind === 'Assign' && isMade(node.value)) {
      found ||= node.targets.some(({ kind }) => kind === 'Subscript');
      node.targets.flatMap(namesOfTarget).forEach(name => made.add(name));
    } else if (node.kind === 'Call' && node.func.kind === 'Attribute') {
      found ||= KEEPING_METHODS.has(node.func.attr) && node.args.some(isMade);
    } else if (node.kind === 'Call') {
      found ||= isMade(node.func);
    }
  });
  return found;
}

/** Methods that keep their argument: of a list, and of `Sequential`. */
const KEEPING_METHODS: ReadonlySet<string> = new Set(['append', 'add']);

/** Names that each pass changes: `filters *= 2`. */
function namesCounted(loop: For): readonly string[] {
  const names: string[] = [];
  walkOwnScope(loop.body, node => {
    if (node.kind === 'AugAssign') {
      names.push(...namesOfTarget(node.target));
    }
  });
  return names;
}

/** Whether an expression calls something with one of the names. */
function isMadeInCall(value: Expression, names: ReadonlySet<string>): boolean {
  let found = false;
  walk(value, node => {
    found ||=
      node.kind === 'Call' &&
      [...node.args, ...node.keywords.map(keyword => keyword.value)].some(part =>
        [...mentionedNames(part)].some(name => names.has(name))
      );
  });
  return found;
}
