/**
 * Parts of a project, analysed by themselves, say what the whole project says.
 */
import { partsOf, type DocumentReport } from '../../src/analysis';
import type { AnalysisOptions, ModuleSource, Project } from '../../src/analysis';
import { createMaskMemory, createProject, type ProjectDocument } from '../../src/notebook';
import { corpusNotebooks } from '../corpus';
import { analyse, loadEngineMaker, teach } from './factsEngine';

const OPTIONS: AnalysisOptions = { rules: 'recommended', inferSignatures: true };

function notebook(path: string, cells: readonly string[]): ProjectDocument {
  return {
    kind: 'notebook',
    path,
    isPython: true,
    cells: cells.map((text, index) => ({
      id: `${path}#${index}`,
      kind: 'code',
      text,
      executionCount: null
    }))
  };
}

function projectOf(documents: readonly ProjectDocument[]): Project {
  return createProject(documents, {
    root: '',
    order: 'document',
    files: new Map(),
    memory: createMaskMemory()
  }).project;
}

function documentsOf(parts: readonly Project[]): readonly (readonly string[])[] {
  return parts.map(({ modules }) => modules.map((module: ModuleSource) => module.document));
}

const HELPER: ProjectDocument = {
  kind: 'module',
  path: 'helper.py',
  text: 'import tensorflow as tf\n\ndef scaled(x):\n    return x * 2.0\n'
};

describe('parts of a project', () => {
  it('are notebooks that import nothing of it', () => {
    const project = projectOf([
      notebook('a.ipynb', ['import tensorflow as tf', 'def f(x):\n    return x']),
      notebook('b.ipynb', ['from tensorflow import (\n    function)\nimport os, sys'])
    ]);
    expect(documentsOf(partsOf(project))).toEqual([['a.ipynb'], ['b.ipynb']]);
  });

  it.each([
    ['import helper', 'import helper\nhelper.scaled(1)'],
    ['among others', 'import os, helper'],
    ['from', 'def g():\n    from helper import scaled'],
    ['behind a colon', 'try: import helper\nexcept ImportError: pass'],
    ['by a call', 'import importlib\nh = importlib.import_module("help" + "er")'],
    ['over joined lines', 'import \\\n  helper']
  ])('hold a notebook with what it may import: %s', (_, text) => {
    const project = projectOf([
      notebook('a.ipynb', [text]),
      notebook('b.ipynb', ['x = 1']),
      HELPER
    ]);
    expect(documentsOf(partsOf(project))).toEqual([['a.ipynb', 'helper.py'], ['b.ipynb']]);
  });

  it('hold notebooks that run each other', () => {
    const project = projectOf([
      notebook('a.ipynb', ['%run b.ipynb', 'f(1)']),
      notebook('b.ipynb', ['def f(x):\n    return x']),
      notebook('c.ipynb', ['y = 2'])
    ]);
    expect(documentsOf(partsOf(project))).toEqual([['a.ipynb', 'b.ipynb'], ['c.ipynb']]);
  });

  it('say of every document what the whole project says', async () => {
    const newEngine = await loadEngineMaker();
    const user = notebook('user.ipynb', [
      'import tensorflow as tf\nimport helper',
      'helper.scaled(tf.ones([2, 3]))'
    ]);
    const others = corpusNotebooks(12).map(({ name, cells }) => notebook(name, cells));
    const project = projectOf([user, ...others, HELPER]);
    const whole = analyse(newEngine(), project.modules, OPTIONS).documents;
    const engine = newEngine();
    const apart = new Map<string, DocumentReport>();
    for (const part of partsOf(project)) {
      teach(engine, part);
      for (const document of engine.analyseOnce(part, OPTIONS).documents) {
        apart.set(document.path, document);
      }
    }
    expect(whole.map(({ path }) => apart.get(path))).toEqual(whole);
  });
});

test('a module that is named like its package, and is found in its own folder too, is run once', async () => {
  const newEngine = await loadEngineMaker();
  const module = (path: string, text: string): ProjectDocument => ({ kind: 'module', path, text });
  const project = projectOf([
    module('attention/__init__.py', 'from attention.attention import scaled'),
    module('attention/attention.py', 'def scaled(x):\n    return x * 2.0'),
    module('main.py', 'import tensorflow as tf\nimport attention\nattention.scaled(tf.ones([2]))')
  ]);
  const [, { functions }] = analyse(newEngine(), project.modules, OPTIONS).documents;
  expect(functions.map(({ name, reached }) => [name, reached])).toEqual([['scaled', true]]);
});
