// Proves that the checks evaluate network policies like the code of sigs.k8s.io/kube-network-policies, on random sets of
// NetworkPolicies, AdminNetworkPolicies and BaselineAdminNetworkPolicies, and of the same as ClusterNetworkPolicies.
// `npm run network-policies [sets] [seed]`. Needs Go. Exits with 1 if a verdict differs.
import { Dice } from '../dice';
import { asClusterNetworkPolicies, permittedByChecks } from './evaluator';
import { allConnections, type Connection, type Policies, randomPolicies } from './random-cluster';
import { permittedByReference } from './reference';

const MOST_SHOWN = 5;

function main(count: number, seed: number): boolean {
  const connections = allConnections();
  const dice = new Dice(seed);
  const sets = Array.from({ length: count }, () => randomPolicies(dice));
  const expected = permittedByReference(sets, connections);
  const forms = { 'as given': (policies: Policies) => policies, 'as ClusterNetworkPolicies': asClusterNetworkPolicies };
  const differing = Object.entries(forms).map(([form, convert]) => {
    const all = sets.flatMap((policies, index) => differences(convert(policies), connections, expected[index] ?? []));
    for (const text of all.slice(0, MOST_SHOWN)) console.error(text);
    console.log(`${form}: ${all.length} of ${count * connections.length} verdicts differ`);
    return all.length;
  });
  const permitted = expected.flat().filter(Boolean).length;
  console.log(`${count} sets of policies from seed ${seed}; ${permitted} connections are permitted`);
  return differing.every((number) => number === 0) && permitted > 0;
}

function differences(policies: Policies, connections: readonly Connection[], expected: readonly boolean[]): string[] {
  return permittedByChecks(policies, connections).flatMap((verdict, index) =>
    verdict === expected[index]
      ? []
      : [`${JSON.stringify(connections[index])}: ${verdict}, must be ${expected[index]}\n${JSON.stringify(policies)}`],
  );
}

const [sets = 2000, seed = 1] = process.argv.slice(2).map(Number);
process.exitCode = main(sets, seed) ? 0 : 1;
