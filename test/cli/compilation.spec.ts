import { spawnSync } from 'node:child_process';
import { compilationFlags } from '../../src/cli/compilation';

describe('the flags for V8', () => {
  it('are known to the one that runs', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [...compilationFlags(process.versions.v8), '--eval', ''],
      { encoding: 'utf8' }
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('are others from the twelfth version on, and none for one that nobody tried', () => {
    expect(compilationFlags('11.3.244.8-node.33')).toContain('--interrupt-budget=1000000');
    expect(compilationFlags('13.6.233.17-node.37').join()).not.toContain('interrupt-budget');
    expect(compilationFlags('99.0.1')).toEqual([]);
  });
});
