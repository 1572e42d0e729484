import fc from 'fast-check';
import {
  createProject,
  type ProjectBuild,
  type ProjectDocument
} from '../../src/notebook/createProject';
import type { NotebookCell } from '../../src/notebook/cell';
import type { ExecutionOrder } from '../../src/notebook/executionOrder';
import { readImports } from '../../src/notebook/importRequest';
import { createMaskMemory } from '../../src/notebook/maskMemory';
import { asCellOffset, asNotebookOffset, lineAndColumn } from '../../src/notebook/offset';
import { createStitchedText, toNotebookOffset, toUnitPlace } from '../../src/notebook/stitchedText';
import { stitch, type StitchedNotebook } from '../../src/notebook/stitch';

function cell(id: string, text: string, executionCount: number | null = null): NotebookCell {
  return { id, kind: 'code', text, executionCount };
}

function stitched(
  cells: readonly NotebookCell[],
  order: ExecutionOrder = 'document'
): StitchedNotebook {
  return stitch(cells, { path: 'nb.ipynb', order, isPython: true, memory: createMaskMemory() });
}

function notebook(path: string, ...texts: readonly string[]): ProjectDocument {
  const cells = texts.map((text, index) => cell(`${path}#${index}`, text));
  return { kind: 'notebook', path, cells, isPython: true };
}

/** Builds a project, reading files until none is missing. */
function build(
  documents: readonly ProjectDocument[],
  disk: Readonly<Record<string, string>> = {},
  root = ''
): ProjectBuild {
  const files = new Map<string, string | null>();
  const memory = createMaskMemory();
  for (let round = 0; round < 20; round += 1) {
    const result = createProject(documents, { root, order: 'document', files, memory });
    if (result.missing.length === 0) {
      return result;
    }
    for (const path of result.missing) {
      files.set(path, disk[path] ?? null);
    }
  }
  throw new Error('Reading files does not come to an end.');
}

/** Documents of the modules, with the names they are imported under. */
function importable(result: ProjectBuild): readonly (readonly [string, ...string[]])[] {
  return result.project.modules
    .filter(module => module.importNames.length > 0)
    .map(module => [module.document, ...module.importNames] as const);
}

