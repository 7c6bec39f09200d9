import { oncePer } from '../../core/group-by';
import { isHttp2Protocol } from '../../core/http2-protocols';
import { KIND } from '../../core/kinds';
import { memoizePerObject } from '../../core/memo';
import type { Path } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import type { EgressGraph } from './egress-graph';
import type { Listener } from './gateways';
import { firstIn, listenerScopes, type PolicyScope, ruleScope, type TrafficPolicy } from './policy-levels';
import { type Retry, retryOfRoute } from './route-retry';
import { type BackendUse, type Route, type RouteRule, readsRequests } from './routes';

/** The retries of an egress rule. */
export interface RetryUse {
  readonly rule: RouteRule;
  /** Where they are set: `spec.retry` of a TrafficPolicy, or `spec.rules[0].retry` of the HTTPRoute. */
  readonly object: Manifest;
  readonly path: Path;
  readonly retry: Retry;
  /** The request timeout, if anything sets it. */
  readonly timeout: RequestTimeout | undefined;
}

/** A request timeout, and where it is set: `spec.timeouts.request` of a TrafficPolicy, or `timeouts` of a rule of a route. */
export interface RequestTimeout {
  /** A duration, `0s` for no limit. */
  readonly value: string;
  readonly object: Manifest;
  readonly path: Path;
}

/** The retries of all egress rules, each as often as listeners or rules combine them with another timeout. */
export const retryUses = memoizePerObject(findRetryUses);

function findRetryUses(graph: EgressGraph): readonly RetryUse[] {
  const uses: RetryUse[] = [];
  const ofPolicies = graph.catalogue.ofKind(KIND.TrafficPolicy).some(({ spec }) => spec.retry);
  const scopesOf = memoizePerObject((listener: Listener) => listenerScopes(listener, graph.policies));
  for (const route of graph.egressRoutes) {
    if (!readsRequests(route)) continue;
    for (const rule of route.rules) {
      if (!rule.leadsOut || (!ofPolicies && rule.retry === undefined)) continue;
      const first = uses.length;
      for (const { listener, via } of placesOf(route)) {
        const own = ruleScope(rule, graph.policies, via);
        const use = retryUse(rule, listener ? [...scopesOf(listener), own] : [own], via);
        if (use && !isKnown(use, uses, first)) uses.push(use);
      }
    }
  }
  return uses;
}

/** Whether a use from `first` on has the same retries and the same timeout. */
function isKnown({ object, timeout }: RetryUse, uses: readonly RetryUse[], first: number): boolean {
  for (let index = first; index < uses.length; index += 1) {
    const use = uses[index];
    if (use?.object === object && use.timeout?.object === timeout?.object) return true;
  }
  return false;
}

interface Place {
  readonly listener: Listener | undefined;
  /** The rules that delegate to the route. */
  readonly via: readonly RouteRule[];
}

const NOWHERE: readonly Place[] = [{ listener: undefined, via: [] }];

/** The listeners of a route, and the ways there. */
export function placesOf({ served }: Route): readonly Place[] {
  const places = served.flatMap(({ listeners, via }) => listeners.map((listener) => ({ listener, via })));
  return places.length > 0 ? places : NOWHERE;
}

/** The retries that pass a test, one per place that sets them. */
export function retriesThat(graph: EgressGraph, test: (use: RetryUse) => boolean): RetryUse[] {
  return [...oncePer(retryUses(graph).filter(test), ({ rule, object }) => (object === rule.route.object ? rule : object))];
}

function retryUse(rule: RouteRule, scopes: readonly PolicyScope[], via: readonly RouteRule[]): RetryUse | undefined {
  const found = effectiveRetry(rule, scopes);
  if (!found) return undefined;
  const { object, path, retry } = found;
  return { rule, object, path, retry, timeout: effectiveTimeout(rule, scopes, via) };
}

/**
 * The retries of a rule: those of the HTTPRoute itself, or else of the most specific TrafficPolicy with `retry`.
 *
 * @param scopes of the TrafficPolicies, from the least to the most specific
 */
export function effectiveRetry(
  rule: RouteRule,
  scopes: readonly PolicyScope[],
): Pick<RetryUse, 'retry' | 'object' | 'path'> | undefined {
  const own = retryOfRoute(rule);
  if (own) return { retry: own, object: rule.route.object, path: [...rule.path, 'retry'] };
  for (let index = scopes.length - 1; index >= 0; index -= 1) {
    const policy = firstIn(scopes[index] as PolicyScope, retries);
    if (policy?.spec.retry) return { retry: policy.spec.retry, object: policy, path: RETRY };
  }
  return undefined;
}

/**
 * The request timeout of a rule: that of the HTTPRoute itself, or else of the most specific TrafficPolicy. Measured on kgateway
 * 2.4.2 (`docs/conformance.md`).
 *
 * @param scopes of the TrafficPolicies, from the least to the most specific
 * @param via the rules that delegate to the route. Their own timeouts take precedence over TrafficPolicies too
 */
