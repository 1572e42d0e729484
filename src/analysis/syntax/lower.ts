/**
 * Reads a unit: its text becomes top-level statements. A statement whose text did not change keeps its object, so
 * that all that was found out about it stays valid.
 *
 * What the grammar (tree-sitter-python 0.25) reads differently from CPython, and where it is set right:
 * - `print x`, `print >>f, x`, `exec "x"` of Python 2 parse: they become `ErrorStatement` (`lowerStatement.ts`), but for
 *   `print >>f, x`, which is an expression in Python 3 too;
 * - an empty block parses (`def f():` alone): its body becomes an `ErrorStatement`;
 * - an end of line is a blank where no statement can end (`lineBreaks.ts`);
 * - `await a ** b`, `f"{a:=5}"`, signed numbers and keywords in `case` patterns are nested the wrong way;
 * - `with (a as b, c as d):` parses as a tuple of `as` patterns (`lowerStatement.ts`);
 * - literal text of strings has no node in places, `r"\\\\"` among them (`lowerString.ts`);
 * - newer syntax than its own is blanked before it sees the text (`newerSyntax.ts`);
 * - a cell indented as a whole parses, as IPython has it (it dedents such cells).
 */
import type { SourceUnit } from '../program';
import { isStackExhaustion } from '../stackExhaustion';
import type { ConcreteNode } from './concrete';
import { copyNode } from './concrete';
import { runsLinesTogether } from './lineBreaks';
import { lowerStatement, statementsIn } from './lowerStatement';
import { mayBeMisread, withoutNewerSyntax } from './newerSyntax';
import type { IConcreteCursor, IPythonParser } from './parser';
import { segmentsOf } from './recovery';
import type { Segment } from './recovery';
import type { IUnitPlace, SyntaxProblem, TopStatement, UnitTree } from './tree';

/** Texts longer than this, in UTF-16 units, are not parsed; the caller reports `cell-too-large`. */
export const TEXT_LIMIT = 256 * 1024;

/** An `elif` is nested in the `if` before it, so there is a bound to them too. */
const ELIF_LIMIT = 400;

/** Problems of one unit that are told; more of them say nothing new. */
const PROBLEM_LIMIT = 20;

/** A unit's place that later edits may move. */
type MovableUnit = { -readonly [Key in keyof IUnitPlace]: IUnitPlace[Key] };

/**
 * Parses and lowers a unit, taking over from `previous`, the same unit's tree before the edit, what did not change.
 * Never throws; a text beyond {@link TEXT_LIMIT} has no statements.
 */
export function parseUnit(
  parser: IPythonParser,
  unit: SourceUnit,
  previous: UnitTree | null
): UnitTree {
  const before = previous !== null && isSamePlace(previous.unit, unit) ? previous : null;
  if (before !== null) {
    before.unit.cell = unit.cell;
    if (before.text === unit.text) {
      return before;
    }
  }
  const place: MovableUnit = before?.unit ?? {
    id: unit.id,
    document: unit.document,
    cell: unit.cell,
    cellOffset: unit.cellOffset
  };
  if (unit.text.length > TEXT_LIMIT) {
    return { unit: place, text: unit.text, statements: [], problems: [] };
  }
  const asWritten = mayBeMisread(unit.text)
    ? null
    : readWhole(parser, unit.text, new Reading(unit.text, place, before));
  if (asWritten !== null) {
    return asWritten;
  }
  const readable = withoutNewerSyntax(unit.text);
  const adapted =
    readable === unit.text && !mayBeMisread(unit.text)
      ? null
      : readWhole(parser, readable, new Reading(unit.text, place, before));
  if (adapted !== null) {
    return adapted;
  }
  const reading = new Reading(unit.text, place, before);
  for (const segment of segmentsOf(parser, readable)) {
    parser.parse(segment.text, tree => reading.readTree(tree.cursor, segment, 'as-is'));
  }
  return reading.finish();
}

/** Reads a text that parses as it stands; `null` where it does not, and the reading is of no use. */
function readWhole(parser: IPythonParser, text: string, reading: Reading): UnitTree | null {
  const whole: Segment = { offset: 0, text, masked: new Map(), isClean: true };
  const isRead = parser.parse(
    text,
    tree => !tree.hasError && reading.readTree(tree.cursor, whole, 'checked') === 'read'
  );
  return isRead ? reading.finish() : null;
}

function isSamePlace(place: IUnitPlace, unit: SourceUnit): boolean {
  return (
    place.id === unit.id && place.document === unit.document && place.cellOffset === unit.cellOffset
  );
}

/** Statements of one source before the edit, by their ordinal. */
type KnownStatements = {
  readonly text: string;
  readonly byDuplicate: Map<number, TopStatement>;
};

/** One reading of a unit's text. */
class Reading {
  constructor(
    private readonly _text: string,
    private readonly _place: MovableUnit,
    previous: UnitTree | null
  ) {
    for (const statement of previous?.statements ?? []) {
      if (!_isBroken.has(statement)) {
        const source = _sources.get(statement) ?? statement.text;
        const known = this._known.get(source) ?? { text: statement.text, byDuplicate: new Map() };
        known.byDuplicate.set(statement.duplicate, statement);
        this._known.set(source, known);
      }
    }
  }

