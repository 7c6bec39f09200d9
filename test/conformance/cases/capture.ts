import assert from 'node:assert/strict';
import { type Bed, group, type KubeObject, waitFor } from '../bed';
import type { Client } from '../bed/components/client';
import type { MeshConnection } from '../bed/components/ztunnel-messages';
import { ALLOWED, NAMESPACE } from '../manifests';
import { alias, gateway, teams, transparent } from '../ways/manifests';
import { ALIAS, ALIASES, HOSTS, LISTENERS } from '../ways/names';
import { outside } from '../ways/outside';
import { capture } from '../ways/parts';

const HOST = HOSTS.transparent;
const [SHORT = ''] = ALIASES;
const AGENT = 'spiffe://cluster.local/ns/team-a/sa/agent';
const captured = transparent().find(({ kind }) => kind === 'ServiceEntry') ?? assert.fail();

let agent: Client;
let real: string;

/** Waits for a line of ztunnel's log that is new since an attempt. */
async function logged(bed: Bed, attempt: () => Promise<unknown>, isWanted: (line: MeshConnection) => boolean): Promise<void> {
  const before = bed.mesh.ztunnel.connections().length;
  await attempt();
  const found = () => bed.mesh.ztunnel.connections().slice(before);
  const explain = () =>
    found()
      .map((line) => JSON.stringify(line))
      .join('\n');
  await waitFor('a line in the log of ztunnel', async () => found().some(isWanted), { timeoutMs: 5_000, explain });
}

const ask = (address: string, host: string = HOST) => agent.request({ address, port: 80, host, headers: ALLOWED });

const reach = (address: string, port: number) => agent.exchange({ address, port, data: Buffer.from('GET / HTTP/1.1\r\n\r\n') });

/** A call gets 200, and its connection went to the listener of the agents, in their name. */
async function delivered(bed: Bed, service: string, address: string, host?: string): Promise<void> {
  const listener = `${bed.envoy.pod.ip}:${LISTENERS.agents}`;
  const isOut = (line: MeshConnection) =>
    line.direction === 'outbound' && line['dst.service'] === service && line['dst.hbone_addr'] === listener;
  const isIn = (line: MeshConnection) =>
    line.direction === 'inbound' && line['src.identity'] === AGENT && line['dst.hbone_addr'] === listener;
  const call = async () => assert.equal((await ask(address, host)).status, 200);
  await logged(bed, call, isOut);
  await logged(bed, call, isIn);
}

/** The connection is closed, because nothing serves the port. */
const closed = (bed: Bed, address: string, port: number) =>
  logged(
    bed,
    async () => assert.equal(await reach(address, port), 'refused'),
    ({ error = '' }) => error.startsWith('no healthy upstream'),
  );

const isServed = (address: string, host?: string) =>
  ask(address, host).then(
    ({ status }) => status === 200,
    () => false,
  );

async function setup(bed: Bed): Promise<void> {
  const { upstreams } = await outside(bed);
  real = upstreams.get(HOST)?.spec.addresses[0] ?? assert.fail();
  await bed.apply(teams());
  await bed.apply([...gateway({ streams: false }), ...transparent(), ...alias()]);
  agent = await bed.client({ namespace: 'team-a', serviceAccount: 'agent' });
  await bed.healthy();
}

export default group({
  name: 'capture',
  title: 'Names and addresses lead to the pods of the gateway, by the index of istiod',
  setup,
  cases: {
    'a captured host has a virtual address, which istiod writes into the status': async (bed) => {
      const [found = ''] = await agent.lookup(HOST);
      assert.match(found, /^240\.240\./);
      const { status } = await bed.cluster.get(captured);
      assert.ok(JSON.stringify(status).includes(`"${found}"`), JSON.stringify(status));
    },
    'the gateway itself resolves the real address': async (bed) => {
      const answer = await ask(HOST);
      assert.equal(answer.status, 200, answer.body);
      const { upstream_host } = await bed.accessLog.lineOf(answer);
      assert.equal(upstream_host, `${real}:443`);
    },
    'its listed port is delivered to the listener, with the identity of the caller': async (bed) => {
      await delivered(bed, HOST, HOST);
    },
    'its other ports are closed': async (bed) => {
      for (const port of [443, LISTENERS.agents, LISTENERS.reports]) await closed(bed, HOST, port);
    },
    'by an address: the same, without a name': async (bed) => {
      const [address, port] = ['198.51.100.77', { number: 80, protocol: 'HTTP', targetPort: LISTENERS.agents } as const];
      const byAddress = capture('by-address.example.com', port, [address]);
      assert.equal(await reach(address, 80), 'refused');
      await bed.apply([byAddress]);
      await waitFor('200', () => isServed(address));
      await delivered(bed, 'by-address.example.com', address);
      assert.deepEqual(await agent.lookup('by-address.example.com'), [address]);
      await closed(bed, address, 443);
      await bed.cluster.delete([byAddress]);
      await waitFor('the address to be closed', async () => (await reach(address, 80)) === 'refused');
    },
    'an alias: the address of its Service is delivered, its other ports are closed': async (bed) => {
      const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: ALIAS, namespace: NAMESPACE } };
      const { spec } = (await bed.cluster.get(service)) as KubeObject & { spec: { clusterIP: string } };
      for (const name of ALIASES) assert.deepEqual(await agent.lookup(name), [spec.clusterIP]);
      await delivered(bed, `${ALIAS}.${NAMESPACE}.svc.cluster.local`, SHORT, SHORT);
      await closed(bed, SHORT, LISTENERS.agents);
    },
    'of two ServiceEntries for one host, the older one wins': async (bed) => {
      const metadata = { name: 'elsewhere', namespace: NAMESPACE };
      const ports = [{ number: 80, name: 'http', protocol: 'HTTP' }];
      const spec = { hosts: [HOST], location: 'MESH_EXTERNAL', resolution: 'DNS', ports };
      const elsewhere = { apiVersion: 'networking.istio.io/v1', kind: 'ServiceEntry', metadata, spec };
      const addressOf = async (one: KubeObject) => JSON.stringify((await bed.cluster.get(one)).status ?? {});
      await bed.apply([elsewhere]);
      await waitFor('an address', async () => /240\.240\./.test(await addressOf(elsewhere)));
      await delivered(bed, HOST, HOST);
      await bed.cluster.delete([captured]);
      await bed.apply([captured]);
      await waitFor('an address', async () => /240\.240\./.test(await addressOf(captured)));
      // The NetworkPolicy of the team closes the way to the destination itself.
      const isDirect = ({ error = '', ...line }: MeshConnection) => /refused/.test(error) && line['dst.addr'] === `${real}:80`;
      await logged(bed, async () => assert.equal(await reach(HOST, 80), 'refused'), isDirect);
      await bed.cluster.delete([elsewhere]);
      await waitFor('200', () => isServed(HOST));
    },
    'without a pod of the gateway, all of them are closed': async (bed) => {
      const own = bed.cluster.objects.filter(({ kind }) => kind === 'Gateway');
      await bed.cluster.delete(own);
      await waitFor('the gateway to end', async () => bed.envoys.length === 0);
      // Its ztunnel ends a little later than the gateway.
      for (const name of [HOST, SHORT]) await waitFor('no upstream', () => closed(bed, name, 80).then(() => true));
    },
  },
});
