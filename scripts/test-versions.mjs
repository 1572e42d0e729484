/**
 * `npm run test:versions`: the tests of measuring under older and newer TensorFlow, Keras and Python.
 *
 * Each row has an environment of its own below `build/versions/`, made at the first run. `--only NAME` runs one row.
 * What follows `--` within the arguments goes to pytest.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isWindows, jupyterFolder, repository } from './setup/places.mjs';
import { jupyterEnvironment } from './setup/prepare.mjs';
import { fail, output, run, say } from './setup/run.mjs';

/** The servers of a remote kernel are the same under every TensorFlow; older environments are without them. */
const LEFT_OUT = new Set(['test_measure_remote.py']);

/** What is tested: pinned packages, the Pythons they are for, the environment that holds them, variables. */
const ROWS = [
  {
    name: 'tensorflow-2.12',
    about: 'TensorFlow 2.12, Keras 2',
    environment: 'tensorflow-2.12',
    pythons: ['3.11'],
    requirements: ['requirements-versions/tensorflow-2.12.txt'],
    variables: {}
  },
  {
    name: 'tensorflow-2.15',
    about: 'TensorFlow 2.15, Keras 2, Python 3.9',
    environment: 'tensorflow-2.15',
    pythons: ['3.9'],
    requirements: ['requirements-versions/tensorflow-2.15.txt'],
    variables: {}
  },
  {
    name: 'python-3.10',
    about: 'the TensorFlow of requirements.txt, Keras 3, Python 3.10',
    environment: 'python-3.10',
    pythons: ['3.10'],
    requirements: ['requirements.txt'],
    variables: {}
  },
  {
    name: 'python-3.12',
    about: 'the TensorFlow of requirements.txt, Keras 3, sys.monitoring under Python 3.12',
    environment: 'python-3.12',
    pythons: ['3.12'],
    requirements: ['requirements.txt'],
    variables: {}
  },
  {
    name: 'current',
    about: 'the TensorFlow of requirements.txt, Keras 3, sys.monitoring under Python 3.13',
    environment: 'current',
    pythons: ['3.13'],
    requirements: ['requirements.txt', 'requirements-versions/legacy-keras.txt'],
    variables: {}
  },
  {
    name: 'legacy-keras',
    about: 'the TensorFlow of requirements.txt, Keras 2',
    environment: 'current',
    pythons: ['3.13'],
    requirements: ['requirements.txt', 'requirements-versions/legacy-keras.txt'],
    variables: { TF_USE_LEGACY_KERAS: '1' }
  }
];

const environments = join(repository, 'build', 'versions');

function pythonOf(folder) {
  return join(folder, ...(isWindows ? ['Scripts', 'python.exe'] : ['bin', 'python']));
}

function versionOf(python) {
  return output(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']);
}

function findPython(versions) {
  const found = versions
    .map(version => [`python${version}`, version])
    .find(([name, version]) => versionOf(name) === version);
  return found?.[0] ?? null;
}

/** The Python of a row's environment, which is made where it is missing or out of date; `null` where it cannot be. */
function environmentOf(row) {
  const folder = join(environments, row.environment);
  const stamp = join(folder, 'installed.txt');
  const digest = createHash('sha256');
  row.requirements.forEach(file => digest.update(readFileSync(join(repository, file))));
  const wanted = digest.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
    return pythonOf(folder);
  }
  const python = findPython(row.pythons);
  if (python === null) {
    say(`${row.name} needs Python ${row.pythons.join(' or ')} on the path; none was found.`);
    return null;
  }
  say(`Making the environment of ${row.name} with ${python} (one to three minutes) …`);
  rmSync(folder, { recursive: true, force: true });
  const install = ['-m', 'pip', 'install', '--disable-pip-version-check', '--quiet', '--no-deps'];
  const made =
    run(python, ['-m', 'venv', folder]) === 0 &&
    run(pythonOf(folder), [...install, ...row.requirements.flatMap(file => ['-r', file])]) === 0;
  if (!made) {
    return null;
  }
  writeFileSync(stamp, wanted);
  return pythonOf(folder);
}

function countsOf(file, status) {
  const suite = existsSync(file)
    ? /<testsuite [^>]*>/u.exec(readFileSync(file, 'utf8'))?.[0]
    : undefined;
  if (suite === undefined) {
    return { passed: 0, failed: 1 };
  }
  const count = name => Number(new RegExp(` ${name}="(\\d+)"`, 'u').exec(suite)?.[1] ?? 0);
  const failed = count('failures') + count('errors');
  return {
    passed: count('tests') - failed - count('skipped'),
    failed: status !== 0 && failed === 0 ? 1 : failed
  };
}

function test(row, extra) {
  const python = environmentOf(row);
  if (python === null) {
    return { passed: 0, failed: 1, python: 'none' };
  }
  const report = join(environments, `${row.name}.xml`);
  rmSync(report, { force: true });
  const files = readdirSync(join(repository, 'python-tests'))
    .filter(name => /^test_measure_.*\.py$/u.test(name) && !LEFT_OUT.has(name))
    .map(name => join('python-tests', name));
  const args = ['-m', 'pytest', '-p', 'no:cacheprovider', `--junitxml=${report}`, ...files];
  const status = run(python, [...args, ...extra], {
    env: {
      ...jupyterEnvironment(),
      TF_CPP_MIN_LOG_LEVEL: '3',
      CUDA_VISIBLE_DEVICES: '-1',
      ...row.variables
    }
  });
  return { ...countsOf(report, status), python: versionOf(python) };
}

const given = process.argv.slice(2);
const separator = given.indexOf('--');
const options = separator < 0 ? given : given.slice(0, separator);
const extra = separator < 0 ? [] : given.slice(separator + 1);
const only = options.indexOf('--only');
const rows = only < 0 ? ROWS : ROWS.filter(row => row.name === options[only + 1]);
if (rows.length === 0) {
  fail(`There is no such row; there are: ${ROWS.map(row => row.name).join(', ')}.`);
}
mkdirSync(environments, { recursive: true });
mkdirSync(jupyterFolder, { recursive: true });
const lines = rows.map(row => {
  say(`${row.name}: ${row.about} …`);
  const begin = Date.now();
  const counts = test(row, extra);
  const seconds = ((Date.now() - begin) / 1000).toFixed(0);
  const text = `${counts.passed} passed, ${counts.failed} failed (Python ${counts.python}, ${seconds} s)`;
  return { ok: counts.failed === 0 && counts.passed > 0, text: `${row.name}: ${text}` };
});
console.log(`\n${lines.map(line => `  ${line.text}`).join('\n')}`);
process.exit(lines.every(line => line.ok) ? 0 : 1);
