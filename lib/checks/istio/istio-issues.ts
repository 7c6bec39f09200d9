import { KIND } from '../../core/kinds';
import { type IstioCapabilities, Platform, type PlatformVersions } from '../../core/platform';
import { kindOf, type Manifest } from '../../manifests/manifest';
import { type IstioIssue, type IstioTable, issuesOf } from './istio-check';
import { serviceEntryTables } from './service-entry-checks';

/** The tables of each kind. They read a spec that the schema of the kind has already checked. */
const TABLES = new Map<string, () => readonly IstioTable<never>[]>([
  [KIND.ServiceEntry, () => serviceEntryTables],
  [KIND.AuthorizationPolicy, () => authorizationPolicy().authorizationPolicyTables],
  [KIND.PeerAuthentication, () => peerAuthentication().peerAuthenticationTables],
]);

/** Loaded when needed: most apps have neither kind. */
const authorizationPolicy = () => require('./authorization-policy-checks') as typeof import('./authorization-policy-checks');
const peerAuthentication = () => require('./peer-authentication-checks') as typeof import('./peer-authentication-checks');
const NOTHING = {};
const NEWEST: PlatformVersions = {};

/**
 * What Istio's validating webhook and `istioctl validate` report about one object, in addition to its CRD. Reports nothing for
 * kinds other than ServiceEntry, AuthorizationPolicy and PeerAuthentication.
 *
 * @param object an object whose fields have the types of its CRD
 * @param capabilities those of the Istio version whose webhook is applied; by default those of the newest tested version
 */
export function istioIssues(
  object: Manifest,
  capabilities: IstioCapabilities = Platform.for(NEWEST).capabilities,
): readonly IstioIssue[] {
  const tables = TABLES.get(kindOf(object))?.();
  if (tables === undefined) return [];
  return issuesOf({ object, spec: (object.spec ?? NOTHING) as never, capabilities }, tables);
}
