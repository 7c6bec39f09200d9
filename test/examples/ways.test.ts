import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Clone, filesIn, ROOT, yamlOf } from '../child';

// Each test starts a process, which is slow on a busy machine.
jest.setTimeout(60_000);

const programs = readdirSync(join(ROOT, 'examples/ways')).filter((name) => name.endsWith('.ts') && name !== 'exit.ts');

test.each(programs)('%s writes its manifests, with nothing to report', (name) => {
  const clone = new Clone();
  const { status, stderr } = clone.run('--require', 'tsx/cjs', `examples/ways/${name}`);
  const written = yamlOf(filesIn(clone.out));
  clone.remove();
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(written.join('')).toContain('kind: Gateway');
});
