import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { globMatcher } from '../../core/glob';
import { fileFinding, type InputFinding } from '../../manifests/read/problem';
import { unreadable } from '../../manifests/read/read-file';

const MANIFEST = /\.(ya?ml|json)$/i;

/**
 * Finds the files of paths: a file itself, and all `*.yaml`, `*.yml` and `*.json` files below a folder, sorted by name. Folders
 * named `node_modules` and hidden folders are ignored. Links are followed. Each file and folder is visited once.
 */
export function findFiles(paths: readonly string[], exclude: readonly string[] = []): FoundFiles {
  const finder = new Finder(globMatcher(exclude));
  for (const path of paths) finder.find(path);
  return finder;
}

/** The files of some paths. */
export interface FoundFiles {
  readonly files: string[];
  readonly problems: InputFinding[];
  /** The files that are pipes or devices. */
  readonly piped: ReadonlySet<string>;
}

class Finder implements FoundFiles {
  public readonly files: string[] = [];
  public readonly problems: InputFinding[] = [];
  public readonly piped = new Set<string>();
  private readonly seen = new Set<string>();

  /** The number of files and problems, including files that were visited before. */
  private met = 0;

  public constructor(private readonly isExcluded: (path: string) => boolean) {}

  public find(path: string): void {
    const before = this.met;
    if (!this.take(path, true) || this.met > before) return;
    const allowed = 'a folder with *.yaml, *.yml or *.json files';
    this.problems.push(
      fileFinding({ file: path }, { got: 'a folder without such files', allowed, fix: 'specify the folder with the manifests' }),
    );
  }

  /** Adds a file, or all files below a folder. Returns whether it is a folder that was not visited before. */
  private take(path: string, named: boolean): boolean {
    if (this.isExcluded(path)) return false;
    try {
      const stats = statSync(path);
      const isFolder = stats.isDirectory();
      const isPiped = !isFolder && !stats.isFile();
      // The real path of a pipe, such as /dev/fd/63, does not exist.
      const real = isPiped ? path : realpathSync(path);
      if (isPiped) this.piped.add(path);
      if (!isFolder && !named && !MANIFEST.test(path)) return false;
      if (!isFolder) this.met++;
      if (this.seen.has(real)) return false;
      this.seen.add(real);
      if (isFolder) for (const name of namesIn(path)) this.take(join(path, name), false);
      else this.files.push(path);
      return isFolder;
    } catch (error) {
      if (named || isFolderError(error) || MANIFEST.test(path)) {
        this.met++;
        this.problems.push(unreadable(path, error));
      }
      return false;
    }
  }
}

/** Whether a folder cannot be listed, which is reported. Other files than manifests may be unreadable. */
function isFolderError(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).syscall === 'scandir';
}

function namesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.') && name !== 'node_modules')
    .sort();
}
