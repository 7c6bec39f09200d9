import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Approval, type ExternalHostProps, RequestRule, Tls } from '../../../lib';
import { type Bed, group, type KubeObject, waitFor } from '../bed';
import type { Client } from '../bed/components/client';
import { ALLOWED, variant } from '../manifests';
import { atRest } from './at-rest';

const FEW = 10;
const SOME = 100;
const MANY = 5000;
const SUFFIX = 'ruled.example.com';
const hostOf = (i: number) => `host-${i}.${SUFFIX}`;
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

const RATE = 400;
const LASTS = 10;
const ROUNDS = 3;
const CHANGED_MS = 4_000;
/** The hosts that the load calls: as many with few hosts as with many, so that only the policy's work differs. */
const CALLED = 8;

const GRANT = { owner: 'conformance', ticket: 'T-1', reason: 'a record', approvedBy: 'the suite', from: '2026-01-01' };

const reads = (path: string) => [RequestRule.allow({ name: 'reads', methods: ['GET', 'HEAD'], paths: [path] })];

const ruled = (i: number): Partial<ExternalHostProps> => ({
  host: hostOf(i),
  ...{ port: 443, tls: Tls.originate(), destination: 'dynamic', retryOn: 'safe', timeout: '60s' },
  perTryTimeout: undefined,
  requests: reads('/v1/*'),
  approval: Approval.granted({ ...GRANT, until: `2099-01-${String((i % 28) + 1).padStart(2, '0')}` }),
});

/** An app with so many hosts with rules of their own. */
function app(hosts: number, changed: Partial<ExternalHostProps> = {}): KubeObject[] {
  const named = Array.from({ length: hosts }, (_, i) => [`host-${i}`, i === 0 ? { ...ruled(i), ...changed } : ruled(i)]);
  return variant({ gateway: { dynamicCaSecret: 'ca' }, hosts: Object.fromEntries(named) });
}

const differing = (before: readonly KubeObject[], after: readonly KubeObject[]) => {
  const known = new Set(before.map((one) => JSON.stringify(one)));
  return after.filter((one) => !known.has(JSON.stringify(one)));
};

async function apply(bed: Bed, objects: readonly KubeObject[]): Promise<void> {
  for (let i = 0; i < objects.length; i += 250) await bed.apply(objects.slice(i, i + 250));
}

const status = async (bed: Bed, host: string, path = '/v1/a') => (await bed.request({ host, path, headers: ALLOWED })).status;

interface Load {
  readonly statuses: Readonly<Record<string, number>>;
  readonly p50: number;
  readonly p99: number;
}

let client: Client;

/** The times of requests at the rate, to hosts that take turns. All are answered with 200. */
async function load(bed: Bed): Promise<Load> {
  const url = `http://${bed.envoy.pod.ip}:8080/v1/a`;
  const lines = Object.entries(ALLOWED).map(([name, value]) => `${name}:${value}`);
  const command = [process.execPath, join(__dirname, '../clients/load.mjs'), url, String(RATE), String(LASTS), ...lines];
  const hosts = Array.from({ length: CALLED }, (_, i) => hostOf(i)).join('\n');
  const { code, stdout, stderr } = await client.run(command, { stdin: hosts, timeoutMs: 120_000 });
  assert.equal(code, 0, stderr);
  const found = JSON.parse(stdout) as Load;
  assert.deepEqual(found.statuses, { 200: RATE * LASTS });
  return found;
}

/** The best of several rounds, while kgateway rests. */
async function best(bed: Bed): Promise<{ p50: number; p99: number }> {
  await atRest(bed);
  await load(bed);
  const rounds: Load[] = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await load(bed));
  return { p50: Math.min(...rounds.map(({ p50 }) => p50)), p99: Math.min(...rounds.map(({ p99 }) => p99)) };
}

/** Changes the rule of one host. Returns the time until it is in effect, from the end of `kubectl apply`. */
async function change(bed: Bed, hosts: number): Promise<{ ms: number; text: string }> {
  const [before, after] = [app(hosts), app(hosts, { requests: reads('/v2/*') })];
  const objects = differing(before, after);
  assert.deepEqual(
    objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    ['TrafficPolicy host-0'],
  );
  const server = bed.authz.pid;
  await bed.apply(objects);
  const applied = performance.now();
  await waitFor('the new rule', async () => (await status(bed, hostOf(0), '/v2/a')) === 200, { everyMs: 10, timeoutMs: 60_000 });
  const ms = performance.now() - applied;
  assert.equal(await status(bed, hostOf(0)), 403);
  assert.equal(bed.authz.pid, server, 'the authorization server was restarted');
  await bed.apply(before.filter(({ kind, metadata }) => kind === 'TrafficPolicy' && metadata.name === 'host-0'));
  await waitFor('the old rule', async () => (await status(bed, hostOf(0))) === 200, { timeoutMs: 60_000 });
  return { ms, text: `a changed rule is in effect after ${seconds(ms)}` };
}

