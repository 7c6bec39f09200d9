import { objectName } from '../../../core/format-finding';
import { KIND } from '../../../core/kinds';
import type { Destination, EgressGraph } from '../../graph';
import { backendIndexOf, type PortUse, tlsConfigsOf } from '../../graph/uses';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

/** Two policies that originate TLS to one destination, or one that does so to what is passed through as TLS already. */
export const tlsConflict: Rule = {
  id: 'egress/tls-conflict',
  severity: 'error',
  summary: 'TLS to the destination is made in two ways that exclude each other',
  *check({ graph }) {
    const byConfig = graph.catalogue.ofKind(KIND.BackendConfigPolicy).some(({ spec }) => spec.tls !== undefined);
    if (byConfig) for (const destination of graph.destinations) yield* twice(destination, graph);
    for (const use of backendIndexOf(graph).passthrough) yield* tlsInTls(use);
  },
};

function* twice(destination: Destination, { policies }: EgressGraph): Generator<Objection> {
  const configs = tlsConfigsOf(destination, policies);
  const [first] = configs.length > 0 ? policies.onDestination(KIND.BackendTLSPolicy, destination) : [];
  if (!first) return;
  for (const { policy } of configs) {
    yield {
      object: policy,
      path: ['spec', 'tls'],
      got: `tls, and ${objectName(first.policy)} for ${objectName(destination.object)}`,
      allowed: 'one of the two: beside a BackendTLSPolicy, tls of a BackendConfigPolicy is overridden',
      fix: 'remove the BackendTLSPolicy where TLS 1.3 or ALPN is wanted, else spec.tls',
    };
  }
}

function* tlsInTls({ destination, use: { rule }, tls }: PortUse): Generator<Objection> {
  for (const { policy, path } of tls) {
    yield {
      object: policy,
      path,
      got: `TLS to ${objectName(destination.object)}, to which ${objectName(rule.route.object)} passes TLS through`,
      allowed: 'a destination of its own for what is passed through, as TLS inside TLS is understood by nobody',
      fix: 'make a second Backend or ServiceEntry, one for the TLSRoute and one for the policy',
    };
  }
}
