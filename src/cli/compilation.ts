/**
 * How V8 compiles the analysis on the command line, and what it gives up for that.
 */
import { setFlagsFromString } from 'node:v8';

/**
 * By default V8 optimises functions so early, and with so much of their callees in them, that more than half of the
 * processor time of the first sixty notebooks goes to compiling (`npm run bench:corpus`): a program that ends after
 * seconds does not earn that back. Code that is not optimised is at least compiled at once. And short-lived objects are
 * collected by the thread that made them: the others are busy with notebooks of their own.
 *
 * The flags by the major version of V8, which has others since its 12th and complains of those that it does not know:
 * 11 is that of Node 20, 12 of Node 22, 13 of Node 24.
 */
const COMPILE_WHAT_IS_HOT: ReadonlyMap<string, readonly string[]> = new Map([
  [
    '11',
    [
      '--interrupt-budget=1000000',
      '--max-inlined-bytecode-size-cumulative=200',
      '--always-sparkplug',
      '--no-parallel-scavenge'
    ]
  ],
  ['12', ['--invocation-count-for-maglev=4000', '--invocation-count-for-turbofan=100000']],
  ['13', ['--invocation-count-for-maglev=4000', '--invocation-count-for-turbofan=100000']]
]);

/** The flags that a version of V8 knows; none for a version that is not known. */
export function compilationFlags(v8Version: string): readonly string[] {
  const [major] = v8Version.split('.');
  return COMPILE_WHAT_IS_HOT.get(major) ?? [];
}

/** Lets V8 compile only what is really hot: in this thread and in those that are started after. */
export function compileWhatIsHot(): void {
  compilationFlags(process.versions.v8).forEach(flag => setFlagsFromString(flag));
}
