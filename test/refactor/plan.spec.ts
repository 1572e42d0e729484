/**
 * Plans of edits, from cells to cells. The function is always called `f`.
 */
import fc from 'fast-check';
import type { IPythonParser } from '../../src/analysis/syntax/parser';
import type { GraphReport } from '../../src/analysis/report';
import { parseUnit } from '../../src/analysis/syntax/lower';
import {
  applyUnitEdits,
  joinPlans,
  planDecorate,
  planReconfigure,
  planRemoveGraph,
  planVerdict,
  toReportEdits,
  type Plan,
  type PlanContext,
  type PlanRefusal
} from '../../src/refactor';
import { loadParser } from '../analysis/pythonParser';
import { contextOf, projectOf, reportOf } from './planning';

const TF = 'import tensorflow as tf';

let parser: IPythonParser;

beforeAll(async () => {
  parser = await loadParser();
});

/** The id of the function whose last name is `f`. */
function idOfF(ctx: PlanContext): string {
  const found = ctx.report.documents[0]?.functions.find(({ name }) => /(?:^|\.)f$/.test(name));
  if (found === undefined) {
    throw new Error('There is no function f.');
  }
  return found.id;
}

function planned(plan: Plan | PlanRefusal): Plan {
  if (plan.kind === 'refusal') {
    throw new Error(`There is no plan: ${plan.reason}.`);
  }
  return plan;
}

/** The cells after a plan; checks on the way that the plan can be taken back. */
function applied(plan: Plan | PlanRefusal, cells: readonly string[]): readonly string[] {
  const { edits, inverse } = planned(plan);
  return cells.map((text, index) => {
    const after = applyUnitEdits(text, `c${index}`, edits);
    expect(applyUnitEdits(after, `c${index}`, inverse)).toBe(text);
    return after;
  });
}

function decorate(cells: readonly string[], inputSignature?: string): Plan | PlanRefusal {
  const ctx = contextOf(parser, cells, {
    action: 'hybridize',
    ...(inputSignature === undefined ? {} : { inputSignature })
  });
  return planDecorate(ctx, idOfF(ctx), { withSignature: inputSignature !== undefined });
}

function remove(cells: readonly string[]): Plan | PlanRefusal {
  const ctx = contextOf(parser, cells, { action: 'remove-graph' });
  return planRemoveGraph(ctx, idOfF(ctx));
}

function reconfigure(
  cells: readonly string[],
  option = 'reduce_retracing',
  value = 'True'
): Plan | PlanRefusal {
  const ctx = contextOf(parser, cells, { action: 'reconfigure' });
  return planReconfigure(ctx, idOfF(ctx), { option, value });
}

