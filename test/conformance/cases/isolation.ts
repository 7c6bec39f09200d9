import assert from 'node:assert/strict';
import { type Bed, group, type KubeObject, PUBLIC_UPSTREAM, pause, UPSTREAM, waitFor } from '../bed';
import type { Client } from '../bed/components/client';
import { METADATA } from '../bed/network';
import { DECLARED, HOSTS, measure, podOf, type Table } from '../isolation/cells';
import { predict } from '../isolation/prediction';
import { ALLOWED, dist, withoutAdmission } from '../manifests';

const objects = withoutAdmission(dist());

const clients = new Map<string, Client>();
const GATEWAY = 'egress-kgateway.egress-system';

const named = (kind: string, namespace: string, name: string): KubeObject =>
  objects.find((one) => one.kind === kind && one.metadata.namespace === namespace && one.metadata.name === name) ??
  assert.fail(`dist/ has no ${kind} ${namespace}/${name}`);
const policy = (namespace: string, name: string) => named('NetworkPolicy', namespace, name);
const access = (name: string) => named('AuthorizationPolicy', 'egress-system', name);

const gateway = named('Gateway', 'egress-system', 'egress-kgateway');

/** What a new pod of the gateway does without a rule of its NetworkPolicy, which the labels or the port of the rule identify. */
const PARTS = { 'kube-dns': 'never ready', '9977': 'never ready', 'kyverno-authz-server': 403, '11434': 503 } as const;

function withoutRule(part: string, direction: 'egress' | 'ingress' = 'egress'): KubeObject {
  const own = policy('egress-system', 'egress-kgateway');
  const spec = own.spec as Readonly<Record<typeof direction, readonly object[]>>;
  const rest = spec[direction].filter((rule) => !JSON.stringify(rule).includes(part));
  assert.equal(rest.length, spec[direction].length - 1);
  return { ...own, spec: { ...spec, [direction]: rest } };
}

const open = (table: Table) => Object.keys(table).filter((cell) => table[cell] === 'open');

/** Waits until the cells are as predicted for these objects. Returns the open ones. */
async function asPredicted(bed: Bed, objects: readonly KubeObject[]): Promise<string[]> {
  const predicted = predict(bed, objects);
  let measured: Table = {};
  await waitFor(
    'the table to be as the checks predict',
    async () => {
      measured = await measure(bed, clients);
      return open(measured).join() === open(predicted).join();
    },
    { timeoutMs: 10_000, explain: () => `open: ${open(measured).join('; ')}\npredicted: ${open(predicted).join('; ')}` },
  );
  return open(measured);
}

/** Which cells open and close without some objects. They come back afterwards. */
async function without(bed: Bed, removed: readonly KubeObject[]): Promise<{ opens: string[]; closes: string[] }> {
  await bed.cluster.delete(removed);
  await bed.settled();
  const rest = objects.filter((one) => !removed.includes(one));
  const found = await asPredicted(bed, rest).finally(async () => {
    await bed.apply(removed);
    await bed.settled();
  });
  return { opens: found.filter((cell) => !DECLARED.includes(cell)), closes: DECLARED.filter((cell) => !found.includes(cell)) };
}

/** Takes the connections to the upstream of the other team, unless a policy keeps the gateway from the pods of this team. */
const CLAIM: KubeObject = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'ServiceEntry',
  metadata: { name: 'claim', namespace: 'team-b' },
  spec: {
    ...{ hosts: ['claim.team-b.example'], addresses: [UPSTREAM], location: 'MESH_INTERNAL', resolution: 'STATIC' },
    ports: [{ number: 11434, name: 'http', protocol: 'HTTP' }],
    workloadSelector: { labels: { app: 'curl-client' } },
  },
};

const ask = (client: Client, { host, listener }: (typeof HOSTS)[number]) =>
  client.request({ address: GATEWAY, port: listener, host, headers: ALLOWED }).then(
    ({ status }) => status,
    () => 'refused',
  );

