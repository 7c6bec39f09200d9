import type { HTTPRouteMatch } from '../../../imports/gateway.networking.k8s.io/http-route';
import { compileRe2 } from '../../checks/cel/re2';
import { type HttpRequest, pathOnly } from './http-request';

/** Whether a match of a route accepts a request, as the configuration that kgateway makes of it. */
export function matchesRequest({ path, method, headers = [], queryParams = [] }: HTTPRouteMatch, request: HttpRequest): boolean {
  return (
    matchesPath(path?.type ?? 'PathPrefix', path?.value ?? '/', pathOnly(request.path)) &&
    (method === undefined || method === request.method) &&
    headers.every(({ name, type, value }) => matchesText(headerOf(request, name), type, value)) &&
    queryParams.every(({ name, type, value }) => matchesText(parameterOf(request.path, name), type, value))
  );
}

function matchesPath(type: string, value: string, path: string): boolean {
  if (type === 'Exact') return path === value;
  if (type === 'RegularExpression') return isWhole(value, path);
  const prefix = value.length > 1 ? value.replace(/\/$/, '') : value;
  // Without a final slash, Envoy matches whole segments.
  const isSeparated = /^[^?#]+[^?#/]$/.test(prefix);
  return path.startsWith(prefix) && (!isSeparated || path.length === prefix.length || path[prefix.length] === '/');
}

function headerOf({ authority, headers, method }: HttpRequest, name: string): string | undefined {
  const key = name.toLowerCase();
  if (key === 'host' || key === ':authority') return authority;
  return key === ':method' ? method : headers.get(key);
}

/** The first value of a parameter, as it is written. */
function parameterOf(path: string, name: string): string | undefined {
  const query = path.split(/\?(.*)/s)[1] ?? '';
  for (const pair of query.split('&')) {
    const [key, value = ''] = pair.split(/=(.*)/s);
    if (key === name && pair !== '') return value;
  }
  return undefined;
}

/** A value that is empty asks for presence. */
function matchesText(found: string | undefined, type = 'Exact', wanted = ''): boolean {
  if (found === undefined || wanted === '') return found !== undefined;
  return type === 'RegularExpression' ? isWhole(wanted, found) : found === wanted;
}

/** Envoy's patterns are for the whole text. */
function isWhole(pattern: string, text: string): boolean {
  return compileRe2(`^(?:${pattern})$`).test(text) && !text.includes('\n');
}

/**
 * Which of two matches kgateway asks first: negative for the first one.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule
 */
export function compareMatches(left: HTTPRouteMatch, right: HTTPRouteMatch): number {
  const keys = (match: HTTPRouteMatch) => [
    PATH_RANK[match.path?.type ?? 'PathPrefix'] ?? 0,
    match.path?.type === 'RegularExpression' ? 0 : (match.path?.value ?? '/').length,
    match.method === undefined ? 0 : 1,
    match.headers?.length ?? 0,
    match.queryParams?.length ?? 0,
  ];
  const [first, second] = [keys(left), keys(right)];
  const at = first.findIndex((key, i) => key !== second[i]);
  return at < 0 ? 0 : (second[at] as number) - (first[at] as number);
}

const PATH_RANK: Readonly<Record<string, number>> = { Exact: 2, RegularExpression: 1, PathPrefix: 0 };
