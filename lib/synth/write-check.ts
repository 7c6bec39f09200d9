import { isAbsolute, relative, resolve } from 'node:path';
import { EgressError } from '../core/egress-error';
import type { Mismatch } from '../core/finding';
import { formatIndex, INDEX } from './index-file';
import { hashed, type OutputFile } from './output-file';
import { WriteFolder } from './write-folder';
import { planWrite } from './write-plan';

/**
 * Compares a folder with the files that it should have, and changes nothing.
 *
 * @returns the unified diff from the current to the new files, with the path of the folder; empty if the folder is current. The
 * diff shows the index only if nothing else differs.
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
  const shown = (path: string) => `${shownFolder(outdir)}${path}`;
  const diffs = [...texts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => unifiedDiff(shown(path), folder.read(path), text));
  return diffs.join('') || unifiedDiff(shown(INDEX), oldIndex, index);
}

/**
 * The folder in the paths of a diff, which distinguishes the diffs of several apps. It is relative to the working directory, or
 * absolute if it is outside.
 */
function shownFolder(outdir: string): string {
  const inside = relative(process.cwd(), outdir);
  const path = inside.startsWith('..') || isAbsolute(inside) ? resolve(outdir) : inside;
  return [...path.split(/[\\/]/).filter(Boolean), ''].join('/');
}

/**
 * Whether a run should only check: it has the argument `--check`, or `CDK8S_EGRESS_CHECK` is `1` or `true`.
 *
 * @param argv - like `process.argv`, with the program and its script first
 * @throws EgressError if the variable is not `1`, `true`, `0`, `false` or empty, or if it is not set and an argument is almost
 * `--check`: then writing files is probably not intended
 */
export function checkRequested(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): boolean {
  const value = env.CDK8S_EGRESS_CHECK ?? '';
  if (!['', '0', 'false', '1', 'true'].includes(value)) {
    const fix = 'set it to 1 to only check the output folder, or remove it';
    throw wrongArgument('CDK8S_EGRESS_CHECK', { got: value, allowed: '1, true, 0, false', fix });
  }
  const misspelt = value === '' ? argv.slice(2).find((argument) => isNearly(argument, '--check')) : undefined;
  if (misspelt !== undefined) {
    const fix = 'did you mean --check? If the app has an option of this name, set CDK8S_EGRESS_CHECK=0';
    throw wrongArgument(misspelt, { got: misspelt, allowed: '--check', fix });
  }
  return argv.slice(2).includes('--check') || value === '1' || value === 'true';
}

function wrongArgument(argument: string, mismatch: Mismatch): EgressError {
  return new EgressError([{ rule: 'input/argument', severity: 'error', argument, path: [], ...mismatch }]);
}

/** Whether a word is another word with one letter too many, missing or wrong, or with two letters swapped. */
function isNearly(word: string, wanted: string): boolean {
  const [a, b] = [word.toLowerCase(), wanted];
  if (word === wanted) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const [restA, restB] = [a.slice(at), b.slice(at)];
  const swapped = `${restB.charAt(1)}${restB.charAt(0)}${restB.slice(2)}`;
  return (
    [swapped, restB].includes(restA) || restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1)
  );
}
