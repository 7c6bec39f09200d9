import type { Construct } from 'constructs';

const SIDE_FILES = Symbol.for('cdk8s-egress.side-files');

/** A file that is written next to the output folder, because nobody should apply it. */
export interface SideFile {
  /** The path relative to the folder of these files, with `/` between folders. */
  readonly path: string;
  readonly content: string;
}

/** Makes files from the manifests of the construct's own objects. */
type Produce = (manifests: readonly object[]) => readonly SideFile[];

/** Registers files that an `EgressApp` writes next to its output folder. */
export function registerSideFiles(construct: Construct, produce: Produce): void {
  Object.defineProperty(construct, SIDE_FILES, { value: produce });
}

/** What makes the files of a construct, if it has some. */
export function sideFilesOf(construct: object): Produce | undefined {
  return (construct as { [SIDE_FILES]?: Produce })[SIDE_FILES];
}