describe('decorating', () => {
  it.each([
    ['at the top', 'def f(x):\n  return x', '@tf.function\ndef f(x):\n  return x'],
    ['on one line', 'def f(x): return x', '@tf.function\ndef f(x): return x'],
    ['async', 'async def f(x):\n  return x', '@tf.function\nasync def f(x):\n  return x'],
    [
      'a method',
      'class A:\n\tdef f(self): pass\n',
      'class A:\n\t@tf.function\n\tdef f(self): pass\n'
    ],
    [
      'nested',
      'def g():\n    def f(): pass\n    return f',
      'def g():\n    @tf.function\n    def f(): pass\n    return f'
    ],
    [
      'in a block',
      'if a:\n  def f(): pass\nelse:\n  pass',
      'if a:\n  @tf.function\n  def f(): pass\nelse:\n  pass'
    ],
    ['with CRLF', 'x = 1\r\ndef f():\r\n  pass', 'x = 1\r\n@tf.function\r\ndef f():\r\n  pass'],
    ['with lone CR', 'x = 1\rdef f(): pass', 'x = 1\r@tf.function\rdef f(): pass'],
    ['in an indented cell', '  def f():\n    pass', '  @tf.function\n  def f():\n    pass'],
    ['behind %%time', '%%time\ndef f(): pass', '%%time\n@tf.function\ndef f(): pass'],
    [
      'below other decorators',
      'class A:\n  @property\n  # why\n  def f(self): pass',
      'class A:\n  @property\n  # why\n  @tf.function\n  def f(self): pass'
    ],
    [
      'between half-written lines',
      'x = (\ndef f():\n  pass\ny = [',
      'x = (\n@tf.function\ndef f():\n  pass\ny = ['
    ]
  ])('writes the decorator %s', (_, before, after) => {
    expect(applied(decorate([TF, before]), [TF, before])).toEqual([TF, after]);
  });

  it.each([
    ['import tensorflow as tfl', '@tfl.function'],
    ['import tensorflow', '@tensorflow.function'],
    ['import tensorflow.keras', '@tensorflow.function'],
    ['import tensorflow.compat.v2 as tf', '@tf.function'],
    ['from tensorflow import function', '@function'],
    ['from tensorflow import function as fn', '@fn'],
    ['from tensorflow import *', '@function'],
    ['import tensorflow as a\nimport tensorflow as b', '@b.function'],
    ['try:\n    import tensorflow as tf\nexcept ImportError:\n    raise', '@tf.function'],
    ['from tensorflow import function\nimport tensorflow as tf', '@tf.function']
  ])('uses the name that %j binds', (imports, decorator) => {
    const cells = [imports, 'def f(): pass'];
    expect(applied(decorate(cells), cells)).toEqual([imports, `${decorator}\ndef f(): pass`]);
  });

  it.each([
    'import tensorflow as tf\ntf = tf',
    'import tensorflow as tf\ndel tf',
    'import tensorflow as tf\nfor tf in x: pass',
    'tf = 3',
    'import mylib as tf'
  ])('refuses where %j gives tf another meaning', imports => {
    expect(decorate([imports, 'def f(): pass'])).toEqual({
      kind: 'refusal',
      reason: 'conflicting-name'
    });
  });

  it('refuses where a parameter or a local name hides tf', () => {
    expect(decorate([TF, 'def g(tf):\n  def f(): pass'])).toMatchObject({
      reason: 'conflicting-name'
    });
    expect(decorate([TF, 'class A:\n  tf = 3\n  def f(): pass'])).toMatchObject({
      reason: 'conflicting-name'
    });
  });

  it('uses an import of the function around', () => {
    const cells = ['def g():\n  import tensorflow as t\n  def f(): pass'];
    expect(applied(decorate(cells), cells)).toEqual([
      'def g():\n  import tensorflow as t\n  @t.function\n  def f(): pass'
    ]);
  });

  it.each([
    ['def f(): pass', `${TF}\n@tf.function\ndef f(): pass`],
    ['x = 1\ndef f(): pass', `${TF}\nx = 1\n@tf.function\ndef f(): pass`],
    [
      'import a\nfrom b import (\n  c)\n\ndef f(): pass',
      `import a\nfrom b import (\n  c)\n${TF}\n\n@tf.function\ndef f(): pass`
    ],
    [
      '"""Doc\nstring."""\nfrom __future__ import annotations\ndef f(): pass',
      `"""Doc\nstring."""\nfrom __future__ import annotations\n${TF}\n@tf.function\ndef f(): pass`
    ],
    ['%%time\n!ls\ndef f(): pass', `%%time\n!ls\n${TF}\n@tf.function\ndef f(): pass`],
    [
      '#@title Form\n# The step.\ndef f(): pass',
      `#@title Form\n${TF}\n# The step.\n@tf.function\ndef f(): pass`
    ],
    ['  x = 1\n  def f(): pass', `  ${TF}\n  x = 1\n  @tf.function\n  def f(): pass`],
    ['\ufeffdef f(): pass', `\ufeff${TF}\n@tf.function\ndef f(): pass`],
    ['x = 1\r\ndef f(): pass', `${TF}\r\nx = 1\r\n@tf.function\r\ndef f(): pass`],
    ['class A:\n  def f(self): pass', `${TF}\nclass A:\n  @tf.function\n  def f(self): pass`]
  ])('adds the import to %j', (before, after) => {
    const later = 'import tensorflow as tf';
    expect(applied(decorate([before, later]), [before, later])).toEqual([after, later]);
  });

  it('keeps the import and the decorator in the cell of the function', () => {
    const { needsRerun, previews } = planned(decorate(['x = 1', 'def f(): pass']));
    expect(needsRerun).toEqual(['c1']);
    expect(previews.map(({ cell }) => cell)).toEqual([1]);
  });

  it('does not touch a line that a magic begins', () => {
    expect(decorate([TF, '%time def f(): pass'])).toMatchObject({ kind: 'refusal' });
  });

  it('writes the signature with the names of the notebook', () => {
    const signature = '[tf.TensorSpec(shape=(None, 3), dtype=tf.float32)]';
    const cells = ['import tensorflow as t', 'def f(x): pass'];
    expect(applied(decorate(cells, signature), cells)[1]).toBe(
      '@t.function(input_signature=[t.TensorSpec(shape=(None, 3), dtype=t.float32)])\ndef f(x): pass'
    );
    const named = ['from tensorflow import function', 'def f(x): pass'];
    expect(applied(decorate(named, signature), named)[1]).toBe('@function\ndef f(x): pass');
  });

  it('does not decorate twice', () => {
    expect(decorate([TF, '@tf.function\ndef f(): pass'])).toMatchObject({
      reason: 'already-decorated'
    });
  });
});

