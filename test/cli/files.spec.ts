import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readProjects, type CliProject } from '../../src/cli/projects';
import { listSources } from '../../src/cli/sourceFolder';
import { readSourceFile } from '../../src/cli/sourceFile';
import { replaceFile } from '../../src/cli/writeFile';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hybridize-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

const NOTEBOOK = JSON.stringify({
  cells: [{ cell_type: 'code', source: 'x = 1' }],
  nbformat: 4
});

function projects(
  paths: readonly string[],
  project: string | null = null,
  onRead: (characters: number) => void = () => undefined
): readonly CliProject[] {
  const reading = readProjects(paths, project, onRead);
  if (reading.kind === 'usage-error') {
    throw new Error(reading.message);
  }
  return reading.projects;
}

describe('folders', () => {
  it('are searched, but for what was installed or saved aside', () => {
    write({
      'b.py': '',
      'a.ipynb': '',
      'pkg/c.py': '',
      'notes.txt': '',
      '.venv/x.py': '',
      'my-env/pyvenv.cfg': '',
      'my-env/lib/x.py': '',
      'node_modules/x.py': '',
      '.ipynb_checkpoints/a-checkpoint.ipynb': '',
      '__pycache__/x.py': ''
    });
    expect(listSources(folder)).toEqual({
      sources: ['a.ipynb', 'b.py', 'pkg/c.py'],
      unreadable: []
    });
  });

  it('that link to themselves are read once', () => {
    write({ 'a/b/c.py': '' });
    symlinkSync(folder, join(folder, 'a/b/loop'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'broken.py'));
    expect(listSources(folder).sources).toEqual(['a/b/c.py']);
  });
});

describe('files', () => {
  it('that cannot be read are problems', () => {
    write({ 'a.py': new Uint8Array([0xff, 0xfe, 0x00]), 'b.ipynb': '{', 'c.ipynb': NOTEBOOK });
    const [project] = projects([folder]);
    expect(
      project?.documents.map(({ shownPath, problems }) => [
        shownPath,
        problems.map(({ message }) => message)
      ])
    ).toEqual([
      ['a.py', ['The file is no text in UTF-8.']],
      ['b.ipynb', ['The file is not a notebook: it is no JSON.']],
      ['c.ipynb', []]
    ]);
    expect(readSourceFile(join(folder, 'none.py'))).toMatchObject({
      kind: 'unreadable',
      isAbsent: true
    });
    expect(readSourceFile(folder)).toMatchObject({ kind: 'unreadable', isAbsent: false });
  });

  it('follow the encoding that they name, and keep their byte order mark', () => {
    write({
      'a.py': Buffer.from('# -*- coding: latin-1 -*-\nx = "\u00e9"\n', 'latin1'),
      'b.py': '\ufeffx = 1'
    });
    expect(readSourceFile(join(folder, 'a.py'))).toEqual({
      kind: 'text',
      text: '# -*- coding: latin-1 -*-\nx = "\u00e9"\n',
      isUtf8: false
    });
    expect(readSourceFile(join(folder, 'b.py'))).toMatchObject({ text: '\ufeffx = 1' });
  });

  it('are a project each, folders are one', () => {
    write({ 'p/__init__.py': '', 'p/a.py': '', 'p/n.ipynb': NOTEBOOK });
    const a = join(folder, 'p/a.py');
    const n = join(folder, 'p/n.ipynb');
    expect(projects([a, n])).toHaveLength(2);
    expect(projects([a])[0]?.documents[0]?.shownPath).toBe(a);
    // The package that holds the file is imported from the folder above.
    expect(projects([a])[0]?.root).toBe(folder);
    expect(projects([folder])).toHaveLength(1);
    expect(projects([a, n], folder)).toHaveLength(1);
    expect(projects([a, n], folder)[0]?.documents.map(({ path }) => path)).toEqual([
      'p/a.py',
      'p/n.ipynb'
    ]);
  });

  it('of a package are imported from the folder above it, and shown from the package on', () => {
    write({ 'p/__init__.py': '', 'p/q/__init__.py': '', 'p/q/a.py': '' });
    for (const [project] of [
      projects([join(folder, 'p/q')]),
      projects([join(folder, 'p/q')], join(folder, 'p/q'))
    ]) {
      expect(project).toMatchObject({ name: 'q', base: folder, root: '' });
      expect(project?.documents.map(({ path, shownPath }) => [path, shownPath])).toEqual([
        ['p/q/__init__.py', '__init__.py'],
        ['p/q/a.py', 'a.py']
      ]);
    }
  });

  it('say how much Python is in them as soon as each is read', () => {
    write({ 'a.ipynb': NOTEBOOK, 'b.py': 'y = 1 + 2', 'c.ipynb': 'no notebook' });
    const sizes: number[] = [];
    projects([folder], null, characters => sizes.push(characters));
    expect(sizes).toEqual(['x = 1'.length, 'y = 1 + 2'.length, 0]);
  });

  it('have cell ids that no other notebook has', () => {
    write({ 'a.ipynb': NOTEBOOK, 'b.ipynb': NOTEBOOK });
    const ids = projects([folder])[0]?.documents.flatMap(({ source }) =>
      source?.kind === 'notebook' ? source.cells.map(({ id }) => id) : []
    );
    expect(new Set(ids).size).toBe(2);
  });

  it.each([
    ['none.py', 'There is no file or folder'],
    ['notes.txt', 'is no notebook and no module']
  ])('%s is a usage error', (name, message) => {
    write({ 'notes.txt': '' });
    expect(readProjects([join(folder, name)], null, () => undefined)).toEqual({
      kind: 'usage-error',
      message: expect.stringContaining(message)
    });
  });
});

describe('writing', () => {
  it('keeps the mode and links, and leaves nothing behind', () => {
    write({ 'real/a.py': 'x' });
    const real = join(folder, 'real/a.py');
    const link = join(folder, 'link.py');
    symlinkSync(real, link);
    chmodSync(real, 0o640);
    replaceFile(link, '\ufeffy = "é"\r\n');
    expect(readFileSync(real, 'utf8')).toBe('\ufeffy = "é"\r\n');
    expect(statSync(real).mode & 0o777).toBe(0o640);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readdirSync(join(folder, 'real'))).toEqual(['a.py']);
  });

  it('fails where there is no file', () => {
    expect(() => {
      replaceFile(join(folder, 'none.py'), '');
    }).toThrow();
  });
});
