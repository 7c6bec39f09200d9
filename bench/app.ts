import { Chart } from 'cdk8s';
import {
  Approval,
  EgressApp,
  type EgressAppProps,
  EgressGateway,
  EgressGovernance,
  ExtAuthPolicy,
  ExternalHost,
  RequestCondition,
} from '../lib';

/** The instant at which the benchmarks live. The approvals hold then. */
export const NOW = new Date('2026-11-23T12:00:00Z');

/**
 * An app as a user would write it: one gateway, what decides on its requests, what may enter the cluster, and hosts that speak
 * TLS, each under an approval.
 *
 * @param hosts - how many hosts
 * @param charts - over how many charts they are dealt; the first one holds the gateway, too
 */
export function makeApp(hosts: number, charts = 1, props: EgressAppProps = {}): EgressApp {
  const app = new EgressApp({ now: NOW, ...props });
  const [first, ...more] = Array.from({ length: charts }, (_, i) => new Chart(app, i === 0 ? 'egress' : `egress-${i}`));
  const scopes = [first as Chart, ...more];
  const gateway = makeExit(scopes[0] as Chart);
  for (let i = 0; i < hosts; i++) makeHost(scopes[i % charts] as Chart, gateway, i);
  return app;
}

function makeExit(chart: Chart): EgressGateway {
  const gateway = new EgressGateway(chart, 'gateway', { name: 'exit', namespace: 'egress-system', createNamespace: true });
  const allow = [RequestCondition.header('x-team', 'team-a')];
  new ExtAuthPolicy(chart, 'authorization', { name: 'authz', gateway, allow });
  new EgressGovernance(chart, 'governance', { name: 'egress', gateways: [gateway] });
  return gateway;
}

function makeHost(chart: Chart, gateway: EgressGateway, number: number): void {
  new ExternalHost(chart, `host-${number}`, {
    name: `host-${number}`,
    gateway,
    host: `api-${number}.example.com`,
    port: 443,
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

/** `node app.js HOSTS [CHARTS]`: the app, to the folder that `CDK8S_OUTDIR` names. */
if (require.main === module) {
  const [hosts = 1, charts = 1] = process.argv.slice(2).map(Number);
  makeApp(hosts, charts).synth();
}
