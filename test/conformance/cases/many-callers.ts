import assert from 'node:assert/strict';
import { MAX_LISTENERS } from '../../../lib/constructs/caller/caller-checks';
import { listenerSetName } from '../../../lib/constructs/caller/listener-place';
import { type Bed, group, type KubeObject, UPSTREAM, waitFor } from '../bed';
import { ALLOWED, on, variant } from '../manifests';
import { DENIED } from '../open-route';

/** More sets of callers than a Gateway can have listeners. */
const COUNT = MAX_LISTENERS + 8;

interface Place {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

const places: readonly Place[] = Array.from({ length: COUNT }, (_, i) => {
  const name = `team-${i}`;
  return { name, host: `${name}.example.com`, port: 20_000 + i };
});

const objects = variant({
  gateway: { callerSets: [], listenerSets: true },
  hosts: Object.fromEntries(
    places.map(({ name, host, port }) => [name, { host, callers: on(name, port), addresses: [UPSTREAM] }]),
  ),
});

const SERVICE = { address: 'egress-kgateway.egress-system' };
const [first, last] = [places[0], places.at(-1)] as [Place, Place];

/** The statuses of requests on each listener. */
function ask(bed: Bed, hostOf: (place: Place) => string, headers: Readonly<Record<string, string>> = ALLOWED) {
  return Promise.all(
    places.map(async (place) => (await bed.request({ host: hostOf(place), listener: place.port, headers })).status),
  );
}

const all = (status: number) => places.map(() => status);

export default group({
  name: 'many-callers',
  title: 'More sets of callers than a Gateway has listeners: ListenerSets add them to the same pods and the same Service',
  timeoutMs: 120_000,
  setup: async (bed) => {
    for (const { host } of places) bed.setHost(host, UPSTREAM);
    await bed.apply(objects);
    await bed.healthy(undefined, 60_000);
  },
  cases: {
    'each set of callers reaches its host on its listener': async (bed) => {
      await waitFor('200 on all listeners', async () => (await ask(bed, ({ host }) => host)).every((one) => one === 200));
      bed.notes['listeners of one gateway'] = String(COUNT);
    },
    'the request policy decides on all of them': async (bed) => {
      assert.deepEqual(await ask(bed, ({ host }) => host, {}), all(403));
      const { body } = await bed.request({ host: last.host, listener: last.port });
      assert.equal(body, DENIED);
    },
    'the host of another set and an unknown host are refused on all of them': async (bed) => {
      const other = ({ name }: Place) => (name === first.name ? last.host : first.host);
      assert.deepEqual(await ask(bed, other), all(403));
      assert.deepEqual(await ask(bed, () => 'unknown.example.com'), all(403));
    },
    'the Service of the gateway has all ports': async (bed) => {
      const client = await bed.client({
        namespace: 'team-a',
        serviceAccount: 'agent',
        labels: { 'istio.io/dataplane-mode': 'ambient' },
      });
      for (const { host, port } of [first, last]) {
        assert.equal((await client.request({ ...SERVICE, port, host, headers: ALLOWED })).status, 200);
      }
      await bed.end(client);
    },
    'another service account is refused, and everybody at the listener of the Gateway itself': async (bed) => {
      const gateway = objects.find(({ kind }) => kind === 'Gateway') as KubeObject & {
        readonly spec: { readonly listeners: readonly { readonly port: number }[] };
      };
      const [own] = gateway.spec.listeners;
      const other = await bed.client({ namespace: 'team-b', labels: { 'istio.io/dataplane-mode': 'ambient' } });
      await assert.rejects(other.request({ ...SERVICE, port: last.port, host: last.host, headers: ALLOWED }));
      await bed.end(other);
      await assert.rejects(bed.request({ host: first.host, listener: own?.port ?? 0, headers: ALLOWED }));
    },
    'without the ListenerSet, only its callers are refused': async (bed) => {
      const place = listenerSetName('egress-kgateway', last.name);
      const set = objects.filter(({ kind, metadata }) => kind === 'ListenerSet' && metadata.name === place);
      const stays = places.find(({ name }) => listenerSetName('egress-kgateway', name) !== place) ?? assert.fail();
      const status = ({ host, port }: Place) =>
        bed.request({ host, listener: port, headers: ALLOWED }).then(
          (answer) => answer.status,
          () => 'refused',
        );
      await bed.cluster.delete(set);
      await waitFor('the listener to go', async () => (await status(last)) === 'refused');
      await waitFor('the other listener', async () => (await status(stays)) === 200);
      await bed.apply(set);
      await waitFor('the listener to come back', async () => (await status(last)) === 200, { timeoutMs: 60_000 });
    },
  },
});
