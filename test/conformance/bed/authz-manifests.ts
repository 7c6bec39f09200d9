import { stringify } from 'yaml';
import type { KubeObject } from './objects';

/** An authorization server for cases whose manifests do not include one. */
export interface AuthzOptions {
  /** Name of the Deployment, the Service and the ConfigMap. @default kyverno-authz-server */
  readonly name?: string;
  /** @default default */
  readonly namespace?: string;
  /** Its policies: ValidatingPolicies with `evaluation.mode: Envoy`. Without any, it allows everything. */
  readonly policies: readonly KubeObject[];
}

const ARGS = [
  'serve',
  'envoy',
  'authz-server',
  '--kube-policy-source=false',
  '--external-policy-source=file:///policies',
  '--grpc-address=:9081',
  '--probes-address=:9080',
];

/** The manifests of an authorization server whose policies are files of a ConfigMap. */
export function authzManifests({ name = 'kyverno-authz-server', namespace = 'default', policies }: AuthzOptions): KubeObject[] {
  const [metadata, labels] = [{ name, namespace }, { 'app.kubernetes.io/name': name }];
  const data = Object.fromEntries(policies.map((policy) => [`${policy.metadata.name}.yaml`, stringify(policy)]));
  const container = {
    name: 'server',
    image: 'kyverno-authz',
    args: ARGS,
    volumeMounts: [{ name: 'policies', mountPath: '/policies' }],
  };
  const spec = { containers: [container], volumes: [{ name: 'policies', configMap: { name } }] };
  const port = { name: 'grpc', port: 9081, targetPort: 9081, appProtocol: 'kubernetes.io/h2c' };
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports: [port] } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    },
  ];
}
