import { readCommandLine } from '../../src/cli/commandLine';

function read(line: string): ReturnType<typeof readCommandLine> {
  return readCommandLine(line.split(' ').filter(word => word !== ''));
}

describe('the command line', () => {
  it('reads check with its defaults', () => {
    expect(read('check a.py b.ipynb')).toEqual({
      kind: 'check',
      analysis: {
        paths: ['a.py', 'b.ipynb'],
        project: null,
        rules: 'recommended',
        inferSignatures: true,
        order: 'document'
      },
      format: 'text',
      exitZero: false
    });
  });

  it('reads every option, before and behind paths, with a blank or an equals sign', () => {
    expect(
      read(
        'check --rules published --format=json a.py --execution-order counts --project=dir --exit-zero --infer-signatures -- --b.py'
      )
    ).toEqual({
      kind: 'check',
      analysis: {
        paths: ['a.py', '--b.py'],
        project: 'dir',
        rules: 'published',
        inferSignatures: true,
        order: 'counts'
      },
      format: 'json',
      exitZero: true
    });
  });

  it('infers signatures with the published rules only when asked', () => {
    const signatures = (line: string): unknown => {
      const command = read(line);
      return command.kind === 'check' ? command.analysis.inferSignatures : null;
    };
    expect(signatures('check --rules published a.py')).toBe(false);
    expect(signatures('check --rules published --infer-signatures a.py')).toBe(true);
    expect(signatures('check --no-infer-signatures a.py')).toBe(false);
  });

  it('reads apply', () => {
    expect(read('apply --diff --with-assumptions a.py')).toMatchObject({
      kind: 'apply',
      diff: true,
      withAssumptions: true
    });
  });

  it.each([
    ['', 'A command is missing'],
    ['chekc a.py', 'There is no command "chekc"'],
    ['check', 'A path is missing'],
    ['check --format xml a.py', '--format takes text, json'],
    ['check --format', '--format takes a value'],
    ['check --fast a.py', 'There is no option --fast'],
    ['check --exit-zero=1 a.py', 'There is no option --exit-zero=1'],
    ['check --diff a.py', '--diff belongs to apply'],
    ['apply --format json a.py', '--format belongs to check'],
    ['check --__proto__ a.py', 'There is no option --__proto__']
  ])('says what is wrong with %j', (line, message) => {
    expect(read(line)).toEqual({
      kind: 'usage-error',
      message: expect.stringContaining(message)
    });
  });

  it('gives help and version', () => {
    expect(read('--help').kind).toBe('help');
    expect(read('check -h').kind).toBe('help');
    expect(read('--version').kind).toBe('version');
  });
});
