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
    readinessProbe: { httpGet: { path: '/readyz', port: 'probes' }, ...probe, initialDelaySeconds: 5 },
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

test('a rollout replaces one pod after the other, and a pod that ends answers until the gateway stops asking it', () => {
  const all = made();
  expect(all.get('Deployment', 'authz').spec).toMatchObject({
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
  });
  expect(podOf(all)).toMatchObject({
    terminationGracePeriodSeconds: 30,
    containers: [{ lifecycle: { preStop: { sleep: { seconds: 10 } } } }],
  });
  expect(podOf(made({ drainSeconds: 60 }))).toHaveProperty('terminationGracePeriodSeconds', 80);
});

test('drainSeconds: 0 needs no Kubernetes 1.30', () => {
  const pod = podOf(made({ drainSeconds: 0 }));
  expect(pod.containers[0]).not.toHaveProperty('lifecycle');
  expect(pod).toHaveProperty('terminationGracePeriodSeconds', 20);
});

test('its pods are spread over the nodes, each version by itself', () => {
  expect(podOf(made()).topologySpreadConstraints).toEqual([
    {
      ...{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
      labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'authz' } },
      matchLabelKeys: ['pod-template-hash'],
    },
  ]);
  expect(podOf(made({ topologySpread: [] }))).not.toHaveProperty('topologySpreadConstraints');
});

test('uses the specified places and resources', () => {
  const zones = { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule' };
  const requiredDuringSchedulingIgnoredDuringExecution = {
    nodeSelectorTerms: [{ matchExpressions: [{ key: 'arch', operator: 'In', values: ['amd64'] }] }],
  };
  const placed = {
    nodeSelector: { pool: 'egress' },
    tolerations: [{ key: 'egress', operator: 'Exists', effect: 'NoSchedule' }],
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution } },
    priorityClassName: 'system-cluster-critical',
  };
  const pod = podOf(
    made({ ...placed, topologySpread: [zones], resources: { requests: { cpu: '2' }, limits: { memory: '1Gi' } } }),
  );
  expect(pod).toMatchObject(placed);
  expect(pod.topologySpreadConstraints).toEqual([
    { labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'authz' } }, ...zones },
  ]);
  expect(pod.containers[0].resources).toEqual({ requests: { cpu: '2', memory: '128Mi' }, limits: { memory: '1Gi' } });
});

test('evictions stop one pod at a time, unless there is only one', () => {
  const spec = {
    selector: { matchLabels: { 'app.kubernetes.io/name': 'authz' } },
    maxUnavailable: 1,
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  };
  expect(made().get('PodDisruptionBudget', 'authz').spec).toEqual(spec);
  expect(made({ replicas: 1 }).names).not.toContain('PodDisruptionBudget/authz');
  expect(made({ disruptionBudget: false }).names).not.toContain('PodDisruptionBudget/authz');
});

const digest = `sha256:${'0a'.repeat(32)}`;

test.each<[string, DeployedServerProps]>([
  ['ghcr.io/kyverno/kyverno-authz:v0.4.0', {}],
  ['ghcr.io/kyverno/kyverno-authz:v0.4.1', { version: 'v0.4.1' }],
  ['ghcr.io/kyverno/kyverno-authz:v1.0.0-rc.1', { version: 'v1.0.0-rc.1' }],
  [`ghcr.io/kyverno/kyverno-authz:v0.4.0@${digest}`, { digest }],
  [`registry.corp:5000/authz@${digest}`, { image: 'registry.corp:5000/authz', digest }],
  ['registry.corp:5000/authz:ours', { image: 'registry.corp:5000/authz', version: 'ours' }],
  [`authz:ours@${digest}`, { image: 'authz:ours', digest }],
])('runs the image %s', (image, props) => {
  expect(podOf(made(props)).containers[0].image).toBe(image);
});
