import assert from 'node:assert/strict';
import { Chart } from 'cdk8s';
import { EgressApp, EgressGateway, EgressGovernance, type EgressGovernanceProps } from '../../../lib';
import { namesSpec } from '../../../lib/constructs/governance/names-policy';
import { type Bed, group, type KubeObject, waitFor } from '../bed';
import { dist, NAMESPACE, parse } from '../manifests';
import {
  type Attempt,
  DEFINITIONS,
  entry,
  GATEWAY,
  IDENTITIES,
  ISOLATION,
  NAMES,
  networkPolicy,
  PODS,
  pod,
  REPLICA_SETS,
  service,
} from '../writers';

type Who = { readonly user: string; readonly groups?: readonly string[] };

/** Somebody who may write everything, so that only admission refuses. */
const WRITER: Who = { user: 'writer', groups: ['writers'] };
const ARGO: Who = { user: 'argo', groups: ['writers'] };
const KGATEWAY: Who = { user: 'system:serviceaccount:kgateway-system:kgateway', groups: ['writers'] };
const CONTROLLER: Who = {
  user: 'system:serviceaccount:kube-system:namespace-controller',
  groups: ['system:serviceaccounts:kube-system', 'writers'],
};

const rights: KubeObject = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'writers' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'writers' }],
};

/** For what several controllers and the API server do one after the other. */
const PATIENCE = { timeoutMs: 180_000, everyMs: 500 };

const INTERNAL: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'internal' } };

const account = (name: string, namespace: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace },
});
const ephemeral = (securityContext: object) => ({
  spec: { ephemeralContainers: [{ name: 'debugger', image: 'example/debugger', securityContext }] },
});

/** What the API server says when somebody writes an object, without changing anything: empty if it accepts the object. */
async function answer(bed: Bed, object: KubeObject, { user, groups = [] }: Who = WRITER): Promise<string> {
  const as = [`--as=${user}`, ...groups.map((group) => `--as-group=${group}`)];
  // For its own validation, kubectl would first read the schemas of all kinds.
  const flags = ['--server-side', '--force-conflicts', '--dry-run=server', '--validate=false', ...as];
  const { status, stderr } = await bed.cluster.kubectl(['apply', ...flags, '-f', '-'], JSON.stringify(object));
  return status === 0 ? '' : stderr;
}

/** Makes attempts, and compares all verdicts at once. */
async function judge(bed: Bed, attempts: readonly Attempt[], as: Who = WRITER): Promise<void> {
  const wrong: string[] = [];
  for (const [title, object, message] of attempts) {
    const got = await answer(bed, object, as);
    if (message === undefined ? got !== '' : !got.includes(message)) wrong.push(`${title}: ${got || 'accepted'}`);
  }
  assert.deepEqual(wrong, []);
}

/** The result of kubectl for somebody. */
async function kubectl(bed: Bed, { user, groups = [] }: Who, ...args: readonly string[]): Promise<string> {
  const as = [`--as=${user}`, ...groups.map((one) => `--as-group=${one}`)];
  const { status, stderr } = await bed.cluster.kubectl([...args, ...as]);
  return status === 0 ? '' : stderr;
}

/** Waits until the policies refuse: the API server learns of new ones after a moment. */
async function inForce(bed: Bed, probe: KubeObject, message: string): Promise<void> {
  await bed.healthy(undefined, PATIENCE.timeoutMs);
  await waitFor('the policies to be in force', async () => (await answer(bed, probe)).includes(message), {
    ...PATIENCE,
    explain: async () => (await answer(bed, probe)) || 'accepted',
  });
}

/** A governance like that of dist/, with other properties. */
function governance(props: Partial<EgressGovernanceProps>): KubeObject[] {
  const app = new EgressApp();
  const chart = new Chart(app, 'governance');
  const gateway = EgressGateway.fromGatewayName(chart, 'gateway', { name: GATEWAY, namespace: NAMESPACE });
  new EgressGovernance(chart, 'governance', { name: 'egress', gateways: [gateway], clients: ['team-a'], ...props });
  return parse(app.synthYaml()).filter(({ kind }) => kind === 'ValidatingPolicy');
}

/** The policy for names of a gateway with many hosts. */
function namesOf(hosts: readonly string[]): KubeObject {
  const spec = namesSpec({
    mode: 'enforce',
    exempt: {},
    gateways: { [NAMESPACE]: [GATEWAY] },
    captured: () => [],
    named: () => [],
    aliases: () => ({}),
    hosts: () => hosts,
    claims: {},
  });
  return { apiVersion: 'policies.kyverno.io/v1', kind: 'ValidatingPolicy', metadata: { name: 'egress-names' }, spec };
}

const policies = () => dist().filter(({ kind }) => kind === 'ValidatingPolicy');

/** Applies policies in place of those of dist/, for the attempt. It begins when a probe shows that they are in force. */
async function governed(bed: Bed, made: readonly KubeObject[], probe: () => Promise<boolean>, attempt: () => Promise<void>) {
  await replace(bed, policies(), made);
  await waitFor('the policies to be in force', probe, {
    ...PATIENCE,
    explain: async () => `${await generated(bed)}; ${(await answer(bed, HOST_NETWORK[0])) || 'accepted'}`,
  });
  await attempt().finally(async () => {
    await replace(bed, made, policies());
    await inForce(bed, ...HOST_NETWORK);
  });
}

