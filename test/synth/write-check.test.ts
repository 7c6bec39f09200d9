import { join } from 'node:path';
import { inspect } from 'node:util';
import { checkOutput, checkRequested } from '../../lib/synth/write-check';
import { OutputError } from '../../lib/synth/write-error';

const file = { path: 'a.yaml', content: Buffer.from('a'), objects: [{ id: 'v1 ConfigMap a', construct: 'app/a' }] };

describe('a check', () => {
  test.each([
    [true, ['--check'], {}],
    [true, [], { CDK8S_EGRESS_CHECK: '1' }],
    [true, [], { CDK8S_EGRESS_CHECK: 'true' }],
    [false, [], {}],
    [false, [], { CDK8S_EGRESS_CHECK: '0' }],
    [false, [], { CDK8S_EGRESS_CHECK: '' }],
  ])('is requested (%s) by %j and %j', (wanted, args, env) => {
    expect(checkRequested(['node', 'main.ts', ...args], env)).toBe(wanted);
  });

  test('is not requested by the name of the program', () => {
    expect(checkRequested(['node', '--check'], {})).toBe(false);
  });

  test.each([
    ['dist', 'dist/a.yaml'],
    ['./clusters/one/', 'clusters/one/a.yaml'],
    [join(process.cwd(), 'dist-of-two'), 'dist-of-two/a.yaml'],
    ['.', 'a.yaml'],
  ])('shows paths of the output folder %s relative to the working directory', (outdir, path) => {
    expect(checkOutput(outdir, [file])).toMatch(new RegExp(`^--- .+\\n\\+\\+\\+ b/${path}\\n`));
  });

  test.each(['--chekc', '--chek', '--checkk', '--chack', '--Check'])('is rejected if it is misspelt: %s', (argument) => {
    const requested = (env: NodeJS.ProcessEnv) => checkRequested(['node', 'main.ts', argument], env);
    expect(() => requested({})).toThrow(`${argument}\n  got ${argument}; allowed: --check\n  fix: did you mean --check?`);
    expect(requested({ CDK8S_EGRESS_CHECK: '0' })).toBe(false);
  });

  test.each(['--clock', '--verbose', 'check', '-c', '--chuck-norris'])('accepts other arguments of the app: %s', (argument) => {
    expect(checkRequested(['node', 'main.ts', argument], {})).toBe(false);
  });

  test('is rejected without a stack if it is unclear whether it is requested', () => {
    const requested = () => checkRequested([], { CDK8S_EGRESS_CHECK: 'yes' });
    expect(requested).toThrow('CDK8S_EGRESS_CHECK\n  got yes; allowed: 1, true, 0, false');
    expect(inspect(thrown(requested))).not.toContain('.ts:');
  });
});

test('an obstacle is printed once', () => {
  const obstacle = { path: 'dist/a.yaml', got: 'a folder', allowed: 'a file', fix: 'move it away' };
  const printed = inspect(new OutputError(obstacle));
  expect(printed.match(/a folder/g)).toHaveLength(1);
  expect(printed).not.toContain('finding');
});

function thrown(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
