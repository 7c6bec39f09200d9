import type { BackendUse, Destination, DestinationPort, EgressGraph } from '../graph';
import { configsOf, isHttp, originationOf, portUses } from '../graph/uses';
import { objectName } from '../manifests/manifest';
import type { Objection, Rule } from './rule';

/** Two policies that originate TLS to one destination, or one that does so to what is passed through as TLS already. */
export const tlsConflict: Rule = {
  id: 'egress/tls-conflict',
  severity: 'error',
  summary: 'TLS to the destination is made in two ways that exclude each other',
  *check({ graph }) {
    for (const destination of graph.destinations) yield* twice(destination, graph);
    for (const { destination, port, use } of portUses(graph, passesThrough)) {
      yield* tlsInTls(destination, port, use, graph);
    }
  },
};

function* twice(destination: Destination, { policies }: EgressGraph): Generator<Objection> {
  const configs = configsOf(destination, policies, ({ tls }) => tls !== undefined);
  const [first] = configs.length > 0 ? originationOf(destination, policies).tlsPolicies : [];
  if (!first) return;
  for (const { policy } of configs) {
    yield {
      object: policy,
      path: 'spec.tls',
      got: `tls, and ${objectName(first.policy)} for ${objectName(destination.object)}`,
      allowed: 'one of the two: beside a BackendTLSPolicy, tls of a BackendConfigPolicy is overridden',
      fix: 'remove the BackendTLSPolicy where TLS 1.3 or ALPN is wanted, else spec.tls',
    };
  }
}

function* tlsInTls(
  destination: Destination,
  port: DestinationPort,
  { rule }: BackendUse,
  graph: EgressGraph,
): Generator<Objection> {
  const { tlsPolicies, configs } = originationOf(destination, graph.policies, port);
  for (const { policy, path } of [...tlsPolicies, ...configs]) {
    yield {
      object: policy,
      path,
      got: `TLS to ${objectName(destination.object)}, to which ${objectName(rule.route.object)} passes TLS through`,
      allowed: 'a destination of its own for what is passed through, as TLS inside TLS is understood by nobody',
      fix: 'make a second Backend or ServiceEntry, one for the TLSRoute and one for the policy',
    };
  }
}

/** Whether the route hangs on a listener that passes TLS through; of a Gateway that is not there nobody knows. */
function passesThrough(use: BackendUse): boolean {
  return (
    !isHttp(use) &&
    use.rule.route.attachments.some(({ listeners }) => listeners.some(({ spec }) => spec.tls?.mode === 'Passthrough'))
  );
}
