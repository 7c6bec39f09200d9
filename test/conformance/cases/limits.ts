import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { EgressGatewayProps, ExternalHostProps } from '../../../lib';
import { type Bed, group, type KubeObject, waitFor } from '../bed';
import { CALLER } from '../bed/callers';
import type { Client } from '../bed/components/client';
import { ALLOWED, HOST, on, variant } from '../manifests';
import { policy, target, theGateway, under } from '../open-route';

const [LIMITED, READS, BATCH, OTHER] = ['limited', 'reads', 'batch', 'other'].map((name) => `${name}.example.com`) as [
  string,
  string,
  string,
  string,
];
const [SOCKETS, SHORT] = ['sockets.example.com', 'short.example.com'];
const WEB_SOCKET = join(__dirname, '../clients/web-socket.py');
/** Nothing else ends the response. */
const STREAM = { port: 8080, timeout: 'none', retries: 0, retryOn: undefined, perTryTimeout: undefined } as const;

const inAnHour = (requests: number) => ({ requests, per: '1h' }) as const;

function manifests(gateway: Partial<EgressGatewayProps>, limits: boolean): KubeObject[] {
  const limit = (requests: number): Partial<ExternalHostProps> => (limits ? { rateLimit: inAnHour(requests) } : {});
  return variant({
    gateway,
    hosts: {
      ollama: {},
      other: { host: OTHER },
      limited: { host: LIMITED, ...limit(3) },
      reads: { host: READS, retryOn: 'wide-for-reads', ...limit(2) },
      batch: { host: BATCH, callers: on('batch', 8081) },
      sockets: { host: SOCKETS, ...STREAM },
      short: { host: SHORT, ...STREAM, maxStreamDuration: '1s' },
    },
  });
}

/** The statuses of requests, one after the other. */
async function statuses(bed: Bed, count: number, request: Parameters<Bed['request']>[0]): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < count; i += 1) found.push((await bed.request({ headers: ALLOWED, ...request })).status);
  return found;
}

/** A limit as somebody else writes it. */
const limit = (name: string, maxTokens: number, of: object) =>
  policy(name, { rateLimit: { local: { tokenBucket: { maxTokens, tokensPerFill: maxTokens, fillInterval: '1h' } } } }, [of]);

interface Socket {
  readonly status: number;
  readonly echo: string;
  readonly seconds: number;
}

let client: Client;

async function open(bed: Bed, host: string, ...headers: string[]): Promise<Socket> {
  const { stdout, stderr } = await client.run(['python3', WEB_SOCKET, bed.envoy.pod.ip, '8080', host, ...headers]);
  assert.ok(stdout, stderr);
  return JSON.parse(stdout) as Socket;
}

const PERMITTED = 'x-force-authorized: true';

