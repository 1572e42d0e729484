/**
 * What the magics of IPython, and of the extensions that notebooks load most, do with Python code.
 *
 * Names and options are those of IPython 9 (`IPython/core/magics/`), memory_profiler, line_profiler and
 * snakeviz; hosted notebooks' own magics stand beside them.
 */

/** How a magic treats the Python code that it is given. */
export type CodeTreatment =
  /** Runs it in the user's namespace: names that it binds stay. */
  | 'runs'
  /** Runs it, often many times, in a namespace of its own: nothing that it binds stays. */
  | 'isolates';

/** A line magic that is given a statement, with those of its options that take a value. */
export type StatementMagic = {
  readonly treatment: CodeTreatment;
  /** One letter each. */
  readonly optionsWithValue: string;
  /** What the magic gives back: the value of its expression, or an object of its own. */
  readonly value: 'expression' | 'own';
};

/** `%time f(x)`: line magics whose argument is Python. */
export const STATEMENT_MAGICS: ReadonlyMap<string, StatementMagic> = new Map<
  string,
  StatementMagic
>([
  ['time', { treatment: 'runs', optionsWithValue: '', value: 'expression' }],
  ['timeit', { treatment: 'isolates', optionsWithValue: 'nrp', value: 'own' }],
  ['prun', { treatment: 'runs', optionsWithValue: 'lsTD', value: 'own' }],
  ['debug', { treatment: 'runs', optionsWithValue: 'b', value: 'own' }],
  ['memit', { treatment: 'isolates', optionsWithValue: 'rti', value: 'own' }],
  ['mprun', { treatment: 'runs', optionsWithValue: 'fTc', value: 'own' }],
  ['lprun', { treatment: 'runs', optionsWithValue: 'fmDTuz', value: 'own' }],
  ['snakeviz', { treatment: 'runs', optionsWithValue: 'f', value: 'own' }],
  ['px', { treatment: 'runs', optionsWithValue: 'tg', value: 'own' }]
]);

/** `%%time`: cell magics that run their body as Python. */
export const PYTHON_CELL_MAGICS: ReadonlyMap<string, CodeTreatment> = new Map<
  string,
  CodeTreatment
>([
  ['time', 'runs'],
  ['timeit', 'isolates'],
  ['capture', 'runs'],
  ['prun', 'runs'],
  ['debug', 'runs'],
  ['memit', 'isolates'],
  ['mprun', 'runs'],
  ['lprun', 'runs'],
  ['snakeviz', 'runs'],
  ['heat', 'runs'],
  ['pyinstrument', 'runs'],
  ['scalene', 'runs'],
  ['px', 'runs'],
  ['manim', 'runs'],
  ['wandb', 'runs'],
  ['ipytest', 'runs'],
  ['run_pytest', 'runs'],
  ['tutor', 'runs'],
  ['notify', 'runs'],
  ['black', 'runs'],
  ['cache', 'runs'],
  ['tensorflow_version', 'runs']
]);

/** Cell magics whose body is no Python of this kernel: another language, another process, a file. */
export const FOREIGN_CELL_MAGICS: ReadonlySet<string> = new Set([
  '!',
  'HTML',
  'SVG',
  'R',
  'ai',
  'bash',
  'bigquery',
  'cmd',
  'configure',
  'cpp',
  'cu',
  'cuda',
  'cython',
  'cython_inline',
  'cython_pyximport',
  'dot',
  'file',
  'fortran',
  'html',
  'javascript',
  'js',
  'julia',
  'latex',
  'markdown',
  'matlab',
  'mermaid',
  'nvcc',
  'octave',
  'perl',
  'powershell',
  'pwsh',
  'pypy',
  'python',
  'python2',
  'python3',
  'ruby',
  'script',
  'sh',
  'shell',
  'spark',
  'sql',
  'svg',
  'sx',
  'system',
  'typescript',
  'verilog',
  'writefile',
  'writetemplate'
]);

/** `%%writefile name.py` and its old name. */
export const FILE_WRITING_MAGICS: ReadonlySet<string> = new Set(['writefile', 'file']);

/** Options of `%%bash`, `%%script` and their like after which the name stands that takes the output. */
export const OUTPUT_OPTIONS: readonly string[] = ['--out', '--err', '--proc', '-o'];

/** Line magics of a plain IPython, which automagic runs without their `%` when they stand alone in a cell. */
export const AUTOMAGIC_NAMES: ReadonlySet<string> = new Set([
  'alias',
  'autoawait',
  'autocall',
  'autoindent',
  'automagic',
  'autosave',
  'bookmark',
  'cat',
  'cd',
  'clear',
  'colors',
  'conda',
  'config',
  'connect_info',
  'cp',
  'debug',
  'dhist',
  'dirs',
  'doctest_mode',
  'ed',
  'edit',
  'env',
  'gui',
  'hist',
  'history',
  'killbgscripts',
  'ldir',
  'less',
  'lf',
  'lk',
  'll',
  'load',
  'load_ext',
  'loadpy',
  'logoff',
  'logon',
  'logstart',
  'logstate',
  'logstop',
  'ls',
  'lsmagic',
  'lx',
  'macro',
  'magic',
  'mamba',
  'man',
  'matplotlib',
  'micromamba',
  'mkdir',
  'more',
  'mv',
  'notebook',
  'page',
  'pastebin',
  'pdb',
  'pdef',
  'pdoc',
  'pfile',
  'pinfo',
  'pinfo2',
  'pip',
  'popd',
  'pprint',
  'precision',
  'prun',
  'psearch',
  'psource',
  'pushd',
  'pwd',
  'pycat',
  'pylab',
  'qtconsole',
  'quickref',
  'recall',
  'rehashx',
  'reload_ext',
  'rep',
  'rerun',
  'reset',
  'reset_selective',
  'rm',
  'rmdir',
  'run',
  'save',
  'sc',
  'set_env',
  'store',
  'subshell',
  'sx',
  'system',
  'tb',
  'tensorboard',
  'time',
  'timeit',
  'unalias',
  'unload_ext',
  'uv',
  'who',
  'who_ls',
  'whos',
  'xdel',
  'xmode'
]);