describe('removing', () => {
  it.each([
    ['@tf.function\ndef f(): pass', 'def f(): pass'],
    ['class A:\n  @tf.function()\n  def f(self): pass', 'class A:\n  def f(self): pass'],
    [
      '@a\n@tf.function(\n  jit_compile=True,  # fast\n)\n@b\ndef f(): pass',
      '@a\n@b\ndef f(): pass'
    ],
    ['@tf.function  # why\ndef f(): pass', '# why\ndef f(): pass'],
    ['  @tf.function\n  def f():\n    pass', '  def f():\n    pass'],
    ['@tf.function\r\ndef f(): pass', 'def f(): pass'],
    ['@(tf.function)  # why\ndef f(): pass', '# why\ndef f(): pass'],
    ['@tf.function\n\n# c\ndef f(): pass', '\n# c\ndef f(): pass'],
    ['@tf.function\n@tf.function(jit_compile=True)\ndef f(): pass', 'def f(): pass'],
    ['@partial(tf.function, jit_compile=True)\ndef f(): pass', 'def f(): pass'],
    [
      'x = 1\n@tf.function(input_signature=[tf.TensorSpec([], tf.string)])\nasync def f(): pass',
      'x = 1\nasync def f(): pass'
    ]
  ])('%j becomes %j', (before, after) => {
    expect(applied(remove([TF, before]), [TF, before])).toEqual([TF, after]);
  });

  it('refuses where no decorator makes the graph', () => {
    expect(remove([TF, 'def f(): pass'])).toMatchObject({ reason: 'no-decorator' });
  });
});

