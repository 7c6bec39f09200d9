import assert from 'node:assert/strict';
import { group, type KubeObject, pause, UPSTREAM, waitFor } from '../bed';
import type { Client } from '../bed/components/client';
import { access, apply, named, networkPolicy, objects, ofKind } from '../isolation/app';
import { CALLERS, CELLS, DECLARED, HOSTS, nameOf, open, PORTS } from '../isolation/cells';
import { closingTable } from '../isolation/closing-table';
import { type Clients, startCallers, statusOf } from '../isolation/measure';
import { placesOf, podOf, startPeers } from '../isolation/places';
import { closers, predict } from '../isolation/prediction';
import { asPredicted, type Effect, without } from '../isolation/removal';
import { listening } from '../isolation/sockets';

let clients: Clients = new Map();

const gateway = named('Gateway', 'egress-system', 'egress-kgateway');

/** What a new pod of the gateway does without a rule of its NetworkPolicy, which the labels or the port of the rule identify. */
const PARTS = { 'kube-dns': 'never ready', '9977': 'never ready', 'kyverno-authz-server': 503, '11434': 503 } as const;

function withoutRule(part: string, direction: 'egress' | 'ingress' = 'egress'): KubeObject {
  const own = networkPolicy('egress-system', 'egress-kgateway');
  const spec = own.spec as Readonly<Record<typeof direction, readonly object[]>>;
  const rest = spec[direction].filter((rule) => !JSON.stringify(rule).includes(part));
  assert.equal(rest.length, spec[direction].length - 1);
  return { ...own, spec: { ...spec, [direction]: rest } };
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

const ask = statusOf;

/** Titles of cells in the order of the table, or those that are missing. */
function inOrder(titles: readonly string[], included = true): string[] {
  return CELLS.map(nameOf).filter((cell) => titles.includes(cell) === included);
}

/** What the NetworkPolicy of a team closes for its caller, apart from pods of teams. */
const directWays = (caller: string): string[] =>
  [
    ...HOSTS.flatMap(({ host, port }) => [`${host}:${port} by its address`, `${host}:${port} by its name`]),
    ...PORTS.controller.map((port) => `the controller of kgateway, port ${port}`),
    'a pod of another namespace, port 8000',
    'a pod of another namespace in the mesh, port 8000',
    ...['the API server', 'the metadata address', 'UDP 443 outside'],
  ].map((title) => `${caller}: ${title}`);

const NOTHING: Effect = { opens: [], closes: [] };

const MEASURED_CELLS =
  'Measured over IPv4 with `dist/`, and predicted by the checks. What closes a cell is what the checks name; the group `isolation` takes it away, and the cell opens. *Stand-in*: at the stand-in for ztunnel. For IPv6 the checks predict the same, and nothing is measured.';

export default group({
  name: 'isolation',
  timeoutMs: 180_000,
  title: 'The gateway is the only exit, and each caller reaches only the hosts that name it',
  setup: async (bed) => {
    await apply(bed);
    await startPeers(bed);
    clients = await startCallers(bed);
  },
  cases: {
    'two teams, two hosts, all ports: open exactly where it is declared, and as the checks predict': async (bed) => {
      assert.deepEqual(await asPredicted(bed, objects, clients), inOrder(DECLARED));
      bed.tables['What closes each way out'] = closingTable({ objects, places: placesOf(bed) }, MEASURED_CELLS);
    },
    'the table has every port on which the pods of the gateway, of the server and of kgateway listen': async (bed) => {
      for (const [pod, component] of Object.entries({ gateway: bed.envoy, server: bed.authz, controller: bed.kgateway })) {
        const ports = PORTS[pod as keyof typeof PORTS];
        const others = listening(component).filter(({ port, onLoopback }) => !onLoopback && !ports.includes(port));
        assert.deepEqual(others, [], pod);
      }
    },
    'over IPv6, by the checks alone: open exactly where it is declared, and closed by the same': async (bed) => {
      const cluster = { objects, places: placesOf(bed) };
      assert.deepEqual(open(predict({ ...cluster, family: 6 })), inOrder(DECLARED));
      assert.deepEqual(closers({ ...cluster, family: 6 }), closers(cluster));
    },
    'without the NetworkPolicy of a team: its direct ways are open': async (bed) => {
      for (const caller of CALLERS) {
        const [team = ''] = caller.split('/');
        const effect = await without(bed, objects, [networkPolicy(team, 'only-by-the-gateway')]);
        assert.deepEqual(effect, {
          closes: [],
          opens: inOrder([...directWays(caller), `${caller}: a pod of ${team}, port 8000`]),
        });
      }
    },
    'without the NetworkPolicies of both teams: the pods of each team are open to the other too': async (bed) => {
      const both = ['team-a', 'team-b'].map((team) => networkPolicy(team, 'only-by-the-gateway'));
      const peers = (caller: string) => ['team-a', 'team-b'].map((team) => `${caller}: a pod of ${team}, port 8000`);
      const expected = CALLERS.flatMap((caller) => [...directWays(caller), ...peers(caller)]);
      assert.deepEqual(await without(bed, objects, both), { closes: [], opens: inOrder(expected) });
    },
    'without the NetworkPolicies of the gateway and of the server: nothing else is open': async (bed) => {
      const removed = ofKind('NetworkPolicy').filter(({ metadata }) => metadata.namespace === 'egress-system');
      assert.deepEqual(await without(bed, objects, removed), NOTHING);
    },
    'without the AuthorizationPolicy of a listener: its callers are refused, and nothing is open': async (bed) => {
      for (const { caller, listener } of HOSTS) {
        const removed = access(listener === 8080 ? 'egress-kgateway-http' : 'egress-kgateway-reports');
        const closes = DECLARED.filter((cell) => cell.startsWith(caller));
        assert.deepEqual(await without(bed, objects, [removed]), { opens: [], closes });
      }
    },
    'without both: each caller reaches the host of the other, and the ports for metrics and probes': async (bed) => {
      assert.deepEqual(await without(bed, objects, ['egress-kgateway-http', 'egress-kgateway-reports'].map(access)), {
        closes: [],
        opens: [
          'team-a/agent: api.example.com on listener 8081',
          ...[8081, 9091, 8082].map((port) => `team-a/agent: the gateway pod, port ${port}`),
          'team-b/reports: host.docker.internal on listener 8080',
          ...[8080, 9091, 8082].map((port) => `team-b/reports: the gateway pod, port ${port}`),
        ],
      });
    },
    'the authorization server is closed by NetworkPolicies of both ends and by its AuthorizationPolicy': async (bed) => {
      const networkPolicies = ofKind('NetworkPolicy');
      const own = access('kyverno-authz-server');
      const isServer = (cell: string) => /: the authorization server, port/.test(cell);
      assert.deepEqual(await without(bed, objects, [own]), NOTHING);
      assert.deepEqual((await without(bed, objects, networkPolicies)).opens.filter(isServer), []);
      const { opens } = await without(bed, objects, [...networkPolicies, own]);
      const ports = (caller: string) => [9081, 9080].map((port) => `${caller}: the authorization server, port ${port}`);
      assert.deepEqual(opens.filter(isServer), inOrder(CALLERS.flatMap(ports)));
    },
    'without any policy: only what the programs themselves refuse is closed': async (bed) => {
      const { opens, closes } = await without(bed, objects, [...ofKind('NetworkPolicy'), ...ofKind('AuthorizationPolicy')]);
      assert.deepEqual(closes, []);
      const closed = [
        ...['api.example.com on listener 8080', 'host.docker.internal on listener 8081'],
        ...[19000, 15001, 15006, 15008].map((port) => `the gateway pod, port ${port}`),
        ...[15001, 15006, 15008].map((port) => `the authorization server, port ${port}`),
      ];
      assert.deepEqual(
        inOrder([...opens, ...DECLARED], false),
        CALLERS.flatMap((caller) => closed.map((title) => `${caller}: ${title}`)),
      );
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
      await bed.apply([networkPolicy('egress-system', 'egress-kgateway')], { force: true });
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
        await bed.apply([networkPolicy('egress-system', 'egress-kgateway')], { force: true });
        await waitFor('200', async () => (await ask(client, HOSTS[0])) === 200, { timeoutMs: 60_000 });
      }
      bed.notes['a gateway without a rule of its NetworkPolicy'] = Object.entries(PARTS)
        .map((pair) => pair.join(': '))
        .join('; ');
    },
  },
});
