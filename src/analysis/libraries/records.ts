/**
 * Records of a data file by name, each read when it is first asked for: of thousands a program uses a few dozen.
 */
export class Records<T> {
  /**
   * @param raw - the records as the file has them, by name.
   * @param read - reads one; called once for each name that is asked for.
   */
  constructor(
    private readonly _raw: ReadonlyMap<string, unknown>,
    private readonly _read: (value: unknown) => T
  ) {}

  get size(): number {
    return this._raw.size;
  }

  get(name: string): T | undefined {
    let record = this._made.get(name);
    if (record === undefined && this._raw.has(name)) {
      record = this._read(this._raw.get(name));
      this._made.set(name, record);
    }
    return record;
  }

  keys(): IterableIterator<string> {
    return this._raw.keys();
  }

  private readonly _made = new Map<string, T>();
}
