/**
 * Numbers for values that do not hang on what was analysed before: how they differ apart from the calls in which their
 * objects were made, and in which order they stand.
 */
import type { TopStatement } from '../syntax/tree';
import type { FunctionCode, HeapObject, Value } from './value';

/** Numbers values by texts that are made of the numbers of their parts. */
abstract class NumberedValues {
  /** The number of a value without parts, or `null` for one that has some. */
  protected abstract ofWhole(value: Value): number | null;
  protected abstract ofStatement(top: TopStatement): number;
  protected abstract ofText(text: string): number;
  /** Tells the objects apart that are made at one place. */
  protected abstract contextOf(object: HeapObject): string;

  /** The value's number. */
  of(value: Value): number {
    let number = this._known.get(value);
    if (number === undefined) {
      number = this.ofWhole(value) ?? this.ofText(this._textOf(value));
      this._known.set(value, number);
    }
    return number;
  }

  /** An object is its kind, its class, and the place in the program that makes it. */
  private _ofObject(object: HeapObject): string {
    const { kind, cls, site, part } = object;
    const place = site === null ? '' : `${this.ofStatement(site.top)}:${site.start}:${site.end}`;
    return `${kind}|${cls === null ? '' : this.of(cls)}|${place}|${part}|${this.contextOf(object)}`;
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
        return `tuple|${this._all(value.items)}|${value.rest === null ? '' : this.of(value.rest)}|${value.names?.join(',') ?? ''}|${value.cls ?? ''}`;
      case 'union':
        return `union|${[...new Set(value.members.map(member => this.of(member)))].sort((left, right) => left - right).join(',')}`;
      case 'method':
        return `method|${this.of(value.receiver)}|${this.of(value.function)}`;
      case 'library-method':
        return `library method|${this.of(value.receiver)}|${value.owner ?? ''}|${value.name}`;
      case 'partial':
        return `partial|${this.of(value.function)}|${this._all(value.positional)}|${this._named(value.keywords)}`;
      case 'wrapper':
        return `wrapper|${value.wrapper}|${this.of(value.function)}|${value.api}|${value.at === null ? '' : `${this.ofStatement(value.at.top)}:${value.at.start}`}|${value.setter === null ? '' : this.of(value.setter)}|${value.signature === null ? '' : this.of(value.signature)}`;
      case 'dataset':
        return `dataset|${this._all([value.element, value.traced, value.head])}|${value.front}|${value.size ?? ''}|${value.repeated ? 1 : 0}|${value.unevenFrom ?? ''}`;
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

  private _ofCode({ top, node }: FunctionCode): string {
    return `${this.ofStatement(top)}:${node.start}:${node.end}`;
  }

  private _all(values: readonly Value[]): string {
    return values.map(value => this.of(value)).join(',');
  }

  private _named(values: ReadonlyMap<string, Value>): string {
    return [...values].map(([name, value]) => `${name}=${this.of(value)}`).join(',');
  }

  private readonly _known = new WeakMap<Value, number>();
}

/**
 * Outlines are equal for values that differ only in the calls in which their objects were made.
 *
 * A run whose objects nobody sees afterwards is shared by all places that call for it, and its objects are named by the
 * place that came first: another one after an edit than in a first analysis. What is counted over an analysis is
 * therefore counted by outlines, which are the same in both.
 */
export class Outlines extends NumberedValues {
  /** @param identityOf - a number for a statement, the same as long as it lives. */
  constructor(identityOf: (object: object) => number) {
    super();
    this._identityOf = identityOf;
  }

  /** The outlines of a call's arguments, as one text. */
  ofArguments(args: Iterable<Value>): string {
    let key = '';
    for (const value of args) {
      key += `${this.of(value)},`;
    }
    return key;
  }

  protected ofWhole(value: Value): number | null {
    switch (value.kind) {
      case 'constant':
      case 'tensor':
      case 'shape':
      case 'dtype':
      case 'library':
      case 'unknown':
      case 'never':
        return value.id;
      default:
        return null;
    }
  }

  protected ofStatement(top: TopStatement): number {
    return this._identityOf(top);
  }

  protected ofText(text: string): number {
    let number = this._numbers.get(text);
    if (number === undefined) {
      number = -1 - this._numbers.size;
      this._numbers.set(text, number);
    }
    return number;
  }

  protected contextOf(): string {
    return '';
  }

  private readonly _identityOf: (object: object) => number;
  private readonly _numbers = new Map<string, number>();
}

/**
 * Ranks order the alternatives of a value by what they are, not by when they were made: what is done with one after the
 * other is done in the same order after an edit as in a first analysis.
 */
export class Ranks extends NumberedValues {
  /** Says which statement a number stands for in the contexts of objects. */
  name(identity: number, top: TopStatement): void {
    this._byIdentity.set(identity, top);
  }

  protected ofWhole(value: Value): number | null {
    const text = wholeText(value);
    return text === null ? null : this.ofText(text);
  }

  protected ofStatement(top: TopStatement): number {
    let rank = this._ofStatements.get(top);
    if (rank === undefined) {
      rank = this.ofText(`${top.unit.document}|${top.unit.id}|${top.duplicate}|${top.text}`);
      this._ofStatements.set(top, rank);
    }
    return rank;
  }

  /** 53 bits of a text, evenly spread (cyrb53, in the public domain). */
  protected ofText(text: string): number {
    let high = 0xdeadbeef;
    let low = 0x41c6ce57;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
    high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
    low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
    return 4294967296 * (2097151 & low) + (high >>> 0);
  }

  protected contextOf({ context }: HeapObject): string {
    return context.replace(/(\d+)([:@])/gu, (_, identity: string, sign: string) => {
      const top = sign === ':' ? this._byIdentity.get(Number(identity)) : undefined;
      return `${top === undefined ? '' : this.ofStatement(top)}${sign}`;
    });
  }

  private readonly _byIdentity = new Map<number, TopStatement>();
  private readonly _ofStatements = new WeakMap<TopStatement, number>();
}

/** What a value without parts is, as a text; `null` for one that has parts. */
function wholeText(value: Value): string | null {
  switch (value.kind) {
    case 'constant':
      return `constant|${value.type}|${value.literal ? 1 : 0}|${Object.is(value.value, -0) ? '-0' : String(value.value)}`;
    case 'tensor': {
      const { dtype, form, shape } = value.type;
      return `tensor|${dtype ?? ''}|${form}|${shape?.join() ?? '?'}|${value.origin}|${value.elements?.join() ?? '?'}`;
    }
    case 'shape':
      return `shape|${value.dimensions?.join() ?? '?'}`;
    case 'dtype':
      return `dtype|${value.dtype ?? ''}|${value.library}`;
    case 'library':
      return `library|${value.path}`;
    case 'unknown':
      return `unknown|${value.reason}|${value.name ?? ''}`;
    case 'never':
      return 'never';
    default:
      return null;
  }
}
