import assert from 'node:assert/strict';
import { AuthorizationServer } from '../../../lib';
import { type Bed, group, type KubeObject, pause } from '../bed';
import { ALL_REPLICAS } from '../bed/workload';
import { ALLOWED, HOST, variant } from '../manifests';

/** Allowed and denied requests take turns. */
const PER_SECOND = 200;
const NOTHING_LOST = { 'allowed 200': 0, 'denied 403': 0 };

/** Two servers. A new message is a new policy, which replaces both. */
function objects(message: string, drainSeconds: number): KubeObject[] {
  const server = AuthorizationServer.deploy({ replicas: 2, drainSeconds });
  // Only a server that is not there refuses, and not a machine that is busy.
  const hosts = { ollama: { perTryTimeout: '5s', timeout: '30s' } } as const;
  return variant({ policy: { message, server, timeout: '5s' }, hosts }).map((object) =>
    object.kind === 'Deployment' ? withReplicas(object) : object,
  );
}

function withReplicas({ metadata, ...object }: KubeObject): KubeObject {
  return { ...object, metadata: { ...metadata, annotations: { ...metadata.annotations, [ALL_REPLICAS]: 'true' } } } as KubeObject;
}

/** Sends requests until the work is done, and counts what became of them, as `allowed 200`. */
async function under(bed: Bed, work: () => Promise<void>): Promise<Record<string, number>> {
  const [counts, pending]: [Record<string, number>, Promise<void>[]] = [{}, []];
  let busy = true;
  const done = work().finally(() => {
    busy = false;
  });
  const send = async (kind: 'allowed' | 'denied') => {
    const { status } = await bed.request({ host: HOST, ...(kind === 'allowed' && { headers: ALLOWED }) });
    counts[`${kind} ${status}`] = (counts[`${kind} ${status}`] ?? 0) + 1;
  };
  const start = Date.now();
  for (let sent = 0; busy; sent += 1) {
    pending.push(send(sent % 2 === 0 ? 'allowed' : 'denied'));
    await pause(Math.max(0, start + ((sent + 1) * 1000) / PER_SECOND - Date.now()));
  }
  await Promise.all([done, ...pending]);
  const total = Object.values(counts).reduce((a, b) => a + b, 0);
  return { ...counts, 'per second': Math.round((total * 1000) / (Date.now() - start)) };
}

/** Replaces both servers by those of another policy, and waits for those to end that still answer. */
async function roll(bed: Bed, message: string, drainSeconds: number): Promise<void> {
  await pause(1_000);
  await bed.apply(objects(message, drainSeconds), { force: true });
  await bed.settled();
  await pause(drainSeconds * 1000 + 1_000);
}

export default group({
  name: 'rollout',
  title: 'A new request policy replaces the servers without an effect on any request',
  setup: async (bed) => {
    await bed.apply(objects('first', 3));
    await bed.healthy();
  },
  cases: {
    '200 requests/s while both servers are replaced: each allowed one gets 200, each denied one 403': async (bed) => {
      assert.equal((await bed.request({ host: HOST })).body, 'first');
      const { 'per second': rate, ...counts } = await under(bed, () => roll(bed, 'second', 3));
      bed.notes['rollout of the authorization server'] = `${JSON.stringify(counts)} at ${rate} requests/s`;
      assert.deepEqual(Object.keys(counts).sort(), Object.keys(NOTHING_LOST));
      assert.ok(Number(rate) > PER_SECOND * 0.8, `${rate} requests/s`);
      assert.equal((await bed.request({ host: HOST })).body, 'second');
    },
    'without the time in which a server that ends still answers, no denied request leaves either': async (bed) => {
      const { 'per second': _, ...counts } = await under(bed, () => roll(bed, 'third', 0));
      bed.notes['the same with drainSeconds: 0'] = JSON.stringify(counts);
      assert.deepEqual(
        Object.keys(counts).filter((kind) => kind.startsWith('denied')),
        ['denied 403'],
      );
    },
  },
});