export function effectiveTimeout(
  rule: RouteRule,
  scopes: readonly PolicyScope[],
  via: readonly RouteRule[] = [],
): RequestTimeout | undefined {
  for (let index = via.length; index >= 0; index -= 1) {
    const own = timeoutOfRoute(via[index] ?? rule);
    if (own) return own;
  }
  for (let index = scopes.length - 1; index >= 0; index -= 1) {
    const policy = firstIn(scopes[index] as PolicyScope, isTimed);
    const value = policy?.spec.timeouts?.request;
    if (policy && value !== undefined) return { value, object: policy, path: TIMEOUT };
  }
  return undefined;
}

/** `backendRequest` is the timeout of the request, unless the HTTPRoute sets `retry`: then it is the timeout of each try. */
function timeoutOfRoute(rule: RouteRule): RequestTimeout | undefined {
  const { request, backendRequest } = rule.timeouts ?? {};
  const field = backendRequest !== undefined && !retryOfRoute(rule) ? 'backendRequest' : 'request';
  const value = field === 'request' ? request : backendRequest;
  return value === undefined ? undefined : { value, object: rule.route.object, path: [...rule.path, 'timeouts', field] };
}

const retries = ({ spec }: TrafficPolicy) => spec.retry !== undefined;
const isTimed = ({ spec }: TrafficPolicy) => spec.timeouts !== undefined;
const RETRY: Path = ['spec', 'retry'];
const TIMEOUT: Path = ['spec', 'timeouts', 'request'];

/** The fields of an HTTPRoute for those of a TrafficPolicy's `retry`, from the rule on. */
const OF_ROUTE: Readonly<Record<keyof Retry, Path>> = {
  attempts: ['retry', 'attempts'],
  backoffBaseInterval: ['retry', 'backoff'],
  perTryTimeout: ['timeouts', 'backendRequest'],
  retryOn: ['retry'],
  statusCodes: ['retry', 'codes'],
};

/** Whether the HTTPRoute itself sets the retries. */
export function isOfRoute({ object, rule }: RetryUse): boolean {
  return object === rule.route.object;
}

/** Where a field of the retries is set. */
export function retryPath(use: RetryUse, field: keyof Retry): Path {
  return isOfRoute(use) ? [...use.rule.path, ...OF_ROUTE[field]] : [...use.path, field];
}

/** The number of retries after the first try. */
export function attemptsOf({ attempts = 1 }: Retry): number {
  return attempts;
}

/** The conditions that Envoy gets: a list of status codes adds a condition, and without a list that condition is absent. */
export function conditionsOf({ retryOn = [], statusCodes = [] }: Retry): Set<string> {
  const conditions = new Set<string>(retryOn);
  if (statusCodes.length > 0) conditions.add(STATUS_CODES);
  else conditions.delete(STATUS_CODES);
  return conditions;
}

/**
 * Whether retries have no effect when the upstream is down or slow: they never happen, or only for status codes of the upstream
 * itself. Some conditions occur only with HTTP/2 and gRPC.
 */
export function isIneffective({ retry, rule }: RetryUse): boolean {
  const conditions = conditionsOf(retry);
  if (!rule.backends.some(maySpeakHttp2)) for (const condition of OF_HTTP2) conditions.delete(condition);
  if (attemptsOf(retry) === 0 || conditions.size === 0) return true;
  const meansOutages = retry.statusCodes?.some((code) => OF_ENVOY.includes(code)) ?? false;
  return meansOutages && conditions.size === 1 && conditions.has(STATUS_CODES);
}

/** True for destinations that are not among the objects, because their protocol is unknown. */
function maySpeakHttp2({ destination, port }: BackendUse): boolean {
  if (!destination) return true;
  const ports = destination.kind === 'Backend' ? destination.ports : destination.ports.filter(({ number }) => number === port);
  return ports.some(({ protocol }) => isHttp2Protocol(protocol));
}

/** Matches responses of the upstream with a listed status code. */
export const STATUS_CODES = 'retriable-status-codes';

/** The codes of Envoy's own responses when an upstream is down or slow. `statusCodes` never match these responses. */
const OF_ENVOY: readonly number[] = [503, 504];

/** The conditions of HTTP/2 and gRPC: a refused stream, and status codes of gRPC. */
const OF_HTTP2 = ['refused-stream', 'cancelled', 'deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable'];

/** The conditions that retry a try after its timeout. */
export const ON_TIMEOUT: readonly string[] = ['reset', 'gateway-error', '5xx'];

/** The conditions that occur only if the upstream has not read the request. */
export const BEFORE_REQUEST: readonly string[] = ['connect-failure', 'refused-stream', 'reset-before-request'];
