import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { Deployment } from '../../../imports/apps/deployment';
import { ConfigMap } from '../../../imports/core/config-map';
import { Service } from '../../../imports/core/service';
import { PodDisruptionBudget } from '../../../imports/policy/pod-disruption-budget';
import { DATAPLANE_MODE, POLICY_HASH } from '../../core/labels';
import { makeObject } from '../base/api-object';
import { makeNetworkPolicy } from './server-network';
import { type Labels, SERVER_PORTS, type ServerParts, serverLabels } from './server-parts';
import { POLICY_FILE, podSpec } from './server-pod';

/** Creates the ConfigMap with the policy. Kyverno's webhook rejects the policy as an object in the cluster. */
export function makePolicyConfigMap(scope: Construct, metadata: ApiObjectMetadata, text: string): void {
  makeObject(scope, 'Policy', ConfigMap, { metadata, data: { [POLICY_FILE]: text } });
}

/** A new pod is ready before an old one ends, so that every request is decided. */
const ONE_BY_ONE = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } };

/** Creates the Deployment that reads the policy and answers the gateway, with its Service and NetworkPolicy. */
export function makeServer(scope: Construct, parts: ServerParts): void {
  const { name, replicas = 2, policyHash, disruptionBudget = replicas > 1 } = parts;
  const selector = serverLabels(name);
  const annotations = { [POLICY_HASH]: policyHash };
  const metadata = { ...parts.metadata('Deployment'), labels: selector };
  const labels = { ...selector, [DATAPLANE_MODE]: 'ambient' };
  makeObject(scope, 'Server', Deployment, {
    metadata,
    spec: {
      replicas,
      strategy: ONE_BY_ONE,
      selector: { matchLabels: selector },
      template: { metadata: { labels, annotations }, spec: podSpec(parts) },
    },
  });
  makeService(scope, metadata, selector);
  makeNetworkPolicy(scope, parts);
  if (disruptionBudget) makeDisruptionBudget(scope, parts, selector);
}

/** Pods that are not ready never keep a node from being drained. */
function makeDisruptionBudget(scope: Construct, { metadata }: ServerParts, matchLabels: Labels): void {
  makeObject(scope, 'DisruptionBudget', PodDisruptionBudget, {
    metadata: { ...metadata('PodDisruptionBudget'), labels: matchLabels },
    spec: { selector: { matchLabels }, maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
  });
}

/** Creates the Service through which the gateway reaches the server. */
export function makeService(
  scope: Construct,
  metadata: ApiObjectMetadata,
  selector: Labels,
  port: number = SERVER_PORTS.grpc,
): void {
  makeObject(scope, 'Service', Service, {
    metadata,
    // With neither the name nor the protocol, Envoy uses HTTP/1.1 and refuses every request.
    spec: { selector, ports: [{ name: 'grpc', port, appProtocol: 'kubernetes.io/h2c' }] },
  });
}
