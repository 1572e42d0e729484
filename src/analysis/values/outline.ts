/**
 * What values are like apart from the calls in which their objects were made.
 *
 * A run whose objects nobody sees afterwards is shared by all places that call for it, and its objects are named by the
 * place that came first: another one after an edit than in a first analysis. What is counted over an analysis is
 * therefore counted by outlines, which are the same in both.
 */
import type { FunctionCode, HeapObject, Value } from './value';

/** Numbers the outlines of the values of one table. */
export class Outlines {
  /** @param identityOf - a number for a node or statement, the same as long as it lives. */
  constructor(private readonly _identityOf: (object: object) => number) {}

  /** The outlines of a call's arguments, as one text. */
  ofArguments(args: ReadonlyMap<string, Value>): string {
    let key = '';
    for (const value of args.values()) {
      key += `${this.of(value)},`;
    }
    return key;
  }

  /** A number: equal for values that differ only in the calls in which their objects were made. */
  of(value: Value): number {
    switch (value.kind) {
      case 'constant':
      case 'tensor':
      case 'shape':
      case 'dtype':
      case 'library':
      case 'unknown':
      case 'never':
        return value.id;
      default: {
        let outline = this._known.get(value);
        if (outline === undefined) {
          outline = this._numberOf(this._textOf(value));
          this._known.set(value, outline);
        }
        return outline;
      }
    }
  }

  /** The outline of an object: its kind, its class, and the place in the program that makes it. */
  private _ofObject({ kind, cls, site, part }: HeapObject): string {
    const place = site === null ? '' : `${this._identityOf(site.top)}:${site.start}:${site.end}`;
    return `${kind}|${cls === null ? '' : this.of(cls)}|${place}|${part}`;
  }

  private _textOf(value: Value): string {
    switch (value.kind) {
      case 'object':
      case 'module':
        return `${value.kind}|${this._ofObject(value.object)}`;
      case 'class':
        return `class|${this._ofObject(value.object)}`;
      case 'function':
        return `function|${this._ofCode(value.code)}|${this._ofObject(value.environment)}|${this._named(value.defaults)}`;
      case 'tuple':
        return `tuple|${this._all(value.items)}|${value.rest === null ? '' : this.of(value.rest)}|${value.names?.join(',') ?? ''}`;
      case 'union':
        return `union|${[...new Set(value.members.map(member => this.of(member)))].sort((left, right) => left - right).join(',')}`;
      case 'method':
        return `method|${this.of(value.receiver)}|${this.of(value.function)}`;
      case 'library-method':
        return `library method|${this.of(value.receiver)}|${value.owner ?? ''}|${value.name}`;
      case 'partial':
        return `partial|${this.of(value.function)}|${this._all(value.positional)}|${this._named(value.keywords)}`;
      case 'wrapper':
        return `wrapper|${value.wrapper}|${this.of(value.function)}|${value.api}|${value.at === null ? '' : `${this._identityOf(value.at.top)}:${value.at.start}`}|${value.setter === null ? '' : this.of(value.setter)}|${value.signature === null ? '' : this.of(value.signature)}`;
      case 'dataset':
        return `dataset|${this._all([value.element, value.traced, value.head])}|${value.front}|${value.size ?? ''}|${value.repeated ? 1 : 0}`;
      case 'slice':
      case 'range':
        return this._ofBounds(value);
      default:
        return `value|${value.id}`;
    }
  }

  private _ofBounds(value: Extract<Value, { kind: 'slice' | 'range' }>): string {
    const [first, second] =
      value.kind === 'slice' ? [value.lower, value.upper] : [value.start, value.stop];
    const parts = [first, second, value.step].map(part => (part === null ? '' : this.of(part)));
    return `${value.kind}|${parts.join('|')}`;
  }

  private _ofCode({ node }: FunctionCode): number {
    return this._identityOf(node);
  }

  private _all(values: readonly Value[]): string {
    return values.map(value => this.of(value)).join(',');
  }

  private _named(values: ReadonlyMap<string, Value>): string {
    return [...values].map(([name, value]) => `${name}=${this.of(value)}`).join(',');
  }

  private _numberOf(text: string): number {
    let number = this._numbers.get(text);
    if (number === undefined) {
      number = -1 - this._numbers.size;
      this._numbers.set(text, number);
    }
    return number;
  }

  private readonly _known = new WeakMap<Value, number>();
  private readonly _numbers = new Map<string, number>();
}
