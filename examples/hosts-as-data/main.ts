// Hosts that teams declare in YAML files, each in its own folder
import { Chart } from 'cdk8s';
import {
  Caller,
  CallerSet,
  ClientNamespace,
  EgressApp,
  EgressGateway,
  EgressGovernance,
  ExtAuthPolicy,
  ExternalHosts,
  RequestCondition,
} from '../../lib';

const app = new EgressApp();
const chart = new Chart(app, 'egress');

// The names that files use, beside lists of service accounts.
const billing = new CallerSet({ name: 'billing', port: 8080, callers: [Caller.serviceAccount('team-a', 'billing')] });
const reports = new CallerSet({ name: 'reports', port: 8081, callers: [Caller.serviceAccount('team-b', 'reports')] });

const gateway = new EgressGateway(chart, 'gateway', { name: 'egress', namespace: 'egress-system', createNamespace: true });
new ExtAuthPolicy(chart, 'authorization', { name: 'egress-authz', gateway, allow: [RequestCondition.always()] });
for (const namespace of ['team-a', 'team-b'])
  new ClientNamespace(chart, namespace, { namespace, createNamespace: true, gateways: [gateway] });

ExternalHosts.fromFiles(chart, 'hosts', { gateway, files: 'hosts/**/*.yaml', callerSets: [billing, reports] });

new EgressGovernance(chart, 'governance', { name: 'egress', gateways: [gateway] });

app.synth();