describe('stitching', () => {
  it('gives every code cell of Python a unit, and counts all cells', () => {
    const { module } = stitched([
      { id: 'm', kind: 'markdown', text: '# x', executionCount: null },
      cell('a', 'x = 1'),
      cell('b', '%%bash\nls'),
      { id: 'r', kind: 'raw', text: 'x', executionCount: null },
      cell('c', '!ls\ny = x')
    ]);
    expect(module.units.map(unit => [unit.id, unit.cell, unit.text])).toEqual([
      ['a', 1, 'x = 1'],
      ['c', 4, '0  \ny = x']
    ]);
  });

  it('gives a notebook of another language no units', () => {
    const options = {
      path: 'r.ipynb',
      order: 'document',
      isPython: false,
      memory: createMaskMemory()
    } as const;
    expect(stitch([cell('a', 'x <- 1')], options).module.units).toEqual([]);
  });

  it('reads the first twenty thousand cells, and says once that there are more', () => {
    const cells = Array.from({ length: 20_005 }, (_, index) => cell(`c${index}`, 'x'));
    const { module, problems } = stitched(cells);
    expect(module.units).toHaveLength(20_000);
    expect(problems).toEqual([{ code: 'too-many-cells', cell: 20_000, offset: 0, name: '' }]);
  });

  it('orders by execution counts on request', () => {
    const cells = [
      cell('a', 'a', 3),
      cell('b', 'b'),
      cell('c', 'c', 1),
      cell('d', 'd', 0),
      cell('e', 'e', 2)
    ];
    const ids = (order: ExecutionOrder): readonly string[] =>
      stitched(cells, order).module.units.map(unit => unit.id);
    expect(ids('document')).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(ids('counts')).toEqual(['c', 'd', 'e', 'a', 'b']);
    expect(stitched(cells).cellsOutOfOrder).toEqual([2, 4]);
  });

  it('does not take counts that are all zero for an order', () => {
    expect(stitched([cell('a', 'a', 0), cell('b', 'b', 0)]).cellsOutOfOrder).toEqual([]);
  });

  it('reads no cell of more than 256 KB', () => {
    const { module, problems } = stitched([cell('a', '#'.repeat(300_000)), cell('b', 'x')]);
    expect(problems).toEqual([{ code: 'cell-too-large', cell: 0, offset: 0, name: '' }]);
    expect(module.units.map(unit => unit.text)).toEqual(['', 'x']);
  });

  it('takes a bare ls for a magic unless an earlier cell binds it', () => {
    const texts = (cells: readonly NotebookCell[]): readonly string[] =>
      stitched(cells).module.units.map(unit => unit.text);
    expect(texts([cell('a', 'ls -la')])).toEqual(['0     ']);
    expect(texts([cell('a', 'ls = [1]'), cell('b', 'ls')])).toEqual(['ls = [1]', 'ls']);
    expect(texts([cell('a', 'ls'), cell('b', 'ls = [1]')])).toEqual(['0 ', 'ls = [1]']);
  });

  it('makes a module of %%writefile cells, with offsets of the cell', () => {
    const result = build([
      notebook(
        'work/nb.ipynb',
        '%%writefile helpers.py\ndef f(): pass',
        'import helpers',
        '%%writefile -a helpers.py\ndef g(): pass'
      )
    ]);
    const [main, written] = result.project.modules;
    expect(main?.units.map(unit => unit.text)).toEqual(['import helpers']);
    expect(written).toMatchObject({ document: 'work/nb.ipynb', isDocument: false });
    expect(written?.importNames).toContain('helpers');
    expect(written?.units.map(unit => [unit.cell, unit.cellOffset, unit.text])).toEqual([
      [0, 23, 'def f(): pass'],
      [2, 26, 'def g(): pass']
    ]);
    for (const unit of written?.units ?? []) {
      expect(unit.cellText.slice(unit.cellOffset)).toBe(unit.text);
    }
  });

  it('maps every offset to one cell and back', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', '\n', '😀', ' ') }), {
          minLength: 1,
          maxLength: 6
        }),
        texts => {
          const { module } = stitched(texts.map((text, index) => cell(`c${index}`, text)));
          const whole = createStitchedText(module);
          for (let offset = 0; offset < whole.text.length; offset += 1) {
            const place = toUnitPlace(whole, asNotebookOffset(offset));
            expect(place).not.toBeNull();
            if (place !== null) {
              expect(toNotebookOffset(whole, place.unit.id, place.offset)).toBe(offset);
              const expected = place.unit.cellText[place.offset];
              // A form feed marks the end of what IPython removes from the indentation.
              expect([expected ?? '\n', '\f']).toContain(whole.text[offset]);
            }
          }
          expect(toUnitPlace(whole, asNotebookOffset(whole.text.length))).toBeNull();
          expect(toNotebookOffset(whole, 'no such cell', asCellOffset(0))).toBeNull();
        }
      )
    );
  });

  it('counts lines as CPython does', () => {
    expect(lineAndColumn('a\r\nb\rc\nd', 7)).toEqual({ line: 4, column: 1 });
    expect(lineAndColumn('a\fb', 2)).toEqual({ line: 1, column: 3 });
    expect(lineAndColumn('a\r\nb', 1)).toEqual({ line: 1, column: 2 });
  });
});

describe('imports', () => {
  it.each([
    [
      'import a.b as c, d',
      [
        ['a.b', 0],
        ['d', 0]
      ]
    ],
    ['from a import (b, # why\n  c as d)', [['a', 0, 'b', 'c']]],
    ['from .. import x', [['', 2, 'x']]],
    ['from .a.b import *', [['a.b', 1]]],
    [
      'try: import a\nexcept ImportError: import b',
      [
        ['a', 0],
        ['b', 0]
      ]
    ],
    [
      'import a; import b',
      [
        ['a', 0],
        ['b', 0]
      ]
    ],
    ['def f():\n    from a import b', [['a', 0, 'b']]],
    ['text = """\nimport a\n"""\n# import b', []],
    ['important = 3', []]
  ])('%j asks for %j', (text, expected) => {
    expect(
      readImports(text).map(request => [request.module, request.level, ...request.names])
    ).toEqual(expected);
  });
});

