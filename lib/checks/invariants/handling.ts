import { objectName } from '../../core/format-finding';
import { KIND } from '../../core/kinds';
import { memoizePerObject } from '../../core/memo';
import { type EgressGraph, readsRequests } from '../graph';
import { isOpenToUndecided } from '../graph/decision-match';
import type { DestinationPort } from '../graph/destinations';
import { isDynamicEncrypted } from '../graph/dynamic-backends';
import { extensionOf } from '../graph/extensions';
import { type ReportEnd, reportEndsIn } from '../graph/host-rules';
import type { TrafficPolicy } from '../graph/policy-levels';
import { backendIndexOf, type PortUse, portsInUse } from '../graph/uses';
import { addTls, isEncrypted } from '../rules/base/tls-texts';
import type { EgressPath, Leg } from './egress-path';
import type { Context, PathDemand, Violation } from './violation';

const CLOSE = 'close this way with a NetworkPolicy, or limit the invariant to other ways';

/** A path that no gateway reads. */
function unread(path: EgressPath, allowed: string): Violation {
  const got =
    path.way === 'direct'
      ? 'connections of pods without a gateway'
      : `a ${path.leg?.rule.route.kind}: the gateway reads no requests`;
  return { object: path.object, path: path.at, got, allowed, fix: CLOSE };
}

/** The demand that nothing leaves in plaintext. */
export const tls: PathDemand = function* ({ path }, { graph }) {
  const { leg, object, at } = path;
  const allowed = 'TLS to the destination';
  if (!leg) yield unread(path, allowed);
  else if (path.way === 'passthrough') {
    const undecided = doubtAboutTls(leg);
    if (undecided !== undefined) yield { ...unread(path, allowed), undecided };
  } else if (path.way === 'dynamic') {
    if (isDynamicEncrypted(leg.use, graph)) return;
    yield {
      object,
      path: at,
      got: 'a Backend without TLS',
      allowed,
      fix: `set enableTls: true on Backend ${leg.use.namespace}/${leg.use.name}`,
    };
  } else yield* plaintext(path, leg, graph, allowed);
};

/** Why it is not known whether connections that nobody reads are encrypted; `undefined` if they are. */
function doubtAboutTls({ rule, listener }: Leg): string | undefined {
  const { kind } = rule.route;
  if (kind !== 'TLSRoute') return `what clients speak on connections of a ${kind} is not known`;
  if (!listener) return 'the Gateway is not among the manifests, so whether it ends TLS is not known';
  if (listener.spec.tls?.mode === 'Passthrough') return undefined;
  return `listener ${listener.spec.name} ends TLS, and whether the gateway encrypts these connections again is not read`;
}

function* plaintext({ object, at, unknown }: EgressPath, { use }: Leg, graph: EgressGraph, allowed: string): Iterable<Violation> {
  const { destination } = use;
  const ports = portsInUse(use);
  if (!destination || ports.length === 0) {
    const undecided = unknown ?? 'the destination does not have the port to which the route leads';
    const fix = 'add the missing objects to the manifests, or correct the port';
    yield { object, path: at, got: 'a destination that is not known', allowed, fix, undecided };
    return;
  }
  for (const port of ports) {
    const known = portUses(graph).get(port);
    if (known && isEncrypted(known)) continue;
    const got = `port ${port.number}, without a policy for TLS that applies`;
    const plain = { object, path: port.path, got, allowed, fix: addTls(destination) };
    yield known ? plain : { ...plain, undecided: UNREAD_TLS };
  }
}

const UNREAD_TLS = 'the address can be in the cluster, and the policies for it are not read';

/** The ports to which gateways send requests. */
const portUses = memoizePerObject(
  (graph: EgressGraph): ReadonlyMap<DestinationPort, PortUse> =>
    new Map(backendIndexOf(graph).http.map((use) => [use.port, use])),
);

