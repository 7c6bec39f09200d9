import assert from 'node:assert/strict';
import { kyvernoSpec } from '../../../lib/constructs/governance/engines';
import { namesGuard } from '../../../lib/constructs/governance/names-policy';
import { ARGO, answer, judge, kubectl, ROOT, WRITER } from '../admission/answers';
import {
  type Attempt,
  accepted,
  definition,
  entry,
  GATEWAY,
  IDENTITIES,
  ISOLATION,
  NAMES,
  PODS,
  pod,
  REPLICA_SETS,
  service,
  TABLES,
} from '../admission/attempts';
import {
  byKyverno,
  governance,
  governed,
  inForce,
  inForceByKyverno,
  outOfForce,
  passedOn,
  policies,
  prepare,
  restartKyverno,
  verdicts,
} from '../admission/in-force';
import { isConfiguration } from '../admission/table';
import { at, type Bed, group, type KubeObject, listAt, waitFor } from '../bed';
import { disable, setHeader, trafficPolicy } from '../forgeries';
import { dist, NAMESPACE } from '../manifests';

const DOWN = 'failed calling webhook';

/** Stops Kyverno for the attempt. */
async function whileDown(bed: Bed, attempt: () => Promise<void>): Promise<void> {
  const kyverno = await bed.kyverno();
  await kyverno.stop();
  await attempt().finally(() => bed.kyverno());
}

/** The policy for approvals judges this attempt too: its webhook fails, or the ValidatingAdmissionPolicy for names refuses it first. */
const byEither = ([title, object, message]: Attempt): Attempt => [
  title,
  object,
  title === 'a ServiceEntry with its range' ? 'egress-' : message,
];

/** The policy for names of a gateway with many hosts. */
function namesOf(hosts: readonly string[]): KubeObject {
  const spec = kyvernoSpec(
    namesGuard({
      exempt: {},
      gateways: { [NAMESPACE]: [GATEWAY] },
      captured: () => [],
      named: () => [],
      aliases: () => ({}),
      hosts: () => hosts,
      claims: {},
    }),
    { engine: 'kyverno', mode: 'enforce' },
  );
  return { apiVersion: 'policies.kyverno.io/v1', kind: 'ValidatingPolicy', metadata: { name: 'egress-names' }, spec };
}

/** The titles of the attempts that a claim of 192.168.65.0/24 by team-a permits. */
const CLAIMED = ['a ServiceEntry with its address', 'a Service with its address'];

const everything = Object.values(TABLES).flat();
const beyondPods = [...IDENTITIES, ...ISOLATION, ...NAMES];
const [HOST_NETWORK] = PODS.filter(([title]) => title === 'hostNetwork') as [Attempt];

/** The violations that Kyverno has reported on the objects of a namespace: policy and result. */
async function reported(bed: Bed, namespace: string): Promise<string[]> {
  const reports = await bed.cluster.api.list('reports.kyverno.io/v1', 'EphemeralReport', namespace);
  const results = reports.flatMap((report) => listAt<KubeObject>(report, 'spec', 'results'));
  return results.map((result) => `${at(result, 'policy')}: ${at(result, 'result')}: ${at(result, 'message')}`);
}

async function forgetReports(bed: Bed, namespace: string): Promise<void> {
  for (const report of await bed.cluster.api.list('reports.kyverno.io/v1', 'EphemeralReport', namespace)) {
    await bed.cluster.api.delete(report);
  }
}

const CALICO = definition('crd.projectcalico.org', 'v1', 'GlobalNetworkPolicy', 'globalnetworkpolicies', 'Cluster');
const calico = (action: string): KubeObject => ({
  apiVersion: 'crd.projectcalico.org/v1',
  kind: 'GlobalNetworkPolicy',
  metadata: { name: 'attempt' },
  spec: { egress: [{ action }] },
});

/** Adds a kind after Kyverno has read the kinds of the cluster, for the attempt. */
async function withNewKind(bed: Bed, attempt: () => Promise<void>): Promise<void> {
  await restartKyverno(bed);
  await passedOn(bed);
  // A request that Kyverno judges makes it read the kinds.
  await answer(bed, entry({ hosts: ['read.example.com'], location: 'MESH_EXTERNAL' }));
  await bed.apply([CALICO]);
  const isServed = async () => !/no matches for kind|could not find/.test(await answer(bed, calico('Deny'), ROOT));
  await waitFor('the new kind to be served', isServed);
  await attempt().finally(() => bed.cluster.delete([CALICO]));
}