  /**
   * Reads the statements of a parsed segment; the cursor stands at the module. With `'checked'` it gives up where the
   * grammar ran lines together.
   */
  readTree(
    cursor: IConcreteCursor,
    segment: Segment,
    mode: 'checked' | 'as-is'
  ): 'read' | 'misread' {
    if (cursor.nodeType.name === 'ERROR') {
      this._readError(this._copy(cursor, segment), segment);
      return 'read';
    }
    for (let hasNode = cursor.gotoFirstChild(); hasNode; hasNode = cursor.gotoNextSibling()) {
      const start = cursor.startIndex + segment.offset;
      const end = cursor.endIndex + segment.offset;
      const { isNamed, isBlank } = cursor.nodeType;
      if (!isNamed || isBlank || start === end) {
        continue;
      }
      const source = this._text.slice(start, end);
      const reused = segment.isClean ? this._findKnown(source) : undefined;
      if (reused !== undefined) {
        this._countDuplicate(reused.text);
        reused.offset = start;
        this._statements.push(reused);
        continue;
      }
      const node = this._copy(cursor, segment);
      if (mode === 'checked' && runsLinesTogether(node, segment.text)) {
        return 'misread';
      }
      if (node.type === 'ERROR') {
        this._readError(node, segment);
      } else {
        _sources.set(this._add(node, segment), source);
      }
    }
    return 'read';
  }

  finish(): UnitTree {
    return {
      unit: this._place,
      text: this._text,
      statements: this._statements,
      problems: this._problems
    };
  }

  private _copy(cursor: IConcreteCursor, segment: Segment): ConcreteNode {
    const node = copyNode(cursor, {
      shift: segment.offset,
      onCut: node => {
        this._wasCut = true;
        if (!this._problems.some(problem => problem.message === 'nesting-too-deep')) {
          this._addProblem(node.start, node.end, 'nesting-too-deep');
        }
      }
    });
    return segment.masked.size === 0 ? node : withMaskedText(node, segment.masked);
  }

  /** Text that does not parse, and the whole statements that stand inside it. */
  private _readError(error: ConcreteNode, segment: Segment): void {
    let position = error.start;
    for (const node of statementsIn(error)) {
      this._addError(position, node.start);
      this._add(node, segment);
      position = node.end;
    }
    this._addError(position, error.end);
  }

  private _addError(start: number, end: number): void {
    const source = this._text.slice(start, end);
    const text = source.trim();
    if (text !== '') {
      const offset = start + source.indexOf(text);
      this._pushError(offset, offset + text.length);
    }
  }

  private _pushError(start: number, end: number): TopStatement {
    this._addProblem(start, end, 'syntax-error');
    const text = this._text.slice(start, end);
    const top = this._push({ kind: 'ErrorStatement', start: 0, end: text.length }, text, start);
    _isBroken.add(top);
    return top;
  }

  private _add(node: ConcreteNode, segment: Segment): TopStatement {
    if (segment.masked.has(node.start)) {
      return this._pushError(node.start, node.end);
    }
    let isBroken = this._wasCut;
    this._wasCut = false;
    const statement = this._lowered(node, segment, (start, end, message) => {
      isBroken = true;
      this._addProblem(start, end, message);
    });
    const top = this._push(statement, this._text.slice(node.start, node.end), node.start);
    if (isBroken) {
      _isBroken.add(top);
    }
    return top;
  }

  /** The statement; nested deeper than JavaScript's stack is now, it cannot be read. */
  private _lowered(
    node: ConcreteNode,
    { masked }: Segment,
    onProblem: Parameters<typeof lowerStatement>[0]['onProblem']
  ): TopStatement['statement'] {
    try {
      return lowerStatement(
        {
          text: this._text,
          origin: node.start,
          enclosing: [],
          enclosingClass: null,
          elifBudget: ELIF_LIMIT,
          masked,
          onProblem
        },
        node
      );
    } catch (error) {
      if (!isStackExhaustion(error)) {
        throw error;
      }
      onProblem(node.start, node.end, 'nesting-too-deep');
      return { kind: 'ErrorStatement', start: 0, end: node.end - node.start };
    }
  }

  private _push(statement: TopStatement['statement'], text: string, offset: number): TopStatement {
    const top: TopStatement = {
      statement,
      text,
      unit: this._place,
      offset,
      duplicate: this._countDuplicate(text)
    };
    this._statements.push(top);
    return top;
  }

  /** A statement of the same source, and of the same place among those of equal text. */
  private _findKnown(source: string): TopStatement | undefined {
    const known = this._known.get(source);
    return known?.byDuplicate.get(this._duplicates.get(known.text) ?? 0);
  }

  private _countDuplicate(text: string): number {
    const duplicate = this._duplicates.get(text) ?? 0;
    this._duplicates.set(text, duplicate + 1);
    return duplicate;
  }

  private _addProblem(start: number, end: number, message: SyntaxProblem['message']): void {
    if (this._problems.length < PROBLEM_LIMIT) {
      this._problems.push({ offset: start, length: end - start, message });
    }
  }

  private _wasCut = false;
  private readonly _known = new Map<string, KnownStatements>();
  private readonly _duplicates = new Map<string, number>();
  private readonly _statements: TopStatement[] = [];
  private readonly _problems: SyntaxProblem[] = [];
}

/** The node with placeholders as long as the text that they stand for. */
function withMaskedText(node: ConcreteNode, masked: ReadonlyMap<number, number>): ConcreteNode {
  const children = node.children.map(child => withMaskedText(child, masked));
  const length = node.type === 'block' ? undefined : masked.get(node.start);
  const end = children.reduce(
    (last, child) => Math.max(last, child.end),
    length === undefined ? node.end : node.start + length
  );
  return { ...node, children, end };
}

/** Statements with a half-written place: what they mean may hang on the text around, so they are read anew. */
const _isBroken = new WeakSet<TopStatement>();

/** The source that a statement was read from, comments behind it included: its reading hangs on nothing else. */
const _sources = new WeakMap<TopStatement, string>();
