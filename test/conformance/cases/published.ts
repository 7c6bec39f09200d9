import assert from 'node:assert/strict';
import { authzManifests, group, type KubeObject } from '../bed';

// The tutorial's objects as published, written out again. Its AuthorizationPolicy's server 0.1.0 can't be had,
// so the same rule is served by the current server, as a ValidatingPolicy.
const HOST = 'host.docker.internal';
const ROUTE = 'ollama-egress-route';
const AUTHZ = 'kyverno-authz-server';
const metadata = (name: string) => ({ name, namespace: 'default' });

const published: KubeObject[] = [
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: metadata('egress-kgateway'),
    spec: {
      gatewayClassName: 'kgateway',
      listeners: [{ protocol: 'HTTP', port: 8080, name: 'http', allowedRoutes: { namespaces: { from: 'All' } } }],
    },
  },
  {
    apiVersion: 'networking.istio.io/v1beta1',
    kind: 'ServiceEntry',
    metadata: { ...metadata('ollama-external-host'), labels: { 'security.corp/egress-approved': 'true' } },
    spec: {
      hosts: [HOST],
      location: 'MESH_EXTERNAL',
      ports: [{ number: 11434, name: 'http-ollama', protocol: 'HTTP' }],
      resolution: 'DNS',
    },
  },
  {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: metadata(ROUTE),
    spec: {
      parentRefs: [{ name: 'egress-kgateway', sectionName: 'http' }],
      hostnames: [HOST],
      rules: [
        { backendRefs: [{ name: 'ollama-external-host', port: 11434, kind: 'ServiceEntry', group: 'networking.istio.io' }] },
      ],
    },
  },
  {
    apiVersion: 'gateway.kgateway.dev/v1alpha1',
    kind: 'GatewayExtension',
    metadata: metadata(AUTHZ),
    spec: { type: 'ExtAuth', extAuth: { failOpen: false, grpcService: { backendRef: { name: AUTHZ, port: 9081 } } } },
  },
  {
    apiVersion: 'gateway.kgateway.dev/v1alpha1',
    kind: 'TrafficPolicy',
    metadata: metadata('ollama-external-auth-policy'),
    spec: {
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: ROUTE }],
      retry: { attempts: 3, perTryTimeout: '10s', statusCodes: [503, 504] },
      timeouts: { request: '30s' },
      extAuth: { extensionRef: { name: AUTHZ } },
    },
  },
];

const rule: KubeObject = {
  apiVersion: 'policies.kyverno.io/v1alpha1',
  kind: 'ValidatingPolicy',
  metadata: { name: 'demo-policy.example.com' },
  spec: {
    evaluation: { mode: 'Envoy' },
    failurePolicy: 'Fail',
    variables: [
      { name: 'force_authorized', expression: 'object.attributes.request.http.headers[?"x-force-authorized"].orValue("")' },
      { name: 'allowed', expression: 'variables.force_authorized in ["enabled", "true"]' },
    ],
    validations: [
      {
        expression:
          'variables.allowed ? envoy.Allowed().Response()' +
          ' : envoy.Denied(403).WithBody("Access denied by Kyverno policy").Response()',
      },
    ],
  },
};

const authorized = { 'x-force-authorized': 'true' };

export default group({
  name: 'published',
  title: 'The tutorial as published does what it says, and has the defects that we mend',
  setup: async (bed) => {
    await bed.apply([...published, ...authzManifests({ policies: [rule] })]);
    await bed.healthy();
  },
  cases: {
    'with the header: 200': async (bed) => {
      const answer = await bed.request({ host: HOST, headers: authorized });
      assert.deepEqual([answer.status, answer.body], [200, 'Ollama is running']);
    },
    'without the header: 403 with the message': async (bed) => {
      const answer = await bed.request({ host: HOST });
      assert.deepEqual([answer.status, answer.body], [403, 'Access denied by Kyverno policy']);
    },
    'defect: a host without a route is a bare 404, which nobody decided': async (bed) => {
      assert.equal((await bed.request({ host: 'example.com', headers: authorized })).status, 404);
    },
    'defect: the upstream gets the header that authorized': async (bed) => {
      bed.ollama.forget();
      await bed.request({ host: HOST, headers: authorized });
      assert.equal(bed.ollama.requests[0]?.headers['x-force-authorized'], 'true');
    },
    'defect: a paused upstream is tried once, then 504': async (bed) => {
      bed.ollama.pause();
      const answer = await bed.request({ host: HOST, headers: authorized });
      bed.ollama.resume();
      assert.equal(answer.status, 504);
      assert.ok(answer.ms > 9_900 && answer.ms < 12_000, `504 after ${answer.ms} ms`);
      const retries = await bed.envoy.stats('cluster\\.istio-se.*upstream_rq_retry$');
      assert.deepEqual(Object.values(retries), [0]);
    },
    'defect: no access log': async (bed) => {
      assert.equal(bed.accessLog.count(), 0);
    },
  },
});
