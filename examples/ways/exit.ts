import { Chart } from 'cdk8s';
import {
  Approval,
  Caller,
  CallerSet,
  ClientNamespace,
  EgressApp,
  EgressGateway,
  EgressGovernance,
  ExtAuthPolicy,
  RequestCondition,
} from '../../lib';

/** What every example of this folder has: a gateway with its decision, a team that may call, and an approval. */
export function exit(name: string) {
  const app = new EgressApp({ outdir: process.env.CDK8S_OUTDIR ?? `examples/ways/dist/${name}` });
  const chart = new Chart(app, name);

  const gateway = new EgressGateway(chart, 'gateway', {
    name: 'egress-kgateway',
    namespace: 'egress-system',
    createNamespace: true,
  });
  new ExtAuthPolicy(chart, 'authorization', { name: 'kyverno-authz-server', gateway, allow: [RequestCondition.always()] });
  new EgressGovernance(chart, 'governance', { name: 'egress', gateways: [gateway], clients: ['team-a'] });

  const own = { namespace: 'team-a', createNamespace: true };
  new ClientNamespace(chart, 'team-a', { ...own, gateways: [gateway] });
  const callers = new CallerSet({ name: 'http', port: 8080, callers: [Caller.serviceAccount('team-a', 'agent')] });

  const who = { owner: 'team-a', ticket: 'SEC-41', approvedBy: 'security@example.com' };
  const approval = Approval.granted({ ...who, reason: 'an example', from: '2026-11-23', until: '2028-01-01' });
  return { app, chart, gateway, callers, approval };
}
