import assert from 'node:assert/strict';
import { answer, CONTROLLER, judge, KGATEWAY, kubectl, ROOT, type Who, WRITER } from '../admission/answers';
import {
  accepted,
  GATEWAY,
  IDENTITIES,
  ISOLATION,
  NAMES,
  networkPolicy,
  PODS,
  pod,
  REPLICA_SETS,
  service,
  TABLES,
} from '../admission/attempts';
import { generated, policies, prepare } from '../admission/in-force';
import { at, type Bed, group, type KubeObject } from '../bed';
import { dist, NAMESPACE } from '../manifests';

const account = (name: string, namespace: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace },
});
const ephemeral = (securityContext: object) => ({
  spec: { ephemeralContainers: [{ name: 'debugger', image: 'example/debugger', securityContext }] },
});

const MERGE = 'application/merge-patch+json';
const NAMESPACE_A: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-a' } };

/** The answer to a merge patch, which changes nothing. */
function merge(bed: Bed, as: Who, { kind, metadata }: KubeObject, change: object, ...flags: readonly string[]): Promise<string> {
  const where = metadata.namespace === undefined ? [] : ['-n', metadata.namespace];
  const patch = ['--type=merge', '-p', JSON.stringify(change), '--dry-run=server', ...flags];
  return kubectl(bed, as, 'patch', kind, metadata.name, ...where, ...patch);
}

