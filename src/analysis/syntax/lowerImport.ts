/**
 * From tree-sitter's import statements to ours.
 */
import type { ConcreteNode } from './concrete';
import { childOf, childrenOf, namedOf } from './concrete';
import type { Lowering } from './lowerExpression';
import { identifier, textOf } from './lowerExpression';
import type { ImportAlias, Statement } from './tree';

/** One name of an import, with what it is bound to. */
export function lowerAlias(ctx: Lowering, node: ConcreteNode): ImportAlias {
  const name = node.type === 'aliased_import' ? childOf(node, 'name') : node;
  const alias = node.type === 'aliased_import' ? childOf(node, 'alias') : null;
  return {
    start: node.start - ctx.origin,
    end: node.end - ctx.origin,
    name: name === null ? '' : dottedText(ctx, name),
    asname: alias === null ? null : identifier(ctx, alias)
  };
}

function dottedText(ctx: Lowering, node: ConcreteNode): string {
  const parts = namedOf(node).filter(child => child.type === 'identifier');
  return parts.length === 0
    ? identifier(ctx, node)
    : parts.map(part => identifier(ctx, part)).join('.');
}

/** `from module import names`. */
export function lowerImportFrom(ctx: Lowering, node: ConcreteNode): Statement {
  const module = childOf(node, 'module_name');
  const wildcard = namedOf(node).find(child => child.type === 'wildcard_import');
  const prefix =
    module?.type === 'relative_import'
      ? module.children.find(child => child.type === 'import_prefix')
      : undefined;
  const dotted =
    module?.type === 'relative_import'
      ? namedOf(module).find(child => child.type === 'dotted_name')
      : (module ?? undefined);
  return {
    kind: 'ImportFrom',
    start: node.start - ctx.origin,
    end: node.end - ctx.origin,
    module: dotted === undefined ? null : dottedText(ctx, dotted),
    level: prefix === undefined ? 0 : textOf(ctx, prefix).replace(/\s/gu, '').length,
    names:
      wildcard === undefined
        ? childrenOf(node, 'name').map(child => lowerAlias(ctx, child))
        : [
            {
              start: wildcard.start - ctx.origin,
              end: wildcard.end - ctx.origin,
              name: '*',
              asname: null
            }
          ]
  };
}
