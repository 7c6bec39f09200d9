import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { NetworkPolicy } from '../../../imports/networking.k8s.io/network-policy';
import { AuthorizationPolicy } from '../../../imports/security.istio.io/authorization-policy';
import { PeerAuthentication, type PeerAuthenticationSpec } from '../../../imports/security.istio.io/peer-authentication';
import { brandOf, METRICS } from '../../core/brand';
import { GATEWAY_NAME } from '../../core/labels';
import { METRICS_PORT } from '../../core/ports';
import { makeObject } from '../base/api-object';
import { later } from '../base/later';
import { DENY_ALL, type GatewayPolicyParts, gatewayPolicy } from './gateway-policy';
import { type MetricsAccess, metricsPolicy } from './metrics-access';

/** The metadata of an object by its kind and name. */
export type MetadataOf = (kind: string, name: string) => ApiObjectMetadata;

/** Accepts only connections whose caller the mesh identifies, and admits the readers of the metrics. */
export function makeIdentification(
  scope: Construct,
  name: string,
  metrics: MetricsAccess | undefined,
  metadata: MetadataOf,
): void {
  const isPlaintext = brandOf(metrics, METRICS) === 'plaintext';
  makeObject(scope, 'PeerAuthentication', PeerAuthentication, {
    metadata: metadata('PeerAuthentication', name),
    spec: identified(name, isPlaintext),
  });
  if (metrics) {
    makeObject(scope, 'Metrics', AuthorizationPolicy, {
      metadata: metadata('AuthorizationPolicy', `${name}-metrics`),
      spec: metricsPolicy(name, !isPlaintext, metrics.namespace),
    });
  }
}

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

function identified(name: string, isPlaintext: boolean): PeerAuthenticationSpec {
  return {
    selector: { matchLabels: { [GATEWAY_NAME]: name } },
    mtls: { mode: 'STRICT' },
    ...(isPlaintext && { portLevelMtls: { [METRICS_PORT]: { mode: 'PERMISSIVE' } } }),
  };
}