export default group({
  name: 'limits',
  title: 'Requests, streams and WebSockets are limited as configured, after the decision',
  setup: async (bed) => {
    for (const host of [LIMITED, READS, BATCH, OTHER]) bed.setHost(host);
    const file = join(__dirname, '../others/web-sockets.ts');
    const { addresses } = (await bed.upstream({ port: 8080, name: SOCKETS, own: { file, options: {} } })).spec;
    bed.setHost(SHORT, ...addresses);
    client = await bed.client({ ...CALLER, name: 'sockets', labels: { 'istio.io/dataplane-mode': 'ambient' } });
    await bed.apply(manifests({}, true));
    await bed.healthy();
  },
  cases: {
    'the limit of a host: 429 with retry-after; denied requests do not count, other hosts are not limited': async (bed) => {
      assert.deepEqual(await statuses(bed, 5, { host: LIMITED, headers: {} }), [403, 403, 403, 403, 403]);
      assert.deepEqual(await statuses(bed, 4, { host: LIMITED }), [200, 200, 200, 429]);
      const answer = await bed.request({ host: LIMITED, headers: ALLOWED });
      assert.deepEqual([answer.status, answer.headers['retry-after']], [429, String(3600 / 2)]);
      assert.equal((await bed.request({ host: LIMITED })).status, 403);
      assert.deepEqual(await statuses(bed, 5, { host: OTHER }), [200, 200, 200, 200, 200]);
    },
    'with wide-for-reads, reads and other requests have a limit each': async (bed) => {
      assert.deepEqual(await statuses(bed, 3, { host: READS }), [200, 200, 429]);
      assert.deepEqual(await statuses(bed, 3, { host: READS, method: 'POST' }), [200, 200, 429]);
    },
    'a limit on a listener is one for each host of it, so it does not limit a caller': (bed) =>
      under(bed, [limit('of-listener', 2, theGateway('http'))], async () => {
        assert.deepEqual(await statuses(bed, 3, { host: HOST }), [200, 200, 429]);
        assert.deepEqual(await statuses(bed, 3, { host: OTHER }), [200, 200, 429]);
      }),
    'a limit on the rule that forwards has no effect: Envoy decides before whether it counts': (bed) =>
      under(bed, [limit('of-rule', 1, target('other', 'decided'))], async () => {
        assert.deepEqual(await statuses(bed, 3, { host: OTHER }), [200, 200, 200]);
      }),
    'a WebSocket without webSockets: 403': async (bed) => {
      assert.equal((await open(bed, SOCKETS, PERMITTED)).status, 403);
    },
    'maxStreamDuration ends a stream': async (bed) => {
      await assert.rejects(bed.request({ host: SHORT, headers: ALLOWED }));
      const line = await waitFor('its line', async () => bed.accessLog.lines().findLast(({ host }) => host === SHORT));
      assert.deepEqual([line.response_code, line.response_flags], [200, 'UMSDR']);
      assert.ok(Number(line.duration) > 900 && Number(line.duration) < 3_000, `${line.duration} ms`);
    },
    'the limit of the gateway: each set of callers has it, for all hosts together': async (bed) => {
      await bed.apply(manifests({ rateLimit: inAnHour(3), webSockets: true }, false), { force: true });
      await bed.cluster.delete(manifests({}, true).filter(({ metadata }) => /^(limited|reads)-limit$/.test(metadata.name)));
      await bed.healthy();
      assert.deepEqual(await statuses(bed, 2, { host: HOST, headers: {} }), [403, 403]);
      assert.deepEqual(await statuses(bed, 2, { host: HOST }), [200, 200]);
      assert.deepEqual(await statuses(bed, 2, { host: OTHER }), [200, 429]);
      assert.deepEqual(await statuses(bed, 4, { host: BATCH, listener: 8081 }), [200, 200, 200, 429]);
    },
    'the limit of a host replaces that of the gateway': (bed) =>
      under(bed, [limit('of-host', 5, target('limited'))], async () => {
        assert.deepEqual(await statuses(bed, 6, { host: LIMITED }), [200, 200, 200, 200, 200, 429]);
      }),
    'a WebSocket with webSockets: open, unless it is denied; logged at its end': async (bed) => {
      await bed.apply(manifests({ webSockets: true }, false), { force: true });
      await bed.cluster.delete(
        manifests({ rateLimit: inAnHour(3) }, false).filter(({ metadata }) => metadata.name === 'egress-kgateway-limit'),
      );
      await bed.settled();
      assert.equal((await open(bed, SOCKETS)).status, 403);
      const { status, echo } = await open(bed, SOCKETS, PERMITTED);
      assert.deepEqual([status, echo], [101, 'hello\ntimed out']);
      const line = await waitFor('its line', async () => bed.accessLog.lines().findLast((one) => one.response_code === 101));
      assert.deepEqual([line.host, line.verdict, line.refused_by], [SOCKETS, 'allow', '-']);
    },
    'maxStreamDuration ends a WebSocket': async (bed) => {
      const { status, echo, seconds } = await open(bed, SHORT, PERMITTED);
      assert.deepEqual([status, echo], [101, 'hello\n']);
      assert.ok(seconds >= 0.9 && seconds < 3, `${seconds} s`);
    },
  },
});
