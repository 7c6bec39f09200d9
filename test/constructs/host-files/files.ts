import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Runs something in a new folder with some files. */
export function inFolder<T>(files: Readonly<Record<string, string | Uint8Array>>, run: () => T): T {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'hosts-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    process.chdir(folder);
    return run();
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The usual last lines of a host. */
export const APPROVED = `approval:
  granted:
    owner: team-a
    ticket: SEC-12
    reason: weather data
    approvedBy: security@example.com
    from: 2026-01-01
    until: 2027-03-01
`;
