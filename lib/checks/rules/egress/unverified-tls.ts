import type { BackendConfigPolicyTls } from '../../../../imports/gateway.kgateway.dev/backend-config-policy';
import { oncePer } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

/** TLS to an upstream whose certificate is not checked, or not for its name. BackendTLSPolicy always checks both. */
export const unverifiedTls: Rule = {
  id: 'egress/unverified-tls',
  severity: 'error',
  summary: 'TLS does not check that the upstream is the host that is meant',
  *check({ graph }) {
    const targets = graph.policies.targets(KIND.BackendConfigPolicy).filter(({ kind, namespace, name }) => {
      return graph.isEgress(kind, namespace, name);
    });
    for (const { policy } of oncePer(targets, (target) => target.policy)) {
      const mistake = policy.spec.tls && mistakeOf(policy.spec.tls);
      if (mistake) yield { object: policy, ...mistake };
    }
  },
};

function mistakeOf(tls: BackendConfigPolicyTls): Omit<Objection, 'object'> | undefined {
  if (tls.insecureSkipVerify) {
    return {
      path: ['spec', 'tls', 'insecureSkipVerify'],
      got: tls.insecureSkipVerify,
      allowed: 'wellKnownCACertificates: System, or a CA of your own in secretRef',
      fix: 'replace it, and set sni and verifySubjectAltNames',
    };
  }
  if (!tls.verifySubjectAltNames?.length) {
    return {
      path: ['spec', 'tls', 'verifySubjectAltNames'],
      got: tls.verifySubjectAltNames,
      allowed: 'the name that the certificate must carry: without, any certificate of the CA will do',
      fix: 'set verifySubjectAltNames to the host',
    };
  }
  if (tls.sni) return undefined;
  return {
    path: ['spec', 'tls', 'sni'],
    got: tls.sni,
    allowed: 'the host: without, an upstream of many hosts answers with the certificate of another',
    fix: 'set sni to the host',
  };
}