export default group({
  name: 'governance-modes',
  title:
    'What admission refuses in audit, to those who are exempt, without ValidatingAdmissionPolicies, and while Kyverno is down',
  kyverno: true,
  timeoutMs: 600_000,
  setup: prepare,
  cases: {
    'exempt users and groups may do everything but run pods that leave the mesh, and nobody else may': (bed) =>
      governed(
        bed,
        governance({ exempt: { users: [ARGO.user], groups: ['platform'] } }),
        () => inForce(bed),
        async () => {
          for (const as of [ARGO, { user: 'somebody', groups: ['platform', 'writers'] }]) {
            await judge(bed, accepted(beyondPods), { as });
            await judge(bed, PODS, { as });
          }
          // Whatever else is right or wrong about it, only they may write it beside the gateway.
          const beside = everything.filter(isConfiguration).map(([title, object]): Attempt => [title, object, 'egress-']);
          const others = everything.filter((attempt) => !isConfiguration(attempt));
          await judge(bed, [...beside, ...others]);
        },
      ),
    'addresses that a namespace may claim are accepted there, and neither larger ranges nor in other namespaces': (bed) =>
      governed(
        bed,
        governance({ addressClaims: { 'team-a': ['192.168.65.0/24'] } }),
        () => inForce(bed),
        async () => {
          const claims = NAMES.filter(([title]) => CLAIMED.includes(title));
          assert.equal(claims.length, CLAIMED.length);
          await judge(bed, accepted(claims));
          const elsewhere = claims.map(([title, { metadata, ...object }, message]): Attempt => {
            return [title, { ...object, metadata: { ...metadata, namespace: 'team-b' } } as KubeObject, message];
          });
          await judge(bed, elsewhere);
          await judge(
            bed,
            everything.filter(([title]) => !CLAIMED.includes(title)),
          );
        },
      ),
    'the service account of a restricted caller is refused to all but its users': (bed) => {
      const caller = { namespace: 'team-a', serviceAccount: 'agent' };
      const own = pod({ spec: { serviceAccountName: 'agent' } });
      const message = 'only certain users may run pods as the service account team-a/agent';
      const attempts: readonly Attempt[] = [['a pod with the account', own, message]];
      return governed(
        bed,
        governance({ restrictedCallers: [{ caller, users: [ARGO.user] }] }),
        async () => {
          await passedOn(bed);
          await verdicts(bed, 'the restriction to be in force', attempts);
        },
        async () => {
          await judge(bed, accepted(attempts), { as: ARGO });
          assert.equal(await answer(bed, pod()), '');
          await bed.apply([{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'agent', namespace: 'team-a' } }]);
          assert.match(await kubectl(bed, WRITER, 'create', 'token', 'agent', '-n', 'team-a'), new RegExp(message));
          assert.equal(await kubectl(bed, ARGO, 'create', 'token', 'agent', '-n', 'team-a'), '');
          await judge(bed, everything);
          await judge(bed, IDENTITIES, { as: ARGO });
        },
      );
    },
    'with 5,000 hosts, each is still refused, and other ServiceEntries and Services are accepted': (bed) => {
      const hosts = Array.from({ length: 5000 }, (_, n) => `service-${n}.department.example.com`);
      const message = 'takes requests for a host of the egress gateway';
      const last: Attempt = ['the last host', entry({ hosts: ['service-4999.department.example.com'] }), message];
      return governed(
        bed,
        [namesOf(hosts)],
        async () => {
          await passedOn(bed);
          await verdicts(bed, 'the policy with 5,000 hosts to be in force', [last]);
        },
        () =>
          judge(bed, [
            ['a wildcard', entry({ hosts: ['*.department.example.com'] }), message],
            ['many other hosts', entry({ hosts: hosts.slice(0, 40).map((host) => `${host}.test`) })],
            ['a headless Service', service('attempt', 'internal', { clusterIP: 'None' })],
          ]),
      );
    },
    'while Kyverno is down, the same is refused and accepted, but no destination outside is accepted': (bed) =>
      whileDown(bed, async () => {
        await judge(bed, everything.map(byEither));
        await judge(bed, REPLICA_SETS);
        await judge(bed, accepted([...IDENTITIES, ...ISOLATION]), { as: ROOT });
        const [approved] = dist().filter(({ kind }) => kind === 'ServiceEntry');
        await judge(bed, [
          ['an approved ServiceEntry', approved as KubeObject, DOWN],
          ['a TrafficPolicy beside the gateway', trafficPolicy(setHeader)],
          ['one that disables authorization', trafficPolicy(disable), 'switches off the authorization'],
        ]);
      }),
    'where Kyverno makes no ValidatingAdmissionPolicies, everything that it judges is refused while it is down': (bed) =>
      governed(
        bed,
        byKyverno(policies()),
        () => inForceByKyverno(bed),
        () =>
          whileDown(bed, () =>
            judge(bed, [
              ['an ordinary pod', pod(), DOWN],
              ['a pod with hostNetwork', HOST_NETWORK[1], DOWN],
              ['a pod in a namespace of no client', pod({ namespace: 'default' })],
            ]),
          ),
      ),
    'in audit, all are accepted, also while Kyverno is down, and what would be refused is reported': (bed) =>
      governed(
        bed,
        governance({ mode: 'audit' }),
        () => outOfForce(bed),
        async () => {
          await judge(bed, accepted(everything));
          const [, violation, message = ''] = HOST_NETWORK;
          await bed.apply([violation]);
          const isReported = async () =>
            (await reported(bed, 'team-a')).some((one) => one.startsWith('egress-pods: fail: ') && one.includes(message));
          await waitFor('the violation to be reported', isReported, { explain: async () => `${await reported(bed, 'team-a')}` });
          await bed.cluster.delete([violation]);
          await forgetReports(bed, 'team-a');
          await whileDown(bed, () => judge(bed, accepted(everything)));
        },
      ),
    'a kind that is newer than what Kyverno knows: judged by ValidatingAdmissionPolicies': (bed) =>
      withNewKind(bed, () =>
        judge(bed, [
          ['a policy that permits egress', calico('Allow'), 'this policy permits egress of the clients'],
          ['a policy that denies', calico('Deny')],
        ]),
      ),
    'its webhook refuses every object of such a kind, even in audit, until it reads the kinds again': (bed) =>
      governed(
        bed,
        governance({ mode: 'audit' }),
        () => outOfForce(bed),
        () =>
          withNewKind(bed, async () => {
            await judge(bed, [['a policy that denies', calico('Deny'), 'globalnetworkpolicies']]);
            await restartKyverno(bed);
            await verdicts(bed, 'Kyverno to know the kind', [['a policy that permits egress', calico('Allow')]]);
          }),
      ),
  },
});
