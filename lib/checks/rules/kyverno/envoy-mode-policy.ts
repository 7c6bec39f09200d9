import type { Rule } from '../base/rule';

/** Kyverno's own webhook reads every ValidatingPolicy as one of admission, and refuses those for requests. */
export const envoyModePolicy: Rule = {
  id: 'kyverno/envoy-mode-policy',
  severity: 'error',
  summary: "Kyverno's webhook refuses a policy for requests as an object of the cluster",
  *check({ graph }) {
    for (const { object } of graph.requestPolicies) {
      if (object.kind !== 'ValidatingPolicy') continue;
      yield {
        object,
        path: ['spec', 'evaluation', 'mode'],
        got: 'Envoy',
        allowed: 'policies of admission; a policy for requests is a file of the authorization server',
        fix: 'put it into a ConfigMap that the server mounts, and run the server with --external-policy-source=file:///…',
      };
    }
  },
};