describe('reconfiguring', () => {
  it.each([
    ['@tf.function', '@tf.function(reduce_retracing=True)'],
    ['@tf.function()', '@tf.function(reduce_retracing=True)'],
    ['@tf.function( )', '@tf.function( reduce_retracing=True)'],
    ['@tf.function(jit_compile=True)', '@tf.function(jit_compile=True, reduce_retracing=True)'],
    ['@tf.function(jit_compile=True,)', '@tf.function(jit_compile=True, reduce_retracing=True,)'],
    [
      '@tf.function(\n  jit_compile=True,  # c\n)',
      '@tf.function(\n  jit_compile=True, reduce_retracing=True,  # c\n)'
    ],
    ['@tf.function(reduce_retracing=False)', '@tf.function(reduce_retracing=True)'],
    [
      '@partial(tf.function, jit_compile=")")',
      '@partial(tf.function, jit_compile=")", reduce_retracing=True)'
    ]
  ])('%j becomes %j', (before, after) => {
    const cells = [TF, `${before}\ndef f(): pass`];
    expect(applied(reconfigure(cells), cells)).toEqual([TF, `${after}\ndef f(): pass`]);
  });

  it('writes signatures with the names of the notebook', () => {
    const cells = ['import tensorflow as t', '@t.function\ndef f(x): pass'];
    const plan = reconfigure(cells, 'input_signature', '[tf.TensorSpec(shape=(), dtype=tf.int32)]');
    expect(applied(plan, cells)[1]).toBe(
      '@t.function(input_signature=[t.TensorSpec(shape=(), dtype=t.int32)])\ndef f(x): pass'
    );
  });
});

describe('calls that make graphs', () => {
  const cells = [
    'import tensorflow as tf\ndef f(x): return x',
    'x = 1\nfast = tf.function(f, jit_compile=True)  # c'
  ];
  const graph: GraphReport = {
    api: 'tensorflow.function',
    form: 'call',
    text: 'tf.function(f, jit_compile=True)',
    options: { jit_compile: 'True' },
    inputSignature: null,
    hasInputSignature: false,
    signatureRelation: null
  };
  const context = (texts: readonly string[]): PlanContext => {
    const ctx = contextOf(parser, texts, { action: 'keep' });
    const documents = ctx.report.documents.map(document => ({
      ...document,
      functions: document.functions.map(entry => ({ ...entry, graph }))
    }));
    return { ...ctx, report: { ...ctx.report, documents } };
  };

  it('are replaced by the function', () => {
    const ctx = context(cells);
    expect(applied(planRemoveGraph(ctx, idOfF(ctx)), cells)).toEqual([
      cells[0],
      'x = 1\nfast = f  # c'
    ]);
  });

  it('are given options', () => {
    const ctx = context(cells);
    const options = { option: 'reduce_retracing', value: 'True' };
    expect(applied(planReconfigure(ctx, idOfF(ctx), options), cells)).toEqual([
      cells[0],
      'x = 1\nfast = tf.function(f, jit_compile=True, reduce_retracing=True)  # c'
    ]);
  });

  it('are left alone where it is not certain which is meant', () => {
    const ctx = context([...cells, 'again = tf.function(f, jit_compile=True)']);
    expect(planRemoveGraph(ctx, idOfF(ctx))).toMatchObject({ reason: 'no-decorator' });
  });
});

