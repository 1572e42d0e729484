/**
 * The edit of a function is kept as long as everything that it was planned from is the same: after a key press nearly
 * all functions keep theirs.
 */
import type { FunctionReport } from '../report';
import type { UnitTree } from '../syntax/tree';
import type { PlacedUnit, TreeModule } from './functionPlace';
import { relevantBindings, type TopBinding } from './tensorflowName';

/** What the edit of a function hangs on, its report apart: its cell, and the names that TensorFlow is reached by. */
type Inputs = {
  readonly unit: UnitTree;
  readonly unitIndex: number;
  readonly cellText: string;
  readonly names: readonly TopBinding[];
};

/** Keeps the finished report of each function that has been given its edit. */
export class EditMemory {
  /**
   * The report with its edit: the one that is kept, or a new one.
   *
   * @param make - reads nothing but the report, the unit, and the names that its module binds to TensorFlow.
   */
  recall(report: FunctionReport, placed: PlacedUnit, make: () => FunctionReport): FunctionReport {
    const { unit, unitIndex, cellText } = placed;
    const names = this._namesIn(placed.module);
    const known = this._edited.get(report);
    if (
      known?.inputs.unit === unit &&
      known.inputs.unitIndex === unitIndex &&
      known.inputs.cellText === cellText &&
      known.inputs.names === names
    ) {
      return known.edited;
    }
    const edited = make();
    this._edited.set(report, { inputs: { unit, unitIndex, cellText, names }, edited });
    return edited;
  }

  /** The names that TensorFlow may be reached by: those of the analysis before, as long as they are the same. */
  private _namesIn(module: TreeModule): readonly TopBinding[] {
    const names = relevantBindings(module);
    const before = this._names.get(module.source.document);
    if (before === undefined || !areSameBindings(before, names)) {
      this._names.set(module.source.document, names);
      return names;
    }
    return before;
  }

  private readonly _edited = new WeakMap<
    FunctionReport,
    { readonly inputs: Inputs; readonly edited: FunctionReport }
  >();
  private readonly _names = new Map<string, readonly TopBinding[]>();
}

/** Whether the same statements bind names, in the same order of units. */
function areSameBindings(left: readonly TopBinding[], right: readonly TopBinding[]): boolean {
  return (
    left === right ||
    (left.length === right.length &&
      left.every(
        ({ binding, unitIndex }, index) =>
          binding === right[index].binding && unitIndex === right[index].unitIndex
      ))
  );
}
