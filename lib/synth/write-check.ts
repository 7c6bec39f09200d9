import { formatIndex, INDEX } from './index-file';
import { hashed, type OutputFile } from './output-file';
import { WriteFolder } from './write-folder';
import { planWrite } from './write-plan';

/**
 * Compares a folder with the files that it should hold, and changes nothing.
 *
 * @returns the unified diff from what is there to what should be there, file by file; empty when the folder is current. The
 * index is shown when nothing else differs.
 * @throws OutputError when something is in the way of {@link writeOutput}, too
 */
export function checkOutput(outdir: string, files: readonly OutputFile[]): string {
  const folder = new WriteFolder(outdir);
  const wanted = hashed(files);
  const { changed, stale, index, oldIndex } = planWrite(folder, wanted, formatIndex(wanted));
  const texts = new Map<string, string | undefined>([
    ...changed.map(({ path, content }) => [path, content.toString()] as const),
    ...stale.map((path) => [path, undefined] as const),
  ]);
  const { unifiedDiff } = require('./diff') as typeof import('./diff');
  const diffs = [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, text]) => unifiedDiff(path, folder.read(path), text));
  return diffs.join('') || unifiedDiff(INDEX, oldIndex, index);
}

/**
 * Whether a run shall only check: it has the argument `--check`, or `CDK8S_EGRESS_CHECK` is `1` or `true`.
 *
 * @param argv - as in `process.argv`: the program and its script come first
 * @throws Error when the variable is neither of them, `0`, `false` nor empty
 */
export function checkRequested(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): boolean {
  const value = env.CDK8S_EGRESS_CHECK ?? '';
  if (!['', '0', 'false', '1', 'true'].includes(value)) {
    throw new Error(
      `CDK8S_EGRESS_CHECK: got ${value}; allowed: 1, true, 0, false; fix: set it to 1 to check the output folder only`,
    );
  }
  return argv.slice(2).includes('--check') || value === '1' || value === 'true';
}
