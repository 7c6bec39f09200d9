import { existsSync } from 'node:fs';
import type { IConstruct } from 'constructs';
import { sideFilesOf } from '../core/side-files';
import type { SynthesizedObject } from './collect-objects';
import type { OutputFile } from './output-file';
import { checkOutput } from './write-check';
import { writeOutput } from './write-output';

/** The folder of the files that nobody applies: next to the output folder, where neither kubectl nor Argo CD looks. */
export function sideFolder(outdir: string): string {
  return `${outdir.replace(/[\\/]+$/, '')}-kyverno-test`;
}

/** The files that constructs add, from the manifests of their objects. */
export function sideFiles(nodes: readonly IConstruct[], objects: readonly SynthesizedObject[]): OutputFile[] {
  return nodes.flatMap((node) => {
    const own = () => objects.filter(({ group }) => group === node.node.path).map(({ manifest }) => manifest);
    const files = sideFilesOf(node)?.(own()) ?? [];
    return files.map(({ path, content }) => ({ path, content: Buffer.from(content), objects: [] }));
  });
}

/** Writes the files, and removes those of earlier runs, also if there are none any more. */
export function writeSideOutput(outdir: string, files: readonly OutputFile[]): void {
  if (isNeeded(outdir, files)) writeOutput(sideFolder(outdir), files);
}

/** The difference to the files in the folder, as a diff. */
export function checkSideOutput(outdir: string, files: readonly OutputFile[]): string {
  return isNeeded(outdir, files) ? checkOutput(sideFolder(outdir), files) : '';
}

function isNeeded(outdir: string, files: readonly OutputFile[]): boolean {
  return files.length > 0 || existsSync(sideFolder(outdir));
}
