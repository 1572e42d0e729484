/**
 * Half-written text: what still parses stays, and nothing that is typed makes the parser fail.
 */
import fc from 'fast-check';
import { parseUnit, TEXT_LIMIT } from '../../src/analysis/syntax/lower';
import type { IPythonParser } from '../../src/analysis/syntax/parser';
import type { Statement, UnitTree } from '../../src/analysis/syntax/tree';
import { childrenOf } from '../../src/analysis/syntax/children';
import { walk } from '../../src/analysis/syntax/walk';
import { dump } from './syntaxDump';
import { cellOf, loadParser } from './pythonParser';

let parser: IPythonParser;

beforeAll(async () => {
  parser = await loadParser();
});

function read(text: string, previous: UnitTree | null = null): UnitTree {
  return parseUnit(parser, cellOf(text), previous);
}

/** Kinds of the statements at the top, bodies of functions in brackets. */
function outline(statements: readonly Statement[]): string {
  return statements
    .map(statement =>
      statement.kind === 'FunctionDef' || statement.kind === 'ClassDef'
        ? `${statement.name}(${outline(statement.body)})`
        : statement.kind === 'Assign' && statement.targets[0].kind === 'Name'
          ? `${statement.targets[0].id}=`
          : statement.kind
    )
    .join(' ');
}

function outlineOf(text: string): string {
  return outline(read(text).statements.map(top => top.statement));
}

describe('half-written text', () => {
  it.each([
    ['an open bracket at cell level', 'a = 1\nb = f(\nc = 3\nd = 4', 'a= ErrorStatement c= d='],
    [
      'an open bracket in a body',
      'def f(x):\n    y = g(\n    return x\nz = 1',
      'f(ErrorStatement Return) z='
    ],
    ['an attribute being typed', 'a = 1\ntf.\nb = 2', 'a= ErrorStatement b='],
    [
      'an attribute being typed in a body',
      'def f(x):\n    x.\n    y = 1\n    return y',
      'f(ErrorStatement y= Return)'
    ],
    ['a body that is still to come', 'def f(x):\nz = 1', 'f(ErrorStatement) z='],
    ['a head without its colon', 'a = 1\ndef f(x)\nb = 1', 'a= ErrorStatement b='],
    [
      'a broken head takes its body with it',
      'a = 1\nif x(:\n    b = 1\nc = 1',
      'a= ErrorStatement c='
    ],
    ['a string that does not close', "a = 'x\nb = 2", 'ErrorStatement b='],
    ['a field that does not close', 'a = f"{x\nb = 2\nc = "}"', 'ErrorStatement b= c='],
    ['newer syntax above a broken line', "a = f'{\n  x\n}'\nb = f(\nc = 2", 'a= ErrorStatement c='],
    ['a default of a type parameter being typed', 'def f[T = ](x): pass\nb = 2', 'f(Pass) b='],
    ['type parameters that do not close', 'def f[T = int\nb = 2', 'ErrorStatement b='],
    [
      'a docstring that does not close',
      'def f(x):\n    """Doc\n    return x\ny = 1',
      'f(ErrorStatement Return) y='
    ],
    [
      'a method of a class',
      'class A:\n    def f(self):\n        self.\n    def g(self):\n        return 1',
      'A(f(ErrorStatement) g(Return))'
    ],
    [
      'a call over several lines with a broken argument',
      'x = f(a,\n      b=,\n      c)\ny = 1',
      'ErrorStatement y='
    ],
    ['a try without its except', 'try:\n    a = 1\nb = 2', 'Try b='],
    ['an open bracket before a def', 'x = [1,\n\ndef f(): return 1', 'ErrorStatement f(Return)'],
    ['Python 2', 'print "x"\nexec "y"\nz = 1', 'ErrorStatement ErrorStatement z='],
    [
      'a decorator being typed',
      '@tf.\ndef f(x):\n    return x\ny = 1',
      'ErrorStatement f(Return) y='
    ]
  ])('keeps what is around %s', (_name, text, expected) => {
    expect(outlineOf(text)).toBe(expected);
  });

  it('tells where the text is broken, by offsets in the unit', () => {
    const tree = read('a = 1\nb = f(\nc = 3');
    expect(tree.problems).toEqual([{ offset: 6, length: 6, message: 'syntax-error' }]);
  });

  it('keeps the objects of the statements around a broken line', () => {
    const before = read('a = 1\ndef f(): return a\nb = 2');
    const during = read('a = 1\ndef f(): return a\nb = 2 +', before);
    expect(during.statements[1]).toBe(before.statements[1]);
    expect(during.statements[2].statement.kind).toBe('ErrorStatement');
  });
});

