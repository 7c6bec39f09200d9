import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { downloadModule } from './go';

/** The source of kinds: a path in a Go module of a fixed version, or a local path from the repository's root. */
export type Source = ModuleSource | FileSource;

export interface ModuleSource {
  readonly module: string;
  readonly version: string;
  readonly path: string;
  /** Older versions to compare the pinned one with, for `<kind>.since.json`. */
  readonly history?: History;
}

export interface History {
  /** The name of the component in `PlatformVersions`. */
  readonly component: string;
  /** The path of the CRDs of the experimental channel, whose API versions are listed too. */
  readonly experimental?: string;
  /** Versions of the module, oldest first. */
  readonly older: readonly string[];
}

export interface FileSource {
  readonly file: string;
}

/** A downloaded or local source. */
export interface LocalSource {
  /** The name for messages: `module@version`, or the local path. */
  readonly name: string;
  /** Go's checksum of the module. Local sources have none. */
  readonly sum?: string;
  readonly files: readonly SourceFile[];
}

export interface SourceFile {
  /** Path from the module's root, or the path of the local file. */
  readonly path: string;
  readonly text: string;
}

/** @throws if the module cannot be downloaded, or does not contain the path */
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
