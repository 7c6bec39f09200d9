import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { NetworkPolicy } from '../../../imports/networking.k8s.io/network-policy';
import { AuthorizationPolicy } from '../../../imports/security.istio.io/authorization-policy';
import { PeerAuthentication } from '../../../imports/security.istio.io/peer-authentication';
import { brandOf, METRICS } from '../../core/brand';
import { GATEWAY_NAME } from '../../core/labels';
import { namespaceName } from '../../core/named-resource';
import { METRICS_PORT } from '../../core/ports';
import { makeObject } from '../base/api-object';
import { later } from '../base/later';
import { admission, identifiedOnly } from '../network/mesh-policies';
import { DENY_ALL, type GatewayPolicyParts, gatewayPolicy } from './gateway-policy';
import type { MetricsAccess } from './metrics-access';

/** The metadata of an object by its kind and name. */
export type MetadataOf = (kind: string, name: string) => ApiObjectMetadata;

/** Denies everything in the namespace of a gateway, and opens what its pods need. The parts are complete when the tree is built. */
export function makeNetworkPolicies(scope: Construct, name: string, parts: () => GatewayPolicyParts, metadata: MetadataOf): void {
  makeObject(scope, 'DefaultDeny', NetworkPolicy, {
    metadata: metadata('NetworkPolicy', `${name}-default-deny`),
    spec: DENY_ALL,
  });
  makeObject(scope, 'NetworkPolicy', NetworkPolicy, {
    metadata: metadata('NetworkPolicy', name),
    spec: later(() => gatewayPolicy(parts())),
  });
}

/** Accepts only callers that the mesh identifies, and admits the readers of the metrics. Those of the listeners are admitted by set. */
export function makeMeshPolicies(scope: Construct, name: string, metrics: MetricsAccess | undefined, metadata: MetadataOf): void {
  const labels = { [GATEWAY_NAME]: name };
  const isPlaintext = brandOf(metrics, METRICS) === 'plaintext';
  makeObject(scope, 'PeerAuthentication', PeerAuthentication, {
    metadata: metadata('PeerAuthentication', name),
    spec: identifiedOnly(labels, isPlaintext ? METRICS_PORT : undefined),
  });
  if (!metrics) return;
  // Plaintext has no identity that a source could name.
  const readers = isPlaintext ? undefined : { namespaces: [namespaceName(metrics.namespace)] };
  makeObject(scope, 'Metrics', AuthorizationPolicy, {
    metadata: metadata('AuthorizationPolicy', `${name}-metrics`),
    spec: admission(labels, METRICS_PORT, readers),
  });
}
