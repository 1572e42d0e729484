/**
 * Edits of a call that makes a graph: `fast = tf.function(step)`.
 */
import type { GraphReport } from '../report';
import type { Call, TopStatement, UnitTree } from '../syntax/tree';
import { walk } from '../syntax/walk';
import { setOption, type OptionValue } from './decoratorChange';
import { toCellOffset, type TreeModule } from './functionPlace';
import type { TextChange } from './textChange';

/** Where the call stands. */
export type GraphCallPlace = {
  readonly unit: UnitTree;
  readonly cellText: string;
  readonly top: TopStatement;
  readonly call: Call;
};

/** The one call whose source text the report gives; `null` where there is none, or more than one. */
export function findGraphCall(
  modules: readonly TreeModule[],
  graph: GraphReport
): GraphCallPlace | null {
  const found = new Map<Call, GraphCallPlace>();
  for (const module of modules) {
    for (const [unitIndex, unit] of module.units.entries()) {
      const cellText = module.source.units[unitIndex]?.cellText ?? '';
      for (const top of unit.statements) {
        if (!top.text.includes(graph.text)) {
          continue;
        }
        walk(top.statement, node => {
          if (node.kind === 'Call' && top.text.slice(node.start, node.end) === graph.text) {
            found.set(node, { unit, cellText, top, call: node });
          }
        });
      }
    }
  }
  const [place] = found.values();
  return found.size === 1 && place !== undefined ? place : null;
}

/** Replaces the call by the function that it wraps; `null` where the function is not its first argument. */
export function removeGraphCall(place: GraphCallPlace): TextChange | null {
  const { call, top } = place;
  const [first] = call.args;
  if (first === undefined || first.kind === 'Starred') {
    return null;
  }
  const text = top.text.slice(first.start, first.end);
  const isSimple = first.kind === 'Name' || first.kind === 'Attribute';
  return {
    start: toCellOffset(top, call.start),
    end: toCellOffset(top, call.end),
    text: isSimple ? text : `(${text})`
  };
}

/** Gives the call an option. */
export function reconfigureGraphCall(place: GraphCallPlace, option: OptionValue): TextChange {
  return setOption(place.top, place.call, option);
}
