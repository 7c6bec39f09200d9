import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { asRecord, asText } from './json';

/** A downloaded Go module: its folder, and Go's own checksum of it. */
export interface GoModule {
  readonly dir: string;
  readonly sum: string;
}

/**
 * Downloads a module with Go, which verifies it with the public checksum database.
 *
 * @throws if Go is missing or the download fails
 */
export function downloadModule(module: string, version: string): GoModule {
  const name = `${module}@${version}`;
  const env = { ...process.env, GOFLAGS: '-mod=mod', GOWORK: 'off', GO111MODULE: 'on' };
  const run = spawnSync('go', ['mod', 'download', '-json', name], { cwd: tmpdir(), env, encoding: 'utf8' });
  if (run.error)
    throw new Error(`${name}: \`go\` cannot be run (${run.error.message}); install Go 1.21 or newer: https://go.dev/dl/`);
  if (run.status !== 0) throw new Error(`${name}: go mod download failed: ${reasonOf(run.stdout) || run.stderr.trim()}`);
  const answer = asRecord(JSON.parse(run.stdout), name);
  return { dir: asText(answer.Dir, `${name}: Dir`), sum: asText(answer.Sum, `${name}: Sum`) };
}

/** The reason of a failed download, from Go's JSON output. */
function reasonOf(stdout: string): string {
  return stdout.trim() === '' ? '' : String(asRecord(JSON.parse(stdout), 'go mod download').Error ?? '');
}
