import { KIND } from '../../../core/kinds';
import { isWildcard } from '../../../core/net/dns';
import { dynamicBackendOf } from '../../graph/dynamic-backends';
import type { ObjectOf } from '../../graph/kinds';
import type { Rule, RuleContext } from '../base/rule';

type Backend = ObjectOf<'gateway.kgateway.dev/Backend'>;

/** Backends of wildcards that trust all CAs of the system, of which Envoy keeps a copy for each name that callers invent. */
export const wildcardMemory: Rule = {
  id: 'egress/wildcard-memory',
  severity: 'warning',
  summary: 'callers of a wildcard can exhaust the memory of the gateway with names that they invent',
  *check({ graph }) {
    for (const backend of new Set(wildcardBackends(graph))) {
      if (hasOwnCas(backend, graph)) continue;
      yield {
        object: backend,
        path: ['spec', 'dynamicForwardProxy'],
        got: 'the CAs of the system, 1.3 MiB for each of up to 1,024 names',
        allowed: 'a Secret with the CAs of the hosts',
        fix: "write tls: Tls.originate({ caSecret: '…' }) with the CAs that sign the certificates below the wildcard",
      };
    }
  },
};

/** The Backends that resolve the names below a wildcard. */
function* wildcardBackends({ egressRoutes, catalogue }: RuleContext['graph']): Iterable<Backend> {
  if (!catalogue.ofKind(KIND.Backend).some(({ spec }) => spec.dynamicForwardProxy?.enableTls)) return;
  for (const { hostnames, rules } of egressRoutes) {
    if (!hostnames.some(isWildcard)) continue;
    for (const { backends } of rules) {
      for (const use of backends) {
        const backend = dynamicBackendOf(use, catalogue);
        if (backend?.spec.dynamicForwardProxy?.enableTls) yield backend;
      }
    }
  }
}

function hasOwnCas({ metadata: { name, namespace = 'default' } }: Backend, { policies }: RuleContext['graph']): boolean {
  const targets = policies.on(KIND.BackendConfigPolicy, KIND.Backend, namespace, name);
  return targets.some(({ policy }) => policy.spec.tls?.secretRef !== undefined || policy.spec.tls?.files !== undefined);
}
