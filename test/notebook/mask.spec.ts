import fc from 'fast-check';
import { isUnknownPlaceholder } from '../../src/analysis/unknownPlaceholder';
import { automagicName, mayBind } from '../../src/notebook/automagic';
import { maskCell, type MaskedCell } from '../../src/notebook/mask';

function mask(text: string): MaskedCell {
  return maskCell(text, { automagic: false });
}

/** The masked text, form feeds shown as `^`, placeholders as `X`, blanks at line ends removed. */
function shown(text: string): string {
  return mask(text)
    .text.replace(/\f/g, '^')
    .replace(/\u01c3/g, 'X')
    .replace(/ +$/gm, '');
}

describe('lines that are no Python', () => {
  it.each([
    ['!pip install x', '0'],
    ['!!ls', '0'],
    ['%matplotlib inline', '0'],
    ['%cd ..\nx = 1', '0\nx = 1'],
    ['tf.function?', '0'],
    ['?tf.function', '0'],
    ['tf.function??  ', '0'],
    [',print a b', '0'],
    ['/print a', '0'],
    ['if x:\n    !ls\ny = 2', 'if x:\n    X\ny = 2'],
    ['def f():\n  %cd ..', 'def f():\n  X'],
    ['  !ls\n  x = 1', ' ^0\n ^x = 1'],
    ['!ls \\\n  -la\nx = 1', '0\n\nx = 1'],
    ['!echo "it\'s', '0'],
    ['!echo {', '0'],
    ['%store -r weights', 'weights=X'],
    ['%load train.py', '0'],
    ['%%', '0']
  ])('%j is read as %j', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it.each([
    'print("a = %s" % a)',
    'x = (1\n  % 2)',
    'text = """\n%matplotlib inline\n!ls\n"""',
    'x = [a\n!= b]',
    'x = y != z',
    'a = b == c % d',
    '# what?',
    "'what?'",
    'f(x = 3 % y)',
    'lambda: 0; x @= y',
    'x;',
    'await f()'
  ])('%j is Python and stays', text => {
    expect(mask(text).text).toBe(text);
  });

  it('resumes after brackets that are never closed', () => {
    expect(shown('x = f(\n!ls\ny = 1')).toBe('x = f(\n0\ny = 1');
    expect(shown('x = f(\ndef g():\n    !ls')).toBe('x = f(\ndef g():\n    X');
  });
});

describe('magics that are given Python', () => {
  it.each([
    ['%time x = f()', '     ^x = f()'],
    ['    %time x = f()', '         ^x = f()'],
    ['if a:\n    %time x = f()', 'if a:\n     ^    x = f()'],
    ['%timeit f(x)', '       ^f(x)'],
    ['%timeit -n 10 -r3 f(x)', '                 ^f(x)'],
    ['%timeit -o f(x)', '          ^f(x)'],
    ['%timeit y = f(x)', '           ^f(x)'],
    ['%timeit a = b = f(x)', '               ^f(x)'],
    ['%prun -s cumtime f(x)', '                ^f(x)'],
    ['%memit r = f()', '          ^f()'],
    ['%time for i in x: f(i)', '     ^for i in x: f(i)'],
    ['%time', '0'],
    ['%time %timeit f(x)', '             ^f(x)'],
    ['%time !ls', '0'],
    ['%time files = !ls', '     ^files = XXX'],
    ['%timeit files = !ls', '0'],
    ['%time?', '0'],
    ['r = %time f(x)', 'r =       f(x)'],
    ['r = %timeit -o f(x)', 'r = XXXXXXX or f(x)'],
    ['files = !ls', 'files = XXX'],
    ['files = !ls \\\n  -a\ny = 1', 'files = XXXXX\n\ny = 1'],
    ['here = %pwd', 'here = XXXX'],
    ["get_ipython().run_line_magic('time', 'x = f()')", `${' '.repeat(37)}^x = f()`],
    ["get_ipython().magic('time x = f()')", `${' '.repeat(25)}^x = f()`],
    ["get_ipython().system('pip install x')", '0'],
    ["get_ipython().run_line_magic('matplotlib', 'inline')", '0'],
    ["x = get_ipython().getoutput('ls')", `x = ${'X'.repeat(29)}`],
    [
      "get_ipython().run_cell_magic('time', '', 'x = 1\\ny = f(x)\\n')",
      `${' '.repeat(41)}^x = 1; y = f(x)`
    ],
    ["get_ipython().run_cell_magic('bash', '', 'ls\\n')", '0']
  ])('%j is read as %j', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it.each([
    ['%%time\nx = f()', '0\nx = f()'],
    ['\n\n%%time\nx = f()', '\n\n0\nx = f()'],
    ['%%time\n  x = f()\n  y = 2', '0\n ^x = f()\n ^y = 2'],
    ['%%capture out\nx = f()', 'out=X\nx = f()'],
    ['%%capture --no-stderr\nx = f()', '0\nx = f()'],
    ['%%capture\n!ls\nx = 1', '0\n0\nx = 1'],
    ['%%capture\n%%time\nx = 1', '0\n0\nx = 1'],
    ['%%time', '0'],
    ['%%time?', '0'],
    ['%%timeit y = 3\nf(y)', '        ^y = 3\nf(y)']
  ])('%j is read as %j', (text, expected) => {
    expect(shown(text)).toBe(expected);
    expect(mask(text).kind).toBe('python');
  });

  it.each([
    ['%%bash\nls -la\necho "', '\n\n'],
    ['%%bash --out listing\nls', 'listing=X\n'],
    ['%%html\n<b>', '\n'],
    ['%%!\nls', '\n'],
    ['%%time\n%%bash\nls', '0\n\n']
  ])('%j is foreign', (text, expected) => {
    expect(shown(text)).toBe(expected);
    expect(mask(text).kind).toBe('foreign');
  });

  it('runs the body of %%timeit in isolation', () => {
    expect(mask('%%timeit\nx = f()').execution).toBe('isolated');
    expect(mask('%%time\nx = f()').execution).toBe('run');
  });

  it('reads the body of an unknown cell magic as Python, but not for certain', () => {
    const masked = mask('%%backend gpu\nx = 1');
    expect(masked.isCertain).toBe(false);
    expect(masked.problems).toEqual([{ code: 'unknown-cell-magic', offset: 0, name: 'backend' }]);
    expect(masked.text.endsWith('\nx = 1')).toBe(true);
  });

  it('reports a cell magic behind another line', () => {
    const masked = mask('# first\n%%time\nx = 1');
    expect(masked.problems).toEqual([{ code: 'misplaced-cell-magic', offset: 8, name: 'time' }]);
    expect(masked.text).toBe('# first\n0     \nx = 1');
  });

  it('knows the file that %%writefile writes', () => {
    expect(mask('%%writefile lib/model.py\nx = 1').file).toEqual({
      path: 'lib/model.py',
      appends: false,
      bodyStart: 25
    });
    expect(mask('%%writefile -a model.py\nx = 1').file?.appends).toBe(true);
    expect(mask('%%writefile $name.py\nx = 1')).toMatchObject({ file: null, kind: 'foreign' });
    expect(mask('%%writefile data.txt\nx = 1')).toMatchObject({ file: null, kind: 'foreign' });
  });

  it.each([
    ['%run train.py', { kind: 'file', path: 'train.py' }],
    ['%run -i "my train.py" --epochs 3', { kind: 'file', path: 'my train.py' }],
    ['%run ./other.ipynb', { kind: 'file', path: './other.ipynb' }],
    ['%run -m pkg.train', { kind: 'module', name: 'pkg.train' }],
    ["get_ipython().run_line_magic('run', 'other.ipynb')", { kind: 'file', path: 'other.ipynb' }]
  ])('%j runs a file', (text, expected) => {
    expect(mask(text).runs).toEqual([expect.objectContaining(expected)]);
    expect(shown(text)).toBe('0');
  });

  it('does not guess what a variable names', () => {
    expect(mask('%run $script').runs).toEqual([]);
  });
});

describe('characters and indentation', () => {
  it.each([
    ['  x = 1\n  y = 2', ' ^x = 1\n ^y = 2'],
    ['  def f():\n      return 1', ' ^def f():\n ^    return 1'],
    ['\ufeffx = 1', '^x = 1'],
    ['x = 1\ry = 2', 'x = 1\ny = 2'],
    ['x = 1\r\n!ls\r\ny = 2', 'x = 1\r\n0\r\ny = 2'],
    ['x =\u00a01', 'x = 1'],
    ['if a:\n\u00a0\u00a0x = 1', 'if a:\n  x = 1'],
    ["x = '\u00a0'", "x = '\u00a0'"],
    ['>>> x = 1\n>>> if x:\n...     y = 2', '   ^x = 1\n   ^if x:\n   ^    y = 2'],
    ['In [3]: x = 1', '       ^x = 1'],
    ['x = "\ud800"', 'x = "\ufffd"'],
    ['x = "\ud83d\ude00"\n!ls', 'x = "\ud83d\ude00"\n0']
  ])('%j is read as %j', (text, expected) => {
    expect(shown(text)).toBe(expected);
    expect(mask(text).text).toHaveLength(text.length);
  });

  it('reports non-breaking spaces', () => {
    expect(mask('a = 1\nx =\u00a01').problems).toEqual([
      { code: 'non-breaking-space', offset: 9, name: '' }
    ]);
  });
});

describe('automagic', () => {
  it.each([
    ['ls', 'ls'],
    ['  cd ..\n', 'cd'],
    ['pip install x', 'pip'],
    ['ls = 3', null],
    ['ls\nx', null],
    ['env.reset()', null],
    ['train', null]
  ])('%j is %j', (text, name) => {
    expect(automagicName(text)).toBe(name);
  });

  it('masks the line', () => {
    expect(maskCell('ls -la', { automagic: true }).text).toBe('0     ');
    expect(maskCell('time x = f()', { automagic: true }).text).toBe('    \fx = f()');
    expect(maskCell('run train.py', { automagic: true }).runs).toHaveLength(1);
  });

  it.each([
    ['import time', true],
    ['from x import env, time', true],
    ['import x as time', true],
    ['time = 3', true],
    ['time, x = 3, 4', true],
    ['x, time = 3, 4', true],
    ['def time(): pass', true],
    ['for time in x: pass', true],
    ['%time x = 3', false],
    ['x.time = 3', false],
    ['f(x) # time', false],
    ['time == 3', false]
  ])('%j binds time: %j', (text, expected) => {
    expect(mayBind(text, 'time')).toBe(expected);
  });
});

describe('properties', () => {
  const fragment = fc.oneof(
    fc.constantFrom(
      '%time ',
      '%%time',
      '%%bash',
      '!ls',
      '?',
      'x = ',
      '\n',
      '\r\n',
      '\r',
      '  ',
      '\t',
      '(',
      ')',
      '"',
      "'",
      '"""',
      '#',
      '\\',
      '\\\n',
      '\u00a0',
      '\ufeff',
      '\ud83d',
      '\ude00',
      '\0',
      'def f():',
      'import a',
      '>>> ',
      'In [1]: ',
      'get_ipython().run_line_magic(',
      "'time', 'f()')",
      '=',
      ';',
      '%timeit -n 3 ',
      'y = 1',
      '%%writefile a.py',
      '__proto__',
      'constructor',
      '\f'
    ),
    fc.string({ unit: 'binary', maxLength: 4 })
  );
  const text = fc.array(fragment, { maxLength: 25 }).map(parts => parts.join(''));

  it('masking keeps the length and the line breaks, and never throws', () => {
    fc.assert(
      fc.property(text, fc.boolean(), (cell, automagic) => {
        const masked = maskCell(cell, { automagic }).text;
        expect(masked).toHaveLength(cell.length);
        const breaks = (value: string): readonly number[] =>
          [...value.matchAll(/\r\n|\r|\n/g)].map(match => match.index);
        expect(breaks(masked)).toEqual(breaks(cell));
      }),
      { numRuns: 2000 }
    );
  });

  it('a cell is masked alike whether or not a line below it holds an escape', () => {
    const line = fc.constantFrom(
      ...[
        'x = 1',
        'def f(a):',
        '    return a % 2 != 1',
        'import numpy as np',
        'if x:',
        '  y = {',
        '}'
      ],
      ...[
        '# what?',
        's = "%d?" % x',
        'x == y',
        'f(',
        ')',
        '',
        '"""',
        'z = 3 \\',
        'b = a[!x]',
        'c = %pwd'
      ],
      ...[
        'x?',
        '?x',
        '  !ls',
        'y = !ls',
        'get_ipython().run_line_magic("cd", "..")',
        '\ta = 1',
        'q ?  '
      ]
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), lines => {
        const cell = `${lines.join('\n')}\n`;
        const alone = mask(cell);
        const withEscape = mask(`${cell}pass\n!ls\n`);
        expect(withEscape.text.slice(0, cell.length)).toBe(alone.text);
        expect(withEscape.problems).toEqual(alone.problems);
        expect(withEscape.imports).toEqual(alone.imports);
      }),
      { numRuns: 2000 }
    );
  });

  it('masking masked text changes nothing', () => {
    fc.assert(
      fc.property(text, cell => {
        const once = mask(cell);
        if (once.kind === 'python' && !/\u00a0|>>>|In \[/.test(cell)) {
          const twice = mask(once.text).text;
          expect(twice.replace(/\f/g, ' ')).toBe(once.text.replace(/\f/g, ' '));
        }
      }),
      { numRuns: 1000 }
    );
  });

  it('no line of a masked cell begins with an escape', () => {
    fc.assert(
      fc.property(text, cell => {
        const masked = mask(cell);
        if (masked.kind === 'python') {
          expect(masked.text).not.toMatch(/^[ \t]*[!%]\w/);
        }
      }),
      { numRuns: 1000 }
    );
  });

  it('placeholders are names of nothing else', () => {
    expect(isUnknownPlaceholder('\u01c3\u01c3')).toBe(true);
    expect(isUnknownPlaceholder('x')).toBe(false);
    expect(isUnknownPlaceholder('')).toBe(false);
  });
});
