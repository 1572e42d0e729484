/**
 * A copy of tree-sitter's tree, made in one pass with one cursor: asking the WebAssembly side for each node again
 * and again is dearer than parsing.
 */
import type { NodeType } from './nodeType';
import type { IConcreteCursor } from './parser';

/** A node with its children; comments, line continuations, dots and brackets are left out. */
export type ConcreteNode = {
  readonly type: string;
  readonly field: string | null;
  readonly isNamed: boolean;
  readonly isMissing: boolean;
  readonly start: number;
  readonly end: number;
  readonly children: readonly ConcreteNode[];
  /** Whether tree-sitter had to repair something in here. */
  readonly isFlawed: boolean;
};

type Draft = { -readonly [Key in keyof ConcreteNode]: ConcreteNode[Key] } & { children: Draft[] };

/**
 * Nodes nested deeper than this are cut. CPython allows 200 nested brackets and 100 nested blocks, which come to about
 * 400 nodes; chains of operators and attributes may be longer.
 */
export const NESTING_LIMIT = 600;

/** Nodes that hold statements, or parts of statements that begin a line. */
export const HOLDS_BLOCKS: ReadonlySet<string> = new Set([
  'module',
  'block',
  'decorated_definition',
  'function_definition',
  'class_definition',
  'if_statement',
  'for_statement',
  'while_statement',
  'try_statement',
  'with_statement',
  'match_statement',
  'elif_clause',
  'else_clause',
  'except_clause',
  'finally_clause',
  'case_clause'
]);

/** What copying needs to know. */
export type CopyOptions = {
  /** Added to each offset: where the parsed text stands in the unit. */
  readonly shift: number;
  /** Is told of every node that is cut because it is nested too deep; the node becomes an `ERROR` without children. */
  readonly onCut: (node: ConcreteNode) => void;
};

/** Copies the node that the cursor stands at, and leaves the cursor there. */
export function copyNode(cursor: IConcreteCursor, options: CopyOptions): ConcreteNode {
  const { shift } = options;
  const root = shallowCopy(cursor, cursor.nodeType, cursor.startIndex, cursor.endIndex, shift);
  const path = [root];
  const depths = [1];
  let hasNode = cursor.gotoFirstChild();
  const isInside = hasNode;
  while (hasNode || path.length > 1) {
    if (!hasNode) {
      const finished = path.pop();
      depths.pop();
      cursor.gotoParent();
      if (finished !== undefined) {
        path[path.length - 1].isFlawed ||= finished.isFlawed;
        leaveOutTrailingComments(finished);
        joinChain(finished);
      }
      hasNode = cursor.gotoNextSibling();
      continue;
    }
    const parent = path[path.length - 1];
    const type = cursor.nodeType;
    const start = cursor.startIndex;
    const end = cursor.endIndex;
    if (type.isBlank || (type.isPunctuation && start !== end)) {
      hasNode = cursor.gotoNextSibling();
      continue;
    }
    const node = shallowCopy(cursor, type, start, end, shift);
    parent.children.push(node);
    parent.isFlawed ||= node.isFlawed;
    if (cursor.gotoFirstChild()) {
      // A chain of `and` or `or` is one operation, however many operands it has.
      const isChained = node.type === 'boolean_operator' && parent.type === 'boolean_operator';
      const depth = depths[depths.length - 1];
      if (depth < NESTING_LIMIT || isChained) {
        path.push(node);
        depths.push(isChained ? depth : depth + 1);
        continue;
      }
      cursor.gotoParent();
      node.type = 'ERROR';
      options.onCut(node);
    }
    hasNode = cursor.gotoNextSibling();
  }
  if (isInside) {
    cursor.gotoParent();
  }
  leaveOutTrailingComments(root);
  return root;
}

/** Makes one node of `a and b and c`, which tree-sitter nests to the left: operands and operators stand side by side. */
function joinChain(node: Draft): void {
  const [left, ...rest] = node.type === 'boolean_operator' ? node.children : [];
  if (left?.type === 'boolean_operator' && operatorOf(left) === operatorOf(node)) {
    left.children.push(...rest);
    node.children = left.children;
  }
}

function operatorOf(node: Draft): string | undefined {
  return node.children.find(child => child.field === 'operator')?.type;
}

/** tree-sitter's blocks go on over the comments behind their last statement; CPython's do not. */
function leaveOutTrailingComments(node: Draft): void {
  const last = node.children[node.children.length - 1];
  if (last !== undefined && HOLDS_BLOCKS.has(node.type)) {
    node.end = last.end;
  }
}

/** The node at the cursor, whose type and place there are given, without its children. */
function shallowCopy(
  cursor: IConcreteCursor,
  { name, isNamed }: NodeType,
  start: number,
  end: number,
  shift: number
): Draft {
  const isMissing = start === end && cursor.nodeIsMissing;
  // By itself, as V8 makes objects more slowly whose literals hold others.
  const children: Draft[] = [];
  return {
    type: name,
    field: cursor.currentFieldName,
    isNamed,
    isMissing,
    start: start + shift,
    end: end + shift,
    children,
    isFlawed: isMissing || name === 'ERROR'
  };
}

/** The first child in a field. */
export function childOf(node: ConcreteNode, field: string): ConcreteNode | null {
  for (const child of node.children) {
    if (child.field === field) {
      return child;
    }
  }
  return null;
}

/** The end of a row of nodes in their parent, a trailing comma counted. */
export function endOfRow(parent: ConcreteNode, row: readonly ConcreteNode[]): number {
  const end = row.reduce((last, node) => Math.max(last, node.end), parent.start);
  const next = parent.children.find(child => child.start >= end);
  return next !== undefined && next.type === ',' ? next.end : end;
}

/** All children in a field, named ones only. */
export function childrenOf(node: ConcreteNode, field: string): readonly ConcreteNode[] {
  return node.children.filter(child => child.field === field && child.isNamed);
}

/** The named children. */
export function namedOf(node: ConcreteNode): readonly ConcreteNode[] {
  return node.children.filter(child => child.isNamed);
}

/** The first child of a type. */
export function typedOf(node: ConcreteNode, type: string): ConcreteNode | null {
  return node.children.find(child => child.type === type) ?? null;
}

/** Whether there is a token with the given text among the children. */
export function hasToken(node: ConcreteNode, token: string): boolean {
  return node.children.some(child => !child.isNamed && child.type === token);
}
