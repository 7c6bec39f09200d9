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

/** How requests that take a rule that leads out are tried again. */
export interface RetryUse {
  readonly rule: RouteRule;
  /** The policy that says it. */
  readonly policy: TrafficPolicy;
  readonly retry: TrafficPolicyRetry;
  /** How long a request may take in all, if anything says it: a duration, `0s` for no limit. */
  readonly timeout: { readonly value: string; readonly policy: TrafficPolicy | undefined } | undefined;
}

/**
 * The retries of all rules that lead out, as kgateway merges TrafficPolicies: field by field, a rule before its route, before
 * the listener, before the Gateway. The time-out that the route itself says comes last.
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
        if (use && !holdsPolicy(uses, first, use.policy)) uses.push(use);
      }
    }
  }
  return uses;
}

/** Whether a use from `first` on has the policy: the same policy by another listener is not another use. */
function holdsPolicy(uses: readonly RetryUse[], first: number, policy: TrafficPolicy): boolean {
  for (let index = first; index < uses.length; index += 1) if (uses[index]?.policy === policy) return true;
  return false;
}

const NOWHERE = [undefined] as const;

function listenersOf({ attachments }: Route): readonly (Listener | undefined)[] {
  const listeners = attachments.length === 1 ? attachments[0]?.listeners : attachments.flatMap((each) => each.listeners);
  return listeners?.length ? listeners : NOWHERE;
}

/** The retries for which a test holds, one of each policy. */
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
  const made = specificFirst(policies.on(TRAFFIC, GATEWAY, gateway.namespace, gateway.name), spec.name);
  known.set(listener, made);
  return made;
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

/**
 * Whether a retry does not fire when the upstream is down or slow: never, or only for status codes of the upstream's own. Some
 * conditions are known to HTTP/2 and gRPC only.
 */
export function isIdle({ retry, rule }: RetryUse): boolean {
  const conditions = conditionsOf(retry);
  if (!rule.backends.some(maySpeakHttp2)) for (const condition of OF_HTTP2) conditions.delete(condition);
  if (attemptsOf(retry) === 0 || conditions.size === 0) return true;
  const meansOutages = retry.statusCodes?.some((code) => OF_ENVOY.includes(code)) ?? false;
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
