import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Bed, group, type KubeObject, PUBLIC_UPSTREAM, sampleGateway, sampleHost, waitFor } from '../bed';
import { namespaceAt, processesIn } from '../bed/leftovers';
import { METADATA, NODE } from '../bed/network';

const TEAM = 'team-n';
const HTTPS = { address: PUBLIC_UPSTREAM, port: 11434 };
const QUIC = { ...HTTPS, data: Buffer.from('hello') };

const policy = (spec: object, namespace = TEAM): KubeObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'policy', namespace },
  spec: { podSelector: {}, ...spec },
});
const closed = policy({ policyTypes: ['Egress'] });
const onlyTcp = policy({
  policyTypes: ['Egress'],
  egress: [{ to: [{ ipBlock: { cidr: '198.51.100.0/24' } }], ports: [{ port: 11434, protocol: 'TCP' }] }],
});

let client: Awaited<ReturnType<Bed['client']>>;

/** The time until a change shows at the client. */
async function until(expected: string, change: () => Promise<void>): Promise<number> {
  await change();
  const start = performance.now();
  await waitFor(`the client to find the upstream ${expected}`, async () => (await client.reach(HTTPS)) === expected, {
    timeoutMs: 5_000,
  });
  return performance.now() - start;
}

/** A Service without pods that leads to an address. */
function service(name: string, namespace: string, address: string, port: number): KubeObject[] {
  const metadata = { name, namespace };
  const labels = { 'kubernetes.io/service-name': name };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ name: 'http', port, targetPort: port }] } },
    {
      ...{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { ...metadata, labels } },
      ...{ addressType: 'IPv4', endpoints: [{ addresses: [address] }], ports: [{ name: 'http', port }] },
    },
  ];
}

/** A host by a Backend, whose name Envoy resolves as it is written here. */
function backendHost(name: string, host: string, port: number): KubeObject[] {
  const [, route] = sampleHost({ name, host: host.replace(/\.$/, ''), port }) as [KubeObject, KubeObject & { spec: object }];
  const rules = [{ backendRefs: [{ group: 'gateway.kgateway.dev', kind: 'Backend', name }] }];
  const metadata = { name, namespace: 'default' };
  const backend = { apiVersion: 'gateway.kgateway.dev/v1alpha1', kind: 'Backend', metadata };
  return [
    { ...backend, spec: { static: { hosts: [{ host, port }] } } },
    { ...route, spec: { ...route.spec, rules } },
  ];
}

