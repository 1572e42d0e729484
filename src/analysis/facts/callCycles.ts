/**
 * Which functions may come to call each other in a circle: only these can be recursive (specification 5).
 */
import type { Activation } from '../interpreter/record';
import type { FunctionCode } from '../values/value';
import type { ProgramView } from './subject';

/** The number of the circle of each function that stands in one; functions of one circle reach each other. */
export type CallCycles = ReadonlyMap<FunctionCode, number>;

const _cycles = new WeakMap<ProgramView, CallCycles>();

/** The circles of a program, over all runs of all functions. */
export function callCyclesOf(view: ProgramView): CallCycles {
  let cycles = _cycles.get(view);
  if (cycles === undefined) {
    cycles = findCycles(calledBy(view));
    _cycles.set(view, cycles);
  }
  return cycles;
}

type CallGraph = ReadonlyMap<FunctionCode, ReadonlySet<FunctionCode>>;

/** What each function calls in any of its runs. */
function calledBy({ record }: ProgramView): CallGraph {
  const graph = new Map<FunctionCode, Set<FunctionCode>>();
  // Statements of a module are called by nothing.
  const note = ({ code: caller, callsIntoProgram }: Activation): void => {
    if (caller !== null && callsIntoProgram.length > 0) {
      const called = graph.get(caller) ?? new Set<FunctionCode>();
      callsIntoProgram.forEach(({ code }) => code !== null && called.add(code));
      graph.set(caller, called);
    }
  };
  // What reached runs call is reached.
  record.reached.forEach(note);
  const others = new Set(
    record.functions.flatMap(({ activations, assumed }) =>
      [...activations, ...(assumed === null ? [] : [assumed])].filter(
        run => !record.reached.has(run)
      )
    )
  );
  // A set gives what is added to it while it is gone through.
  for (const run of others) {
    note(run);
    for (const { callee } of run.callsIntoProgram) {
      if (callee !== null && !record.reached.has(callee)) {
        others.add(callee);
      }
    }
  }
  return graph;
}

/** A function on the way of Tarjan's search, with what of its calls is still to be gone through. */
type Visit = { readonly code: FunctionCode; readonly rest: Iterator<FunctionCode> };

/** The strongly connected components that hold a call (Tarjan 1972), without recursion of our own. */
function findCycles(graph: CallGraph): CallCycles {
  const cycles = new Map<FunctionCode, number>();
  const order = new Map<FunctionCode, number>();
  const lowest = new Map<FunctionCode, number>();
  const open: FunctionCode[] = [];
  const isOpen = new Set<FunctionCode>();
  const path: Visit[] = [];
  const enter = (code: FunctionCode): void => {
    order.set(code, order.size);
    lowest.set(code, order.size - 1);
    open.push(code);
    isOpen.add(code);
    path.push({ code, rest: (graph.get(code) ?? new Set<FunctionCode>()).values() });
  };
  const lower = (code: FunctionCode, to: number): void => {
    lowest.set(code, Math.min(lowest.get(code) ?? to, to));
  };
  for (const root of graph.keys()) {
    if (!order.has(root)) {
      enter(root);
    }
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const { code, rest } = visit;
      const next = rest.next();
      if (next.done !== true) {
        const known = order.get(next.value);
        if (known === undefined) {
          enter(next.value);
        } else if (isOpen.has(next.value)) {
          lower(code, known);
        }
        continue;
      }
      path.pop();
      const low = lowest.get(code) ?? 0;
      const caller = path.at(-1);
      if (caller !== undefined) {
        lower(caller.code, low);
      }
      if (low === order.get(code)) {
        const members = open.splice(open.indexOf(code));
        members.forEach(member => isOpen.delete(member));
        if (members.length > 1 || graph.get(code)?.has(code) === true) {
          members.forEach(member => cycles.set(member, low));
        }
      }
    }
  }
  return cycles;
}
