/**
 * Returns a function that tests whether a path matches one of some globs. `*` and `?` match characters within a name, `**` any
 * number of folders, and `{a,b}` either text. A glob without a slash matches names at any depth. A glob with a slash matches the
 * end of a path.
 */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.map((glob) => new RegExp(`(?:^|/)${source(glob.replace(/^\.\//, '').replace(/\/$/, ''))}$`));
  return (path) => patterns.some((pattern) => pattern.test(path.replaceAll('\\', '/')));
}

/** Returns a function that tests whether a whole path matches a glob, and not only its end. */
export function wholeGlob(glob: string): (path: string) => boolean {
  const pattern = new RegExp(`^${source(glob.replace(/^\.\//, ''))}$`);
  return (path) => pattern.test(path);
}

const PARTS = /\*\*\/|\*\*|\*|\?|\{[^{}]*\}|[^*?{}]+|[{}]/g;

function source(glob: string): string {
  return (glob.match(PARTS) ?? []).map(partSource).join('');
}

function partSource(part: string): string {
  if (part === '**/') return '(?:[^/]+/)*';
  if (part === '**') return '.*';
  if (part === '*') return '[^/]*';
  if (part === '?') return '[^/]';
  if (part.length > 1 && part.startsWith('{')) return `(?:${part.slice(1, -1).split(',').map(source).join('|')})`;
  return part.replace(/[.+^$()|[\]\\{}]/g, '\\$&');
}