let current: KubeObject[] = [];
let few: { p50: number; p99: number };

/** Adds hosts, starts kgateway if it is stopped, and waits until the last one is live. */
async function grow(bed: Bed, hosts: number): Promise<string> {
  const next = app(hosts);
  const added = differing(current, next);
  const start = performance.now();
  await apply(bed, added);
  const applied = performance.now();
  if (!bed.kgateway.running) await bed.kgateway.start();
  await waitFor('the last host', async () => (await status(bed, hostOf(hosts - 1))) === 200, { timeoutMs: 300_000 });
  current = next;
  return `${added.length} objects applied in ${seconds(applied - start)}, live ${seconds(performance.now() - applied)} later`;
}

export default group({
  name: 'many-rules',
  title: `${MANY} hosts, each with methods, a path and a time: as fast as ${FEW}`,
  full: true,
  timeoutMs: 2_400_000,
  setup: async (bed) => {
    const authority = bed.authority('many');
    await bed.upstream({ port: 443, name: `*.${SUFFIX}`, tls: authority.issue({ names: [`*.${SUFFIX}`] }) });
    current = app(FEW);
    const ca = { metadata: { name: 'ca', namespace: 'egress-system' }, stringData: { 'ca.crt': authority.certificate } };
    await bed.apply([...current, { apiVersion: 'v1', kind: 'Secret', ...ca }]);
    await bed.healthy(current);
    client = await bed.client({ namespace: 'team-a', serviceAccount: 'agent', labels: { 'istio.io/dataplane-mode': 'ambient' } });
    await bed.settled();
  },
  cases: {
    [`${FEW} hosts: ${RATE} requests per second`]: async (bed) => {
      await waitFor('200', async () => (await status(bed, hostOf(0))) === 200);
      few = await best(bed);
      bed.notes[`${FEW} hosts with rules`] = (await change(bed, FEW)).text;
    },
    [`${SOME} hosts: a changed rule is one object, restarts nothing, and is in effect within a second`]: async (bed) => {
      const grown = await grow(bed, SOME);
      const { ms, text } = await change(bed, SOME);
      bed.notes[`${SOME} hosts with rules`] = `${grown}; ${text}`;
      assert.ok(ms < 1000, text);
    },
    [`${MANY} hosts: known ones get 200 for what their rules allow, unknown ones and all else 403`]: async (bed) => {
      await bed.kgateway.stop();
      const grown = await grow(bed, MANY);
      for (const i of [0, 1, 2500, MANY - 1]) {
        const answers = [status(bed, hostOf(i)), status(bed, hostOf(i), '/v2/a'), status(bed, hostOf(i), '/v1/a%2fb')];
        assert.deepEqual(await Promise.all(answers), [200, 403, 403]);
        const post = await bed.request({ host: hostOf(i), path: '/v1/a', method: 'POST', headers: ALLOWED });
        assert.equal(post.status, 403);
      }
      assert.equal(await status(bed, hostOf(MANY)), 403);
      bed.notes[`${MANY} hosts with rules`] =
        `${grown}, with kgateway started then; Envoy ${bed.envoy.memoryMiB()} MiB, kgateway ${bed.kgateway.memoryMiB()} MiB, authorization server ${bed.authz.memoryMiB()} MiB`;
    },
    [`${MANY} hosts: the median is at most 1.2 × that with ${FEW}, the 99th percentile 1.5 ×`]: async (bed) => {
      const many = await best(bed);
      const ratios = [many.p50 / few.p50, many.p99 / few.p99];
      bed.notes[`${RATE} requests per second, ${MANY} hosts to ${FEW}, best of ${ROUNDS}`] =
        `median ${ratios[0]?.toFixed(2)} × (${many.p50.toFixed(1)} to ${few.p50.toFixed(1)} ms), 99th percentile ${ratios[1]?.toFixed(2)} × (${many.p99.toFixed(1)} to ${few.p99.toFixed(1)} ms)`;
      assert.ok((ratios[0] ?? 9) <= 1.2 && (ratios[1] ?? 9) <= 1.5, String(ratios));
    },
    [`${MANY} hosts: a changed rule is in effect within ${CHANGED_MS / 1000} s when kgateway rests`]: async (bed) => {
      await bed.kgateway.idle();
      const { ms, text } = await change(bed, MANY);
      bed.notes[`${MANY} hosts with rules, when kgateway rests`] = text;
      assert.ok(ms < CHANGED_MS, text);
    },
  },
});
