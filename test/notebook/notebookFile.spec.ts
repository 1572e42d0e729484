import fc from 'fast-check';
import { detectLanguage } from '../../src/notebook/language';
import { readNotebook, type NotebookFile } from '../../src/notebook/readNotebook';
import { writeNotebook } from '../../src/notebook/writeNotebook';

/** JSON as Python's `json.dumps(value, indent=…, ensure_ascii=…)` writes it. */
function dump(value: unknown, indent: string, options: { readonly ascii: boolean }): string {
  const json = JSON.stringify(value, null, indent);
  return options.ascii
    ? json.replace(
        /[\u007f-\uffff]/g,
        character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
      )
    : json;
}

function lines(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? [];
}

function notebookWith(cells: readonly unknown[]): string {
  return JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1);
}

function code(source: unknown, more: Record<string, unknown> = {}): unknown {
  return {
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    outputs: [],
    source,
    ...more
  };
}

function reading(text: string): NotebookFile {
  const { notebook } = readNotebook(text);
  if (notebook === null) {
    throw new Error('The text was expected to be a notebook.');
  }
  return notebook;
}

describe('reading', () => {
  it('gives sources, kinds, counts and ids', () => {
    const { cells } = reading(
      notebookWith([
        { cell_type: 'markdown', id: 'm', metadata: {}, source: ['# a\n', 'b'] },
        code(['x = 1\n', 'y = 2'], { execution_count: 7 }),
        { cell_type: 'raw', id: 'm', metadata: {}, source: 'raw' },
        code('z', { id: 'c' })
      ])
    );
    expect(
      cells.map(({ id, kind, text, executionCount }) => [id, kind, text, executionCount])
    ).toEqual([
      ['m', 'markdown', '# a\nb', null],
      ['cell-1', 'code', 'x = 1\ny = 2', 7],
      ['m~2', 'raw', 'raw', null],
      ['c', 'code', 'z', null]
    ]);
  });

  it('reads nbformat 3', () => {
    const { cells, format } = reading(
      JSON.stringify({
        metadata: { name: '' },
        nbformat: 3,
        nbformat_minor: 0,
        worksheets: [
          {
            cells: [
              { cell_type: 'heading', level: 1, source: ['T'] },
              { cell_type: 'code', input: ['x = 1'], language: 'python', prompt_number: 3 }
            ]
          },
          { cells: [{ cell_type: 'code', input: 'ls()', language: 'r', outputs: [] }] }
        ]
      })
    );
    expect(format).toBe(3);
    expect(cells.map(({ kind, text, executionCount }) => [kind, text, executionCount])).toEqual([
      ['markdown', 'T', null],
      ['code', 'x = 1', 3],
      ['raw', 'ls()', null]
    ]);
  });

  it.each([
    ['', 'empty-file'],
    ['  \n', 'empty-file'],
    ['\ufeff', 'empty-file'],
    ['import x', 'not-json'],
    ['{"cells": [', 'not-json'],
    ['[]', 'not-a-notebook'],
    ['3', 'not-a-notebook'],
    ['null', 'not-a-notebook'],
    ['{"cells": {}}', 'not-a-notebook'],
    ['{"nbformat": 4}', 'not-a-notebook']
  ])('%j is a problem, not a notebook', (text, problem) => {
    expect(readNotebook(text)).toEqual({
      notebook: null,
      problems: [{ code: problem, cell: null }]
    });
  });

  it('reads what it can of malformed cells and of other versions', () => {
    const text = JSON.stringify({
      cells: [3, { cell_type: 'code' }, code({ a: 1 }), code([1, 2]), code('x')],
      nbformat: 9
    });
    const { notebook, problems } = readNotebook(text);
    expect(notebook?.cells.map(cell => cell.text)).toEqual(['', '', '', '', 'x']);
    expect(problems.map(({ code: name, cell }) => [name, cell])).toEqual([
      ['unsupported-version', null],
      ['malformed-cell', 0],
      ['malformed-cell', 1],
      ['malformed-cell', 2],
      ['malformed-cell', 3]
    ]);
    expect(
      notebook === null
        ? ''
        : writeNotebook(
            notebook,
            new Map([
              [0, 'a'],
              [4, 'y']
            ])
          )
    ).toBe(text.replace('"source":"x"', '"source":"y"'));
  });

  it('accepts a byte order mark, NaN in outputs and names like __proto__', () => {
    const text = `\ufeff{"cells": [{"cell_type": "code", "__proto__": {"source": "no"},
      "outputs": [{"data": [NaN, -Infinity, "NaN"]}], "source": "x"}], "nbformat": 4}`;
    expect(reading(text).cells.map(cell => cell.text)).toEqual(['x']);
    expect(writeNotebook(reading(text), new Map([[0, 'y']]))).toBe(
      text.replace('"source": "x"', '"source": "y"')
    );
  });

  it('reads JSON that is nested deeper than a stack', () => {
    const depth = 20_000;
    const deep = '['.repeat(depth) + ']'.repeat(depth);
    const text = `{"metadata": {"x": ${deep}}, "cells": [], "nbformat": 4}`;
    expect(() => readNotebook(text)).not.toThrow();
  });

  it('takes cells that Visual Studio Code marks as another language for raw text', () => {
    const [cell] = reading(
      notebookWith([code('ls', { metadata: { vscode: { languageId: 'shellscript' } } })])
    ).cells;
    expect(cell?.kind).toBe('raw');
  });

  it.each([
    [{}, true],
    [null, true],
    [{ kernelspec: { language: 'python', name: 'x' } }, true],
    [{ language_info: { name: 'ipython' } }, true],
    [{ kernelspec: { name: 'python3' } }, true],
    [{ kernelspec: { name: 'ir' } }, false],
    [{ kernelspec: { language: 'R', name: 'ir' } }, false],
    [{ kernelspec: { name: 'julia-1.10' } }, false],
    [{ language_info: { name: 'julia' } }, false],
    [{ kernelspec: 3, language_info: [] }, true]
  ])('tells the language of %j', (metadata, isPython) => {
    expect(detectLanguage(metadata).isPython).toBe(isPython);
  });
});