export default group({
  name: 'isolation',
  timeoutMs: 120_000,
  title: 'The gateway is the only exit, and each caller reaches only the hosts that name it',
  setup: async (bed) => {
    const authority = bed.authority('isolation');
    authority.trustBySystem();
    await bed.upstream({
      ...{ port: 443, name: 'api.example.com', addresses: [PUBLIC_UPSTREAM] },
      tls: authority.issue({ names: ['api.example.com'] }),
    });
    await bed.upstream({ port: 80, addresses: [METADATA] });
    await bed.apply(objects);
    await bed.healthy();
    for (const { caller } of HOSTS) {
      const [namespace = '', serviceAccount = ''] = caller.split('/');
      clients.set(caller, await bed.client({ namespace, serviceAccount, labels: { app: 'curl-client' } }));
    }
  },
  cases: {
    'two teams, two hosts, all ports: open exactly where it is declared, and as the checks predict': async (bed) => {
      assert.deepEqual(await asPredicted(bed, objects), DECLARED);
    },
    'without the NetworkPolicy of a team: its direct ways are open': async (bed) => {
      const { opens, closes } = await without(bed, [policy('team-a', 'only-by-the-gateway')]);
      assert.deepEqual(closes, []);
      assert.deepEqual(opens, [
        'team-a/agent: host.docker.internal:11434 by its address',
        'team-a/agent: host.docker.internal:11434 by its name',
        'team-a/agent: api.example.com:443 by its address',
        'team-a/agent: api.example.com:443 by its name',
        'team-a/agent: the controller of kgateway, port 9977',
        'team-a/agent: the metadata address',
        'team-a/agent: UDP 443 outside',
      ]);
      bed.notes['closed by the NetworkPolicy of a team'] = opens.map((cell) => cell.replace(/^.*?: /, '')).join('; ');
    },
    'without the NetworkPolicies of the gateway or of the server: nothing else is open': async (bed) => {
      for (const name of ['egress-kgateway-default-deny', 'kyverno-authz-server']) {
        assert.deepEqual(await without(bed, [policy('egress-system', name)]), { opens: [], closes: [] });
      }
    },
    'without the AuthorizationPolicy of a listener: its callers are refused, and nothing is open': async (bed) => {
      const { opens, closes } = await without(bed, [access('egress-kgateway-http')]);
      assert.deepEqual([opens, closes], [[], DECLARED.slice(0, 1)]);
    },
    'without both: each caller reaches the host of the other, and the ports for metrics and probes': async (bed) => {
      const { opens, closes } = await without(bed, ['egress-kgateway-http', 'egress-kgateway-reports'].map(access));
      assert.deepEqual(closes, []);
      assert.deepEqual(opens, [
        'team-a/agent: api.example.com on listener 8081',
        'team-a/agent: the gateway pod, port 9091',
        'team-a/agent: the gateway pod, port 8082',
        'team-b/reports: host.docker.internal on listener 8080',
        'team-b/reports: the gateway pod, port 9091',
        'team-b/reports: the gateway pod, port 8082',
      ]);
      bed.notes['closed by AuthorizationPolicies, at the stand-in for ztunnel'] = opens.join('; ');
    },
    'another service account of the namespace is refused': async (bed) => {
      const other = await bed.client({ namespace: 'team-a', serviceAccount: 'default' });
      assert.equal(await ask(other, HOSTS[0]), 'refused');
      await bed.end(other);
    },
    'a pod outside the mesh is refused': async (bed) => {
      const outsider = await bed.client({ namespace: 'outside-the-mesh' });
      assert.equal(await ask(outsider, HOSTS[0]), 'refused');
      assert.equal(await outsider.reach({ address: podOf(bed, 'gateway').ip, port: 8080 }), 'refused');
      await bed.end(outsider);
    },
    'a pod with the label of the gateway and another account is refused by the authorization server': async (bed) => {
      const labels = { 'gateway.networking.k8s.io/gateway-name': 'egress-kgateway' };
      const poser = await bed.client({ namespace: 'egress-system', serviceAccount: 'default', labels });
      assert.equal(await poser.reach({ address: podOf(bed, 'server').ip, port: 9081 }), 'refused');
      await bed.end(poser);
    },
    'access is revoked by the AuthorizationPolicy within a second, for connections that exist too': async (bed) => {
      const client = clients.get('team-a/agent') as Client;
      assert.equal(await ask(client, HOSTS[0]), 200);
      const start = performance.now();
      await bed.cluster.delete([access('egress-kgateway-http')]);
      await waitFor('the caller to be refused', async () => (await ask(client, HOSTS[0])) === 'refused');
      bed.notes['a caller is refused after its AuthorizationPolicy is deleted'] = `${Math.round(performance.now() - start)} ms`;
      await bed.apply([access('egress-kgateway-http')]);
      await waitFor('the caller to be admitted', async () => (await ask(client, HOSTS[0])) === 200);
    },
    'a ServiceEntry of a team with the address of an upstream: the gateway cannot reach the pods of the team, 503': async (
      bed,
    ) => {
      const client = clients.get('team-a/agent') as Client;
      await bed.apply([CLAIM]);
      await bed.ollama.stop();
      await bed.ollama.start();
      await waitFor('503', async () => (await ask(client, HOSTS[0])) === 503);
      const attempts = bed.mesh.ztunnel.connections().filter((one) => one['dst.service'] === 'claim.team-b.example');
      assert.match(attempts.at(-1)?.error ?? '', /:15008: connect: connection refused/);
      await bed.cluster.delete([CLAIM]);
      await waitFor('200', async () => (await ask(client, HOSTS[0])) === 200);
    },
    'istiod binds the policies to the gateway, and ignores one with targetRefs': async (bed) => {
      const gateway = podOf(bed, 'gateway');
      const bound = async () => (await bed.mesh.policiesOf(gateway.namespace, gateway.name)).map(({ name }) => name).sort();
      const before = await bound();
      const accepted = async () => JSON.stringify((await bed.cluster.get(access('egress-kgateway-http')))?.status ?? {});
      await waitFor(
        'ZtunnelAccepted',
        async () => /"type":"ZtunnelAccepted"/.test(await accepted()) && /"status":"True"/.test(await accepted()),
      );
      for (const name of ['egress-kgateway-http', 'egress-kgateway-reports']) assert.ok(before.includes(name), String(before));
      const targetRefs = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'egress-kgateway' }];
      const { selector: _, ...spec } = access('egress-kgateway-http').spec as Record<string, unknown>;
      const aimed = {
        ...access('egress-kgateway-http'),
        metadata: { name: 'aimed', namespace: 'egress-system' },
        spec: { ...spec, targetRefs },
      };
      await bed.apply([aimed]);
      await bed.settled();
      assert.deepEqual(await bound(), before);
      await bed.cluster.delete([aimed]);
    },
    'a new pod of a caller, without the rule of the gateway that lets its namespace in, is refused': async (bed) => {
      await bed.apply([withoutRule('15008', 'ingress')], { force: true });
      await bed.settled();
      const late = await bed.client({ namespace: 'team-a', serviceAccount: 'agent', labels: { app: 'curl-client' } });
      assert.equal(await ask(late, HOSTS[0]), 'refused');
      await bed.apply([policy('egress-system', 'egress-kgateway')], { force: true });
      await waitFor('200', async () => (await ask(late, HOSTS[0])) === 200);
      await bed.end(late);
    },
    'a new pod of the gateway without one of the rules of its NetworkPolicy: refused, unreachable or never ready': async (
      bed,
    ) => {
      const client = clients.get('team-a/agent') as Client;
      for (const [part, expected] of Object.entries(PARTS)) {
        await bed.cluster.delete([gateway]);
        await waitFor('the gateway to end', async () => bed.envoys.length === 0);
        await bed.apply([withoutRule(part)], { force: true });
        await bed.apply([gateway]);
        if (expected === 'never ready') {
          await pause(8_000);
          assert.deepEqual(bed.envoys, [], part);
        } else {
          await waitFor(`the gateway without ${part}`, async () => (await ask(client, HOSTS[0])) === expected);
        }
        await bed.apply([policy('egress-system', 'egress-kgateway')], { force: true });
        await waitFor('200', async () => (await ask(client, HOSTS[0])) === 200, { timeoutMs: 60_000 });
      }
      bed.notes['a gateway without a rule of its NetworkPolicy'] = Object.entries(PARTS)
        .map((pair) => pair.join(': '))
        .join('; ');
    },
  },
});
