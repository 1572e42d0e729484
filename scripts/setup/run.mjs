/** Running programs, and saying what goes on. */
import { spawnSync } from 'node:child_process';
import { repository, isWindows } from './places.mjs';

/** Ends with one sentence. */
export function fail(sentence) {
  console.error(`\n${sentence}`);
  process.exit(1);
}

/** Says what is being done. */
export function say(sentence) {
  console.log(`\u2022 ${sentence}`);
}

/** Runs a program and gives its exit status; what it prints is shown. */
export function run(program, args, options = {}) {
  const done = spawnSync(program, args, {
    cwd: repository,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: isWindows && !program.endsWith('.exe'),
    ...options
  });
  return done.error ? 127 : (done.status ?? 1);
}

/** Runs a program and gives what it printed; `null` where it failed. */
export function output(program, args) {
  const done = spawnSync(program, args, { cwd: repository, encoding: 'utf8' });
  return done.status === 0 ? done.stdout.trim() : null;
}