describe('writing', () => {
  it('changes the lines that changed, in the form of the file', () => {
    const text = notebookWith([code(['a\n', 'b\n', 'c'])]);
    expect(writeNotebook(reading(text), new Map([[0, 'a\nX\nb\nc']]))).toBe(
      notebookWith([code(['a\n', 'X\n', 'b\n', 'c'])])
    );
  });

  it('keeps the spelling of lines that stay', () => {
    const text = '{"cells": [{"cell_type": "code", "source": ["\\u0061\\n", "b"]}], "nbformat": 4}';
    expect(writeNotebook(reading(text), new Map([[0, 'a\nc']]))).toBe(text.replace('"b"', '"c"'));
  });

  const source = fc
    .array(fc.constantFrom('x = 1', 'é', '"\\', '\t', '\n', '\n\n', '\r\n', '\u2028', '😀', ' '), {
      maxLength: 8
    })
    .map(parts => parts.join(''));
  const layout = fc.record({
    indent: fc.constantFrom('', ' ', '  ', '    ', '\t'),
    ascii: fc.boolean(),
    asList: fc.boolean(),
    ending: fc.constantFrom('', '\n', '\r\n'),
    mark: fc.constantFrom('', '\ufeff')
  });
  type Layout = { indent: string; ascii: boolean; asList: boolean; ending: string; mark: string };
  const write = (sources: readonly string[], form: Layout): string =>
    form.mark +
    dump(
      {
        unknown: { ключ: [1.0, null] },
        cells: sources.map((text, index) =>
          code(form.asList ? lines(text) : text, { id: `i${index}`, extra: { __proto__x: 1 } })
        ),
        metadata: {},
        nbformat_minor: 5,
        nbformat: 4
      },
      form.indent,
      form
    ) +
    form.ending;

  it('writes what a notebook with the new sources would look like', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(source, source), { maxLength: 4 }), layout, (pairs, form) => {
        const before = write(
          pairs.map(pair => pair[0]),
          form
        );
        const after = write(
          pairs.map(pair => pair[1]),
          form
        );
        const changes = new Map(pairs.map((pair, index) => [index, pair[1]]));
        expect(writeNotebook(reading(before), changes)).toBe(after);
      }),
      { numRuns: 500 }
    );
  });

  it('changes nothing where no source changes', () => {
    fc.assert(
      fc.property(fc.array(source, { maxLength: 4 }), layout, (sources, form) => {
        const text = write(sources, form);
        expect(writeNotebook(reading(text), new Map(sources.entries()))).toBe(text);
        expect(reading(text).cells.map(cell => cell.text)).toEqual(sources);
      })
    );
  });

  it('never throws on arbitrary text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        expect(Array.isArray(readNotebook(text).problems)).toBe(true);
      })
    );
  });
});
