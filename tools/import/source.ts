import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { downloadModule } from './go';

/** Where kinds stand: a path in a Go module of a fixed version, or a local file or folder (from the repository's root). */
export type Source = ModuleSource | FileSource;

export interface ModuleSource {
  readonly module: string;
  readonly version: string;
  readonly path: string;
  /** Older versions to compare the pinned one with, for `<kind>.since.json`. */
  readonly history?: History;
}

export interface History {
  /** The component by its name in `PlatformVersions`; Gateway API, which is none of them, is `gatewayApi`. */
  readonly component: string;
  /** Versions of the module, the oldest first. */
  readonly older: readonly string[];
}

export interface FileSource {
  readonly file: string;
}

/** A source brought to this machine. */
export interface LocalSource {
  /** What a reader would call it: `module@version`, or the local path. */
  readonly name: string;
  /** Go's checksum of the module; a local source has none. */
  readonly sum?: string;
  readonly files: readonly SourceFile[];
}

export interface SourceFile {
  /** Path from the module's root, or of the local file. */
  readonly path: string;
  readonly text: string;
}

/** @throws if the module cannot be downloaded, or the path is not in it */
export function openSource(source: Source): LocalSource {
  if ('file' in source) return { name: source.file, files: readFiles(process.cwd(), source.file, source.file) };
  const name = `${source.module}@${source.version}`;
  const { dir, sum } = downloadModule(source.module, source.version);
  return { name, sum, files: readFiles(dir, source.path, name) };
}

function readFiles(root: string, path: string, name: string): readonly SourceFile[] {
  const full = join(root, path);
  if (!existsSync(full)) throw new Error(`${name}: ${path} does not exist`);
  if (!statSync(full).isDirectory()) return [{ path, text: readFileSync(full, 'utf8') }];
  const names = readdirSync(full, { recursive: true, encoding: 'utf8' }).filter((each) => /\.(ya?ml|json)$/.test(each));
  return names.sort().map((each) => ({ path: join(path, each), text: readFileSync(join(full, each), 'utf8') }));
}
