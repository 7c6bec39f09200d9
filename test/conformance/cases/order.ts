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

/** A request, and when there is no gateway to send it to, a moment's rest. */
async function tryOnce(bed: Bed): Promise<void> {
  try {
    await bed.request({ host: HOST, path: '/secret', headers: ALLOWED, timeoutMs: 5000 });
  } catch {
    await pause(20);
  }
}

/** Requests all the time while objects come or go one by one; gives what came in the clear. */
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
const summary = (bytes: readonly string[]) => (bytes.length === 0 ? 'no plaintext' : `${bytes.length} requests in the clear`);

export default group({
  name: 'order',
  title: 'No plaintext reaches an HTTPS port while objects come in file order; what other orders do',
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
    'a host in file order: no plaintext, then 200': async (bed) => {
      assert.deepEqual(await plaintextWhile(bed, apply(bed), ofBank()), []);
      await bed.healthy();
      assert.equal((await bed.request({ host: HOST, headers: ALLOWED })).status, 200);
    },
    'the same host deleted in reverse of file order, as Argo CD prunes: no plaintext': async (bed) => {
      assert.deepEqual(await plaintextWhile(bed, remove(bed), ofBank().reverse()), []);
    },
    'recorded: the host in reverse of file order': async (bed) => {
      bed.notes['a host applied in reverse of file order'] = summary(await plaintextWhile(bed, apply(bed), ofBank().reverse()));
    },
    'recorded: the host deleted in file order, as kubectl delete -f does': async (bed) => {
      bed.notes['a host deleted in file order'] = summary(await plaintextWhile(bed, remove(bed), ofBank()));
      await bed.apply(ofBank());
      await bed.healthy();
    },
    'recorded: all of it deleted in file order': async (bed) => {
      const objects = everything().filter(({ kind }) => kind !== 'Namespace');
      bed.notes['all deleted in file order'] = summary(await plaintextWhile(bed, remove(bed), objects));
    },
    'all of it in file order, from nothing: no plaintext': async (bed) => {
      assert.deepEqual(await plaintextWhile(bed, apply(bed), everything()), []);
      await bed.healthy();
      // While the authorization server is still coming up the request is refused.
      const passes = async () => (await bed.request({ host: HOST, headers: ALLOWED })).status === 200;
      await waitFor('the request to pass', passes, { timeoutMs: 20_000 });
    },
  },
});
