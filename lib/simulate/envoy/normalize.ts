/** Why Envoy answers a request itself, before any route is chosen. */
export interface Malformed {
  readonly status: number;
  readonly details: string;
  readonly body: string;
}

const NOT_IN_TARGET = /[^\x21-\x7e]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what Envoy rejects
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/;

/** What Envoy's parser of HTTP does not read. */
export function unreadable(details: string): Malformed {
  return { status: 400, details, body: 'Bad Request' };
}

/** Whether a text has characters that Envoy accepts nowhere in a request. */
export function hasControls(text: string): boolean {
  return CONTROL.test(text);
}

/**
 * The path with its query as Envoy has it with `normalize_path` and `merge_slashes`: dots resolved, slashes merged, unreserved
 * characters decoded. Escaped slashes, backslashes and percent signs stay, and so does the query.
 */
export function normalizedPath(target: string): string | Malformed {
  if (hasControls(target)) return unreadable('http1.invalid_characters');
  if (!target.startsWith('/') || NOT_IN_TARGET.test(target)) return unreadable('http1.codec_error');
  const [path = '', query] = split(target);
  if (target.includes('#') || path.includes('%00')) {
    return { status: 400, details: 'path_normalization_failed', body: '' };
  }
  const resolved = withoutDots(decoded(path.replaceAll('\\', '/')).replace(/[\^"<>`{|}]/g, escaped));
  // Envoy leaves two slashes where there is nothing else.
  const merged = /^\/\/+$/.test(resolved) ? '//' : resolved.replace(/\/{2,}/g, '/');
  return query === undefined ? merged : `${merged}?${query}`;
}

function split(target: string): [path: string, query: string | undefined] {
  const at = target.indexOf('?');
  return at < 0 ? [target, undefined] : [target.slice(0, at), target.slice(at + 1)];
}

/** Letters, digits, and what needs no escape in a URL. A percent sign that escapes nothing must not do so afterwards. */
function decoded(path: string): string {
  const marked = path.replace(/%(?![0-9a-fA-F]{2})/g, '\0').replace(/%([0-9a-fA-F]{2})/g, (whole, code: string) => {
    const character = String.fromCharCode(Number.parseInt(code, 16));
    return /[A-Za-z0-9\-._~]/.test(character) ? character : whole;
  });
  return marked.replace(/\0(?=[0-9a-fA-F]{2})/g, '%25').replaceAll('\0', '%');
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** RFC 3986, section 5.2.4. Empty segments count, so that `/a//../b` is `/a/b`. */
function withoutDots(path: string): string {
  const segments = path.split('/').slice(1);
  const kept: string[] = [];
  for (const [i, segment] of segments.entries()) {
    const isLast = i === segments.length - 1;
    if (segment === '..') kept.pop();
    if (segment === '.' || segment === '..') {
      if (isLast) kept.push('');
    } else kept.push(segment);
  }
  return `/${kept.join('/')}`;
}
