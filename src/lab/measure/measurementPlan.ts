/**
 * What a measurement would run, said before it runs: with which arguments, from where, and the exact code.
 */
import type { CallReport, FunctionReport } from '../../analysis/report';
import type { GraphVariant } from '../../measure/request';
import { splitCall } from './callText';

/** More calls than these are not offered: the kernel reads no more either. */
const CALLS_OFFERED = 6;

/** A call whose arguments can be taken. */
export type OfferedCall = {
  readonly call: CallReport;
  readonly callee: string;
  readonly args: string;
};

/**
 * The calls whose arguments can be taken, the likeliest first: those at cell level, since the names in their
 * arguments are names that the kernel holds. Equal texts are offered once.
 */
export function offeredCalls(report: FunctionReport): readonly OfferedCall[] {
  const sorted = [...report.calls].sort(
    (left, right) => Number(left.inFunction !== null) - Number(right.inFunction !== null)
  );
  const byText = new Map<string, OfferedCall>();
  for (const call of sorted) {
    const parts = splitCall(call.text);
    if (parts !== null && !byText.has(call.text)) {
      byText.set(call.text, { call, ...parts });
    }
  }
  return [...byText.values()].slice(0, CALLS_OFFERED);
}

/** One call of a variant; what the name stands for now is called as it is. */
function variantCode(callee: string, args: string, variant: GraphVariant): string {
  switch (variant) {
    case 'jit_compile':
      return `tf.function(${callee}, jit_compile=True)(${args})`;
    case 'reduce_retracing':
      return `tf.function(${callee}, reduce_retracing=True)(${args})`;
    case 'current':
      return `${callee}(${args})`;
  }
}

/** The code of a measurement, one line for each way of running. */
export function codeToRun(
  callee: string,
  args: string,
  variants: readonly GraphVariant[]
): readonly string[] {
  return [
    `${callee}(${args})`,
    `tf.function(${callee})(${args})`,
    ...variants.map(variant => variantCode(callee, args, variant))
  ];
}
