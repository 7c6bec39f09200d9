import { KIND } from '../../../core/kinds';
import { withoutFinalDot } from '../../../core/net/dns';
import type { EgressGraph, Gateway } from '../../graph';
import { gatewayPodMarks, isCaptured } from '../../graph/ambient';
import { dynamicBackendOf } from '../../graph/dynamic-backends';
import type { BackendUse } from '../../graph/routes';
import { backendIndexOf } from '../../graph/uses';
import type { Rule } from '../base/rule';

const ANNOTATION = 'ambient.istio.io/dns-capture';

/** DNS capture gives Envoy the virtual address of a ServiceEntry, so that its requests come back through ztunnel. */
export const dnsLoop: Rule = {
  id: 'ztunnel/dns-loop',
  severity: 'error',
  summary: 'the gateway resolves its destinations through ztunnel, so its requests may come back to itself',
  *check({ graph }) {
    for (const gateway of gatewaysThatLoop(graph)) {
      const marks = gatewayPodMarks(gateway, graph.catalogue);
      if (!marks || isCaptured(gateway.namespace, marks.labels, graph.catalogue) !== true) continue;
      if (marks.annotations[ANNOTATION] === 'false') continue;
      yield {
        object: gateway.object,
        path: ['spec', 'infrastructure'],
        got: marks.annotations[ANNOTATION] ?? `no ${ANNOTATION} on its pods`,
        allowed: `${ANNOTATION}: "false" on the pods of a gateway that is in ambient and calls hosts of ServiceEntries`,
        fix: 'set the annotation in spec.kube.podTemplate.extraAnnotations of the GatewayParameters',
      };
    }
  },
};

/** The gateways with a route to a host of a ServiceEntry, by the entry itself or by a Backend. */
function gatewaysThatLoop(graph: EgressGraph): Set<Gateway> {
  const gateways = new Set<Gateway>();
  for (const { gateway } of backendIndexOf(graph).toServiceEntries) if (gateway) gateways.add(gateway);
  const answered = hostsOfEntries(graph);
  if (answered.size === 0) return gateways;
  for (const { rules, served } of graph.egressRoutes) {
    const isAnswered = rules.some(({ backends }) => backends.some((use) => callsOneOf(answered, use, graph)));
    if (isAnswered) for (const { gateway } of served) if (gateway) gateways.add(gateway);
  }
  return gateways;
}

function hostsOfEntries({ destinations }: EgressGraph): ReadonlySet<string> {
  const entries = destinations.filter(({ kind }) => kind === 'ServiceEntry');
  return new Set(entries.flatMap(({ hosts }) => hosts.map((host) => host.toLowerCase())));
}

/** A dynamic Backend can call any host. */
function callsOneOf(hosts: ReadonlySet<string>, use: BackendUse, { catalogue }: EgressGraph): boolean {
  if (use.kind !== KIND.Backend) return false;
  const written = use.destination?.hosts ?? [];
  return written.some((host) => hosts.has(withoutFinalDot(host.toLowerCase()))) || dynamicBackendOf(use, catalogue) !== undefined;
}
