/**
 * A copy of tree-sitter's tree, made in one pass with one cursor: asking the WebAssembly side for each node again
 * and again is dearer than parsing.
 */
import type { Tree, TreeCursor } from 'web-tree-sitter';

/** A node with its children; comments and line continuations are left out. */
export type ConcreteNode = {
  readonly type: string;
  readonly field: string | null;
  readonly isNamed: boolean;
  readonly isMissing: boolean;
  readonly start: number;
  readonly end: number;
  readonly children: ConcreteNode[];
};

/** Nodes nested deeper than this are cut; about 130 nested brackets or 60 nested blocks of Python. */
export const NESTING_LIMIT = 400;

/** Copies the tree; `onCut` is told of every node that was cut because it is nested too deep. */
export function copyTree(tree: Tree, onCut: (node: ConcreteNode) => void): ConcreteNode {
  const cursor = tree.walk();
  const root = copyNode(cursor);
  const path = [root];
  let descending = cursor.gotoFirstChild();
  while (descending || path.length > 1) {
    if (!descending) {
      path.pop();
      cursor.gotoParent();
      descending = cursor.gotoNextSibling();
      continue;
    }
    const node = copyNode(cursor);
    if (node.type !== 'comment' && node.type !== 'line_continuation') {
      path[path.length - 1].children.push(node);
      if (path.length >= NESTING_LIMIT) {
        onCut(node);
      } else if (cursor.gotoFirstChild()) {
        path.push(node);
        continue;
      }
    }
    descending = cursor.gotoNextSibling();
  }
  cursor.delete();
  return root;
}

function copyNode(cursor: TreeCursor): ConcreteNode {
  return {
    type: cursor.nodeType,
    field: cursor.currentFieldName,
    isNamed: cursor.nodeIsNamed,
    isMissing: cursor.nodeIsMissing,
    start: cursor.startIndex,
    end: cursor.endIndex,
    children: []
  };
}

/** The first child in a field. */
export function childOf(node: ConcreteNode, field: string): ConcreteNode | null {
  return node.children.find(child => child.field === field) ?? null;
}

/** All children in a field, named ones only. */
export function childrenOf(node: ConcreteNode, field: string): readonly ConcreteNode[] {
  return node.children.filter(child => child.field === field && child.isNamed);
}

/** The named children. */
export function namedOf(node: ConcreteNode): readonly ConcreteNode[] {
  return node.children.filter(child => child.isNamed);
}

/** Whether there is a token with the given text among the children. */
export function hasToken(node: ConcreteNode, token: string): boolean {
  return node.children.some(child => !child.isNamed && child.type === token);
}