/**
 * Deletes policies and applies others. An update is not enough: Kyverno writes but once whether it has made an admission policy, and
 * the write can meet a conflict.
 */
async function replace(bed: Bed, before: readonly KubeObject[], after: readonly KubeObject[]): Promise<void> {
  await bed.cluster.delete([...before]);
  await apply(bed, after);
  await bed.healthy(undefined, PATIENCE.timeoutMs);
}

/** Applies objects as soon as the API server has read new kinds: it answers slowly meanwhile. */
async function apply(bed: Bed, objects: readonly KubeObject[]): Promise<void> {
  await waitFor('the objects to be accepted', async () => (await bed.cluster.tryApply([...objects])).status === 0, PATIENCE);
}

const HOST_NETWORK: readonly [KubeObject, string] = [pod({ spec: { hostNetwork: true } }), 'hostNetwork: true'];
const TABLES = { pods: PODS, identities: IDENTITIES, isolation: ISOLATION, names: NAMES };

/** The attempts of a table, all of them accepted. */
const accepted = (attempts: readonly Attempt[]): Attempt[] => attempts.map(([title, object]) => [title, object]);

/** The names of the ValidatingAdmissionPolicies that Kyverno has made. The CRDs of Gateway API come with one of their own. */
async function generated(bed: Bed): Promise<string[]> {
  const all = await bed.cluster.api.list('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy');
  return all.map(({ metadata }) => metadata.name).filter((name) => name.startsWith('vpol-'));
}

export default group({
  name: 'governance-writers',
  title: 'Which ways around the gateway admission closes for somebody who may write all objects',
  kyverno: true,
  timeoutMs: 600_000,
  setup: async (bed) => {
    await apply(bed, [rights, INTERNAL, ...DEFINITIONS]);
    await bed.healthy(undefined, PATIENCE.timeoutMs);
    await apply(bed, dist());
    await inForce(bed, ...HOST_NETWORK);
  },
  cases: {
    'Kyverno makes ValidatingAdmissionPolicies of the policies': async (bed) => {
      assert.deepEqual(
        (await generated(bed)).sort(),
        Object.keys(TABLES)
          .map((suffix) => `vpol-egress-${suffix}`)
          .sort(),
      );
    },
    'dist/ is accepted again, from somebody who is not exempt': async (bed) => {
      for (const object of dist()) assert.equal(await answer(bed, object), '', `${object.kind} ${object.metadata.name}`);
    },
    'pods and workloads that leave the mesh or the reach of NetworkPolicies are refused': (bed) => judge(bed, PODS),
    'administrators cannot run such pods either': (bed) => judge(bed, PODS, { user: 'root', groups: ['system:masters'] }),
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
    'the controller of kgateway makes the pods and Services of gateways': (bed) => judge(bed, accepted(IDENTITIES), KGATEWAY),
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
    'names and addresses of the hosts of the gateway are refused, also with an approval': (bed) => judge(bed, NAMES),
    'administrators are exempt from all but the rules for pods': (bed) =>
      judge(bed, accepted([...IDENTITIES, ...ISOLATION, ...NAMES]), { user: 'root', groups: ['system:masters'] }),
    'the service account of a restricted caller is refused to all but its users': (bed) => {
      const caller = { namespace: 'team-a', serviceAccount: 'agent' };
      const own = pod({ spec: { serviceAccountName: 'agent' } });
      const message = 'only certain users may run pods as the service account team-a/agent';
      const made = governance({ restrictedCallers: [{ caller, users: ['argo'] }] });
      return governed(
        bed,
        made,
        async () => (await answer(bed, own)).includes(message),
        async () => {
          assert.equal(await answer(bed, own, ARGO), '');
          assert.equal(await answer(bed, pod()), '');
          await bed.apply([account('agent', 'team-a')]);
          assert.match(await kubectl(bed, WRITER, 'create', 'token', 'agent', '-n', 'team-a'), new RegExp(message));
          assert.equal(await kubectl(bed, ARGO, 'create', 'token', 'agent', '-n', 'team-a'), '');
        },
      );
    },
    'with 5,000 hosts, each is still refused, and other ServiceEntries and Services are accepted': (bed) => {
      const hosts = Array.from({ length: 5000 }, (_, n) => `service-${n}.department.example.com`);
      const message = 'takes requests for a host of the egress gateway';
      const last = entry({ hosts: ['service-4999.department.example.com'] });
      return governed(
        bed,
        [namesOf(hosts)],
        async () => (await answer(bed, last)).includes(message),
        () =>
          judge(bed, [
            ['a wildcard', entry({ hosts: ['*.department.example.com'] }), message],
            ['many other hosts', entry({ hosts: hosts.slice(0, 40).map((host) => `${host}.test`) })],
            ['a headless Service', service('attempt', 'internal', { clusterIP: 'None' })],
          ]),
      );
    },
  },
});
