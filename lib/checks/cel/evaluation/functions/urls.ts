import { EvaluationError, outcomeOf } from '../fault';
import type { FunctionTable } from '../overloads';
import { CelMap, Opaque, type Value } from '../values';
import { bytesOf, type GoUrl, parseRequestUri, parseUrl, textOfBytes, unescaped } from './go-url';

type Url = Opaque<GoUrl>;

const part = (read: (url: GoUrl) => string) => ({ 'kubernetes.URL': ({ content }: Url) => textOfBytes(read(content)) });

/** Kubernetes' functions of URLs. */
export const URLS: FunctionTable = {
  getEscapedPath: part(escapedPath),
  getHost: part(({ host }) => host),
  getHostname: part(({ host }) => splitHost(host)[0]),
  getPort: part(({ host }) => splitHost(host)[1]),
  getQuery: { 'kubernetes.URL': ({ content }: Url) => queryOf(content.query ?? '') },
  getScheme: part(({ scheme }) => scheme),
  isURL: { string: (text: string) => 'value' in outcomeOf(() => parseRequestUri(text)) },
  url: { string: url },
};

function url(text: string): Url {
  parseRequestUri(text);
  const content = parseUrl(text);
  return new Opaque('kubernetes.URL', content, shown(content));
}

function splitHost(text: string): readonly [host: string, port: string] {
  const [, host = text, port = ''] = /^(.*):([0-9]*)$/s.exec(text) ?? [];
  return [/^\[.*\]$/.test(host) ? host.slice(1, -1) : host, port];
}

const IN_PATH = /^[!$&'()*+,;=:@[\]%A-Za-z0-9\-._~/]*$/;

/** The path as it is written, or escaped anew where it has characters that must be. */
function escapedPath({ path, rawPath }: GoUrl): string {
  if (rawPath !== '' && IN_PATH.test(rawPath)) return rawPath;
  return path === '*' ? path : path.replace(/[^$&+,\-./0-9:;=@A-Z_a-z~]/g, percent);
}

function percent(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** The most parameters that Go reads. */
const MOST_PARAMETERS = 10_000;

function queryOf(query: string): CelMap {
  const found = new Map<string, Value[]>();
  const pairs = query.split('&');
  if (pairs.length > MOST_PARAMETERS) return new CelMap();
  for (const pair of pairs) {
    const [name, value] = pair.split(/=(.*)/s).map(decoded);
    if (pair === '' || pair.includes(';') || name === undefined || (pair.includes('=') && value === undefined)) continue;
    found.set(name, [...(found.get(name) ?? []), value ?? '']);
  }
  return new CelMap(found);
}

function decoded(text: string): string | undefined {
  const made = outcomeOf(() => textOfBytes(unescaped(text.replaceAll('+', ' '), 'other')));
  return 'value' in made ? made.value : undefined;
}

/** The URL as Go writes it, to tell whether two are equal. */
function shown(parsed: GoUrl): string {
  const { scheme, opaque, user, host, query, fragment } = parsed;
  const path = opaque === '' ? escapedPath(parsed) : opaque;
  const authority = opaque === '' && (scheme !== '' || host !== '' || user !== undefined) ? `//${user ?? ''}@${host}` : '';
  return bytesOf([scheme, authority, path, query ?? '\0', fragment].join(' '));
}

/** Why Go does not take a text as a URL of a request; nothing if it does. */
export function uriProblem(text: string): string | undefined {
  const made = outcomeOf(() => parseRequestUri(text));
  return 'fault' in made && made.fault instanceof EvaluationError
    ? `parse ${JSON.stringify(text)}: ${made.fault.message}`
    : undefined;
}
