/**
 * What CPython 3.11 cannot check in `python-tests/syntax`: newer constructs, ends of spans, positions, walking.
 */
import { parseUnit } from '../../src/analysis/syntax/lower';
import { lineAndColumn, lineStarts, Positions } from '../../src/analysis/syntax/positions';
import type { IPythonParser } from '../../src/analysis/syntax/parser';
import type {
  Expression,
  FunctionDef,
  Statement,
  TopStatement
} from '../../src/analysis/syntax/tree';
import { walk, walkOwnScope, type NodeKinds } from '../../src/analysis/syntax/walk';
import { cellOf, loadParser } from './pythonParser';

let parser: IPythonParser;

beforeAll(async () => {
  parser = await loadParser();
});

function topsOf(text: string): readonly TopStatement[] {
  const tree = parseUnit(parser, cellOf(text), null);
  expect(tree.problems).toEqual([]);
  return tree.statements;
}

function statementOf(text: string): Statement {
  return topsOf(text)[0].statement;
}

function valueOf(text: string): Expression {
  const statement = statementOf(text);
  if (statement.kind !== 'Expr') {
    throw new Error(`an expression was expected, not ${statement.kind}`);
  }
  return statement.value;
}

function functionOf(text: string): FunctionDef {
  const statement = statementOf(text);
  if (statement.kind !== 'FunctionDef') {
    throw new Error(`a function was expected, not ${statement.kind}`);
  }
  return statement;
}

describe('calls of `type` at the beginning of a statement', () => {
  it('are no type aliases', () => {
    for (const text of [
      'type(self).count = 1',
      'type (self) . count = 1',
      'x = 1; type(x).count = 1'
    ]) {
      expect(topsOf(text).at(-1)?.statement).toMatchObject({
        kind: 'Assign',
        targets: [
          {
            kind: 'Attribute',
            attr: 'count',
            value: { kind: 'Call', func: { kind: 'Name', id: 'type' } }
          }
        ]
      });
    }
    expect(statementOf('type Alias[T] = list[T]')).toMatchObject({
      kind: 'TypeAlias',
      name: { kind: 'Name', id: 'Alias' }
    });
    expect(statementOf('"""\ntype(x)\n"""')).toMatchObject({
      kind: 'Expr',
      value: { kind: 'Constant', value: { type: 'str', value: '\ntype(x)\n' } }
    });
  });
});

describe('Python after 3.11', () => {
  it('reads type parameters (PEP 695)', () => {
    expect(functionOf('def f[T](x: T) -> T: return x').parameters.map(({ name }) => name)).toEqual([
      'x'
    ]);
    expect(functionOf('def f[T: int, *Ts, **P](x): pass').name).toBe('f');
    expect(statementOf('class A[T](B, metaclass=C): pass')).toMatchObject({
      kind: 'ClassDef',
      name: 'A',
      bases: [{ kind: 'Name', id: 'B' }],
      keywords: [{ arg: 'metaclass' }]
    });
  });

  it('reads type aliases', () => {
    expect(statementOf('type A = list[int]')).toMatchObject({
      kind: 'TypeAlias',
      name: { kind: 'Name', id: 'A' },
      value: { kind: 'Subscript' }
    });
    expect(statementOf('type A[T] = list[T]')).toMatchObject({
      kind: 'TypeAlias',
      name: { id: 'A' }
    });
  });

  it('reads starred brackets as items of an index (PEP 646)', () => {
    expect(valueOf('x[*[0, 1]]')).toMatchObject({
      kind: 'Subscript',
      slice: { kind: 'Tuple', elts: [{ kind: 'Starred', value: { kind: 'List' } }] }
    });
    expect(valueOf('x[0, *(1, 2), ~(3)]')).toMatchObject({
      slice: {
        elts: [
          { kind: 'Constant' },
          { kind: 'Starred', value: { kind: 'Tuple' } },
          { kind: 'UnaryOp', op: '~' }
        ]
      }
    });
  });

  it('reads f-strings with the same quotes inside (PEP 701)', () => {
    expect(valueOf('f"{a["b"]}"')).toMatchObject({
      kind: 'JoinedStr',
      values: [{ kind: 'FormattedValue', value: { kind: 'Subscript' } }]
    });
    expect(valueOf('f"{f"{x}"}"')).toMatchObject({
      values: [{ kind: 'FormattedValue', value: { kind: 'JoinedStr' } }]
    });
    expect(valueOf('f\'{"\\n".join(a)}\'')).toMatchObject({
      values: [{ kind: 'FormattedValue', value: { kind: 'Call' } }]
    });
  });
});

