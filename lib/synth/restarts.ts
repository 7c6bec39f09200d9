import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { POLICY_HASH } from '../core/labels';
import type { OutputFile } from './output-file';

const HASHES = new RegExp(`${POLICY_HASH}: ([0-9a-f]{64})`, 'g');

/**
 * The files in which a request policy differs from that in the folder, so that its authorization server restarts when they are applied. A
 * folder without these files has none: its servers start for the first time.
 */
export function restartingFiles(outdir: string, files: readonly OutputFile[]): readonly string[] {
  const changed = files.filter(({ path, content }) => {
    if (!content.includes(POLICY_HASH)) return false;
    const before = hashesIn(existing(join(outdir, path)));
    return before.size > 0 && [...hashesIn(content.toString())].some((hash) => !before.has(hash));
  });
  return changed.map(({ path }) => path);
}

function hashesIn(text: string): Set<string> {
  return new Set([...text.matchAll(HASHES)].map(([, hash]) => String(hash)));
}

/** The text of a file; empty if it cannot be read, which writing reports. */
function existing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
