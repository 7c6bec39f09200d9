import assert from 'node:assert/strict';
import { at, type Bed, group, type KubeObject, listAt, waitFor } from '../bed';
import { HOST, NAMESPACE, variant } from '../manifests';
import * as open from '../open-route';

const { conditions, DENIED, disable, leaves, NO_DECISION, openRoute, policy, refused, target, under } = open;

const TEAM = 'team-b';
const objects = variant();
const gateway = objects.find(({ kind }) => kind === 'Gateway') as KubeObject & { readonly spec: object };
const takesFrom = (from: string): KubeObject => ({
  ...gateway,
  spec: { ...gateway.spec, allowedListeners: { namespaces: { from } } },
});

const listenerSet = (namespace: string, port: number, listener: object = {}, name = 'door'): KubeObject => ({
  apiVersion: open.GATEWAY_API,
  kind: 'ListenerSet',
  metadata: { name, namespace },
  spec: {
    parentRef: { name: 'egress-kgateway', namespace: NAMESPACE },
    listeners: [{ name: 'own', protocol: 'HTTP', port, ...listener }],
  },
});
const [own, ofTeam] = [listenerSet(NAMESPACE, 9090), listenerSet(TEAM, 9190, { name: 'of-team' })];
const door = target('door', undefined, 'ListenerSet');
const undecided = [{ backendRefs: [open.toBackend()] }];
const decided = [
  { matches: [{ headers: [{ name: 'x-egress-decision', value: HOST }] }], backendRefs: [open.toBackend()] },
  { filters: [open.refusal] },
];

/** A route of a ListenerSet of its namespace. */
const byDoor = (rules: readonly object[], namespace = NAMESPACE, spec: object = {}, ref: object = door) =>
  openRoute(rules, { parentRefs: [ref], ...spec }, 'HTTPRoute', namespace);
const off = (namespace = NAMESPACE, sectionName?: string) =>
  policy('off', disable, [target('door', sectionName, 'ListenerSet')], namespace);

/** The ports that the gateway's pods open. A change of them replaces the pods. */
async function portsOf(bed: Bed): Promise<unknown[]> {
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'egress-kgateway', namespace: NAMESPACE } };
  const containers = listAt(await bed.cluster.get(ref), 'spec', 'template', 'spec', 'containers');
  return containers.flatMap((one) => listAt(one, 'ports')).map((one) => at(one, 'containerPort'));
}

/** The same as `under`, once the listener has its route: its first takes the gateway longer. */
const served = (bed: Bed, added: readonly KubeObject[], listener: number, attempt: () => Promise<void>) =>
  under(bed, added, async () => {
    const hasRoute = async () => (await bed.request({ host: open.OPEN_HOST, listener })).status !== 404;
    await waitFor(`a route on ${listener}`, hasRoute);
    await attempt();
  });

/** The ListenerSet is refused, and nothing listens on its port. */
async function isClosed(bed: Bed, set: KubeObject, listener: number): Promise<void> {
  const refusedSet = async () => (await conditions(bed, set)).includes('Accepted=False/NotAllowed');
  await waitFor('the ListenerSet to be refused', refusedSet);
  await waitFor('the gateway', async () => (await bed.request({ host: HOST })).status === 403);
  const asked = () => bed.request({ host: open.OPEN_HOST, listener });
  await waitFor('the port to be closed', () =>
    asked().then(
      () => false,
      (error: Error) => /ECONNREFUSED|ECONNRESET|socket hang up/.test(error.message),
    ),
  );
}

/** The policies of the gateway close all ports but those of its own listeners. */
const callers: KubeObject = {
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { name: 'listener-sets', namespace: NAMESPACE },
  spec: {
    selector: { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'egress-kgateway' } },
    rules: [{ from: [{ source: { serviceAccounts: ['team-a/agent'] } }], to: [{ operation: { ports: ['9090', '9190'] } }] }],
  },
};