describe('statements that did not change', () => {
  it('keep their object and learn their new offset', () => {
    const before = read('a = 1\nb = 2\nb = 2\nc = 3');
    const after = read('x = 0\na = 1\nb = 2\nb = 2\nc = 4', before);
    expect(after.statements.slice(1, 4)).toEqual(before.statements.slice(0, 3));
    after.statements.slice(1, 4).forEach((top, index) => {
      expect(top).toBe(before.statements[index]);
    });
    expect(after.statements[1].offset).toBe(6);
    expect(after.statements[4].statement).not.toBe(before.statements[3].statement);
    expect(after.statements[2].duplicate).toBe(0);
    expect(after.statements[3].duplicate).toBe(1);
  });

  it('keep their object when only the comment behind them changes places', () => {
    const before = read('def f():\n    return 1\n    # one\n\nb = 2');
    const after = read('a = 0\ndef f():\n    return 1\n    # one\n\nb = 2', before);
    expect(after.statements[1]).toBe(before.statements[0]);
    expect(after.statements[1].text).toBe('def f():\n    return 1');
  });

  it('are found quickly among many of equal text', () => {
    const many = 'x\n'.repeat(30_000);
    const before = read(many);
    const after = read(`y\n${many}`, before);
    expect(after.statements).toHaveLength(30_001);
    expect(after.statements[30_000]).toBe(before.statements[29_999]);
  });

  it('follow their cell when it moves', () => {
    const before = read('a = 1');
    const after = parseUnit(parser, cellOf('a = 1', { cell: 7 }), before);
    expect(after.statements[0].unit.cell).toBe(7);
  });

  it('are not taken over from another document', () => {
    const before = read('a = 1');
    const other = parseUnit(parser, cellOf('a = 1', { document: 'other.ipynb' }), before);
    expect(other.statements[0]).not.toBe(before.statements[0]);
    expect(other.statements[0].unit.document).toBe('other.ipynb');
  });
});

describe('text of any kind', () => {
  const fragment = fc.constantFrom(
    'def f(x):',
    'return x',
    'class A:',
    'x = 1',
    'x.',
    '(',
    ')',
    '[',
    "'",
    '"""',
    'f"{x!r:>{w}}"',
    'if x:',
    'else:',
    'try:',
    'except E as e:',
    '@',
    '@tf.function',
    'lambda x: ',
    'match x:',
    'case [a, *b]:',
    'print x',
    '\\',
    ';',
    '#',
    '*',
    '{**a, ',
    'async ',
    'await ',
    ':=',
    '\t',
    '\f',
    '\u00e9',
    '\ud83d',
    '\u0000',
    '__proto__ = constructor'
  );
  const pythonLike = fc
    .array(fc.tuple(fragment, fc.constantFrom('', ' ', '\n', '\n    ', '\n        ', '\r\n', '\r')))
    .map(parts => parts.map(([text, space]) => text + space).join(''));
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    pythonLike
  );

  it('never throws, and each node lies in its statement', () => {
    fc.assert(
      fc.property(anyText, text => {
        const tree = read(text);
        let position = 0;
        for (const top of tree.statements) {
          expect(top.offset).toBeGreaterThanOrEqual(position);
          position = top.offset + top.text.length;
          expect(text.slice(top.offset, position)).toBe(top.text);
          walk(top.statement, node => {
            expect(node.start).toBeGreaterThanOrEqual(0);
            expect(node.end).toBeLessThanOrEqual(top.text.length);
            childrenOf(node);
          });
        }
      }),
      { numRuns: 400 }
    );
  });

  it('reads the same after an edit as from scratch', () => {
    fc.assert(
      fc.property(pythonLike, pythonLike, pythonLike, (start, middle, end) => {
        const before = read(`${start}\n${end}`);
        const text = `${start}\n${middle}\n${end}`;
        const incremental = read(text, before);
        const full = read(text);
        expect(
          incremental.statements.map(top => [top.offset, top.text, top.duplicate, top.statement])
        ).toEqual(full.statements.map(top => [top.offset, top.text, top.duplicate, top.statement]));
        expect(incremental.problems).toEqual(full.problems);
      }),
      { numRuns: 400 }
    );
  });
});

describe('bounds', () => {
  it.each([
    ['brackets', `x = ${'('.repeat(10_000)}1${')'.repeat(10_000)}`],
    ['open brackets', `x = ${'['.repeat(10_000)}`],
    ['calls', `x = ${'f('.repeat(10_000)}1${')'.repeat(10_000)}`],
    ['operators', `x = ${'1 + '.repeat(10_000)}1`],
    ['signs', `x = ${'-'.repeat(10_000)}1`],
    ['attributes', `x = a${'.b()'.repeat(10_000)}`],
    ['lambdas', `x = ${'lambda: '.repeat(10_000)}1`],
    ['conditions', `x = ${'a if b else '.repeat(10_000)}1`],
    ['elifs', `if a: pass\n${'elif b: pass\n'.repeat(10_000)}`],
    ['blocks', Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}if a:\n`).join('')],
    ['dictionaries', `x = ${'{1: '.repeat(10_000)}1${'}'.repeat(10_000)}`]
  ])('reads 10,000 nested %s', (_name, text) => {
    const result = dump(parser, `${text}\ny = 1`);
    expect(result.problems).toBeGreaterThan(0);
    expect(Math.max(...result.nodes.map(([depth]) => depth))).toBeLessThanOrEqual(620);
  });

  it('names deep nesting, and keeps the rest', () => {
    const tree = read(`x = ${'('.repeat(3_000)}1${')'.repeat(3_000)}\ny = 1`);
    expect(tree.problems.map(problem => problem.message)).toEqual(['nesting-too-deep']);
    expect(outline(tree.statements.map(top => top.statement))).toBe('x= y=');
  });

  it('reads long lines, and leaves out texts beyond the limit', () => {
    const long = `x = '${'a'.repeat(TEXT_LIMIT - 100)}'`;
    expect(read(long).statements).toHaveLength(1);
    expect(read(`x = '${'a'.repeat(1024 * 1024)}'`).statements).toEqual([]);
    const wide = `x = [${'1, '.repeat(60_000)}]`;
    expect(read(wide).statements).toHaveLength(1);
  });
});
