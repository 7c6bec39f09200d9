import type { ApiObjectMetadata } from 'cdk8s';
import type { Construct } from 'constructs';
import { Deployment, type DeploymentSpec } from '../../../imports/apps/deployment';
import { ConfigMap } from '../../../imports/core/config-map';
import { Service } from '../../../imports/core/service';
import { DATAPLANE_MODE, POLICY_HASH } from '../../core/labels';
import { readServiceAccount } from '../../core/named-resource';
import { makeObject } from '../base/api-object';
import { makeNetworkPolicy } from './server-network';
import { type Labels, policyConfigMap, SERVER_PORTS, type ServerParts, serverLabels } from './server-parts';

const POLICY_FILE = 'policy.yaml';

/** Creates the ConfigMap with the policy. Kyverno's webhook rejects the policy as an object in the cluster. */
export function makePolicyConfigMap(scope: Construct, metadata: ApiObjectMetadata, text: string): void {
  makeObject(scope, 'Policy', ConfigMap, { metadata, data: { [POLICY_FILE]: text } });
}

/** Creates the Deployment that reads the policy and answers the gateway, with its Service and NetworkPolicy. */
export function makeServer(scope: Construct, parts: ServerParts): void {
  const { name, replicas = 2, policyHash } = parts;
  const selector = serverLabels(name);
  const annotations = { [POLICY_HASH]: policyHash };
  const metadata = { ...parts.metadata('Deployment'), labels: selector };
  const labels = { ...selector, [DATAPLANE_MODE]: 'ambient' };
  makeObject(scope, 'Server', Deployment, {
    metadata,
    spec: {
      replicas,
      selector: { matchLabels: selector },
      template: { metadata: { labels, annotations }, spec: podSpec(parts) },
    },
  });
  makeService(scope, metadata, selector);
  makeNetworkPolicy(scope, parts);
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

function podSpec({ name, release, image = release.image, serviceAccount }: ServerParts): DeploymentSpec['template']['spec'] {
  return {
    ...(serviceAccount !== undefined && { serviceAccountName: readServiceAccount(serviceAccount).name }),
    automountServiceAccountToken: release.needsApiServer,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'server',
        image,
        args: [
          ...release.command,
          '--kube-policy-source=false',
          '--external-policy-source=file:///policies',
          `--grpc-address=:${SERVER_PORTS.grpc}`,
          `--probes-address=:${SERVER_PORTS.probes}`,
        ],
        ports: [
          { name: 'grpc', containerPort: SERVER_PORTS.grpc },
          { name: 'probes', containerPort: SERVER_PORTS.probes },
        ],
        readinessProbe: probe('/readyz'),
        livenessProbe: probe('/livez'),
        resources: {
          requests: { cpu: '100m', memory: '128Mi' },
          limits: { memory: '384Mi' },
        },
        securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
        // Mounts the file alone: a mounted ConfigMap folder contains each file twice, through symbolic links.
        volumeMounts: [{ name: 'policy', mountPath: `/policies/${POLICY_FILE}`, subPath: POLICY_FILE, readOnly: true }],
      },
    ],
    volumes: [{ name: 'policy', configMap: { name: policyConfigMap(name) } }],
  };
}

function probe(path: string) {
  return { httpGet: { path, port: 'probes' }, periodSeconds: 10, timeoutSeconds: 5 };
}
