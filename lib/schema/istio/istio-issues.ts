import { kindOf, type Manifest } from '../../manifests/manifest';
import type { IstioVersion } from '../../platform';
import { authorizationPolicyStages } from './authorization-policy-checks';
import { type IstioIssue, type IstioStages, issuesOf } from './istio-check';
import { peerAuthenticationStages } from './peer-authentication-checks';
import { serviceEntryStages } from './service-entry-checks';

/** Each kind's tables read the spec of that kind, which its schema has judged before. */
const STAGES = new Map<string, IstioStages<never>>([
  ['networking.istio.io/ServiceEntry', serviceEntryStages],
  ['security.istio.io/AuthorizationPolicy', authorizationPolicyStages],
  ['security.istio.io/PeerAuthentication', peerAuthenticationStages],
]);
const NOTHING = {};

/**
 * What Istio's validating webhook, and `istioctl validate`, say of one object beyond its CRD. Nothing of kinds other than
 * ServiceEntry, AuthorizationPolicy and PeerAuthentication, whatever their version.
 *
 * @param object an object whose types are as its CRD has them
 * @param istio whose webhook judges; the newest tested version by default
 */
export function istioIssues(object: Manifest, istio: IstioVersion = '1.30'): readonly IstioIssue[] {
  const stages = STAGES.get(kindOf(object));
  if (stages === undefined) return [];
  return issuesOf({ object, spec: (object.spec ?? NOTHING) as never, istio }, stages);
}
