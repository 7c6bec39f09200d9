import type { BackendConfigPolicyTls } from '../../../../imports/gateway.kgateway.dev/backend-config-policy';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

/** TLS to an upstream whose certificate is not checked, or not for its name. BackendTLSPolicy always checks both. */
export const unverifiedTls: Rule = {
  id: 'egress/unverified-tls',
  severity: 'error',
  summary: 'TLS does not check that the upstream is the host that is meant',
  *check({ graph }) {
    const seen = new Set<unknown>();
    for (const { policy, kind, namespace, name } of graph.policies.targets('gateway.kgateway.dev/BackendConfigPolicy')) {
      const { tls } = policy.spec;
      if (!tls || seen.has(policy) || !graph.isEgress(kind, namespace, name)) continue;
      seen.add(policy);
      const mistake = mistakeOf(tls);
      if (mistake) yield { object: policy, ...mistake };
    }
  },
};

function mistakeOf(tls: BackendConfigPolicyTls): Omit<Objection, 'object'> | undefined {
  if (tls.insecureSkipVerify) {
    return {
      path: 'spec.tls.insecureSkipVerify',
      got: tls.insecureSkipVerify,
      allowed: 'wellKnownCACertificates: System, or a CA of your own in secretRef',
      fix: 'replace it, and set sni and verifySubjectAltNames',
    };
  }
  if (!tls.verifySubjectAltNames?.length) {
    return {
      path: 'spec.tls.verifySubjectAltNames',
      got: tls.verifySubjectAltNames,
      allowed: 'the name that the certificate must carry: without, any certificate of the CA will do',
      fix: 'set verifySubjectAltNames to the host',
    };
  }
  if (tls.sni) return undefined;
  return {
    path: 'spec.tls.sni',
    got: tls.sni,
    allowed: 'the host: without, an upstream of many hosts answers with the certificate of another',
    fix: 'set sni to the host',
  };
}
