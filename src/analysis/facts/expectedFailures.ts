/**
 * Calls that are meant to fail (specification 8.5): those which a call to `assertRaises` or `pytest.raises` dominates in
 * their own function. What they pass is no evidence for a signature.
 */
import type { Call, Expression, Statement } from '../syntax/tree';
import type { WalkedNode } from '../syntax/walk';
import { walkOwnScope } from '../syntax/walk';

const ASSERTIONS: ReadonlySet<string> = new Set([
  'assertRaises',
  'assertRaisesRegex',
  'assertRaisesRegexp'
]);

/** Names that the module pytest goes by. */
const PYTEST: ReadonlySet<string> = new Set(['pytest', 'py']);

/** The guarded calls of a function's or module's own body. */
export function expectedFailureCalls(body: readonly Statement[]): ReadonlySet<Call> {
  const guarded = new Set<Call>();
  visitBlock(body, false, guarded);
  return guarded;
}

/** Visits a block that is, or is not, entered behind a declaration; answers whether its end lies behind one. */
function visitBlock(
  statements: readonly Statement[],
  isGuarded: boolean,
  guarded: Set<Call>
): boolean {
  return statements.reduce(
    (isBehind, statement) => visitStatement(statement, isBehind, guarded),
    isGuarded
  );
}

/** Answers whether a declaration has been made on every way through the statement to its end. */
function visitStatement(
  statement: Statement,
  isGuarded: boolean,
  guarded: Set<Call>
): boolean {
  const block = (statements: readonly Statement[], isBehind: boolean): boolean =>
    visitBlock(statements, isBehind, guarded);
  const evaluated = (expressions: readonly Expression[]): boolean =>
    visitExpressions(expressions, isGuarded, guarded);
  switch (statement.kind) {
    case 'With': {
      let isBehind = isGuarded;
      for (const item of statement.items) {
        isBehind = visitExpressions([item.context], isBehind, guarded);
      }
      return block(statement.body, isBehind);
    }
    case 'If': {
      const isBehind = evaluated([statement.test]);
      const endings = [block(statement.body, isBehind), block(statement.orelse, isBehind)];
      return endings.every(Boolean);
    }
    case 'While': {
      const isBehind = evaluated([statement.test]);
      block(statement.body, isBehind);
      block(statement.orelse, isBehind);
      return isBehind;
    }
    case 'For': {
      const isBehind = evaluated([statement.iter]);
      block(statement.body, isBehind);
      block(statement.orelse, isBehind);
      return isBehind;
    }
    case 'Try': {
      // An exception may come before the first statement is through.
      const isBehind = block(statement.orelse, block(statement.body, isGuarded));
      const handled = statement.handlers.map(handler => block(handler.body, isGuarded));
      const isFinallyBehind = block(statement.finalbody, isGuarded);
      return isFinallyBehind || (isBehind && handled.every(Boolean));
    }
    case 'Match': {
      const isBehind = evaluated([statement.subject]);
      statement.cases.forEach(entry => block(entry.body, isBehind));
      return isBehind;
    }
    case 'FunctionDef':
    case 'ClassDef':
      return evaluated(statement.decorators.map(decorator => decorator.expression));
    default:
      return visitNodes([statement], isGuarded, guarded);
  }
}

function visitExpressions(
  expressions: readonly Expression[],
  isGuarded: boolean,
  guarded: Set<Call>
): boolean {
  return visitNodes(expressions, isGuarded, guarded);
}

/** Within one statement, calls are taken as they stand in the source: a declaration guards what comes after it. */
function visitNodes(
  nodes: readonly WalkedNode[],
  isGuarded: boolean,
  guarded: Set<Call>
): boolean {
  let isBehind = isGuarded;
  walkOwnScope(nodes, node => {
    if (node.kind !== 'Call') {
      return;
    }
    if (isBehind) {
      guarded.add(node);
    }
    isBehind ||= isDeclaration(node);
  });
  return isBehind;
}

/** What `assertRaises(E, f, x)` calls by itself is out of the specification's scope. */
function isDeclaration(call: Call): boolean {
  const { func } = call;
  if (func.kind !== 'Attribute') {
    return false;
  }
  if (ASSERTIONS.has(func.attr)) {
    return true;
  }
  return func.attr === 'raises' && func.value.kind === 'Name' && PYTEST.has(func.value.id);
}
