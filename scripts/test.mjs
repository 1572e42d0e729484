/** `npm test`: sets up what is missing, and runs all checks and tests. `--only STAGE` runs one stage. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isWindows, programs, pythonOfProject, repository } from './setup/places.mjs';
import { jupyterEnvironment, prepare } from './setup/prepare.mjs';
import { findBrowser } from './setup/browser.mjs';
import { fail, run, say } from './setup/run.mjs';

const results = join(repository, 'build', 'test-results');

function localBin(name) {
  return join(repository, 'node_modules', '.bin', isWindows ? `${name}.cmd` : name);
}

/** A stage without test cases counts as one. */
function single(status) {
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Whether all steps end well; all are run. */
function all(...statuses) {
  return single(statuses.every(status => status === 0) ? 0 : 1);
}

function lint() {
  return all(
    run(localBin('eslint'), ['--quiet', '.']),
    run(localBin('prettier'), ['--check', '--log-level', 'warn', '.']),
    run(localBin('stylelint'), ['style/**/*.css']),
    run(join(programs, 'ruff'), ['check', '--quiet', '.'])
  );
}

function types() {
  return single(run(localBin('tsc'), ['-b']));
}

function jest() {
  const file = join(results, 'jest.json');
  const status = run(localBin('jest'), ['--json', `--outputFile=${file}`, '--forceExit']);
  if (!existsSync(file)) {
    return { passed: 0, failed: 1 };
  }
  const counts = JSON.parse(readFileSync(file, 'utf8'));
  const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
  return { passed: counts.numPassedTests, failed: status !== 0 && failed === 0 ? 1 : failed };
}

function pytest() {
  const file = join(results, 'pytest.xml');
  const status = run(pythonOfProject(), ['-m', 'pytest', `--junitxml=${file}`], {
    env: { ...jupyterEnvironment(), TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '-1' }
  });
  const suite = existsSync(file) ? /<testsuite [^>]*>/u.exec(readFileSync(file, 'utf8')) : null;
  if (suite === null) {
    return { passed: 0, failed: 1 };
  }
  const count = name => Number(new RegExp(` ${name}="(\\d+)"`, 'u').exec(suite[0])?.[1] ?? 0);
  const failed = count('failures') + count('errors');
  return {
    passed: count('tests') - failed - count('skipped'),
    failed: status !== 0 && failed === 0 ? 1 : failed
  };
}

function ui() {
  const file = join(results, 'playwright.json');
  const status = run(
    localBin('playwright'),
    ['test', '--config', 'ui-tests/playwright.config.mjs', '--reporter=list,json'],
    { env: { ...process.env, HYBRIDIZE_BROWSER: findBrowser(), PLAYWRIGHT_JSON_OUTPUT_NAME: file } }
  );
  if (!existsSync(file)) {
    return { passed: 0, failed: 1 };
  }
  const { stats } = JSON.parse(readFileSync(file, 'utf8'));
  return {
    passed: stats.expected + stats.flaky,
    failed: status !== 0 && stats.unexpected === 0 ? 1 : stats.unexpected
  };
}

const STAGES = { types, lint, jest, pytest, ui };

/** The notebooks that some checks read lie beside the checkout, where the developers work. */
function checkCorpus() {
  const corpus = process.env.HYBRIDIZE_CORPUS ?? join(repository, '..', 'shared', 'corpus');
  if (existsSync(corpus)) {
    return true;
  }
  say(
    'The notebooks of ../shared/corpus are not here (HYBRIDIZE_CORPUS may name them): checks on them are left out.'
  );
  return process.env.CI !== 'true';
}

const only = process.argv.indexOf('--only');
const wanted = only < 0 ? Object.keys(STAGES) : [process.argv[only + 1]];
if (wanted.some(name => !(name in STAGES))) {
  fail(`There is no such stage; there are: ${Object.keys(STAGES).join(', ')}.`);
}
prepare();
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
let passed = 0;
let failed = checkCorpus() ? 0 : 1;
const lines = [];
for (const name of wanted) {
  const begin = Date.now();
  say(`${name} …`);
  const counts = STAGES[name]();
  passed += counts.passed;
  failed += counts.failed;
  lines.push(
    `${name}: ${counts.passed} passed, ${counts.failed} failed (${((Date.now() - begin) / 1000).toFixed(0)} s)`
  );
}
console.log(`\n${lines.map(line => `  ${line}`).join('\n')}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
