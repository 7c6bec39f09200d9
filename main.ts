import { Chart } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-30';
import {
  Approval,
  Caller,
  CallerSet,
  ClientNamespace,
  EgressApp,
  EgressGateway,
  EgressGovernance,
  ExtAuthPolicy,
  ExternalHost,
  RequestCondition,
  Tls,
} from './lib';

const app = new EgressApp();
const egress = new Chart(app, 'egress');

// The egress gateway, in a namespace of its own.
const gateway = new EgressGateway(egress, 'gateway', {
  name: 'egress-kgateway',
  namespace: 'egress-system',
  createNamespace: true,
});

// Kyverno decides on every request. Those that do not meet the condition are answered with 403.
new ExtAuthPolicy(egress, 'authorization', {
  name: 'kyverno-authz-server',
  gateway,
  allow: [RequestCondition.header('x-force-authorized', 'enabled', 'true')],
  message: 'Access denied by Kyverno policy',
});

// A destination outside the cluster, who approved it, and until when.
new ExternalHost(egress, 'ollama', {
  name: 'ollama',
  gateway,
  host: 'host.docker.internal',
  port: 11434,
  callers: new CallerSet({ name: 'http', port: 8080, callers: [Caller.serviceAccount('team-a', 'agent')] }),
  tls: Tls.none(), // Ollama speaks plain HTTP, on the same machine
  retries: 3,
  retryOn: 'wide', // also after a time-out or a 503, and for POST: asking a model twice does no harm
  perTryTimeout: '10s',
  timeout: '45s',
  approval: Approval.granted({
    owner: 'team-a',
    ticket: 'SEC-12',
    reason: 'local model for the assistant',
    approvedBy: 'security@example.com',
    from: '2026-11-23',
    until: '2028-01-01',
  }),
});

// Admission policies: no destination without an approval, and no policy that disables the decision.
new EgressGovernance(egress, 'governance', { name: 'egress', gateways: [gateway] });

// A client in the mesh to try it out. It can only resolve names and call the gateway.
const client = new Chart(app, 'client');
const own = { namespace: 'team-a', createNamespace: true, policyName: 'only-by-the-gateway', denyIngress: true };
const team = new ClientNamespace(client, 'team-a', { ...own, gateways: [gateway] });
const labels = { app: 'curl-client' };
const securityContext = { user: 100 }; // the image's curl_user as a number: runAsNonRoot does not accept a name
new Deployment(client, 'curl', {
  metadata: { name: 'curl-test-client', namespace: team.namespace, labels },
  podMetadata: { labels },
  replicas: 1,
  containers: [{ name: 'client', image: 'curlimages/curl', command: ['sleep', '3600'], securityContext, resources: {} }],
});
app.synth();
