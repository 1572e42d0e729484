/**
 * Which names a body binds itself (language reference 4.2.1), nested scopes not included.
 */
import type { Expression, Parameters, Pattern, Statement, TopStatement } from '../syntax/tree';
import type { Bindings } from './machine';

const known = new WeakMap<readonly Statement[], Bindings>();

/** The bindings of a function's or class's body, with its parameters. */
export function bindingsOf(body: readonly Statement[], parameters: Parameters): Bindings {
  let bindings = known.get(body);
  if (bindings === undefined) {
    const collector = new Collector();
    parameters.forEach(parameter => collector.names.add(parameter.name));
    collector.block(body);
    bindings = collector.finish();
    known.set(body, bindings);
  }
  return bindings;
}

const knownOfTops = new WeakMap<TopStatement, Bindings>();

/** The bindings of one statement of a module. */
export function bindingsOfTop(top: TopStatement): Bindings {
  let bindings = knownOfTops.get(top);
  if (bindings === undefined) {
    bindings = bindingsOf([top.statement], []);
    knownOfTops.set(top, bindings);
  }
  return bindings;
}

/** The names that the targets of a comprehension bind. */
export function targetNames(targets: readonly Expression[]): Bindings {
  const collector = new Collector();
  targets.forEach(target => collector.target(target));
  return collector.finish();
}

class Collector {
  readonly names = new Set<string>();
  readonly globals = new Set<string>();
  readonly nonlocals = new Set<string>();

  finish(): Bindings {
    this.globals.forEach(name => this.names.delete(name));
    this.nonlocals.forEach(name => this.names.delete(name));
    return { names: this.names, globals: this.globals, nonlocals: this.nonlocals };
  }

  block(statements: readonly Statement[]): void {
    statements.forEach(statement => this.statement(statement));
  }

  target(target: Expression): void {
    switch (target.kind) {
      case 'Name':
        this.names.add(target.id);
        return;
      case 'Tuple':
      case 'List':
        target.elts.forEach(element => this.target(element));
        return;
      case 'Starred':
        this.target(target.value);
        return;
      default:
        this.expression(target);
    }
  }

  /** Walrus targets; those inside comprehensions bind in the scope around. */
  expression(expression: Expression | null): void {
    if (expression === null) {
      return;
    }
    switch (expression.kind) {
      case 'NamedExpr':
        this.names.add(expression.target.id);
        this.expression(expression.value);
        return;
      case 'Name':
      case 'Constant':
      case 'Error':
      case 'Lambda':
        return;
      case 'Attribute':
      case 'Starred':
      case 'Await':
      case 'YieldFrom':
      case 'Yield':
        this.expression(expression.value);
        return;
      case 'FormattedValue':
        this.expression(expression.value);
        this.expression(expression.format);
        return;
      case 'Subscript':
        this.expression(expression.value);
        this.expression(expression.slice);
        return;
      case 'Slice':
        this.expression(expression.lower);
        this.expression(expression.upper);
        this.expression(expression.step);
        return;
      case 'Call':
        this.expression(expression.func);
        expression.args.forEach(argument => this.expression(argument));
        expression.keywords.forEach(keyword => this.expression(keyword.value));
        return;
      case 'BinOp':
        this.expression(expression.left);
        this.expression(expression.right);
        return;
      case 'UnaryOp':
        this.expression(expression.operand);
        return;
      case 'BoolOp':
      case 'JoinedStr':
        expression.values.forEach(value => this.expression(value));
        return;
      case 'Compare':
        this.expression(expression.left);
        expression.comparators.forEach(value => this.expression(value));
        return;
      case 'IfExp':
        this.expression(expression.test);
        this.expression(expression.body);
        this.expression(expression.orelse);
        return;
      case 'List':
      case 'Tuple':
      case 'Set':
        expression.elts.forEach(element => this.expression(element));
        return;
      case 'Dict':
        expression.items.forEach(item => {
          this.expression(item.key);
          this.expression(item.value);
        });
        return;
      case 'ListComp':
      case 'SetComp':
      case 'GeneratorExp':
        this.expression(expression.elt);
        expression.generators.forEach(generator => {
          this.expression(generator.iter);
          generator.ifs.forEach(test => this.expression(test));
        });
        return;
      case 'DictComp':
        this.expression(expression.key);
        this.expression(expression.value);
        expression.generators.forEach(generator => {
          this.expression(generator.iter);
          generator.ifs.forEach(test => this.expression(test));
        });
        return;
    }
  }

