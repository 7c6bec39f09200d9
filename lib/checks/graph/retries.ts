import type { TrafficPolicyRetry } from '../../../imports/gateway.kgateway.dev/traffic-policy';
import { oncePer } from '../../core/group-by';
import { KIND } from '../../core/kinds';
import { memoizePerObject } from '../../core/memo';
import { routeKey } from './authorization';
import type { EgressGraph } from './egress-graph';
import type { Listener } from './gateways';
import type { ObjectOf } from './kinds';
import type { BackendUse, Route, RouteRule } from './routes';

type TrafficPolicy = ObjectOf<'gateway.kgateway.dev/TrafficPolicy'>;

/** The retries of an egress rule. */
export interface RetryUse {
  readonly rule: RouteRule;
  /** The policy that sets them. */
  readonly policy: TrafficPolicy;
  readonly retry: TrafficPolicyRetry;
  /** The request timeout, if anything sets it: a duration, `0s` for no limit. */
  readonly timeout: { readonly value: string; readonly policy: TrafficPolicy | undefined } | undefined;
}

/**
 * The retries of all egress rules. kgateway merges TrafficPolicies field by field: those on a rule take precedence over those on
 * its route, then on the listener, then on the Gateway. The timeout of the route itself is used if no policy sets one.
 */
export const retryUses = memoizePerObject(findRetryUses);

function findRetryUses(graph: EgressGraph): readonly RetryUse[] {
  const uses: RetryUse[] = [];
  if (!graph.catalogue.ofKind(TRAFFIC).some(({ spec }) => spec.retry)) return uses;
  const ofListeners = new Map<Listener | undefined, readonly TrafficPolicy[]>([[undefined, []]]);
  for (const route of graph.egressRoutes) {
    const targets = graph.policies.on(TRAFFIC, routeKey(route), route.namespace, route.name);
    for (const rule of route.rules) {
      if (!rule.leadsOut) continue;
      const own = specificFirst(targets, rule.name);
      const first = uses.length;
      for (const listener of listenersOf(route)) {
        const use = retryUse(rule, own, policiesOf(listener, graph, ofListeners));
        if (use && !hasPolicy(uses, first, use.policy)) uses.push(use);
      }
    }
  }
  return uses;
}

/** Whether a use from `first` on has the policy. The same policy at another listener is not another use. */
function hasPolicy(uses: readonly RetryUse[], first: number, policy: TrafficPolicy): boolean {
  for (let index = first; index < uses.length; index += 1) if (uses[index]?.policy === policy) return true;
  return false;
}

const NOWHERE = [undefined] as const;

function listenersOf({ attachments }: Route): readonly (Listener | undefined)[] {
  const listeners = attachments.length === 1 ? attachments[0]?.listeners : attachments.flatMap((each) => each.listeners);
  return listeners?.length ? listeners : NOWHERE;
}

/** The retries that pass a test, one per policy. */
export function retriesThat(graph: EgressGraph, test: (use: RetryUse) => boolean): RetryUse[] {
  return [...oncePer(retryUses(graph).filter(test), ({ policy }) => policy)];
}

function retryUse(rule: RouteRule, own: readonly TrafficPolicy[], ofListener: readonly TrafficPolicy[]): RetryUse | undefined {
  const policy = own.find(retries) ?? ofListener.find(retries);
  if (!policy?.spec.retry) return undefined;
  const timed = own.find(isTimed) ?? ofListener.find(isTimed);
  const value = timed?.spec.timeouts?.request ?? rule.timeouts?.request;
  const timeout = value === undefined ? undefined : { value, policy: timed };
  return { rule, policy, retry: policy.spec.retry, timeout };
}

const retries = ({ spec }: TrafficPolicy) => spec.retry !== undefined;
const isTimed = ({ spec }: TrafficPolicy) => spec.timeouts?.request !== undefined;

/** The TrafficPolicies at a listener, the most specific first. */
function policiesOf(
  listener: Listener | undefined,
  { policies }: EgressGraph,
  known: Map<Listener | undefined, readonly TrafficPolicy[]>,
): readonly TrafficPolicy[] {
  const found = known.get(listener);
  if (found || !listener) return found ?? [];
  const { gateway, spec } = listener;
  const ofListener = specificFirst(policies.on(TRAFFIC, GATEWAY, gateway.namespace, gateway.name), spec.name);
  known.set(listener, ofListener);
  return ofListener;
}

const TRAFFIC = KIND.TrafficPolicy;
const GATEWAY = KIND.Gateway;

interface Target {
  readonly policy: TrafficPolicy;
  readonly sectionName?: string;
}

function specificFirst(targets: readonly Target[], section: string | undefined): TrafficPolicy[] {
  const own = targets.filter(({ sectionName }) => sectionName !== undefined && sectionName === section);
  const whole = targets.filter(({ sectionName }) => sectionName === undefined);
  return [...own, ...whole].map(({ policy }) => policy);
}

/** The number of retries after the first try. */
export function attemptsOf({ attempts = 1 }: TrafficPolicyRetry): number {
  return attempts;
}

/** The conditions that Envoy gets: a list of status codes adds a condition, and without a list that condition is absent. */
export function conditionsOf({ retryOn = [], statusCodes = [] }: TrafficPolicyRetry): Set<string> {
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
  return ports.some(({ protocol = '' }) => /^(http2|grpc|grpc-web|kubernetes\.io\/h2c)$/i.test(protocol));
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
