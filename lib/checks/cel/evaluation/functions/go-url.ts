import { parseGoIp } from '../../../../core/net/ip';
import { EvaluationError } from '../fault';

/** A URL as Go's `net/url` reads it. All texts but `scheme` hold one byte per character. */
export interface GoUrl {
  readonly scheme: string;
  readonly opaque: string;
  readonly user: string | undefined;
  readonly host: string;
  /** The path, decoded. */
  readonly path: string;
  /** The path as it is written. */
  readonly rawPath: string;
  readonly query: string | undefined;
  readonly fragment: string;
}

/** Go's `url.ParseRequestURI`. @throws EvaluationError */
export function parseRequestUri(text: string): GoUrl {
  return parse(bytesOf(text), true, '');
}

/** Go's `url.Parse`. @throws EvaluationError */
export function parseUrl(text: string): GoUrl {
  const [before = '', fragment = ''] = bytesOf(text).split(/#(.*)/s);
  unescaped(fragment, 'other');
  return parse(before, false, fragment);
}

export function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1');
}

export function textOfBytes(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString();
}

const fail = (message: string): never => {
  throw new EvaluationError(message);
};

function parse(url: string, viaRequest: boolean, fragment: string): GoUrl {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Go rejects them
  if (/[\0-\x1f\x7f]/.test(url)) fail('net/url: invalid control character in URL');
  if (url === '' && viaRequest) fail('empty url');
  const none = { scheme: '', opaque: '', user: undefined, host: '', query: undefined, fragment };
  if (url === '*') return { ...none, path: '*', rawPath: '*' };
  if (url.startsWith(':')) fail('missing protocol scheme');
  const [, written = '', after = ''] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(.*)$/s.exec(url) as RegExpExecArray;
  const scheme = written.toLowerCase();
  const [rest = '', query] = after.split(/\?(.*)/s);
  const known = { ...none, scheme, query };
  if (!rest.startsWith('/') && scheme !== '') return { ...known, opaque: rest, path: '', rawPath: '' };
  if (!rest.startsWith('/')) rootless(rest, viaRequest);
  const hasAuthority = rest.startsWith('//') && (scheme !== '' || (!viaRequest && !rest.startsWith('///')));
  if (!hasAuthority) return { ...known, path: unescaped(rest, 'other'), rawPath: rest };
  const [, authority = '', rawPath = ''] = /^\/\/([^/]*)(.*)$/s.exec(rest) as RegExpExecArray;
  return { ...known, ...authorityOf(scheme, authority), path: unescaped(rawPath, 'other'), rawPath };
}

function rootless(rest: string, viaRequest: boolean): void {
  if (viaRequest) fail('invalid URI for request');
  if (rest.split('/', 1)[0]?.includes(':')) fail('first path segment in URL cannot contain colon');
}

function authorityOf(scheme: string, authority: string): { readonly user: string | undefined; readonly host: string } {
  const at = authority.lastIndexOf('@');
  const host = hostOf(scheme, authority.slice(at + 1));
  if (at < 0) return { user: undefined, host };
  const user = authority.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user)) fail('net/url: invalid userinfo');
  unescaped(user, 'other');
  return { user, host };
}

function hostOf(scheme: string, host: string): string {
  const open = host.lastIndexOf('[');
  if (open > 0) fail('invalid IP-literal');
  if (open === 0) return literalOf(host);
  const first = host.indexOf(':');
  const isStrict = scheme === 'http' || scheme === 'https';
  const port = first < 0 ? '' : host.slice(isStrict ? first : host.lastIndexOf(':'));
  if (!isPort(port)) fail(`invalid port ${JSON.stringify(port)} after host`);
  return unescaped(host, 'host');
}

/** An IPv6 address in brackets. */
function literalOf(host: string): string {
  const close = host.lastIndexOf(']');
  if (close < 0) fail("missing ']' in host");
  const port = host.slice(close + 1);
  if (!isPort(port)) fail(`invalid port ${JSON.stringify(port)} after host`);
  const [address = '', zone] = host.slice(1, close).split(/%25(.*)/s);
  const inside = unescaped(address, 'host') + (zone === undefined ? '' : `%${unescaped(zone, 'zone')}`);
  const parsed = parseGoIp(unescaped(address, 'host'));
  if (!parsed || parsed.width === 32 || zone === '') fail('invalid host');
  return `[${inside}]${port}`;
}

function isPort(text: string): boolean {
  return text === '' || /^:[0-9]*$/.test(text);
}

const NOT_IN_HOST = /[^!"$&'()*+,\-.0-9:;<=>A-Z[\]_a-z~\x80-\xff]/;

/** Without `%` and what it escapes. @throws EvaluationError for what may not be escaped, or must be */
export function unescaped(text: string, where: 'host' | 'zone' | 'other'): string {
  if (/%(?![0-9a-fA-F]{2})/.test(text))
    fail(`invalid URL escape ${JSON.stringify(/%(?![0-9a-fA-F]{2}).{0,2}/s.exec(text)?.[0])}`);
  const bad = where === 'host' ? /%(?!25)[0-7]./.exec(text)?.[0] : undefined;
  if (bad !== undefined) fail(`invalid URL escape ${JSON.stringify(bad)}`);
  const plain = text.replace(/%(..)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  const inHost = where === 'other' ? '' : where === 'host' ? text.replace(/%../g, '') : plain.replace(/[ %]/g, '');
  const wrong = NOT_IN_HOST.exec(inHost)?.[0];
  if (wrong !== undefined) fail(`invalid character ${JSON.stringify(wrong)} in host name`);
  return plain;
}
