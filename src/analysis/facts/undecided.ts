/**
 * Functions of which nobody can tell, since looking at them took more of JavaScript's stack than there is.
 */
import { isStackExhaustion } from '../stackExhaustion';
import type { FunctionContext } from './functionContext';

/** What `make` gives; what `otherwise` gives where the stack is not deep enough for it. */
export function unlessExhausted<T>(make: () => T, otherwise: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!isStackExhaustion(error)) {
      throw error;
    }
    return otherwise();
  }
}

/** The function as if it had not been run. */
export function withoutRuns(context: FunctionContext): FunctionContext {
  const { subject } = context;
  return {
    ...context,
    subject: {
      ...subject,
      arrivals: [],
      activations: [],
      record: {
        ...subject.record,
        arrivals: [],
        activations: [],
        assumedArrivals: [],
        assumed: null
      }
    }
  };
}
