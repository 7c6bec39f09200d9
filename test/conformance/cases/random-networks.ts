import assert from 'node:assert/strict';
import { Dice } from '../../dice';
import { permittedByChecks } from '../../network-policies/evaluator';
import {
  allConnections,
  type Connection,
  type NetworkPolicyObject,
  OUTSIDE,
  PODS,
  randomNetworkPolicies,
} from '../../network-policies/random-cluster';
import { type Bed, group } from '../bed';
import { enforcing } from '../random-networks/enforce';
import { DEVIATIONS, type Deviation, isEnforcedAsDefined } from '../random-networks/kube-router';
import { RandomPods } from '../random-networks/pods';

const SEED = 1;
const MOST_SHOWN = 5;

const isPod = (address: string) => PODS.some((pod) => pod.address === address);
const isIpv4 = (address: string) => !address.includes(':');
/** kube-router enforces only IPv4 here, and a policy does not apply to connections without a pod. */
const connections = allConnections().filter(({ From, To }) => (isPod(From) || isPod(To)) && isIpv4(From) && isIpv4(To));

type Set = readonly NetworkPolicyObject[];

let pods: RandomPods;

const predict = (set: Set, of: readonly Connection[]) => permittedByChecks({ networkPolicies: set, admin: [], baseline: [] }, of);

interface Result {
  readonly open: number;
  readonly differing: readonly string[];
}

/** Compares what a set permits with the prediction. */
async function compare(bed: Bed, set: Set): Promise<Result> {
  const measured = await enforcing(bed, set, () => pods.measure(connections));
  const differing = predict(set, connections).flatMap((verdict, index) => {
    const met = measured[index];
    if (met === (verdict ? 'open' : 'refused')) return [];
    return [`${JSON.stringify(connections[index])}: ${met}, predicted: ${verdict}, by ${JSON.stringify(set)}`];
  });
  return { open: measured.filter((met) => met === 'open').length, differing };
}

async function showDeviation(bed: Bed, { applies, example, connection, permits }: Deviation): Promise<void> {
  const metadata = { name: 'example', namespace: 'a' };
  const policy = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: example };
  assert.ok(applies(policy));
  assert.deepEqual(predict([policy], [connection]), [!permits]);
  const measured = await enforcing(bed, [policy], () => pods.measure([connection]));
  assert.deepEqual(measured, [permits ? 'open' : 'refused']);
}

export default group({
  name: 'random-networks',
  title: 'The checks predict what random NetworkPolicies permit on real pod networks',
  timeoutMs: 600_000,
  setup: async (bed) => {
    pods = await RandomPods.start(bed, OUTSIDE.filter(isIpv4));
    await bed.settled();
  },
  cases: {
    'without NetworkPolicies: every connection is open': async (bed) => {
      assert.deepEqual(await compare(bed, []), { open: connections.length, differing: [] });
    },
    'random sets of NetworkPolicies: every connection is open or refused as the checks predict': async (bed) => {
      const dice = new Dice(SEED);
      const count = bed.full ? 200 : 12;
      const sets = Array.from({ length: count }, () => randomNetworkPolicies(dice).filter(isEnforcedAsDefined));
      const results: Result[] = [];
      for (const set of sets) results.push(await compare(bed, set));
      const differing = results.flatMap((result) => result.differing);
      const open = results.reduce((sum, result) => sum + result.open, 0);
      const all = count * connections.length;
      const figures = `${count} sets from seed ${SEED}: ${all} connections, ${open} of them open; ${differing.length} differ`;
      bed.notes['random NetworkPolicies, predicted by the checks'] = figures;
      assert.equal(differing.length, 0, [figures, ...differing.slice(0, MOST_SHOWN)].join('\n'));
    },
    // The random sets leave these forms out.
    ...Object.fromEntries(
      DEVIATIONS.map((deviation) => [
        `kube-router differs from Kubernetes, and from the checks: ${deviation.title}`,
        (bed: Bed) => showDeviation(bed, deviation),
      ]),
    ),
  },
});
