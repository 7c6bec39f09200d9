import { formatIndex, INDEX } from './index-file';
import { hashed, type OutputFile } from './output-file';
import { WriteFolder } from './write-folder';
import { planWrite } from './write-plan';

/**
 * Compares a folder with the files that it should have, and changes nothing.
 *
 * @returns the unified diff from the current to the new files; empty if the folder is current. The diff shows the index only if
 * nothing else differs.
 * @throws OutputError in the cases in which {@link writeOutput} does
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
 * Whether a run should only check: it has the argument `--check`, or `CDK8S_EGRESS_CHECK` is `1` or `true`.
 *
 * @param argv - like `process.argv`, with the program and its script first
 * @throws Error if the variable is not `1`, `true`, `0`, `false` or empty
 */
export function checkRequested(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): boolean {
  const value = env.CDK8S_EGRESS_CHECK ?? '';
  if (!['', '0', 'false', '1', 'true'].includes(value)) {
    throw new Error(
      `CDK8S_EGRESS_CHECK: got ${value}; allowed: 1, true, 0, false; fix: set it to 1 to only check the output folder`,
    );
  }
  return argv.slice(2).includes('--check') || value === '1' || value === 'true';
}
