import { AuthorizationServer, type DeployedServerProps, type PlatformVersions } from '../../../lib';
import { egress, gateway, policy } from '../../kit';
import { type Manifests, manifests } from '../../manifests';

function made(props: DeployedServerProps = {}, platform: PlatformVersions = {}): Manifests {
  const { app, chart } = egress({ platform });
  policy(chart, gateway(chart), { server: AuthorizationServer.deploy(props) });
  return manifests(app);
}

interface Pod {
  readonly spec: { readonly containers: readonly [Readonly<Record<string, unknown>>] } & Readonly<Record<string, unknown>>;
}
const podOf = (all: Manifests) => (all.get('Deployment', 'authz').spec as { template: Pod }).template.spec;

test('two replicas run in the namespace of the gateway', () => {
  const all = made();
  const objects = ['ConfigMap/authz-policy', 'Deployment/authz', 'Service/authz', 'NetworkPolicy/authz'];
  expect(all.names).toEqual(expect.arrayContaining(objects));
  for (const { kind, metadata } of all.all) expect([kind, metadata.namespace]).toEqual([kind, 'egress-system']);
  expect(all.get('Deployment', 'authz').spec).toHaveProperty('replicas', 2);
});

test('reads its policy only from its own file', () => {
  const pod = podOf(made());
  expect(pod.volumes).toEqual([{ name: 'policy', configMap: { name: 'authz-policy' } }]);
  expect(pod.containers[0]).toMatchObject({
    args: [
      ...['serve', 'envoy', 'authz-server', '--kube-policy-source=false', '--external-policy-source=file:///policies'],
      ...['--grpc-address=:9081', '--probes-address=:9080'],
    ],
    volumeMounts: [{ name: 'policy', mountPath: '/policies/policy.yaml', subPath: 'policy.yaml', readOnly: true }],
  });
});

test('its port has the name and the protocol by which Envoy uses HTTP/2', () => {
  expect(made().get('Service', 'authz').spec).toEqual({
    selector: { 'app.kubernetes.io/name': 'authz' },
    ports: [{ name: 'grpc', port: 9081, appProtocol: 'kubernetes.io/h2c' }],
  });
});

test('its pods have no other permissions', () => {
  const pod = podOf(made());
  expect(pod).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  });
  expect(pod.containers[0]).toMatchObject({
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '384Mi' } },
  });
});

test('only the gateway (through HBONE) and probes can reach it, and it has no egress', () => {
  expect(made().get('NetworkPolicy', 'authz').spec).toEqual({
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'authz' } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [{ podSelector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'exit' } } }],
        ports: [{ protocol: 'TCP', port: 15008 }],
      },
      {
        from: [{ ipBlock: { cidr: '169.254.7.127/32' } }, { ipBlock: { cidr: 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128' } }],
        ports: [{ protocol: 'TCP', port: 9080 }],
      },
    ],
  });
});

test('its pods are in the ambient mesh, and its Service selects them', () => {
  expect(made().get('Deployment', 'authz').spec).toMatchObject({
    selector: { matchLabels: { 'app.kubernetes.io/name': 'authz' } },
    template: { metadata: { labels: { 'app.kubernetes.io/name': 'authz', 'istio.io/dataplane-mode': 'ambient' } } },
  });
});

test('its probes decide whether it is ready and alive', () => {
  const probe = { periodSeconds: 10, timeoutSeconds: 5 };
  expect(podOf(made()).containers[0]).toMatchObject({
    readinessProbe: { httpGet: { path: '/readyz', port: 'probes' }, ...probe },
    livenessProbe: { httpGet: { path: '/livez', port: 'probes' }, ...probe },
    ports: [
      { name: 'grpc', containerPort: 9081 },
      { name: 'probes', containerPort: 9080 },
    ],
  });
});

test('uses the specified replicas and image', () => {
  const all = made({ replicas: 5, image: 'registry.example.com/authz@sha256:00' });
  expect(all.get('Deployment', 'authz').spec).toHaveProperty('replicas', 5);
  expect(podOf(all).containers[0].image).toBe('registry.example.com/authz@sha256:00');
});

test('version 0.3 has another image and command, and needs the API server', () => {
  const all = made({ apiServer: { addresses: ['10.0.0.1'] } }, { kyvernoAuthz: '0.3' });
  expect(podOf(all)).toMatchObject({
    automountServiceAccountToken: true,
    containers: [
      { image: 'ghcr.io/kyverno/kyverno-envoy-plugin:v0.3.0', args: expect.arrayContaining(['serve', 'authz-server']) },
    ],
  });
  expect(podOf(all).containers[0].args).not.toContain('envoy');
  expect(all.get('NetworkPolicy', 'authz').spec).toMatchObject({
    policyTypes: ['Ingress', 'Egress'],
    egress: [{ to: [{ ipBlock: { cidr: '10.0.0.1/32' } }], ports: [{ protocol: 'TCP', port: 6443 }] }],
  });
});

test('the mesh admits only the service account of the gateway, whatever the labels of a pod are', () => {
  const selector = { matchLabels: { 'app.kubernetes.io/name': 'authz' } };
  expect(made().get('PeerAuthentication', 'authz').spec).toEqual({ selector, mtls: { mode: 'STRICT' } });
  expect(made().get('AuthorizationPolicy', 'authz').spec).toEqual({
    selector,
    action: 'ALLOW',
    rules: [{ from: [{ source: { serviceAccounts: ['egress-system/exit'] } }], to: [{ operation: { ports: ['9081'] } }] }],
  });
});
