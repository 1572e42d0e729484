/**
 * The calls that reach the functions of a program.
 */
import type { FunctionCode, FunctionValue } from '../values/value';
import type { Activation, Arrival } from './record';

/** The value of a `def`, and the run that evaluated it. */
type Definition = { readonly value: FunctionValue; readonly by: Activation };

/** Gathers calls by the code that they reach. */
export class Arrivals {
  /** Follows all calls below an activation, in the order in which the program makes them. */
  follow(root: Activation): void {
    const pending = [root];
    for (let caller = pending.pop(); caller !== undefined; caller = pending.pop()) {
      if (this.visited.has(caller)) {
        continue;
      }
      this.visited.add(caller);
      for (const value of caller.definitions) {
        if (!this._definitions.has(value.code)) {
          this._definitions.set(value.code, { value, by: caller });
        }
      }
      const edges = caller.callsIntoProgram;
      for (const edge of edges) {
        if (edge.callee !== null) {
          this.add({ activation: edge.callee, edge, caller });
        }
      }
      for (let index = edges.length - 1; index >= 0; index--) {
        const { callee } = edges[index];
        if (callee !== null) {
          pending.push(callee);
        }
      }
    }
  }

  add(arrival: Arrival): void {
    const { code } = arrival.activation;
    if (code !== null) {
      const list = this._byCode.get(code) ?? [];
      list.push(arrival);
      this._byCode.set(code, list);
    }
  }

  of(code: FunctionCode): readonly Arrival[] {
    return this._byCode.get(code) ?? [];
  }

  /** The first value that a `def` had, and the run that made it. */
  definitionOf(code: FunctionCode): Definition | undefined {
    return this._definitions.get(code);
  }

  readonly visited = new Set<Activation>();
  private readonly _definitions = new Map<FunctionCode, Definition>();
  private readonly _byCode = new Map<FunctionCode, Arrival[]>();
}

const NO_ACTIVATIONS: readonly Activation[] = [];

/** The runs that calls arrive at, each once. */
export function activationsOf(arrivals: readonly Arrival[]): readonly Activation[] {
  switch (arrivals.length) {
    case 0:
      return NO_ACTIVATIONS;
    case 1:
      return [arrivals[0].activation];
    default:
      return [...new Set(arrivals.map(({ activation }) => activation))];
  }
}