/** The policies that decide on the requests of a path; `undefined` if the gateway is not among the manifests. */
export function decidingOn({ rule, listener, attachment }: Leg, graph: EgressGraph) {
  return listener && graph.authorization(rule, listener, attachment.via);
}

/** The demand that a server decides on each request, and that nothing leaves while it does not answer. */
export const decision: PathDemand = function* ({ path }, { graph }) {
  const { leg } = path;
  const allowed = 'a decision of the authorization server on each request, and a refusal while it does not answer';
  if (!leg || !readsRequests(leg.rule.route)) {
    yield unread(path, allowed);
    return;
  }
  const { route } = leg.rule;
  const at = { object: route.object, path: leg.rule.path, allowed };
  const authorization = decidingOn(leg, graph);
  if (!authorization) {
    const undecided = 'the Gateway is not among the manifests, so what decides is not known';
    yield { ...at, got: 'a Gateway that is not known', fix: 'add the Gateway and its policies to the manifests', undecided };
  } else if (authorization.disabledBy) {
    const got = `${objectName(authorization.disabledBy)}, which disables authorization`;
    yield { ...at, object: authorization.disabledBy, path: ['spec', 'extAuth', 'disable'], got, fix: 'remove disable' };
  } else if (!authorization.required) {
    const isElsewhere = graph.catalogue.hasElsewhere(KIND.TrafficPolicy, leg.attachment.namespace);
    const undecided = isElsewhere ? 'a TrafficPolicy of another repository may require it' : undefined;
    const fix = 'add a TrafficPolicy with extAuth.extensionRef for the Gateway';
    yield { ...at, got: 'no TrafficPolicy with extAuth.extensionRef', fix, ...(undecided && { undecided }) };
  } else yield* whileDown(authorization.policies, leg, allowed, graph);
};

function* whileDown(
  policies: readonly TrafficPolicy[],
  { rule, attachment }: Leg,
  allowed: string,
  graph: EgressGraph,
): Iterable<Violation> {
  const isOpen = [...attachment.via, rule].every(isOpenToUndecided);
  for (const policy of policies.filter(({ spec }) => spec.extAuth?.extensionRef)) {
    const extension = extensionOf(policy, graph);
    if (!extension) {
      const undecided = 'the GatewayExtension is not among the manifests, so what happens while its server is down is not known';
      const path = ['spec', 'extAuth', 'extensionRef'];
      yield {
        object: policy,
        path,
        got: policy.spec.extAuth?.extensionRef,
        allowed,
        fix: 'add the GatewayExtension to the manifests',
        undecided,
      };
    } else if (extension.spec.extAuth?.failOpen === true && isOpen) {
      yield { object: extension, path: ['spec', 'extAuth', 'failOpen'], got: true, allowed, fix: 'remove failOpen' };
    }
  }
}

/** The demand that what the rules deny is refused, not only reported. */
export const enforced: PathDemand = function* ({ path }, context) {
  const { leg } = path;
  const allowed = 'rules that are enforced, without report mode';
  if (!leg || !readsRequests(leg.rule.route)) {
    yield unread(path, allowed);
    return;
  }
  for (const policy of decidingOn(leg, context.graph)?.policies ?? []) {
    const found = reportIn(policy, context);
    if (!found) continue;
    const got = `report mode until ${new Date(found.end * 1000).toISOString()}`;
    yield { object: policy, path: extensionPath(found.key), got, allowed, fix: 'remove reportUntil' };
  }
};

/** The report mode of a host, or of one of its rules, that has not ended. */
export function reportIn({ spec }: TrafficPolicy, { now }: Context): ReportEnd | undefined {
  return reportEndsIn(spec.extAuth?.contextExtensions ?? {}).find(({ end }) => end > now.getTime() / 1000);
}

/** The path of a context extension. */
export function extensionPath(key: string) {
  return ['spec', 'extAuth', 'contextExtensions', key];
}
