/** The interface of the scope analysis; what it finds is compared with CPython in `python-tests/syntax/test_scopes.py`. */
import { mangle } from '../../src/analysis/scopes/scope';
import { Scopes } from '../../src/analysis/scopes/scopes';
import { parseUnit } from '../../src/analysis/syntax/lower';
import type { IPythonParser } from '../../src/analysis/syntax/parser';
import type { FunctionDef, Statement } from '../../src/analysis/syntax/tree';
import { walk } from '../../src/analysis/syntax/walk';
import { cellOf, loadParser } from './pythonParser';

let parser: IPythonParser;

beforeAll(async () => {
  parser = await loadParser();
});

function bodyOf(text: string): readonly Statement[] {
  return parseUnit(parser, cellOf(text), null).statements.map(top => top.statement);
}

function functionNamed(body: readonly Statement[], name: string): FunctionDef {
  const found: FunctionDef[] = [];
  body.forEach(statement =>
    walk(statement, node => {
      if (node.kind === 'FunctionDef' && node.name === name) {
        found.push(node);
      }
    })
  );
  return found[0];
}

it('tells where each name of a function is bound', () => {
  const body = bodyOf(
    'x = 1\ndef outer(a, b=x):\n    c = a\n    def inner(d):\n        return a + d + x + c\n    return inner\n'
  );
  const scopes = new Scopes();
  const outer = scopes.scopeOf(body[1], functionNamed(body, 'outer'));
  const inner = scopes.scopeOf(body[1], functionNamed(body, 'inner'));
  expect(outer.parameters).toEqual(['a', 'b']);
  expect(scopes.resolve(outer, 'a')).toBe('cell');
  expect(scopes.resolve(outer, 'b')).toBe('local');
  expect(scopes.resolve(inner, 'a')).toBe('free');
  expect(scopes.resolve(inner, 'd')).toBe('local');
  expect(scopes.resolve(inner, 'x')).toBe('global');
  expect(scopes.resolve(inner, 'never_mentioned')).toBe('global');
});

it('joins the statements of a module', () => {
  const body = bodyOf('print(y)\ny = 1\ndef f():\n    global z\n    z = 2\n');
  const module = new Scopes().moduleScope(body);
  expect([...module.symbols].sort()).toEqual([
    ['f', 'local'],
    ['print', 'global'],
    ['y', 'local'],
    ['z', 'global']
  ]);
  expect([...module.declaredGlobal]).toEqual(['z']);
});

it('keeps what it found as long as the statement lives', () => {
  const body = bodyOf('def f(x): return x');
  const scopes = new Scopes();
  const definition = functionNamed(body, 'f');
  expect(scopes.scopeOf(body[0], definition)).toBe(scopes.scopeOf(body[0], definition));
});

it('refuses a node of another statement', () => {
  const body = bodyOf('def f(): pass\ndef g(): pass');
  expect(() => new Scopes().scopeOf(body[0], functionNamed(body, 'g'))).toThrow('FunctionDef');
});

it('finds private names under their own spelling', () => {
  const body = bodyOf(
    'class _K:\n    def m(self):\n        __private = 1\n        return __private\n'
  );
  const scopes = new Scopes();
  const method = scopes.scopeOf(body[0], functionNamed(body, 'm'));
  expect(scopes.resolve(method, '__private')).toBe('local');
  expect(method.symbols.has('_K__private')).toBe(true);
});

it.each([
  ['__x', 'C', '_C__x'],
  ['__x', '__C', '_C__x'],
  ['__x', '_', '__x'],
  ['__x__', 'C', '__x__'],
  ['_x', 'C', '_x'],
  ['__x', null, '__x'],
  ['__a.b', 'C', '__a.b']
])('mangles %s in %s to %s', (name, privateClass, expected) => {
  expect(mangle(name, privateClass)).toBe(expected);
});

it('takes names such as __proto__ for names', () => {
  const body = bodyOf(
    'def f(__proto__, constructor):\n    return __proto__, constructor, hasOwnProperty\n'
  );
  const scopes = new Scopes();
  const scope = scopes.scopeOf(body[0], functionNamed(body, 'f'));
  expect([...scope.symbols]).toEqual([
    ['__proto__', 'local'],
    ['constructor', 'local'],
    ['hasOwnProperty', 'global']
  ]);
});
