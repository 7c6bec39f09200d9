import type { BackendConfigPolicyTls } from '../../../../imports/gateway.kgateway.dev/backend-config-policy';
import { oncePer } from '../../../core/group-by';
import { KIND } from '../../../core/kinds';
import { dynamicBackendOf } from '../../graph/dynamic-backends';
import type { Objection } from '../../object/objection';
import type { Rule } from '../base/rule';

/** TLS that does not verify the certificate of the upstream or its name. A BackendTLSPolicy always verifies both. */
export const unverifiedTls: Rule = {
  id: 'egress/unverified-tls',
  severity: 'error',
  summary: 'TLS does not verify that the upstream is the intended host',
  *check({ graph }) {
    const targets = graph.policies.targets(KIND.BackendConfigPolicy).filter(({ policy, kind, namespace, name }) => {
      return policy.spec.tls !== undefined && graph.isEgress(kind, namespace, name);
    });
    const isDynamic = (target: (typeof targets)[number]) => dynamicBackendOf(target, graph.catalogue) !== undefined;
    for (const { policy } of oncePer(targets, (target) => target.policy)) {
      const onlyDynamic = targets.every((target) => target.policy !== policy || isDynamic(target));
      const mistake = policy.spec.tls && mistakeOf(policy.spec.tls, onlyDynamic);
      if (mistake) yield { object: policy, ...mistake };
    }
  },
};

/** @param onlyDynamic - whether all targets are dynamic forward proxies, for which Envoy takes both names from the Host header */
function mistakeOf(tls: BackendConfigPolicyTls, onlyDynamic: boolean): Omit<Objection, 'object'> | undefined {
  if (tls.insecureSkipVerify) {
    return {
      path: ['spec', 'tls', 'insecureSkipVerify'],
      got: tls.insecureSkipVerify,
      allowed: 'wellKnownCACertificates: System, or your own CA in secretRef',
      fix: 'replace insecureSkipVerify, and set sni and verifySubjectAltNames',
    };
  }
  if (onlyDynamic) return undefined;
  if (!tls.verifySubjectAltNames?.length) {
    return {
      path: ['spec', 'tls', 'verifySubjectAltNames'],
      got: tls.verifySubjectAltNames,
      allowed: 'the name in the certificate: without it, every certificate of the CA is accepted',
      fix: 'set verifySubjectAltNames to the host',
    };
  }
  if (tls.sni) return undefined;
  return {
    path: ['spec', 'tls', 'sni'],
    got: tls.sni,
    allowed: 'the host: without it, an upstream with many hosts presents the certificate of another host',
    fix: 'set sni to the host',
  };
}
