import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sourceOf, widget } from './tiny';

/** Runs the generator in an empty folder, where `go` is the given script, or does not exist. */
function run(
  args: readonly string[],
  go?: string,
): { readonly dir: string; readonly output: string; readonly status: number | null } {
  const dir = mkdtempSync(join(tmpdir(), 'import-'));
  writeFileSync(join(dir, 'widgets.yaml'), sourceOf(widget).files[0]?.text ?? '');
  if (go) writeFileSync(join(dir, 'go'), `#!/bin/sh\n${go}\n`, { mode: 0o755 });
  const command = ['--import', require.resolve('tsx'), resolve('tools/import/main.ts'), ...args];
  const { stdout, stderr, status } = spawnSync(process.execPath, command, {
    cwd: dir,
    encoding: 'utf8',
    env: { PATH: `${dir}:/bin` },
  });
  return { dir, output: stdout + stderr, status };
}

test('a local file can be a source: its kinds are written, and the lines for config.ts printed', () => {
  const { dir, output, status } = run(['--source', 'widgets.yaml']);
  expect(status).toBe(0);
  expect(existsSync(join(dir, 'imports/example.com/http-widget.ts'))).toBe(true);
  expect(output).toContain('{ source: {"file":"widgets.yaml"}, see: …, kinds: [["example.com/v1","HTTPWidget"]] }');
});

test.each([
  ['a missing local source', ['--source', 'none.yaml'], undefined, 'import: none.yaml: none.yaml does not exist'],
  ['a machine without Go', [], undefined, 'go` cannot be run (spawnSync go ENOENT); install Go'],
  [
    'a failed download',
    ['--check'],
    `echo '{"Error":"unknown revision"}'; exit 1`,
    'kgateway/v2@v2.4.2: go mod download failed: unknown revision',
  ],
])('%s is reported with the fix, and nothing is written', (_, args, go, message) => {
  const { dir, output, status } = run(args, go);
  expect(output).toContain(message);
  expect(status).toBe(1);
  expect(existsSync(join(dir, 'imports'))).toBe(false);
});