export default group({
  name: 'networks',
  title: 'Pods have networks of their own: addresses, names and policies work as in a cluster',
  setup: async (bed) => {
    await bed.apply([sampleGateway(), ...sampleHost({ name: 'ollama', host: 'host.docker.internal', port: 11434 })]);
    await bed.healthy();
    client = await bed.client({ namespace: TEAM });
  },
  cases: {
    'a pod reaches a pod, a Service by its name, the API server and everything outside': async (bed) => {
      const { ip } = bed.envoy.pod;
      const byService = await client.request({ address: 'egress.default', port: 8080, host: 'host.docker.internal' });
      assert.deepEqual([byService.status, byService.body], [200, 'Ollama is running']);
      assert.deepEqual(await client.lookup('host.docker.internal'), ['192.168.65.254']);
      await bed.upstream({ port: 80, addresses: [METADATA] });
      const targets = [
        [ip, 8080],
        [ip, 9091],
        ['10.96.0.1', 443],
        [NODE.address, 16443],
        [METADATA, 80],
      ] as const;
      for (const [address, port] of targets) assert.equal(await client.reach({ address, port }), 'open', `${address}:${port}`);
      assert.equal(await client.reach({ address: ip, port: 19000 }), 'refused');
    },
    'the gateway sees the address of the pod, and so does an upstream without a gateway': async (bed) => {
      const answer = await client.request({ address: bed.envoy.pod.ip, port: 8080, host: 'host.docker.internal' });
      assert.equal(answer.status, 200);
      assert.equal(answer.caller, client.pod.ip);
    },
    'a NetworkPolicy closes and opens a pod within 2 s': async (bed) => {
      assert.equal(await client.reach(HTTPS), 'open');
      const times = [
        await until('refused', () => bed.apply(closed)),
        await until('open', () => bed.apply(onlyTcp)),
        await until('refused', () => bed.apply([closed], { force: true })),
        await until('open', () => bed.cluster.delete(closed)),
      ];
      bed.notes['a NetworkPolicy takes effect'] = `${times.map((ms) => `${Math.round(ms)} ms`).join(', ')} after it was applied`;
      assert.ok(Math.max(...times) < 2_000, String(times));
    },
    'a NetworkPolicy closes UDP too, unless it names the protocol': async (bed) => {
      assert.equal(await client.send(QUIC), 'open');
      await bed.apply(onlyTcp);
      await bed.settled();
      assert.deepEqual([await client.reach(HTTPS), await client.send(QUIC)], ['open', 'refused']);
      await bed.cluster.delete(onlyTcp);
      await bed.settled();
      assert.equal(await client.send(QUIC), 'open');
    },
    'a policy of the gateway keeps its pod from the upstream, but lets the node in': async (bed) => {
      const pods = { podSelector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'egress' } } };
      const inside = policy(
        { ...pods, policyTypes: ['Ingress', 'Egress'], egress: [{ ports: [{ port: 9977 }, { port: 53, protocol: 'UDP' }] }] },
        'default',
      );
      await bed.apply(inside);
      await bed.settled();
      // A policy does not end connections, and Envoy keeps them.
      await bed.ollama.stop();
      await bed.ollama.start();
      assert.equal((await bed.request({ host: 'host.docker.internal' })).status, 503);
      assert.equal(await client.reach({ address: bed.envoy.pod.ip, port: 8080 }), 'refused');
      await bed.cluster.delete(inside);
      await bed.settled();
      assert.equal((await bed.request({ host: 'host.docker.internal' })).status, 200);
    },
    'two gateways listen on the same port': async (bed) => {
      const second = sampleGateway('second');
      await bed.apply([second]);
      await waitFor('both gateways', async () => bed.envoys.length === 2);
      await bed.healthy([second]);
      const [one, two] = bed.envoys.map(({ pod }) => pod);
      assert.ok(one && two && one.ip !== two.ip && one.netns !== two.netns);
      assert.equal((await bed.request({ gateway: 'default/egress', host: 'host.docker.internal' })).status, 200);
      assert.equal((await bed.request({ gateway: 'default/second', host: 'host.docker.internal' })).status, 404);
      await bed.cluster.delete([second]);
      await waitFor('one gateway', async () => bed.envoys.length === 1);
    },
    'Envoy tries the search domains of its pod first: a Service takes the host of its name': async (bed) => {
      const outside = await bed.upstream({ port: 80, name: 'ollama.dev' });
      const thief = await bed.upstream({ port: 80 });
      await outside.behave({ body: 'real' });
      await thief.behave({ body: 'stolen' });
      const stolen = service('ollama', 'dev', thief.spec.addresses[0] ?? '', 80);
      const ask = async () => (await bed.request({ host: 'ollama.dev' })).body;
      await bed.apply([...stolen, ...backendHost('dev', 'ollama.dev', 80)]);
      await bed.healthy();
      assert.equal(await ask(), 'stolen');
      await bed.apply(backendHost('dev', 'ollama.dev.', 80), { force: true });
      await waitFor('the real host', async () => (await ask()) === 'real');
    },
    'a pod that ends leaves nothing behind: no process, namespace, mount, interface or object': async (bed) => {
      const interfaces = () => execFileSync('ip', ['-oneline', 'link'], { encoding: 'utf8' }).split('\n').length;
      const before = [bed.pods.all.length, interfaces()];
      const other = await bed.client({ namespace: TEAM });
      const space = namespaceAt(other.pod.netns);
      assert.equal(processesIn([space]).length, 1);
      await bed.end(other);
      assert.deepEqual(processesIn([space]), []);
      assert.ok(!existsSync(other.pod.netns));
      assert.equal(await bed.cluster.api.get(other.pod.object), undefined);
      assert.deepEqual([bed.pods.all.length, interfaces()], before);
    },
  },
});
