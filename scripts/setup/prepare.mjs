/** Everything that must be there before JupyterLab or the tests run; what is there already is left as it is. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
  lstatSync
} from 'node:fs';
import { join } from 'node:path';
import { isWindows, jupyterFolder, programs, pythonOfProject, repository } from './places.mjs';
import { fail, output, run, say } from './run.mjs';

/** Free space that a first set-up needs, in bytes: node_modules, JupyterLab and TensorFlow. */
const SPACE_NEEDED = 4 * 1024 ** 3;

/** Sets up everything: packages, the build, and the extension in the project's own environment. */
export function prepare() {
  checkNode();
  installNodePackages();
  installPythonPackages();
  build();
  linkExtension();
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19) || (major === 22 && minor < 12)) {
    fail(
      `jupyterlab-hybridize needs Node.js 20.19 or later (22.12 or later of 22); this is ${process.versions.node}.`
    );
  }
}

function checkSpace() {
  const { bavail, bsize } = statfsSync(repository);
  if (bavail * bsize < SPACE_NEEDED) {
    fail(
      `The set-up needs about 4 GB of free disk space; there are ${((bavail * bsize) / 1024 ** 3).toFixed(1)} GB.`
    );
  }
}

/** A step is done again when one of the files that decide it has changed. */
function isDone(step, files) {
  const stamp = stampOf(step);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === digest(files);
}

function markDone(step, files) {
  mkdirSync(join(repository, 'build', 'stamps'), { recursive: true });
  writeFileSync(stampOf(step), digest(files));
}

function stampOf(step) {
  return join(repository, 'build', 'stamps', step);
}

function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function installNodePackages() {
  const files = [join(repository, 'package-lock.json')];
  if (isDone('node', files) && existsSync(join(repository, 'node_modules'))) {
    return;
  }
  checkSpace();
  say('Installing the JavaScript packages (about half a minute) …');
  if (run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']) !== 0) {
    fail('The JavaScript packages could not be installed; the messages above say why.');
  }
  markDone('node', files);
}

/** The newest Python from 3.10 to 3.13 on the path. */
function findPython() {
  const names = ['python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3', 'python'];
  for (const name of names) {
    const version = output(name, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']);
    if (version !== null && /^3\.1[0-3]$/u.test(version)) {
      return name;
    }
  }
  return fail(
    'jupyterlab-hybridize needs Python 3.10, 3.11, 3.12 or 3.13 on the path; none was found.'
  );
}

/** Whether Debian's packages can be installed. */
function canUseApt() {
  return !isWindows && process.getuid() === 0 && output('apt-get', ['--version']) !== null;
}

/** Installs packages of Debian; false where that cannot be. */
export function installDebianPackages(names) {
  if (!canUseApt()) {
    return false;
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return (
    run('apt-get', ['update', '-qq'], { env }) === 0 &&
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { env }) === 0
  );
}

function installPythonPackages() {
  const files = [join(repository, 'requirements.txt')];
  if (isDone('python', files) && existsSync(pythonOfProject())) {
    return;
  }
  checkSpace();
  if (!existsSync(pythonOfProject())) {
    const python = findPython();
    say('Making the Python environment .venv …');
    const make = () => run(python, ['-m', 'venv', join(repository, '.venv')]);
    if (make() !== 0) {
      rmSync(join(repository, '.venv'), { recursive: true, force: true });
      if (!installDebianPackages(['python3-venv']) || make() !== 0) {
        fail(
          'Python cannot make environments here; on Debian and Ubuntu install the package python3-venv.'
        );
      }
    }
  }
  say('Installing JupyterLab, ipykernel and TensorFlow into .venv (one to three minutes) …');
  const args = [
    '-m',
    'pip',
    'install',
    '--disable-pip-version-check',
    '--quiet',
    '-r',
    'requirements.txt'
  ];
  if (run(pythonOfProject(), args) !== 0) {
    fail('The Python packages could not be installed; the messages above say why.');
  }
  markDone('python', files);
}

/** All files below a folder, sorted. */
function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && !entry.name.endsWith('.pyc'))
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => !path.endsWith('.generated.ts'))
    .sort();
}

function build() {
  const files = [
    ...['src', 'style', 'schema', 'knowledge', join('jupyterlab_hybridize', 'kernel')].flatMap(
      name => filesBelow(join(repository, name))
    ),
    join(repository, 'package.json'),
    join(repository, 'package-lock.json'),
    join(repository, 'tsconfig.base.json'),
    join(repository, 'scripts', 'bundle-cli.mjs')
  ];
  const products = [
    join(repository, 'lib', 'cli', 'main.js'),
    join(repository, 'lib', 'cli', 'analysisThread.js'),
    join(repository, 'jupyterlab_hybridize', 'labextension', 'package.json')
  ];
  if (isDone('build', files) && products.every(existsSync)) {
    return;
  }
  say('Building the extension …');
  if (run('npm', ['run', '--silent', 'build']) !== 0) {
    fail('The extension could not be built; the messages above say why.');
  }
  markDone('build', files);
}

/** JupyterLab finds the built extension through a link in the environment. */
function linkExtension() {
  const folder = join(repository, '.venv', 'share', 'jupyter', 'labextensions');
  const link = join(folder, 'jupyterlab-hybridize');
  mkdirSync(folder, { recursive: true });
  if (lstatSync(link, { throwIfNoEntry: false }) === undefined) {
    symlinkSync(
      join(repository, 'jupyterlab_hybridize', 'labextension'),
      link,
      isWindows ? 'junction' : 'dir'
    );
  }
}

/** Environment variables that keep everything that Jupyter writes inside the checkout. */
export function jupyterEnvironment() {
  const place = name => join(jupyterFolder, name);
  return {
    ...process.env,
    PATH: `${programs}${isWindows ? ';' : ':'}${process.env.PATH ?? ''}`,
    JUPYTER_CONFIG_DIR: place('config'),
    JUPYTER_DATA_DIR: place('data'),
    JUPYTER_RUNTIME_DIR: place('runtime'),
    JUPYTERLAB_SETTINGS_DIR: place('settings'),
    JUPYTERLAB_WORKSPACES_DIR: place('workspaces'),
    IPYTHONDIR: place('ipython'),
    JUPYTER_PREFER_ENV_PATH: '1'
  };
}