describe('spans', () => {
  it('of a decorated function begin at the first decorator; those of the def do not', () => {
    const text = '@a\n@b(c)\nasync def f(x):\n    return x';
    const definition = functionOf(text);
    expect(text.slice(definition.start, definition.end)).toBe(text);
    expect(text.slice(definition.defSpan.start, definition.defSpan.end)).toBe(text.slice(9));
    expect(text.slice(definition.nameSpan.start, definition.nameSpan.end)).toBe('f');
    expect(definition.decorators.map(({ start, end }) => text.slice(start, end))).toEqual([
      '@a',
      '@b(c)'
    ]);
  });

  it('are relative to the top-level statement', () => {
    const [, second] = topsOf('a = 1\nif b:\n    c = d.e\n');
    expect(second.offset).toBe(6);
    walk(second.statement, node => {
      if (node.kind === 'Attribute') {
        expect(second.text.slice(node.start, node.end)).toBe('d.e');
        expect(second.text.slice(node.attrSpan.start, node.attrSpan.end)).toBe('e');
      }
    });
  });
});

describe('positions', () => {
  it('count lines as CPython does, and columns in UTF-16 units', () => {
    expect(lineStarts('a\nb\r\nc\rd\fe\u2028f')).toEqual([0, 2, 5, 7]);
    expect(lineAndColumn(lineStarts('a\nb'), 2)).toEqual({ line: 2, column: 1 });
    const [top] = topsOf('x = "\u{1f600}" + y');
    const positions = new Positions(() => 'x = "\u{1f600}" + y');
    expect(positions.rangeOf({ top, start: 11, end: 12 })).toEqual({
      document: 'notebook.ipynb',
      cell: 0,
      line: 1,
      column: 12,
      endLine: 1,
      endColumn: 13
    });
  });

  it('honour the offset of a unit in its cell', () => {
    const cellText = '%%writefile a.py\nx = 1\ny = f(x)';
    const tree = parseUnit(
      parser,
      cellOf(cellText.slice(17), { cellOffset: 17, cellText, cell: 4 }),
      null
    );
    const top = tree.statements[1];
    const positions = new Positions(() => cellText);
    const location = { top, start: 4, end: 8 };
    expect(positions.textOf(location)).toBe('f(x)');
    expect(positions.rangeOf(location)).toMatchObject({
      cell: 4,
      line: 3,
      column: 5,
      endColumn: 9
    });
  });
});

describe('walking', () => {
  const text =
    '@decorate(a)\ndef f(x=default, *, y: hint = other) -> result:\n' +
    '    def g(z=inner_default):\n        return hidden\n' +
    '    h = lambda k=lambda_default: also_hidden\n' +
    '    class C(base):\n        member = class_hidden\n' +
    '    return [item for item in items if test]\n';

  function names(nodes: readonly Parameters<typeof walk>[0][]): readonly string[] {
    const found: string[] = [];
    walkOwnScope(nodes, node => {
      if (node.kind === 'Name') {
        found.push(node.id);
      }
    });
    return found;
  }

  it.each([1, 3, 40])('visits the same nodes of some kinds, in a body of %p blocks', count => {
    const block =
      '    for item in items:\n        with a(item) as b:\n            total += b * item[0]\n' +
      '        if test(item, lambda: hidden):\n            kept = [b for b in item]\n';
    const { body } = functionOf(`def f(items):\n${block.repeat(count)}    return total\n`);
    const kindSets: readonly NodeKinds[] = [
      new Set(['Name'] as const),
      new Set(['With', 'Call'] as const),
      new Set(['AugAssign', 'Return', 'For'] as const)
    ];
    for (const kinds of kindSets) {
      for (const skipped of ['With', 'Call', null]) {
        for (const nodes of [body, [body[body.length - 2]]]) {
          const all: unknown[] = [];
          walkOwnScope(nodes, node => {
            if (kinds.has(node.kind)) {
              all.push(node);
              return node.kind === skipped ? 'skip' : undefined;
            }
            return undefined;
          });
          const selected: unknown[] = [];
          walkOwnScope(
            nodes,
            node => {
              selected.push(node);
              return node.kind === skipped ? 'skip' : undefined;
            },
            kinds
          );
          expect(selected).toEqual(all);
          expect(all.length).toBeGreaterThan(0);
        }
      }
    }
  });

  it('goes everywhere', () => {
    const found: string[] = [];
    walk(statementOf(text), node => {
      if (node.kind === 'Name') {
        found.push(node.id);
      }
    });
    expect(found).toEqual(
      expect.arrayContaining([
        'decorate',
        'a',
        'default',
        'hint',
        'other',
        'result',
        'hidden',
        'also_hidden',
        'base',
        'class_hidden',
        'item',
        'items',
        'test'
      ])
    );
  });

  it('stays in its own scope', () => {
    expect(names(functionOf(text).body)).toEqual([
      'inner_default',
      'h',
      'lambda_default',
      'base',
      'item',
      'item',
      'items',
      'test'
    ]);
  });

  it('stops and skips', () => {
    const kinds: string[] = [];
    const isWhole = walk(statementOf('f(g(h), i)'), node => {
      kinds.push(node.kind);
      return node.kind === 'Call' && node.func.kind === 'Name' && node.func.id === 'g'
        ? 'stop'
        : undefined;
    });
    expect(isWhole).toBe(false);
    expect(kinds).toEqual(['Expr', 'Call', 'Name', 'Call']);
  });
});
