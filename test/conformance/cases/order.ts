import assert from 'node:assert/strict';
import { Tls } from '../../../lib';
import { type Bed, group, type KubeObject, pause, waitFor } from '../bed';
import { ALLOWED, NAMESPACE, variant } from '../manifests';

const HOST = 'bank.example.com';
const EGRESS_SYSTEM: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } };

const everything = () =>
  variant({ hosts: { other: {}, bank: { host: HOST, port: 443, tls: Tls.originate({ caConfigMap: 'private-ca' }) } } });
const ofBank = () => everything().filter(({ metadata }) => metadata.name === 'bank');

let upstream: Awaited<ReturnType<Bed['upstream']>>;
let trust: KubeObject;

/** Sends a request. Without a gateway, waits a moment instead. */
async function tryOnce(bed: Bed): Promise<void> {
  try {
    await bed.request({ host: HOST, path: '/secret', headers: ALLOWED, timeoutMs: 5000 });
  } catch {
    await pause(20);
  }
}

/** Sends requests continuously while objects are applied or deleted one by one. Returns what arrived in plaintext. */
async function plaintextWhile(
  bed: Bed,
  change: (one: KubeObject) => Promise<void>,
  objects: readonly KubeObject[],
): Promise<string[]> {
  upstream.forget();
  let done = false;
  const requests = (async () => {
    while (!done) await tryOnce(bed);
  })();
  for (const object of objects) {
    await change(object);
    await pause(700);
  }
  done = true;
  await requests;
  return [...upstream.plaintext];
}

const apply = (bed: Bed) => (object: KubeObject) => bed.apply([object], { force: true });
const remove = (bed: Bed) => (object: KubeObject) => bed.cluster.delete([object]);
const summary = (bytes: readonly string[]) => (bytes.length === 0 ? 'no plaintext' : `${bytes.length} requests in plaintext`);

export default group({
  name: 'order',
  title: 'No plaintext reaches an HTTPS port while objects are applied in file order; results of other orders',
  timeoutMs: 120_000,
  setup: async (bed) => {
    const authority = bed.authority('order');
    upstream = await bed.upstream({ port: 443, name: HOST, tls: authority.issue({ names: [HOST] }) });
    const metadata = { name: 'private-ca', namespace: NAMESPACE };
    trust = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'ca.crt': authority.certificate } };
    await bed.apply([EGRESS_SYSTEM, trust]);
    await bed.apply(
      everything().filter(({ metadata: { name } }) => name !== 'bank'),
      { force: true },
    );
    await bed.healthy();
  },
  cases: {
    'a host applied in file order: no plaintext, then 200': async (bed) => {
      assert.deepEqual(await plaintextWhile(bed, apply(bed), ofBank()), []);
      await bed.healthy();
      assert.equal((await bed.request({ host: HOST, headers: ALLOWED })).status, 200);
    },
    'the same host deleted in reverse file order, as Argo CD prunes: no plaintext': async (bed) => {
      assert.deepEqual(await plaintextWhile(bed, remove(bed), ofBank().reverse()), []);
    },
    'recorded: the host applied in reverse file order': async (bed) => {
      bed.notes['a host applied in reverse file order'] = summary(await plaintextWhile(bed, apply(bed), ofBank().reverse()));
    },
    'recorded: the host deleted in file order, as kubectl delete -f does': async (bed) => {
      bed.notes['a host deleted in file order'] = summary(await plaintextWhile(bed, remove(bed), ofBank()));
      await bed.apply(ofBank());
      await bed.healthy();
    },
    'recorded: everything deleted in file order': async (bed) => {
      const objects = everything().filter(({ kind }) => kind !== 'Namespace');
      bed.notes['everything deleted in file order'] = summary(await plaintextWhile(bed, remove(bed), objects));
    },
    'everything applied in file order to an empty cluster: no plaintext': async (bed) => {
      assert.deepEqual(await plaintextWhile(bed, apply(bed), everything()), []);
      await bed.healthy();
      // The request is denied while the authorization server is starting.
      const passes = async () => (await bed.request({ host: HOST, headers: ALLOWED })).status === 200;
      await waitFor('the request to pass', passes, { timeoutMs: 20_000 });
    },
  },
});
