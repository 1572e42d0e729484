/**
 * `npm run truth:verdicts [-- OPTIONS]`: drawn programs (`--generated N --seed S`), then the notebooks of the corpus
 * (`--python PYTHON --limit N`), run eagerly and as graphs and laid beside their badges.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const given = process.argv.slice(2);
const FOR_PROGRAMS = new Set(['--generated', '--seed']);
const forPrograms = [];
const forNotebooks = [];
for (let index = 0; index < given.length; index++) {
  const target = FOR_PROGRAMS.has(given[index]) ? forPrograms : forNotebooks;
  target.push(given[index]);
  if (given[index].startsWith('--')) {
    target.push(given[++index]);
  }
}
const run = (script, args) =>
  spawnSync(
    process.execPath,
    [join(repository, 'scripts', 'run-python.mjs'), join('python-tests', 'truth', script), ...args],
    { cwd: repository, stdio: 'inherit' }
  ).status;
const statuses = [
  run('compare_verdicts.py', forPrograms),
  run('notebook_verdicts.py', forNotebooks)
];
process.exitCode = statuses.every(status => status === 0) ? 0 : 1;
