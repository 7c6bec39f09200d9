import { readdirSync, realpathSync, statSync } from 'node:fs';
import { wholeGlob } from '../../core/glob';
import { fileFinding, type InputFinding } from '../../manifests/read/problem';
import { unreadable } from '../../manifests/read/read-file';

/** The files of some globs, and what is wrong with them. */
export interface HostFiles {
  /** Sorted, so that the order of the objects does not depend on the file system. */
  readonly files: readonly string[];
  readonly problems: readonly InputFinding[];
}

/** The types of files that can contain hosts. */
const TYPE = /\.(?:ya?ml|json)$/;

/** Finds the files of globs. A glob without a file, and a file of another type, is a problem. */
export function findHostFiles(globs: readonly string[]): HostFiles {
  const searches = globs.map((glob) => new Search(glob).run());
  const files = [...new Set(searches.flatMap(({ files }) => files))].sort();
  const missed = searches.flatMap(({ almost }) => almost).filter(([file]) => !files.includes(file));
  const problems = [
    ...searches.flatMap((search) => search.problems),
    ...[...new Map(missed)].map(([file, glob]) => otherEnding(file, glob)),
    ...files.filter((file) => !TYPE.test(file)).map(otherType),
  ];
  return { files: files.filter((file) => TYPE.test(file)), problems };
}

function otherType(file: string): InputFinding {
  const fix = 'narrow the glob, such as hosts/**/*.yaml, or rename the file';
  return fileFinding({ file }, { got: 'a file of another type', allowed: '*.yaml, *.yml and *.json', fix });
}

/** A host in such a file would be missing without a word. */
function otherEnding(file: string, glob: string): InputFinding {
  const got = 'a file that the glob leaves out because of its ending';
  return fileFinding(
    { file },
    { got, allowed: `files of ${glob}`, fix: 'rename the file, or write both endings, such as *.{yaml,yml}' },
  );
}

const SPECIAL = /[*?{]/;

/** A search for the files of one glob. */
class Search {
  public readonly files: string[] = [];
  public readonly problems: InputFinding[] = [];
  /** The files that match but for their ending, each with the glob. */
  public readonly almost: [file: string, glob: string][] = [];
  private readonly glob: string;
  private readonly matches: (path: string) => boolean;

  public constructor(glob: string) {
    this.glob = glob
      .replaceAll('\\', '/')
      .replace(/(?<=.)\/(?:\.?\/)+/g, '/')
      .replace(/^(?:\.\/)+/, '');
    this.matches = wholeGlob(this.glob);
  }

  public run(): this {
    const steps = this.glob.split('/');
    const named = steps.findIndex((step) => SPECIAL.test(step));
    if (named < 0) this.takeNamed();
    else
      this.list(steps.slice(0, named).join('/'), this.glob.includes('**') ? Number.POSITIVE_INFINITY : steps.length - named, []);
    if (this.files.length + this.almost.length + this.problems.length === 0) this.problems.push(nothing(this.glob));
    return this;
  }

  /** A path without special characters. */
  private takeNamed(): void {
    if (kindOf(this.glob) === 'folder') this.problems.push(aFolder(this.glob));
    else this.files.push(this.glob);
  }

  /**
   * @param folder - empty for the folder in which the program runs
   * @param depth - how many steps the paths in it can have
   * @param above - the real paths of the folders around it, for links that lead back
   */
  private list(folder: string, depth: number, above: readonly string[]): void {
    try {
      const real = realpathSync(folder || '.');
      if (above.includes(real)) return;
      for (const entry of readdirSync(folder || '.', { withFileTypes: true })) {
        const { name } = entry;
        const path = folder === '' ? name : `${folder}/${name}`;
        if (!name.startsWith('.') && name !== 'node_modules') this.take(path, entry.isFile(), depth, [...above, real]);
      }
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      this.problems.push(isMissing ? nothing(this.glob, folder) : unreadable(folder || '.', error));
    }
  }

  private take(path: string, isFile: boolean, depth: number, above: readonly string[]): void {
    if (!isFile && kindOf(path) === 'folder') {
      if (depth > 1) this.list(path, depth - 1, above);
    } else if (this.matches(path)) this.files.push(path);
    else if (otherEndings(path).some(this.matches)) this.almost.push([path, this.glob]);
  }
}

/** A link to nothing, or to itself, counts as a file, which cannot be read. */
function kindOf(path: string): 'file' | 'folder' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'file';
  }
}

function otherEndings(path: string): string[] {
  const [, start] = /^(.*)\.ya?ml$/i.exec(path) ?? [];
  return start === undefined ? [] : [`${start}.yaml`, `${start}.yml`];
}

function nothing(glob: string, folder?: string): InputFinding {
  const got = folder === undefined ? 'no files' : `no files: the folder ${folder} does not exist`;
  const fix = 'correct files of ExternalHosts.fromFiles: it is relative to the folder in which the program runs';
  return fileFinding({ file: glob }, { got, allowed: 'at least one file', fix });
}

function aFolder(path: string): InputFinding {
  return fileFinding(
    { file: path },
    { got: 'a folder', allowed: 'files', fix: `write files: '${path.replace(/\/$/, '')}/**/*.yaml'` },
  );
}
