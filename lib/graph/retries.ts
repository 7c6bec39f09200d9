import type { TrafficPolicyRetry } from '../../imports/gateway.kgateway.dev/traffic-policy';
import { routeKey } from './authorization';
import type { EgressGraph } from './egress-graph';
import type { Listener } from './gateways';
import type { ObjectOf } from './kinds';
import type { BackendUse, RouteRule } from './routes';

type TrafficPolicy = ObjectOf<'gateway.kgateway.dev/TrafficPolicy'>;

/** How requests that take a rule that leads out are tried again. */
export interface RetryUse {
  readonly rule: RouteRule;
  /** The policy that says it. */
  readonly policy: TrafficPolicy;
  readonly retry: TrafficPolicyRetry;
  /** How long a request may take in all, if anything says it: a duration, `0s` for no limit. */
  readonly timeout?: { readonly value: string; readonly policy?: TrafficPolicy };
}

/**
 * The retries of all rules that lead out, as kgateway merges TrafficPolicies: field by field, a rule before its route, before
 * the listener, before the Gateway. The time-out that the route itself says comes last.
 */
export function retryUses(graph: EgressGraph): readonly RetryUse[] {
  const known = kept.get(graph);
  if (known) return known;
  const made = findRetryUses(graph);
  kept.set(graph, made);
  return made;
}

/** Several rules ask for the same. */
const kept = new WeakMap<EgressGraph, readonly RetryUse[]>();

function findRetryUses(graph: EgressGraph): readonly RetryUse[] {
  const uses: RetryUse[] = [];
  for (const route of graph.egressRoutes) {
    const listeners = [...new Set(route.attachments.flatMap((attachment) => attachment.listeners))];
    for (const rule of route.rules) {
      if (!rule.leadsOut) continue;
      const seen = new Set<TrafficPolicy>();
      for (const listener of listeners.length > 0 ? listeners : [undefined]) {
        const use = retryUse(rule, policiesOf(rule, listener, graph));
        if (!use || seen.has(use.policy)) continue;
        seen.add(use.policy);
        uses.push(use);
      }
    }
  }
  return uses;
}

/** One use of each policy: of several, the first that an objection is raised to. */
export function onePerPolicy<T extends { readonly policy: object }>(uses: Iterable<T>): T[] {
  const first = new Map<object, T>();
  for (const use of uses) if (!first.has(use.policy)) first.set(use.policy, use);
  return [...first.values()];
}

function retryUse(rule: RouteRule, policies: readonly TrafficPolicy[]): RetryUse | undefined {
  const policy = policies.find(({ spec }) => spec.retry !== undefined);
  if (!policy?.spec.retry) return undefined;
  const timed = policies.find(({ spec }) => spec.timeouts?.request !== undefined);
  const value = timed?.spec.timeouts?.request ?? rule.timeouts?.request;
  const timeout = value === undefined ? undefined : { value, ...(timed && { policy: timed }) };
  return { rule, policy, retry: policy.spec.retry, ...(timeout && { timeout }) };
}

/** The TrafficPolicies on a rule, the most specific first. */
function policiesOf(rule: RouteRule, listener: Listener | undefined, { policies }: EgressGraph): TrafficPolicy[] {
  const { route } = rule;
  const ofRoute = policies.on(TRAFFIC, routeKey(route), route.namespace, route.name);
  const gateway = listener?.gateway;
  const ofGateway = gateway ? policies.on(TRAFFIC, GATEWAY, gateway.namespace, gateway.name) : [];
  return [...specificFirst(ofRoute, rule.name), ...specificFirst(ofGateway, listener?.spec.name)];
}

const TRAFFIC = 'gateway.kgateway.dev/TrafficPolicy';
const GATEWAY = 'gateway.networking.k8s.io/Gateway';

interface Target {
  readonly policy: TrafficPolicy;
  readonly sectionName?: string;
}

function specificFirst(targets: readonly Target[], section: string | undefined): TrafficPolicy[] {
  if (targets.length === 0) return [];
  const own = targets.filter(({ sectionName }) => sectionName !== undefined && sectionName === section);
  const whole = targets.filter(({ sectionName }) => sectionName === undefined);
  return [...own, ...whole].map(({ policy }) => policy);
}

/** How often a retry tries again after the first try. */
export function attemptsOf({ attempts = 1 }: TrafficPolicyRetry): number {
  return attempts;
}

/** The conditions of a retry as Envoy gets them: listed status codes are one more condition, without a list they are none. */
export function conditionsOf({ retryOn = [], statusCodes = [] }: TrafficPolicyRetry): Set<string> {
  const conditions = new Set<string>(retryOn);
  if (statusCodes.length > 0) conditions.add(STATUS_CODES);
  else conditions.delete(STATUS_CODES);
  return conditions;
}

/** The conditions that can be met by the upstreams of the rule: some are known to HTTP/2 and gRPC only. */
export function firingConditions({ retry, rule }: RetryUse): ReadonlySet<string> {
  const conditions = conditionsOf(retry);
  if (rule.backends.some(maySpeakHttp2)) return conditions;
  for (const condition of OF_HTTP2) conditions.delete(condition);
  return conditions;
}

/** Whether a retry does not fire when the upstream is down or slow: never, or only for status codes of the upstream's own. */
export function isIdle(use: RetryUse): boolean {
  const conditions = firingConditions(use);
  if (attemptsOf(use.retry) === 0 || conditions.size === 0) return true;
  const meansOutages = use.retry.statusCodes?.some((code) => OF_ENVOY.includes(code)) ?? false;
  return meansOutages && conditions.size === 1 && conditions.has(STATUS_CODES);
}

/** True for destinations that are not among the objects: nobody knows. */
function maySpeakHttp2({ destination, port }: BackendUse): boolean {
  if (!destination) return true;
  const ports = destination.kind === 'Backend' ? destination.ports : destination.ports.filter(({ number }) => number === port);
  return ports.some(({ protocol = '' }) => /^(http2|grpc|grpc-web|kubernetes\.io\/h2c)$/i.test(protocol));
}

/** Answers of the upstream whose code the retry lists. */
export const STATUS_CODES = 'retriable-status-codes';

/** The codes that Envoy answers itself when an upstream is down or slow; lists of status codes never match those answers. */
const OF_ENVOY: readonly number[] = [503, 504];

/** A refused stream of HTTP/2, and the codes of gRPC. */
const OF_HTTP2 = ['refused-stream', 'cancelled', 'deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable'];

/** The conditions that retry a try that ran into its time-out. */
export const ON_TIME_OUT: readonly string[] = ['reset', 'gateway-error', '5xx'];

/** The conditions under which the upstream has not read the request, or has refused it unread. */
export const BEFORE_REQUEST: readonly string[] = ['connect-failure', 'refused-stream', 'reset-before-request'];
