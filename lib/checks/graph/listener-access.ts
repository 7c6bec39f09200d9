import { listAt } from '../../core/group-by';
import { KIND } from '../../core/kinds';
import { GATEWAY_NAME } from '../../core/labels';
import { memoizePerObject } from '../../core/memo';
import type { Path } from '../../core/path';
import type { Verdict } from '../../core/verdict';
import { namespaceOf } from './catalogue';
import type { EgressGraph } from './egress-graph';
import { type GatewayPods, gatewayPodsOf } from './gateway-pods';
import type { Gateway, Listener } from './gateways';
import type { ObjectOf } from './kinds';
import { type Pod, selectsPod } from './network/matching';
import { allowedCallers, type Callers, deniesOthers, namesPorts } from './ztunnel-grants';
import { ROOT_NAMESPACE } from './ztunnel-policies';

type AuthorizationPolicy = ObjectOf<'security.istio.io/AuthorizationPolicy'>;

/** A rule of an AuthorizationPolicy that allows callers to call a listener. */
export interface ListenerGrant {
  readonly object: AuthorizationPolicy;
  /** `spec.rules[0]`. */
  readonly path: Path;
  readonly callers: Callers;
  /** Whether it is written for listeners of this gateway: it names ports, and its policy selects the gateway by name. */
  readonly isOwn: boolean;
  /** Whether the policy selects the pods; `undefined` if that depends on labels that are unknown. */
  readonly applies: Verdict;
}

/** Whom ztunnel allows to call a port of a pod. */
export interface PortAccess {
  /** Whether a policy limits the callers: without an ALLOW policy, and a DENY for all others, ztunnel allows everybody. */
  readonly isLimited: boolean;
  /** Whether a DENY policy denies all callers, or all except some. Then `grants` is empty. */
  readonly isDenied: boolean;
  readonly grants: readonly ListenerGrant[];
}

/** Whom ztunnel allows to call a listener of an egress gateway. */
export interface ListenerAccess extends PortAccess {
  readonly pods: GatewayPods;
  readonly gateway: Gateway;
  readonly listener: Listener;
  readonly port: number;
}

/** A policy that selects a pod, or may. */
export interface ApplyingPolicy {
  readonly object: AuthorizationPolicy;
  readonly applies: Verdict;
}

/** The access to each port of egress gateways to which a route attaches that leads outside the cluster. */
export const listenerAccess = memoizePerObject(findAccess);

function findAccess(graph: EgressGraph): readonly ListenerAccess[] {
  if (graph.egressGateways.size === 0) return [];
  const used = usedListeners(graph);
  return gatewayPodsOf(graph).flatMap((pods) => {
    const { gateway } = pods.exit;
    if (!gateway) return [];
    const policies = enforcedOn(pods.pod, graph);
    return [...(used.get(gateway) ?? [])].map(([port, listener]) => ({
      pods,
      gateway,
      listener,
      port,
      ...accessBy(policies, port),
    }));
  });
}

/** Whom ztunnel allows to call a port of a captured pod. */
export function accessOf(pod: Pod, port: number, graph: EgressGraph): PortAccess {
  return accessBy(enforcedOn(pod, graph), port);
}

function enforcedOn(pod: Pod, graph: EgressGraph): ApplyingPolicy[] {
  return policiesOf(pod, graph).filter(({ object }) => isEnforced(object));
}

/** The first listener of each port to which an egress route attaches. */
function usedListeners({ egressRoutes, egressGateways }: EgressGraph): Map<Gateway, Map<number, Listener>> {
  const found = new Map([...egressGateways].map((gateway) => [gateway, new Map<number, Listener>()]));
  for (const { leadsOut, served } of egressRoutes) {
    if (!leadsOut) continue;
    for (const { gateway, listeners } of served) {
      const ports = gateway && found.get(gateway);
      for (const listener of ports ? listeners : []) {
        const { port } = listener.spec;
        if (ports && !ports.has(port)) ports.set(port, listener);
      }
    }
  }
  return found;
}

/** The AuthorizationPolicies without a target that select a pod, or may. */
export function policiesOf(pod: Pod, graph: EgressGraph): ApplyingPolicy[] {
  const byNamespace = policiesByNamespace(graph);
  const inReach = [...new Set([pod.namespace, ROOT_NAMESPACE])].flatMap((namespace) => byNamespace.get(namespace) ?? []);
  return inReach.flatMap((object) => {
    const applies = selectsPod(object.spec?.selector ?? {}, pod);
    return applies === false ? [] : [{ object, applies }];
  });
}

const policiesByNamespace = memoizePerObject(({ catalogue }: EgressGraph) => {
  const found = new Map<string, AuthorizationPolicy[]>();
  for (const object of catalogue.ofKind(KIND.AuthorizationPolicy)) {
    const { targetRef, targetRefs } = object.spec ?? {};
    if (!targetRef && !targetRefs?.length) listAt(found, namespaceOf(object)).push(object);
  }
  return found;
});

/** Whether ztunnel receives a policy: other rules report those with another action, or on trial. */
function isEnforced(object: AuthorizationPolicy): boolean {
  return ['ALLOW', 'DENY'].includes(actionOf(object)) && !isDryRun(object);
}

function actionOf({ spec }: AuthorizationPolicy): string {
  return spec?.action ?? 'ALLOW';
}

/** The annotation by which a policy has no effect except in logs, which ztunnel does not support. */
export const DRY_RUN = 'istio.io/dry-run';

/** Whether a policy is on trial, so that ztunnel never receives it. */
export function isDryRun({ metadata }: AuthorizationPolicy): boolean {
  return /^(1|t|true)$/i.test(String(metadata.annotations?.[DRY_RUN] ?? ''));
}

function accessBy(policies: readonly ApplyingPolicy[], port: number): PortAccess {
  const allowing = policies.filter(({ object }) => actionOf(object) === 'ALLOW');
  const denying = policies.filter(({ object }) => actionOf(object) === 'DENY');
  const isDenied = denying.some(({ object }) => object.spec?.rules?.some((rule) => deniesOthers(rule, port)) ?? false);
  const grants = isDenied ? [] : allowing.flatMap((policy) => grantsOf(policy, port));
  return { isLimited: allowing.length > 0 || isDenied, isDenied, grants };
}

function grantsOf({ object, applies }: ApplyingPolicy, port: number): ListenerGrant[] {
  const { rules = [], selector } = object.spec ?? {};
  const isOfGateway = selector?.matchLabels?.[GATEWAY_NAME] !== undefined;
  return rules.flatMap((rule, index) => {
    const path: Path = ['spec', 'rules', index];
    const callers = allowedCallers(rule, path, port, namespaceOf(object));
    return callers.length === 0 ? [] : [{ object, path, callers, isOwn: isOfGateway && namesPorts(rule), applies }];
  });
}
