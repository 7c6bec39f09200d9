import type { HTTPRouteFilter } from '../../../imports/gateway.networking.k8s.io/http-route';
import type { EgressGraph, RouteRule } from '../../checks/graph';
import { KIND } from '../../core/kinds';
import { type HeaderChange, withHeaders } from '../envoy/header-changes';
import { type HttpRequest, pathOnly } from '../envoy/http-request';
import type { Trace } from '../trace/trace';
import type { LocalReplies } from './local-replies';
import type { Selected } from './select-route';

/** The filters of a rule answer a request, or change it. @throws Ended when they answer */
export function passFilters(
  { rule }: Selected,
  request: HttpRequest,
  replies: LocalReplies,
  graph: EgressGraph,
  trace: Trace,
): HttpRequest {
  answerDirectly(rule, replies, request, graph, trace);
  let changed = request;
  for (const [i, filter] of rule.filters.entries()) {
    const place = { object: rule.route.object, path: [...rule.path, 'filters', i] };
    changed = apply(filter, changed, rule, place, trace);
  }
  return changed;
}

/** A DirectResponse, or a redirect. */
function answerDirectly(
  rule: RouteRule,
  replies: LocalReplies,
  request: HttpRequest,
  { catalogue }: EgressGraph,
  trace: Trace,
): void {
  const { route, extensions } = rule;
  for (const { kind, name } of extensions) {
    if (kind === KIND.TrafficPolicy) continue;
    const found = kind === KIND.DirectResponse ? catalogue.find(KIND.DirectResponse, route.namespace, name) : undefined;
    if (!found)
      trace.unknown('route', `the filter refers to ${kind} ${name}, which is not among the manifests`, {
        object: route.object,
        path: rule.path,
      });
    const { status, body = '' } = found.spec;
    const reply = replies({ status, body, details: 'direct_response', flags: '' }, request);
    trace.deny('route', `the rule answers with ${status}`, { object: found, path: ['spec', 'status'] }, reply);
  }
}

/** Filters that neither answer a request nor change what its destination gets; preflights come before. */
const HARMLESS: readonly string[] = ['ResponseHeaderModifier', 'RequestMirror', 'ExtensionRef', 'CORS'];

interface At {
  readonly object: RouteRule['route']['object'];
  readonly path: readonly (string | number)[];
}

function apply(filter: HTTPRouteFilter, request: HttpRequest, rule: RouteRule, place: At, trace: Trace): HttpRequest {
  const { requestHeaderModifier, urlRewrite, requestRedirect } = filter;
  if (requestRedirect) return redirect(requestRedirect, place, trace);
  if (requestHeaderModifier) {
    trace.pass('route', 'changes headers', place);
    return withHeaders(request, requestHeaderModifier as HeaderChange, rule.route.namespace);
  }
  if (!urlRewrite) {
    if (!HARMLESS.includes(filter.type)) trace.unknown('route', `filters of the type ${filter.type} are not simulated`, place);
    return request;
  }
  trace.pass('route', 'rewrites the URL', place);
  const { hostname, path } = urlRewrite;
  return {
    ...request,
    authority: hostname ?? request.authority,
    path: path ? rewritten(path, request, rule, place, trace) : request.path,
  };
}

type Rewrite = NonNullable<NonNullable<HTTPRouteFilter['urlRewrite']>['path']>;

function rewritten(
  { type, replaceFullPath, replacePrefixMatch }: Rewrite,
  { path }: HttpRequest,
  rule: RouteRule,
  place: At,
  trace: Trace,
): string {
  const query = path.slice(pathOnly(path).length);
  if (type === 'ReplaceFullPath') return `${replaceFullPath ?? ''}${query}`;
  const prefixes = rule.matches
    .map((match) => match.path?.value ?? '/')
    .filter((prefix) => pathOnly(path).startsWith(prefix.replace(/\/$/, '')));
  const [prefix] = prefixes.sort((left, right) => right.length - left.length);
  if (prefix === undefined || rule.matches.length > 1)
    return trace.unknown('route', 'which of several prefixes is replaced is not simulated', place);
  const rest = pathOnly(path).slice(prefix.replace(/\/$/, '').length);
  const made = `${(replacePrefixMatch ?? '/').replace(/\/$/, '')}${rest}`;
  return `${made === '' ? '/' : made}${query}`;
}

function redirect(
  { hostname, statusCode = 302 }: NonNullable<HTTPRouteFilter['requestRedirect']>,
  place: At,
  trace: Trace,
): never {
  const text = `redirects the client${hostname === undefined ? '' : ` to ${hostname}`}`;
  return trace.deny('route', text, place, { status: statusCode, body: '', details: 'direct_response' });
}
