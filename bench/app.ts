import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import {
  Approval,
  Caller,
  CallerSet,
  EgressApp,
  type EgressAppProps,
  EgressGateway,
  EgressGovernance,
  ExtAuthPolicy,
  ExternalHost,
  RequestCondition,
} from '../lib';

/** The time at which the benchmarks run. The approvals are valid then. */
export const NOW = new Date('2026-11-23T12:00:00Z');

/** The maximum number of hosts per gateway: the request policy contains their names, and must fit into a ConfigMap. */
const HOSTS_OF_GATEWAY = 10_000;

/**
 * An app as a user would write it: a gateway with its request policy (or several, each for 10,000 hosts), admission policies, and
 * hosts with TLS and an approval each.
 *
 * @param hosts - number of hosts
 * @param charts - number of charts over which the hosts are distributed. The first chart also contains the gateways.
 */
export function makeApp(hosts: number, charts = 1, props: EgressAppProps = {}): EgressApp {
  // The policy of more than about 2,000 hosts is longer than the server takes; its map must be split first.
  const severities = { 'kyverno/policy-does-not-compile': 'info' } as const;
  const app = new EgressApp({ now: NOW, severities, ...props });
  const first = new Chart(app, 'egress');
  const scopes = [first, ...Array.from({ length: charts - 1 }, (_, i) => new Chart(app, `egress-${i + 1}`))];
  const gateways = Array.from({ length: Math.ceil(hosts / HOSTS_OF_GATEWAY) }, (_, i) => makeExit(first, i));
  const governance = new EgressGovernance(first, 'governance', { name: 'egress', gateways });
  // The policy lists all hosts, for which the programs of the other tools have no second place.
  governance.node.tryRemoveChild('Names');
  for (let i = 0; i < hosts; i++) {
    makeHost(scopes[i % charts] as Chart, gateways[Math.floor(i / HOSTS_OF_GATEWAY)] as EgressGateway, i);
  }
  return app;
}

/** The callers of all hosts. */
const AGENTS = new CallerSet({ name: 'http', port: 8080, callers: [Caller.serviceAccount('team-a', 'agent')] });

function makeExit(chart: Chart, number: number): EgressGateway {
  const scope = new Construct(chart, `exit-${number}`);
  const namespace = `egress-system-${number}`;
  const gateway = new EgressGateway(scope, 'gateway', { name: 'exit', namespace, createNamespace: true, callerSets: [AGENTS] });
  const allow = [RequestCondition.header('x-team', 'team-a')];
  new ExtAuthPolicy(scope, 'authorization', { name: 'authz', gateway, allow });
  return gateway;
}

function makeHost(chart: Chart, gateway: EgressGateway, number: number): void {
  new ExternalHost(chart, `host-${number}`, {
    name: `host-${number}`,
    gateway,
    host: `api-${number}.example.com`,
    port: 443,
    callers: AGENTS,
    approval: Approval.granted({
      owner: 'team-a',
      ticket: 'SEC-12',
      reason: 'weather data',
      approvedBy: 'security@example.com',
      from: '2026-01-01',
      until: '2027-03-01',
    }),
  });
}

/** `node app.js HOSTS [CHARTS]`: synthesizes the app into the folder `CDK8S_OUTDIR`. */
if (require.main === module) {
  const [hosts = 1, charts = 1] = process.argv.slice(2).map(Number);
  makeApp(hosts, charts).synth();
}
