/**
 * Names and attributes that may stand for the same array, or for views of it.
 *
 * Arrays are values without identity here. What is assigned, passed, returned or put into a container joins the names on
 * both sides; nothing parts them again, so that the answer errs on the side of one array.
 */
import type { Activation } from '../interpreter/record';
import type { Expression } from '../syntax/tree';
import type { WalkedNode } from '../syntax/children';
import { walkOwnScope, type NodeKinds } from '../syntax/walk';
import { membersOf } from '../values/join';
import type { FunctionCode, Value } from '../values/value';
import { edgesAt } from './callsOfNode';
import type { ProgramView } from './subject';
import { bodyOf } from './symbolicValues';

/** Methods and functions of NumPy and pandas that give a view, or the array itself. */
const VIEWING =
  /(?:^|\.)(?:ravel|reshape|view|squeeze|transpose|swapaxes|diagonal|asarray|asanyarray|ascontiguousarray|expand_dims|atleast_[123]d|broadcast_to|moveaxis|rollaxis|split|array_split|hsplit|vsplit|flip|fliplr|flipud|rot90|to_numpy|get|pop|setdefault|values|items|dict|list|tuple|zip|enumerate|reversed|iter|next)$/u;

/** Methods that put their argument into their receiver. */
const KEEPING: ReadonlySet<string> = new Set([
  ...['append', 'extend', 'insert', 'add', 'update', 'setdefault', 'appendleft', '__setitem__']
]);

/** Attributes that give a view of their array. */
const VIEWS: ReadonlySet<string> = new Set(['T', 'flat', 'real', 'imag', 'values']);

type Key = string;

const _aliases = new WeakMap<ProgramView, Aliases>();

/** The aliases in the program; made once. */
export function aliasesIn(view: ProgramView): Aliases {
  let aliases = _aliases.get(view);
  if (aliases === undefined) {
    aliases = new Aliases(view);
    _aliases.set(view, aliases);
  }
  return aliases;
}

/** Names that are joined. */
export class Aliases {
  constructor(view: ProgramView) {
    for (const run of view.reached) {
      linksOf(run).forEach(keys => this._link(keys));
    }
    const groups = new Map<Key, Set<string>>();
    for (const key of this._parents.keys()) {
      const root = this._root(key);
      const group = groups.get(root) ?? new Set<string>();
      if (!isLocal(key)) {
        group.add(key.slice(key.indexOf(MARK) + 1).replace(/^\./u, ''));
      }
      groups.set(root, group);
    }
    this._groups = groups;
  }

  /** Global names and attributes that may stand for the array that code knows by the name. */
  of(name: string, document: string, code: FunctionCode | null): ReadonlySet<string> {
    const keys = [
      outerKey(document, name),
      outerKey(document, `.${name}`),
      ...(code === null ? [] : [localKey(code, name)])
    ];
    return new Set(
      keys.flatMap(key =>
        this._parents.has(key) ? [...(this._groups.get(this._root(key)) ?? [])] : []
      )
    );
  }

  private _link(keys: readonly Key[]): void {
    const [first, ...others] = keys;
    if (first === undefined || others.length === 0) {
      return;
    }
    for (const key of others) {
      const [left, right] = [this._root(first), this._root(key)];
      if (left !== right) {
        this._parents.set(left, right);
      }
    }
  }

  private _root(key: Key): Key {
    let at = key;
    for (
      let next = this._parents.get(at);
      next !== undefined && next !== at;
      next = this._parents.get(at)
    ) {
      at = next;
    }
    this._parents.set(at, at);
    if (at !== key) {
      this._parents.set(key, at);
    }
    return at;
  }

  private readonly _parents = new Map<Key, Key>();
  private readonly _groups: ReadonlyMap<Key, ReadonlySet<string>>;
}

const _links = new WeakMap<Activation, readonly (readonly Key[])[]>();

/** What a run's body joins; a run never changes. */
function linksOf(run: Activation): readonly (readonly Key[])[] {
  let links = _links.get(run);
  if (links === undefined) {
    links = findLinks(run).filter(keys => keys.length > 1);
    _links.set(run, links);
  }
  return links;
}

/** What joins names. */
const JOINING: NodeKinds = new Set(['Assign', 'AnnAssign', 'NamedExpr', 'For', 'Return', 'Call']);

