/**
 * How V8 compiles the analysis on the command line.
 */
import { setFlagsFromString } from 'node:v8';

/**
 * By default V8 optimises functions so early, and with so much of their callees in them, that more than half of the
 * processor time of the first sixty notebooks went to compiling (`npm run bench:corpus`): a program that ends after
 * seconds does not earn that back.
 */
const COMPILE_WHAT_IS_HOT = [
  '--interrupt-budget=1000000',
  '--max-inlined-bytecode-size-cumulative=200'
];

/** Lets V8 compile only what is really hot: in this thread and in those that are started after. */
export function compileWhatIsHot(): void {
  COMPILE_WHAT_IS_HOT.forEach(flag => setFlagsFromString(flag));
}
