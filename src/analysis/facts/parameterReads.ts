/**
 * Where a body reads its parameters as they were passed, before their names are bound anew (specification 7.7).
 */
import type { Expression, Name, Statement } from '../syntax/tree';
import { walkOwnScope } from '../syntax/walk';

/** The reads of `parameters` in a body that no other binding of the name reaches. */
export function parameterReads(
  body: readonly Statement[],
  parameters: ReadonlySet<string>
): ReadonlySet<Name> {
  const reads = new ParameterReads(parameters);
  reads.block(body, new Set());
  return reads.found;
}

class ParameterReads {
  readonly found = new Set<Name>();

  constructor(private readonly _parameters: ReadonlySet<string>) {}

  /** Goes through the statements; `bound` holds the names bound anew, and gains those of the block. Whether it ends. */
  block(body: readonly Statement[], bound: Set<string>): boolean {
    return body.every(statement => this._statement(statement, bound));
  }

  private _statement(statement: Statement, bound: Set<string>): boolean {
    switch (statement.kind) {
      case 'If':
        this._expression(statement.test, bound);
        return this._branches([statement.body, statement.orelse], bound);
      case 'For':
        this._expression(statement.iter, bound);
        return this._loop(statement, statement.body, statement.orelse, bound);
      case 'While':
        return this._loop(statement, statement.body, statement.orelse, bound, statement.test);
      case 'With':
        for (const { context, target } of statement.items) {
          this._expression(context, bound);
          if (target !== null) {
            bindTarget(target, bound);
          }
        }
        return this.block(statement.body, bound);
      case 'Match':
        this._expression(statement.subject, bound);
        bindAll([statement], bound);
        this._branches([...statement.cases.map(entry => entry.body), []], bound);
        return true;
      case 'Try': {
        const inBody = new Set(bound);
        bindAll(statement.body, inBody);
        const goesOn = this.block([...statement.body, ...statement.orelse], bound);
        statement.handlers.forEach(handler => this.block(handler.body, new Set(inBody)));
        bindAll([statement], bound);
        const isClosed = this.block(statement.finalbody, bound);
        return isClosed && (goesOn || statement.handlers.length > 0);
      }
      case 'Return':
      case 'Raise':
      case 'Break':
      case 'Continue':
        this._reads(statement, bound);
        return false;
      default:
        this._reads(statement, bound);
        bindAll([statement], bound);
        return true;
    }
  }

  private _branches(blocks: readonly (readonly Statement[])[], bound: Set<string>): boolean {
    const before = new Set(bound);
    let goesOn = false;
    for (const block of blocks) {
      const inner = new Set(before);
      if (this.block(block, inner)) {
        goesOn = true;
        inner.forEach(name => bound.add(name));
      }
    }
    return goesOn;
  }

  private _loop(
    loop: Statement,
    body: readonly Statement[],
    orelse: readonly Statement[],
    bound: Set<string>,
    test: Expression | null = null
  ): boolean {
    bindAll([loop], bound);
    if (test !== null) {
      this._expression(test, bound);
    }
    this.block(body, new Set(bound));
    this.block(orelse, bound);
    return true;
  }

  private _expression(node: Expression, bound: Set<string>): void {
    this._reads(node, bound);
    bindAll([node], bound);
  }

  private _reads(node: Statement | Expression, bound: ReadonlySet<string>): void {
    walkOwnScope([node], inner => {
      if (inner.kind === 'Name' && this._parameters.has(inner.id) && !bound.has(inner.id)) {
        this.found.add(inner);
      }
    });
  }
}

/** Adds the names that the nodes bind, whatever is below them included. */
function bindAll(nodes: readonly (Statement | Expression)[], bound: Set<string>): void {
  walkOwnScope(nodes, node => {
    switch (node.kind) {
      case 'Assign':
      case 'Delete':
        node.targets.forEach(target => bindTarget(target, bound));
        return;
      case 'AnnAssign':
        if (node.value !== null) {
          bindTarget(node.target, bound);
        }
        return;
      case 'AugAssign':
      case 'For':
      case 'NamedExpr':
        bindTarget(node.target, bound);
        return;
      case 'With':
        node.items.forEach(item => item.target !== null && bindTarget(item.target, bound));
        return;
      case 'Try':
        node.handlers.forEach(handler => handler.name !== null && bound.add(handler.name));
        return;
      case 'FunctionDef':
      case 'ClassDef':
        bound.add(node.name);
        return;
      case 'MatchAs':
      case 'MatchStar':
        if (node.name !== null) {
          bound.add(node.name);
        }
        return;
      case 'MatchMapping':
        if (node.rest !== null) {
          bound.add(node.rest);
        }
        return;
      default:
        return;
    }
  });
}

/** Adds the names in a target; what is stored in an object binds none. */
function bindTarget(target: Expression, bound: Set<string>): void {
  switch (target.kind) {
    case 'Name':
      bound.add(target.id);
      return;
    case 'Starred':
      bindTarget(target.value, bound);
      return;
    case 'Tuple':
    case 'List':
      target.elts.forEach(element => bindTarget(element, bound));
      return;
    default:
      return;
  }
}