function findLinks(run: Activation): readonly (readonly Key[])[] {
  const links: (readonly Key[])[] = [];
  const join = (parts: readonly Expression[], value: Expression): void => {
    if (mayHoldArray(run.values.get(value))) {
      links.push(parts.flatMap(part => spine(run, part)));
    }
  };
  const look = (node: WalkedNode): void => {
    switch (node.kind) {
      case 'Assign':
        join([...node.targets, node.value], node.value);
        return;
      case 'AnnAssign':
        if (node.value !== null) {
          join([node.target, node.value], node.value);
        }
        return;
      case 'NamedExpr':
        join([node.target, node.value], node.value);
        return;
      case 'For':
        join([node.target, node.iter], node.iter);
        return;
      case 'Return':
        if (node.value !== null && run.code !== null) {
          links.push([resultKey(run.code), ...spine(run, node.value)]);
        }
        return;
      case 'Call':
        if (node.func.kind === 'Attribute' && KEEPING.has(node.func.attr)) {
          links.push([node.func.value, ...node.args].flatMap(part => spine(run, part)));
        }
        return;
      default:
        return;
    }
  };
  walkOwnScope(bodyOf(run), look, JOINING);
  for (const { code, argumentNodes } of run.callsIntoProgram) {
    if (code !== null) {
      argumentNodes.forEach((argument, name) => {
        if (mayHoldArray(run.values.get(argument))) {
          links.push([localKey(code, name), ...spine(run, argument)]);
        }
      });
    }
  }
  return links;
}

/** The names whose array an expression may give. */
function spine(run: Activation, node: Expression): readonly Key[] {
  switch (node.kind) {
    case 'Name':
      return [nameKey(run, node.id)];
    case 'Attribute':
      return VIEWS.has(node.attr)
        ? spine(run, node.value)
        : [outerKey(documentOf(run), `.${node.attr}`)];
    case 'Subscript':
    case 'Starred':
    case 'NamedExpr':
      return spine(run, node.value);
    case 'List':
    case 'Tuple':
    case 'Set':
      return node.elts.flatMap(part => spine(run, part));
    case 'Dict':
      return node.items.flatMap(item => spine(run, item.value));
    case 'IfExp':
      return [node.body, node.orelse].flatMap(part => spine(run, part));
    case 'BoolOp':
      return node.values.flatMap(part => spine(run, part));
    case 'ListComp':
    case 'GeneratorExp':
    case 'SetComp':
      return [node.elt, ...node.generators.map(({ iter }) => iter)].flatMap(part =>
        spine(run, part)
      );
    case 'Call': {
      const edges = edgesAt(run, node);
      const own = edges.flatMap(({ code }) => (code === null ? [] : [resultKey(code)]));
      const isViewing = edges.every(
        ({ api, code }) => code === null && (api === null || VIEWING.test(api))
      );
      if (!isViewing) {
        return own;
      }
      const receiver = node.func.kind === 'Attribute' ? [node.func.value] : [];
      const given = [...node.args, ...node.keywords.map(({ value }) => value)];
      return [...receiver, ...given].flatMap(part => spine(run, part));
    }
    default:
      return [];
  }
}

function nameKey(run: Activation, name: string): Key {
  return run.code === null || run.outerReads.has(name)
    ? outerKey(documentOf(run), name)
    : localKey(run.code, name);
}

/** Stands between a document and a name: no name holds it. */
const MARK = '\0';

/** A global name, or an attribute with its dot, of a document. */
function outerKey(document: string, name: string): Key {
  return `${document}${MARK}${name}`;
}

function isLocal(key: Key): boolean {
  return !key.includes(MARK);
}

function documentOf(run: Activation): string {
  return (run.code?.top ?? run.top).unit.document;
}

function localKey(code: FunctionCode, name: string): Key {
  return `${numberOf(code)}:${name}`;
}

function resultKey(code: FunctionCode): Key {
  return `${numberOf(code)}:return`;
}

const _numbers = new WeakMap<FunctionCode, number>();
let _count = 0;

function numberOf(code: FunctionCode): number {
  let number = _numbers.get(code);
  if (number === undefined) {
    number = _count++;
    _numbers.set(code, number);
  }
  return number;
}

/** Whether a value may be an array or hold one. */
function mayHoldArray(value: Value | undefined): boolean {
  return (
    value === undefined ||
    membersOf(value).some(
      member =>
        (member.kind === 'tensor' && member.type.form === 'ndarray') ||
        member.kind === 'tuple' ||
        member.kind === 'unknown' ||
        (member.kind === 'object' && member.object.kind !== 'iterator')
    )
  );
}