export default group({
  name: 'governance-writers',
  title: 'Which ways around the gateway admission closes for somebody who may write all objects',
  kyverno: true,
  timeoutMs: 600_000,
  setup: prepare,
  cases: {
    'Kyverno makes ValidatingAdmissionPolicies of the policies': async (bed) => {
      const passedOn = policies().filter(({ spec }) => at(spec, 'autogen') !== undefined);
      assert.deepEqual((await generated(bed)).sort(), passedOn.map(({ metadata }) => `vpol-${metadata.name}`).sort());
      for (const suffix of Object.keys(TABLES)) assert.ok(passedOn.some(({ metadata }) => metadata.name === `egress-${suffix}`));
    },
    'dist/ is accepted again, from somebody who is not exempt': async (bed) => {
      for (const object of dist()) assert.equal(await answer(bed, object), '', `${object.kind} ${object.metadata.name}`);
    },
    'pods and workloads that leave the mesh or the reach of NetworkPolicies are refused': (bed) => judge(bed, PODS),
    'administrators cannot run such pods either': (bed) => judge(bed, PODS, { as: ROOT }),
    'ReplicaSets, which Kyverno ignores by default, are judged too': (bed) => judge(bed, REPLICA_SETS),
    'an ephemeral container with NET_ADMIN is refused, an ordinary one is accepted': async (bed) => {
      await bed.apply([pod()]);
      const path = `${await bed.cluster.api.pathOf(pod())}/ephemeralcontainers?dryRun=All`;
      const add = (securityContext: object) =>
        bed.cluster.api.call('PATCH', path, ephemeral(securityContext), 'application/strategic-merge-patch+json');
      await assert.rejects(add({ capabilities: { add: ['NET_ADMIN'] } }), /NET_ADMIN, NET_RAW and ALL/);
      await add({});
      await bed.cluster.delete([pod()]);
    },
    'what poses as the gateway is refused': (bed) => judge(bed, IDENTITIES),
    'tokens of its service account are refused, those of others are not': async (bed) => {
      const token = (account: string, who: Who) => kubectl(bed, who, 'create', 'token', account, '-n', NAMESPACE);
      await bed.apply([account('ordinary', NAMESPACE)]);
      assert.match(await token(GATEWAY, WRITER), /service account of an egress gateway/);
      assert.equal(await token(GATEWAY, { user: 'system:node:node1', groups: ['system:nodes', 'writers'] }), '');
      assert.equal(await token('ordinary', WRITER), '');
    },
    'the label of a gateway cannot be given to a pod that exists': async (bed) => {
      const own = pod({ namespace: NAMESPACE });
      await bed.apply([own]);
      const label = (value: string, who: Who) =>
        kubectl(bed, who, 'label', 'pod', own.metadata.name, '-n', NAMESPACE, value, '--overwrite', '--dry-run=server');
      assert.match(
        await label(`gateway.networking.k8s.io/gateway-name=${GATEWAY}`, WRITER),
        /makes the pod one of an egress gateway/,
      );
      assert.equal(await label('team=a', WRITER), '');
      await bed.cluster.delete([own]);
    },
    'the controller of kgateway makes the pods and Services of gateways': (bed) =>
      judge(bed, accepted(IDENTITIES), { as: KGATEWAY }),
    'namespaces stay in the mesh, and network policies that open them are refused': (bed) => judge(bed, ISOLATION),
    'NetworkPolicies about egress cannot be deleted, others can, and the namespace controller deletes all': async (bed) => {
      const remove = (name: string, who: Who) =>
        kubectl(bed, who, 'delete', 'networkpolicy', name, '-n', 'team-a', '--dry-run=server');
      const ingress = networkPolicy('ingress', { policyTypes: ['Ingress'] });
      await bed.apply([ingress]);
      assert.match(await remove('only-by-the-gateway', WRITER), /NetworkPolicies of the type Egress/);
      assert.equal(await remove('ingress', WRITER), '');
      assert.equal(await remove('only-by-the-gateway', CONTROLLER), '');
      await bed.cluster.delete([ingress]);
    },
    'labels that are written by way of a status are judged like others, and the status itself is not': async (bed) => {
      const [client, beside] = [pod(), pod({ namespace: NAMESPACE })];
      const ordinary = service('ordinary', NAMESPACE);
      await bed.apply([client, beside, ordinary]);
      const patch = (object: KubeObject, change: object, who = WRITER) => merge(bed, who, object, change, '--subresource=status');
      const posing = { metadata: { labels: { 'gateway.networking.k8s.io/gateway-name': GATEWAY } } };
      const outside = { metadata: { labels: { 'istio.io/dataplane-mode': 'none' } } };
      assert.match(await patch(client, outside), /takes the pod out of the ambient mesh/);
      assert.match(await patch(beside, posing), /makes the pod one of an egress gateway/);
      assert.match(await patch(ordinary, posing), /the Service has the name of an egress gateway/);
      assert.match(await patch(NAMESPACE_A, outside), /the pods of the namespace are outside the mesh/);
      const node = { user: 'system:node:node1', groups: ['system:nodes', 'writers'] };
      for (const who of [WRITER, node]) {
        for (const one of [client, beside]) assert.equal(await patch(one, { status: { message: 'a case' } }, who), '');
      }
      const marked = { metadata: { annotations: { 'ambient.istio.io/redirection': 'enabled' } } };
      assert.equal(await patch(client, marked), '');
      await bed.cluster.delete([client, beside, ordinary]);
    },
    'what waits for its finalizers cannot become anything else, and can still end': async (bed) => {
      const inside: KubeObject = {
        apiVersion: 'networking.istio.io/v1',
        kind: 'ServiceEntry',
        metadata: { name: 'ending', namespace: 'team-a', finalizers: ['example.com/mine'] },
        spec: {
          ...{ hosts: ['machines.example.internal'], location: 'MESH_INTERNAL', resolution: 'STATIC' },
          ...{ ports: [{ number: 80, name: 'http', protocol: 'HTTP' }], endpoints: [{ address: '10.1.2.3' }] },
        },
      };
      await bed.apply([inside]);
      assert.equal(await kubectl(bed, WRITER, 'delete', 'serviceentry', 'ending', '-n', 'team-a', '--wait=false'), '');
      const leaves = { spec: { hosts: ['pastebin.com'], location: 'MESH_EXTERNAL', resolution: 'DNS', endpoints: null } };
      assert.match(await merge(bed, WRITER, inside, leaves), /destination without approval/);
      assert.equal(await merge(bed, WRITER, inside, { metadata: { labels: { team: 'a' } } }), '');
      await bed.cluster.api.call('PATCH', await bed.cluster.api.pathOf(inside), { metadata: { finalizers: null } }, MERGE);
    },
    'a network policy about egress cannot be given to an owner, with which the garbage collector deletes it': async (bed) => {
      const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'gone', uid: '00000000-0000-0000-0000-000000000000' };
      const closing = dist().find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.namespace === 'team-a');
      assert.ok(closing);
      const change = { metadata: { ownerReferences: [owner] } };
      assert.match(await merge(bed, WRITER, closing, change), /NetworkPolicies of the type Egress/);
      assert.equal(await merge(bed, ROOT, closing, change), '');
    },
    'names and addresses of the hosts of the gateway are refused, also with an approval': (bed) => judge(bed, NAMES),
    'administrators are exempt from all but the rules for pods': (bed) =>
      judge(bed, accepted([...IDENTITIES, ...ISOLATION, ...NAMES]), { as: ROOT }),
  },
});
