import { objectName } from '../../../core/format-finding';
import { KIND } from '../../../core/kinds';
import type { Destination, EgressGraph } from '../../graph';
import { backendIndexOf, type PortUse, tlsConfigsOf } from '../../graph/uses';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

/** Two policies that originate TLS to one destination, or one that does so although a route passes TLS through to it. */
export const tlsConflict: Rule = {
  id: 'egress/tls-conflict',
  severity: 'error',
  summary: 'TLS to the destination is configured in two conflicting ways',
  *check({ graph }) {
    const byConfig = graph.catalogue.ofKind(KIND.BackendConfigPolicy).some(({ spec }) => spec.tls !== undefined);
    const outside = byConfig ? graph.destinations.filter(({ side }) => side !== 'inside') : [];
    for (const destination of outside) yield* twoPolicies(destination, graph);
    for (const use of backendIndexOf(graph).passthrough) yield* tlsInTls(use);
  },
};

function* twoPolicies(destination: Destination, { policies }: EgressGraph): Generator<Objection> {
  const configs = tlsConfigsOf(destination, policies);
  const [first] = configs.length > 0 ? policies.onDestination(KIND.BackendTLSPolicy, destination) : [];
  if (!first) return;
  for (const { policy } of configs) {
    yield {
      object: policy,
      path: ['spec', 'tls'],
      got: `tls, although ${objectName(first.policy)} is for ${objectName(destination.object)} too`,
      allowed: 'only one of the two: the BackendTLSPolicy overrides tls of the BackendConfigPolicy',
      fix: 'remove the BackendTLSPolicy if you need TLS 1.3 or ALPN, otherwise remove spec.tls',
    };
  }
}

function* tlsInTls({ destination, use: { rule }, tls }: PortUse): Generator<Objection> {
  for (const { policy, path } of tls) {
    yield {
      object: policy,
      path,
      got: `TLS to ${objectName(destination.object)}, although ${objectName(rule.route.object)} passes TLS through to it`,
      allowed: 'a separate destination for passthrough: no upstream understands TLS inside TLS',
      fix: 'create a second Backend or ServiceEntry, so that the TLSRoute and the policy have one each',
    };
  }
}
