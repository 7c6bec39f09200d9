import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Connection, NAMED_PORT, NAMESPACES, PODS, type Policies } from './random-cluster';

/** Which connections the code of sigs.k8s.io/kube-network-policies permits, for each set of policies. Needs Go. */
export function permittedByReference(sets: readonly Policies[], connections: readonly Connection[]): boolean[][] {
  const lines = sets.map((policies) => JSON.stringify(clusterOf(policies, connections)));
  const output = execFileSync('go', ['run', '.'], {
    cwd: join(__dirname, 'go'),
    input: lines.join('\n'),
    maxBuffer: 2 ** 28,
    stdio: 'pipe',
  });
  return output
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as boolean[]);
}

function clusterOf({ networkPolicies, admin, baseline }: Policies, connections: readonly Connection[]): object {
  return {
    Namespaces: NAMESPACES.map((metadata) => ({ metadata })),
    Pods: PODS.map(({ metadata, address }) => ({
      metadata,
      spec: {
        containers: [
          { name: 'c', ports: [{ name: NAMED_PORT.name, containerPort: NAMED_PORT.port, protocol: 'TCP' }] },
          { name: 'd', ports: [{ name: NAMED_PORT.name, containerPort: NAMED_PORT.port, protocol: 'UDP' }] },
        ],
      },
      status: { phase: 'Running', podIPs: [{ ip: address }] },
    })),
    Policies: networkPolicies,
    Admin: admin,
    Baseline: baseline,
    Flows: connections,
  };
}