export default group({
  name: 'listener-sets',
  title: 'A ListenerSet adds listeners to the gateway, which lead outside by its routes and policies',
  setup: async (bed) => {
    const namespace: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: TEAM } };
    await bed.apply([...objects, namespace, callers, open.backend(), open.backend('outside', TEAM)]);
    await bed.healthy();
    await bed.apply([takesFrom('All'), own, ofTeam]);
    await waitFor('a pod with the new ports', async () => (await portsOf(bed)).includes(9190));
    await bed.healthy();
  },
  cases: {
    'a route of a ListenerSet is under the authorization of the Gateway': async (bed) => {
      await served(bed, [byDoor(undecided)], 9090, () => refused(bed, DENIED, { listener: 9090 }));
      await served(bed, [byDoor(undecided, TEAM)], 9190, () => refused(bed, DENIED, { listener: 9190 }));
    },
    'an unknown host by a ListenerSet is a bare 404, as the catch-all route is on the listeners of the Gateway': (bed) =>
      under(bed, [byDoor(undecided)], async () => {
        assert.equal((await bed.request({ host: 'unknown.example.com', listener: 9090 })).status, 404);
      }),
    'extAuth.disable on the ListenerSet or one of its listeners: the request leaves without a decision': async (bed) => {
      await served(bed, [byDoor(undecided), off()], 9090, () => leaves(bed, { listener: 9090 }));
      await served(bed, [byDoor(undecided), off(NAMESPACE, 'own')], 9090, () => leaves(bed, { listener: 9090 }));
    },
    'extAuth.disable on a ListenerSet of another namespace, in that namespace: the request leaves': (bed) =>
      served(bed, [byDoor(undecided, TEAM), off(TEAM)], 9190, () => leaves(bed, { listener: 9190 })),
    'a forged decision by a ListenerSet: the ListenerPolicy of the Gateway removes it': (bed) =>
      served(bed, [byDoor(decided), off()], 9090, () =>
        refused(bed, NO_DECISION, { listener: 9090, headers: { 'x-egress-decision': HOST } }),
      ),
    'a ListenerSet on the port and for the host of an egress route takes its requests, without a decision': async (bed) => {
      const hijack = listenerSet(TEAM, 8080, { hostname: HOST }, 'hijack');
      const ref = target('hijack', undefined, 'ListenerSet');
      const route = byDoor(undecided, TEAM, { hostnames: [HOST] }, ref);
      await under(bed, [hijack, route, policy('off', disable, [ref], TEAM)], () => leaves(bed, { host: HOST }));
    },
    'a route on the Gateway itself, without sectionName, is not on the listeners of a ListenerSet': (bed) =>
      under(bed, [openRoute(undecided, { parentRefs: [{ name: 'egress-kgateway' }] })], async () => {
        await refused(bed, DENIED);
        const answer = await bed.request({ host: open.OPEN_HOST, listener: 9090 }).catch(() => undefined);
        assert.ok(answer === undefined || answer.status === 404);
      }),
    'a Gateway that takes ListenerSets of its namespace refuses those of others': async (bed) => {
      await bed.apply([takesFrom('Same')]);
      await isClosed(bed, ofTeam, 9190);
    },
    'a Gateway without allowedListeners refuses all': async (bed) => {
      await bed.apply([gateway], { force: true });
      await isClosed(bed, own, 9090);
    },
    'a ListenerSet of any namespace, though refused, has its port opened in the pods of the gateway, which are replaced': async (
      bed,
    ) => {
      assert.ok((await conditions(bed, ofTeam)).includes('Accepted=False/NotAllowed'));
      assert.ok((await portsOf(bed)).includes(9190));
      await bed.cluster.delete([ofTeam]);
      await waitFor('the port to go', async () => !(await portsOf(bed)).includes(9190));
    },
    'XListenerSet is not served': async (bed) => {
      const old = { ...own, apiVersion: 'gateway.networking.x-k8s.io/v1alpha1', kind: 'XListenerSet' };
      assert.match((await bed.cluster.tryApply([old], { dryRun: true })).stderr, /no matches for kind "XListenerSet"/);
    },
  },
});
