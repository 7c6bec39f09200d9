import type { Rule } from '../base/rule';

/** A request policy as an object of the cluster: Kyverno's webhook reads it as an admission policy, and rejects it. */
export const envoyModePolicy: Rule = {
  id: 'kyverno/envoy-mode-policy',
  severity: 'error',
  summary: "Kyverno's webhook rejects a request policy that is an object of the cluster",
  *check({ graph }) {
    for (const { object } of graph.requestPolicies) {
      if (object.kind !== 'ValidatingPolicy') continue;
      yield {
        object,
        path: ['spec', 'evaluation', 'mode'],
        got: 'Envoy',
        allowed: 'an admission policy; the authorization server reads request policies from a file',
        fix: 'put it into a ConfigMap that the server mounts, and run the server with --external-policy-source=file:///…',
      };
    }
  },
};