  private pattern(pattern: Pattern): void {
    switch (pattern.kind) {
      case 'MatchValue':
      case 'MatchSingleton':
        return;
      case 'MatchSequence':
      case 'MatchOr':
        pattern.patterns.forEach(part => this.pattern(part));
        return;
      case 'MatchMapping':
        pattern.patterns.forEach(part => this.pattern(part));
        if (pattern.rest !== null) {
          this.names.add(pattern.rest);
        }
        return;
      case 'MatchClass':
        pattern.patterns.forEach(part => this.pattern(part));
        pattern.keywords.forEach(keyword => this.pattern(keyword.pattern));
        return;
      case 'MatchStar':
        if (pattern.name !== null) {
          this.names.add(pattern.name);
        }
        return;
      case 'MatchAs':
        if (pattern.name !== null) {
          this.names.add(pattern.name);
        }
        if (pattern.pattern !== null) {
          this.pattern(pattern.pattern);
        }
        return;
    }
  }

  private statement(statement: Statement): void {
    switch (statement.kind) {
      case 'FunctionDef':
      case 'ClassDef':
        this.names.add(statement.name);
        statement.decorators.forEach(decorator => this.expression(decorator.expression));
        return;
      case 'Assign':
        statement.targets.forEach(target => this.target(target));
        this.expression(statement.value);
        return;
      case 'AugAssign':
      case 'AnnAssign':
        this.target(statement.target);
        this.expression(statement.value);
        return;
      case 'Delete':
        statement.targets.forEach(target => this.target(target));
        return;
      case 'For':
        this.target(statement.target);
        this.expression(statement.iter);
        this.block(statement.body);
        this.block(statement.orelse);
        return;
      case 'While':
      case 'If':
        this.expression(statement.test);
        this.block(statement.body);
        this.block(statement.orelse);
        return;
      case 'With':
        statement.items.forEach(item => {
          this.expression(item.context);
          if (item.target !== null) {
            this.target(item.target);
          }
        });
        this.block(statement.body);
        return;
      case 'Match':
        this.expression(statement.subject);
        statement.cases.forEach(entry => {
          this.pattern(entry.pattern);
          this.expression(entry.guard);
          this.block(entry.body);
        });
        return;
      case 'Try':
        this.block(statement.body);
        statement.handlers.forEach(handler => {
          if (handler.name !== null) {
            this.names.add(handler.name);
          }
          this.block(handler.body);
        });
        this.block(statement.orelse);
        this.block(statement.finalbody);
        return;
      case 'Import':
        statement.names.forEach(alias => this.names.add(alias.asname ?? alias.name.split('.')[0]));
        return;
      case 'ImportFrom':
        statement.names.forEach(alias => this.names.add(alias.asname ?? alias.name));
        return;
      case 'Global':
        statement.names.forEach(name => this.globals.add(name));
        return;
      case 'Nonlocal':
        statement.names.forEach(name => this.nonlocals.add(name));
        return;
      case 'TypeAlias':
        this.names.add(statement.name.id);
        return;
      case 'Return':
      case 'Expr':
        this.expression(statement.value);
        return;
      case 'Assert':
        this.expression(statement.test);
        this.expression(statement.msg);
        return;
      case 'Raise':
        this.expression(statement.exc);
        this.expression(statement.cause);
        return;
      case 'Pass':
      case 'Break':
      case 'Continue':
      case 'ErrorStatement':
        return;
    }
  }
}