describe('plans', () => {
  it('give the edits of the report', () => {
    const plan = planned(decorate([TF, 'x = 1\n  \ndef f(): pass']));
    expect(toReportEdits(plan)).toEqual([
      {
        document: 'nb.ipynb',
        cell: 1,
        startLine: 3,
        startColumn: 1,
        endLine: 3,
        endColumn: 1,
        text: '@tf.function\n'
      }
    ]);
  });

  it('join, with one import for all', () => {
    const cells = ['def f(): pass\ndef g(): pass'];
    const ctx = contextOf(parser, cells, { action: 'hybridize' });
    const plans = (ctx.report.documents[0]?.functions ?? []).map(({ id }) =>
      planned(planVerdict(ctx, id))
    );
    expect(applied(joinPlans(plans), cells)).toEqual([
      `${TF}\n@tf.function\ndef f(): pass\n@tf.function\ndef g(): pass`
    ]);
  });

  it.each([
    ['recommended', '@tf.function(reduce_retracing=True)'],
    ['published', '@tf.function']
  ] as const)('reduce traces where many shapes come, with the %s rules', (rules, decorator) => {
    const cells = [TF, 'def f(): pass'];
    const ctx = contextOf(parser, cells, {
      action: 'hybridize',
      codes: ['retracing-on-shapes'],
      rules
    });
    const after = [TF, `${decorator}\ndef f(): pass`];
    expect(applied(planVerdict(ctx, idOfF(ctx)), cells)).toEqual(after);
    expect(applied(planDecorate(ctx, idOfF(ctx), { withSignature: false }), cells)).toEqual(after);
  });

  it('are refused where another analysis does not see the decorator', () => {
    const ctx = contextOf(parser, [TF, 'def f(): pass'], { action: 'hybridize' });
    const blind = { ...ctx, reanalyse: () => ctx.report.documents[0]?.functions[0] ?? null };
    expect(planVerdict(blind, idOfF(ctx))).toMatchObject({ reason: 'not-seen-afterwards' });
    const seeing = {
      ...ctx,
      reanalyse: (plan: Plan) => {
        const project = projectOf([TF, applyUnitEdits('def f(): pass', 'c1', plan.edits)]);
        return reportOf(parser, project, { action: 'keep' }).documents[0]?.functions[0] ?? null;
      }
    };
    expect(planVerdict(seeing, idOfF(ctx)).kind).toBe('plan');
  });

  const indentation = fc.constantFrom('', '  ', '\t', '        ');
  const lineBreak = fc.constantFrom('\n', '\r\n');
  const cell = fc
    .record({
      indentation,
      lineBreak,
      head: fc.constantFrom(
        [],
        ['# c'],
        ['import os'],
        ['"""d"""'],
        ['!ls'],
        ['%%time'],
        ['x = 1', ''],
        ['x = (']
      ),
      wrap: fc.constantFrom([], ['class A:'], ['def g():'], ['if x:'], ['class A:', '@property']),
      def: fc.constantFrom(
        ['def f(x): return x'],
        ['def f(', '  x,', '):', '  return x'],
        ['async def f(x):', '  # c', '  return x']
      ),
      tail: fc.constantFrom([], [''], ['y = 2'], ['# end'], ['z = [', ''])
    })
    .map(parts => {
      const isMagic = parts.head[0]?.startsWith('%') === true;
      const outer = isMagic ? '' : parts.indentation;
      const inner = parts.wrap.length === 0 ? outer : `${outer}    `;
      const lines = [
        ...parts.head.map(line => outer + line),
        ...parts.wrap.map((line, index) => (index === 0 ? outer : inner) + line),
        ...parts.def.map(line => inner + line),
        ...parts.tail.map(line => (line === '' ? line : outer + line))
      ];
      return lines.join(parts.lineBreak);
    });

  it('keep the rest of the cell, parse, and undo each other', () => {
    fc.assert(
      fc.property(cell, fc.boolean(), (text, hasImport) => {
        const cells = hasImport ? [TF, text] : ['pass', text];
        // Half-written lines may hide the function from the parser.
        const { report } = contextOf(parser, cells, { action: 'hybridize' });
        fc.pre(report.documents[0]?.functions.some(({ name }) => name.endsWith('f')) === true);
        const plan = decorate(cells);
        const changed = applied(plan, cells);
        const project = projectOf(changed);
        const problems = (source: readonly string[]): number =>
          projectOf(source)
            .modules.flatMap(module => module.units)
            .reduce((sum, unit) => sum + parseUnit(parser, unit, null).problems.length, 0);
        expect(problems(changed)).toBeLessThanOrEqual(problems(cells));
        const after = reportOf(parser, project, { action: 'remove-graph' });
        const ctx: PlanContext = { project, report: after, parser, reanalyse: null };
        const back = applied(planRemoveGraph(ctx, idOfF(ctx)), changed);
        expect(back.map(value => value.replace(/[ \t]*import tensorflow as tf\r?\n/, ''))).toEqual(
          cells.map(value => value.replace(/[ \t]*import tensorflow as tf\r?\n/, ''))
        );
      }),
      { numRuns: 300 }
    );
  });
});
