import assert from 'node:assert/strict';
import { group, type KubeObject, PUBLIC_UPSTREAM, waitFor } from '../bed';
import type { Client } from '../bed/components/client';
import type { Upstream } from '../bed/components/upstream';
import { METADATA } from '../bed/network';
import { apply, networkPolicy, ofKind } from '../isolation/app';
import { HOSTS } from '../isolation/cells';
import { type Clients, startCallers, statusOf } from '../isolation/measure';

const [OLLAMA, RATES] = HOSTS;
const TEAM = networkPolicy('team-a', 'only-by-the-gateway');
const closed: KubeObject = { ...TEAM, spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] } };

let metadata: Upstream | undefined;
let clients: Clients = new Map();
const clientOf = ({ caller }: (typeof HOSTS)[number]) => clients.get(caller) as Client;

export default group({
  name: 'open-ways',
  title: 'What stays open, and what closes late',
  setup: async (bed) => {
    metadata = await apply(bed);
    clients = await startCallers(bed);
  },
  cases: {
    'a name that resolves to the metadata address: 503, unless the NetworkPolicies of the gateway are gone': async (bed) => {
      const ask = () => statusOf(clientOf(RATES), RATES);
      assert.equal(await ask(), 200);
      bed.setHost(RATES.host, METADATA);
      await waitFor('503', async () => (await ask()) === 503);
      assert.equal(metadata?.connections, 0);
      const own = ofKind('NetworkPolicy').filter(({ metadata: { namespace } }) => namespace === 'egress-system');
      await bed.cluster.delete(own);
      await bed.settled();
      await waitFor('the metadata address to answer', async () => (await ask()) === 200);
      assert.notEqual(metadata?.requests.length, 0);
      await bed.apply(own);
      bed.setHost(RATES.host, PUBLIC_UPSTREAM);
      await bed.settled();
    },
    'open: a client sends data in the names that it looks up, and gets data back in the addresses': async (bed) => {
      bed.setHost('data-in-a-name.attacker.example', '198.51.100.77');
      const found = await clientOf(OLLAMA).lookup('data-in-a-name.attacker.example');
      assert.deepEqual(found, ['198.51.100.77']);
    },
    'late: a NetworkPolicy that closes a client leaves its pooled connection open; new pods are refused': async (bed) => {
      const ask = (client: Client) => statusOf(client, OLLAMA);
      assert.equal(await ask(clientOf(OLLAMA)), 200);
      await bed.apply([closed], { force: true });
      await bed.settled();
      const fresh = await bed.client({ namespace: 'team-a', serviceAccount: 'agent' });
      await waitFor('a new pod to be refused', async () => (await ask(fresh)) === 'refused');
      assert.equal(await ask(clientOf(OLLAMA)), 200);
      await bed.apply([TEAM], { force: true });
    },
  },
});
