import assert from 'node:assert/strict';
import { type Bed, group, type KubeObject, waitFor } from '../bed';
import type { LogLine } from '../bed/access-log';
import type { Client } from '../bed/components/client';
import type { Report } from '../bed/components/upstream-messages';
import { BEHIND, BOTH, BROKERS, MAIL, MOVING, manifests, PROXY } from '../others/app';
import { outside } from '../others/outside';

let agent: Client;
let other: Client;
let trust: Readonly<Record<string, string>>;
let movingAddress: string;

/** What a client of `../clients` prints. */
async function printed(client: Client, program: string, host: string, port: number): Promise<Readonly<Record<string, unknown>>> {
  const { stdout, stderr } = await client.run(['python3', `${__dirname}/../clients/${program}`, host, String(port)], {
    env: trust,
  });
  assert.ok(stdout, stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** What curl prints: the body and the status, or its error. */
async function curl(client: Client, url: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const command = ['curl', '--silent', '--show-error', '--max-time', '5', '--write-out', ' %{http_code}', url];
  const { code, stdout, stderr } = await client.run(command, { env: { ...trust, ...env } });
  return code === 0 ? stdout : stderr.trim();
}

/** An upstream answered 200, under its own name and over TLS that the client or the gateway verified. */
function answeredBy(name: string, output: string): void {
  assert.match(output, / 200$/);
  const { upstream, sni } = JSON.parse(output.slice(0, -4)) as Report;
  assert.deepEqual([upstream, sni], [name, name]);
}

/** Calls a host by the Service of the gateway, and reads the line of the access log. */
async function logged(bed: Bed, host: string) {
  const before = bed.accessLog.sizes();
  const { status } = await agent.request({ address: 'egress-kgateway.egress-system', port: 8080, host });
  const isOf = ({ authority }: LogLine) => authority === host;
  const found = () => bed.accessLog.lines(before).find(isOf);
  await waitFor(`a line for ${host}`, async () => found() !== undefined);
  return { status, line: found() ?? assert.fail() };
}

/** Takes back what {@link MOVING} needs for https://. */
async function withoutTls(bed: Bed): Promise<void> {
  const left = manifests(false);
  const isLeft = ({ kind, metadata: { name } }: KubeObject) =>
    left.some((one) => one.kind === kind && one.metadata.name === name);
  await bed.apply(left);
  await bed.cluster.delete(manifests().filter((one) => !isLeft(one)));
  await bed.settled();
}

/** The statuses of calls of {@link MOVING} over plain HTTP, one after the other, until a change is made. */
async function statusesDuring(change: () => Promise<void>): Promise<number[]> {
  const statuses: number[] = [];
  let isDone = false;
  const done = change().finally(() => {
    isDone = true;
  });
  while (!isDone) statuses.push((await agent.request({ address: MOVING, port: 80 })).status);
  await done;
  return statuses;
}

const throughProxy = { https_proxy: `http://${PROXY.host}:${PROXY.port}` };
const named = ({ host, port }: (typeof BROKERS)[number]) => `${host}:${port}`;

export default group({
  name: 'other-protocols',
  title: 'Kafka, SMTP, a forward proxy, UDP and IPv6: what leads through the gateway, and what does not',
  setup: async (bed) => {
    const { authority, address } = await outside(bed);
    [trust, movingAddress] = [authority.trustedByClients, address];
    await bed.apply(manifests());
    agent = await bed.client({ namespace: 'team-a', serviceAccount: 'agent' });
    other = await bed.client({ namespace: 'team-b', serviceAccount: 'reports' });
    await bed.healthy();
    // On a busy machine, the first decision of a new server can take longer than Envoy waits.
    await waitFor('the first decision', async () => (await agent.request({ address: MOVING, port: 80 })).status === 200);
  },
  cases: {
    'Kafka: each advertised broker under its own name, all on port 9092; one that is not declared is closed': async () => {
      const [first, second, third] = BROKERS.map(named) as [string, string, string];
      const seen = await printed(agent, 'kafka.py', 'kafka-1.example.com', 9092);
      assert.deepEqual({ ...seen, [third]: undefined }, { [first]: first, [second]: second, [third]: undefined });
      assert.match(String(seen[third]), /^error: Connection/);
      assert.ok('error' in (await printed(other, 'kafka.py', 'kafka-1.example.com', 9092)));
    },
    'SMTP with STARTTLS: a host over TCP, for clients that wait for the server': async () => {
      const sent = await printed(agent, 'mail.py', MAIL.tcp, 587);
      assert.deepEqual(sent, { code: 250, answer: `taken by ${MAIL.tcp} over TLS` });
      assert.ok('error' in (await printed(other, 'mail.py', MAIL.tcp, 587)));
    },
    'SMTP with STARTTLS: with the protocol tls, client and gateway wait for each other': async (bed) => {
      const { error } = await printed(agent, 'mail.py', MAIL.tls, 587);
      bed.notes['STARTTLS at a host with the protocol tls'] = String(error);
      assert.match(String(error), /timed out/);
    },
    'a forward proxy that the application uses: a host over TCP': async () => {
      answeredBy(BEHIND.tunnel, await curl(agent, `https://${BEHIND.tunnel}`, throughProxy));
      assert.match(await curl(other, `https://${BEHIND.tunnel}`, throughProxy), /^curl: \(\d+\)/);
    },
    'the same: the proxy alone decides which hosts are called': async () => {
      answeredBy(BEHIND.forwarded, await curl(agent, `https://${BEHIND.forwarded}`, throughProxy));
      assert.match(await curl(agent, 'https://unknown.example.com', throughProxy), /response 403$/);
    },
    'a forward proxy as the next hop of the gateway: by a forwarder that DNS names, with TLS to the host': async () => {
      answeredBy(BEHIND.forwarded, await curl(agent, `http://${BEHIND.forwarded}`));
    },
    'a forward proxy as the destination itself: the gateway sends it no request for a proxy': async () => {
      assert.equal(await curl(agent, `http://${BEHIND.plain}/rates`), 'not a request for a proxy: GET /rates 400');
    },
    'a host with addresses of both families, without IPv6: served by IPv4, but 503 if its destination is dynamic': async (
      bed,
    ) => {
      const { status, line } = await logged(bed, BOTH.ServiceEntry);
      assert.deepEqual([status, line.upstream_tls_version], [200, 'TLSv1.2']);
      const dynamic = await logged(bed, BOTH.dynamic);
      assert.equal(dynamic.status, 503);
      assert.equal(dynamic.line.upstream_host, '[2001:db8::1]:443');
    },
    'UDP, such as HTTP/3: closed under the name of a host and its address, while TLS over TCP passes': async () => {
      answeredBy(MOVING, await curl(agent, `https://${MOVING}`));
      const [captured = ''] = await agent.lookup(MOVING);
      for (const address of [captured, movingAddress])
        assert.notEqual(await agent.send({ address, port: 443, data: Buffer.from('initial') }), 'open', address);
    },
    'a host moves from https:// to http://: first both, then one, and http:// is served all the time': async (bed) => {
      for (const scheme of ['https', 'http']) answeredBy(MOVING, await curl(agent, `${scheme}://${MOVING}`));
      const before = await agent.lookup(MOVING);
      const statuses = await statusesDuring(() => withoutTls(bed));
      assert.deepEqual([...new Set(statuses)], [200]);
      assert.deepEqual(await agent.lookup(MOVING), before);
      assert.match(await curl(agent, `https://${MOVING}`), /^curl: \(35\)/);
    },
  },
});
