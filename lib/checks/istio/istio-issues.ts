import { KIND } from '../../core/kinds';
import { type IstioCapabilities, Platform, type PlatformVersions } from '../../core/platform';
import { kindOf, type Manifest } from '../../manifests/manifest';
import { type IstioIssue, type IstioTable, issuesOf } from './istio-check';
import { serviceEntryTables } from './service-entry-checks';

/** Each kind's tables read the spec of that kind, which its schema has judged before. */
const TABLES = new Map<string, () => readonly IstioTable<never>[]>([
  [KIND.ServiceEntry, () => serviceEntryTables],
  [KIND.AuthorizationPolicy, () => authorizationPolicy().authorizationPolicyTables],
  [KIND.PeerAuthentication, () => peerAuthentication().peerAuthenticationTables],
]);

/** Most apps have neither. */
const authorizationPolicy = () => require('./authorization-policy-checks') as typeof import('./authorization-policy-checks');
const peerAuthentication = () => require('./peer-authentication-checks') as typeof import('./peer-authentication-checks');
const NOTHING = {};
const NEWEST: PlatformVersions = {};

/**
 * What Istio's validating webhook, and `istioctl validate`, say of one object beyond its CRD. Nothing of kinds other than
 * ServiceEntry, AuthorizationPolicy and PeerAuthentication, whatever their version.
 *
 * @param object an object whose types are as its CRD has them
 * @param can what the Istio can whose webhook judges; that of the newest tested version by default
 */
export function istioIssues(
  object: Manifest,
  capabilities: IstioCapabilities = Platform.for(NEWEST).capabilities,
): readonly IstioIssue[] {
  const tables = TABLES.get(kindOf(object))?.();
  if (tables === undefined) return [];
  return issuesOf({ object, spec: (object.spec ?? NOTHING) as never, capabilities }, tables);
}