describe('projects', () => {
  it('reads modules beside a notebook, and what they import', () => {
    const result = build([notebook('a/nb.ipynb', 'import helpers')], {
      'a/helpers.py': 'from pkg.sub import x',
      'a/pkg/__init__.py': '',
      'a/pkg/sub.py': 'from . import other',
      'a/pkg/other.py': '',
      'a/unrelated.py': ''
    });
    expect(
      importable(result).map(([path, ...names]) => [
        path,
        names.includes(names[0]?.split('.').slice(1).join('.') ?? '')
      ])
    ).toEqual([
      ['a/helpers.py', true],
      ['a/pkg/__init__.py', true],
      ['a/pkg/sub.py', true],
      ['a/pkg/other.py', true]
    ]);
    expect(
      result.project.modules.filter(module => module.isPackage).map(module => module.document)
    ).toEqual(['a/pkg/__init__.py']);
  });

  it('finds packages below src, folders without __init__ and folders added to sys.path', () => {
    const result = build(
      [
        notebook(
          'p/notebooks/nb.ipynb',
          "import sys\nsys.path.append('../lib')\nimport deep\nfrom pkg import a\nfrom space import b"
        )
      ],
      {
        'p/lib/deep.py': '',
        'p/src/pkg/__init__.py': '',
        'p/src/pkg/a.py': '',
        'p/space/b.py': ''
      },
      'p'
    );
    const names = new Map(importable(result).map(([path, ...rest]) => [path, rest]));
    expect(names.get('p/lib/deep.py')).toContain('deep');
    expect(names.get('p/src/pkg/a.py')).toContain('pkg.a');
    expect(names.get('p/space/b.py')).toContain('space.b');
  });

  it('reads of a large library the nearest files only', () => {
    const disk = Object.fromEntries(
      Array.from({ length: 900 }, (_, index) => [
        `m${index}.py`,
        `import m${2 * index + 1}\nimport m${2 * index + 2}`
      ])
    );
    const documents = build([notebook('nb.ipynb', 'import m0')], disk).project.modules.map(
      module => module.document
    );
    expect(documents.length).toBeGreaterThan(300);
    expect(documents.length).toBeLessThan(700);
    expect(documents).toContain('m126.py');
    expect(documents).not.toContain('m899.py');
  });

  it('looks into a folder without __init__ beside many documents where a file below it is known', () => {
    const documents = Array.from({ length: 20 }, (_, index): ProjectDocument => ({
      kind: 'module',
      path: `part${index}/main.py`,
      text: 'import space.inner.tools'
    }));
    const known = { kind: 'module', path: 'space/inner/known.py', text: '' } as const;
    const disk = { 'space/inner/tools.py': 'x = 1' };
    expect(importable(build([...documents, known], disk))).toContainEqual([
      'space/inner/tools.py',
      'space.inner.tools',
      'tools'
    ]);
  });

  it('puts the units of a file that %run executes before the cell', () => {
    const other = JSON.stringify({
      cells: [{ cell_type: 'code', id: 'o', source: 'y = 1' }],
      nbformat: 4
    });
    const result = build(
      [notebook('a/nb.ipynb', 'x = 1', '%run lib/util\n%run other.ipynb\nz = 1')],
      {
        'a/lib/util.py': 'def f(): pass',
        'a/other.ipynb': other
      }
    );
    expect(result.project.modules[0]?.units.map(unit => [unit.document, unit.cell])).toEqual([
      ['a/nb.ipynb', 0],
      ['a/lib/util.py', null],
      ['a/other.ipynb', 0],
      ['a/nb.ipynb', 1]
    ]);
  });

  it('comes to an end where notebooks run each other', () => {
    const running = (path: string): string =>
      JSON.stringify({
        cells: [{ cell_type: 'code', source: `%run ${path}\n%run ${path}` }],
        nbformat: 4
      });
    const result = build([notebook('a.ipynb', '%run b.ipynb', '%run b.ipynb')], {
      'b.ipynb': running('c.ipynb'),
      'c.ipynb': running('a.ipynb')
    });
    expect(result.project.modules[0]?.units).toHaveLength(4);
  });

  it('keeps the order of the documents and marks them', () => {
    const result = build([
      { kind: 'module', path: 'pkg/b.py', text: 'import pkg.a' },
      notebook('nb.ipynb', 'x'),
      { kind: 'module', path: 'pkg/a.py', text: '' }
    ]);
    expect(result.project.modules.map(module => [module.document, module.isDocument])).toEqual([
      ['pkg/b.py', true],
      ['nb.ipynb', true],
      ['pkg/a.py', true]
    ]);
    expect(result.project.modules[2]?.importNames).toEqual(['pkg.a', 'a']);
  });

  it('survives hostile names', () => {
    const result = build(
      [notebook('nb.ipynb', 'import __proto__, constructor\nfrom hasOwnProperty import toString')],
      {
        '__proto__.py': 'x = 1'
      }
    );
    expect(importable(result).map(([path]) => path)).toEqual(['__proto__.py']);
  });
});
