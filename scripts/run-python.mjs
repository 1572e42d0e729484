/** Runs a Python program of the project with the project's own Python: `node scripts/run-python.mjs FILE …`. */
import { spawnSync } from 'node:child_process';
import { repository, pythonOfProject } from './setup/places.mjs';

const done = spawnSync(pythonOfProject(), process.argv.slice(2), {
  cwd: repository,
  stdio: 'inherit'
});
process.exit(done.status ?? 1);
