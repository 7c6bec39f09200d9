import { Chart } from 'cdk8s';
import { Deployment, ServiceAccount } from 'cdk8s-plus-30';
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

// Two teams, each with a client in the mesh to try it out. It can only resolve names and call the gateway.
const client = new Chart(app, 'client');

/** A namespace whose pods leave only by the gateway, and a client that runs as a service account. Returns this caller. */
function team(name: string, account: string): Caller {
  const own = { namespace: name, createNamespace: true, policyName: 'only-by-the-gateway', denyIngress: true };
  const { namespace } = new ClientNamespace(client, name, { ...own, gateways: [gateway] });
  const serviceAccount = new ServiceAccount(client, account, { metadata: { name: account, namespace } });
  const labels = { app: 'curl-client' };
  const securityContext = { user: 100 }; // the image's curl_user as a number: runAsNonRoot does not accept a name
  new Deployment(client, `${name}-client`, {
    metadata: { name: 'curl-test-client', namespace, labels },
    podMetadata: { labels },
    replicas: 1,
    serviceAccount,
    containers: [{ name: 'client', image: 'curlimages/curl', command: ['sleep', '3600'], securityContext, resources: {} }],
  });
  return Caller.of(serviceAccount);
}

const agent = team('team-a', 'agent');
const reports = team('team-b', 'reports');

const approved = { approvedBy: 'security@example.com', from: '2026-11-23', until: '2028-01-01' };

// A destination outside the cluster, who may call it, who approved it, and until when.
new ExternalHost(egress, 'ollama', {
  name: 'ollama',
  gateway,
  host: 'host.docker.internal',
  port: 11434,
  addresses: ['192.168.65.254'], // that of the host on Docker Desktop
  callers: new CallerSet({ name: 'http', port: 8080, callers: [agent] }),
  tls: Tls.none(), // Ollama speaks plain HTTP, on the same machine
  retries: 3,
  retryOn: 'wide', // also after a time-out or a 503, and for POST: asking a model twice does no harm
  perTryTimeout: '10s',
  timeout: '45s',
  approval: Approval.granted({ owner: 'team-a', ticket: 'SEC-12', reason: 'local model for the assistant', ...approved }),
});

// A destination of the other team. The gateway calls it over TLS. Neither team can call the other's.
new ExternalHost(egress, 'rates', {
  gateway,
  host: 'api.example.com',
  port: 443,
  callers: new CallerSet({ name: 'reports', port: 8081, callers: [reports] }),
  approval: Approval.granted({ owner: 'team-b', ticket: 'SEC-13', reason: 'exchange rates', ...approved }),
});

// Admission policies: no destination without an approval, and no way around the gateway for who may write objects.
new EgressGovernance(egress, 'governance', { name: 'egress', gateways: [gateway], clients: ['team-a', 'team-b'] });

app.synth();
