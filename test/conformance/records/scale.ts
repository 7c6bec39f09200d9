import assert from 'node:assert/strict';
import { Tls } from '../../../lib';
import { type Bed, group, waitFor } from '../bed';
import { ALLOWED, variant } from '../manifests';

const PLAIN = 1000;
const OVER_TLS = 300;
const host = (i: number) => `api-${i}.example.com`;
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const clusters = async (bed: Bed) =>
  (await bed.envoy.stats('cluster_manager.active_clusters'))['cluster_manager.active_clusters'] ?? 0;

/** Synthesizes, applies, and waits until Envoy has every host. Records the time of each step. */
async function record(bed: Bed, hosts: number, what: string, props: object): Promise<void> {
  const marks: string[] = [];
  const timed = async <T>(name: string, work: () => Promise<T> | T): Promise<T> => {
    const start = performance.now();
    const result = await work();
    marks.push(`${name} in ${seconds(performance.now() - start)}`);
    return result;
  };
  const named = Object.fromEntries(Array.from({ length: hosts }, (_, i) => [`host-${i}`, { host: host(i), ...props }]));
  const objects = await timed('synthesized', () => variant({ hosts: named }));
  await timed('applied', () => bed.apply(objects));
  const all = async () => (await clusters(bed)) >= hosts;
  await timed('then every cluster in Envoy', () => waitFor('all clusters', all, { timeoutMs: 240_000 }));
  const memory = Object.entries({ kgateway: bed.kgateway, Envoy: bed.envoy, 'authorization server': bed.authz }).map(
    ([name, one]) => `${name} ${one.memoryMiB()} MiB`,
  );
  bed.notes[`${hosts} hosts, ${what}`] = [`${objects.length} objects`, ...marks, ...memory].join('; ');
}

export default group({
  name: 'scale',
  title: 'Many hosts, synthesized, applied and served: recorded, without a bound',
  full: true,
  timeoutMs: 600_000,
  setup: async (bed) => {
    for (let i = 0; i < PLAIN; i++) bed.setHost(host(i));
  },
  cases: {
    [`${PLAIN} hosts in plain HTTP are served`]: async (bed) => {
      await record(bed, PLAIN, 'plain HTTP', {});
      for (const i of [0, PLAIN / 2, PLAIN - 1]) {
        const passes = async () => (await bed.request({ host: host(i), headers: ALLOWED })).status === 200;
        await waitFor(`200 from ${host(i)}`, passes);
      }
      assert.equal((await bed.request({ host: host(PLAIN), headers: ALLOWED })).status, 403);
      await bed.cluster.clear();
    },
    [`${OVER_TLS} hosts over TLS reach Envoy, more slowly: kgateway translates everything again for each BackendTLSPolicy`]:
      async (bed) => {
        await record(bed, OVER_TLS, 'over TLS', { port: 443, tls: Tls.originate() });
      },
  },
});
