/**
 * Texts that are made to keep a scanner busy. Each is as long as a cell may be; what would take more than
 * linear time would run into the time limit of the tests by hours.
 */
import { automagicName, mayBind } from '../../src/notebook/automagic';
import { LARGEST_TEXT } from '../../src/notebook/characters';
import { readImports } from '../../src/notebook/importRequest';
import { maskCell } from '../../src/notebook/mask';

function repeated(part: string): string {
  return part.repeat(Math.floor(LARGEST_TEXT / part.length));
}

describe('long texts', () => {
  it.each([
    '(',
    '(\n',
    '\n',
    '@a\n',
    '(@a\n',
    '"',
    "\'\'\'",
    '\\\n',
    '\\',
    '%%time\n',
    '%time ',
    '%time -n ',
    '%timeit a = ',
    '%run -m ',
    'x = ',
    'x = !',
    'x = %time ',
    '?',
    '\u00a0',
    '\ufeff',
    'import a, ',
    'from . import ',
    'from a import (\n',
    'a;import b',
    ' ',
    ' \t',
    '>>> ',
    'In [1]: ',
    "get_ipython().magic('a",
    'get_ipython().run_cell_magic(',
    'sys.path.append(',
    '\ud83d',
    '=',
    ',x=',
    '[1]:\n'
  ])('of %j are read in one go', part => {
    const text = repeated(part);
    for (const cell of [text, `(${text}`, `%%writefile ${text}`, `x = ${text}`, `>>> ${text}`]) {
      const masked = maskCell(cell, { automagic: false });
      expect(masked.text).toHaveLength(cell.length);
      expect(Array.isArray(readImports(cell))).toBe(true);
    }
    expect(automagicName(text)).toBeNull();
    expect(automagicName(`ls ${text}`)).toBe(
      /[\r\n]/.test(text.trim()) || /^\s*[=,]/.test(text) ? null : 'ls'
    );
  });

  it.each(['for ', 'from import ', 'ls,', 'ls:', 'import ls.'])(
    'of %j are searched in one go',
    part => {
      expect(typeof mayBind(repeated(part), 'ls')).toBe('boolean');
      expect(typeof mayBind(repeated(`${part}\n`), 'ls')).toBe('boolean');
    }
  );
});
