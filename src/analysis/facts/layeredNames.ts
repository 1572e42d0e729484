/**
 * What names stand for on one of several ways through a body: what is set there, on top of what they were before.
 */
export class LayeredNames<T> {
  /** @param _before - what the names were where the way begins. */
  constructor(private readonly _before: LayeredNames<T> | null = null) {}

  get(name: string): T | undefined {
    let value = this._set.get(name);
    for (let layer = this._before; value === undefined && layer !== null; layer = layer._before) {
      value = layer._set.get(name);
    }
    return value;
  }

  set(name: string, value: T): void {
    this._set.set(name, value);
  }

  /** The names that are set on this way. */
  get own(): Iterable<string> {
    return this._set.keys();
  }

  private readonly _set = new Map<string, T>();
}
