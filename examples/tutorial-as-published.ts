/**
 * The published manifests of the tutorial, for the platform versions of that time. Each of its defects is waived by its rule id.
 * This file is for comparison only: `main.ts` is the corrected version.
 */
import { Chart } from 'cdk8s';
import { Deployment } from '../imports/apps/deployment';
import { ClusterPolicy } from '../imports/kyverno.io/cluster-policy';
import { NetworkPolicy } from '../imports/networking.k8s.io/network-policy';
import {
  Approval,
  AuthorizationServer,
  Caller,
  CallerSet,
  EgressApp,
  EgressGateway,
  ExtAuthPolicy,
  ExternalHost,
  RequestCondition,
  Tls,
} from '../lib';

const namespace = 'default';
const app = new EgressApp({
  platform: { kgateway: '2.1', kyvernoAuthz: '0.1', kyverno: '1.17', istio: '1.26' },
  outdir: process.env.CDK8S_OUTDIR ?? 'examples/dist',
});
const chart = new Chart(app, 'tutorial-as-published');

const gateway = new EgressGateway(chart, 'gateway', {
  name: 'egress-kgateway',
  namespace,
  replicas: 1,
  serviceType: 'LoadBalancer',
  allowedRoutes: 'All',
  accessLog: false,
  decision: 'none',
  waive: {
    'egress/exposed-gateway': 'as published: the Service type is not set, and the default of kgateway is LoadBalancer',
    'egress/foreign-routes': 'as published: allowedRoutes from All',
    'egress/access-log': 'as published: no access log, although the text reads its fields',
    'egress/namespace-caller': 'as published: callers have no identity of their own',
    'egress/no-decision': 'as published: a request leaves unless the authorization server refuses it',
  },
});

new ExtAuthPolicy(chart, 'authorization', {
  name: 'kyverno-authz-server',
  policyName: 'demo-policy.example.com',
  gateway,
  nodeAddresses: [], // as published: processes of the node can call
  allow: [RequestCondition.header('x-force-authorized', 'enabled', 'true')],
  message: 'Access denied by Kyverno policy',
  // Installed by its Helm chart, whose pods have this label.
  server: AuthorizationServer.existing({
    serviceName: 'kyverno-authz-server',
    labels: { 'app.kubernetes.io/name': 'kyverno-authz-server' },
  }),
});

new ExternalHost(chart, 'ollama', {
  name: 'ollama-external-host',
  objectNames: { route: 'ollama-egress-route', trafficPolicy: 'ollama-external-auth-policy' },
  gateway,
  host: 'host.docker.internal',
  port: 11434,
  addresses: ['192.168.65.254'], // that of the host on Docker Desktop
  callers: new CallerSet({ name: 'http', port: 8080, callers: [Caller.namespace('default')] }),
  tls: Tls.none(),
  retries: 3,
  retryOn: { conditions: [], statusCodes: [503, 504] },
  perTryTimeout: '10s',
  timeout: '30s',
  approval: Approval.granted({
    owner: 'tutorial',
    ticket: 'none',
    reason: 'the published label only states that it is approved',
    approvedBy: 'nobody',
    from: '2026-03-12',
    until: '2028-01-01',
  }),
  waive: {
    'egress/retry-never-fires': 'as published: status codes only, which match no failure that Envoy itself answers',
    'egress/retry-budget': 'as published: 4 tries of 10s in 30s',
    'egress/retry-limit': 'kgateway 2.1 retries at most 3 requests of a host at once',
  },
});

// EgressGovernance makes stricter policies. This one checks a single name, and accepts any value of the label, even "false".
new ClusterPolicy(chart, 'governance', {
  metadata: {
    name: 'enforce-serviceentry-egress-label',
    annotations: {
      'cdk8s-egress/waive.kyverno.approval-by-name': 'as published: for one name only',
      'cdk8s-egress/waive.kyverno.any-value-approves': 'as published: any value',
      'cdk8s-egress/waive.kyverno.existing-violations': 'as published: the default',
    },
  },
  spec: {
    validationFailureAction: 'Enforce',
    background: false,
    rules: [
      {
        name: 'require-approved-egress-label',
        match: { any: [{ resources: { kinds: ['ServiceEntry'], names: ['ollama-external-host'] } }] },
        validate: {
          message:
            "External ServiceEntries must include the label 'security.corp/egress-approved: true' to ensure policy review.",
          pattern: { metadata: { labels: { 'security.corp/egress-approved': '?*' } } },
        },
      },
    ],
  },
});

// The gateway closes its namespace, which is also that of the client and of the authorization server. This opens what they need.
new NetworkPolicy(chart, 'network', {
  metadata: { name: 'within-namespace', namespace },
  spec: {
    podSelector: {},
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{ from: [{ podSelector: {} }] }],
    egress: [
      { to: [{ podSelector: {} }] },
      {
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
    ],
  },
});

const labels = { app: 'curl-client', 'istio.io/dataplane-mode': 'ambient' };
new Deployment(chart, 'client', {
  metadata: { name: 'curl-test-client', namespace, labels },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'curl-client' } },
    template: {
      metadata: { labels },
      spec: {
        containers: [{ name: 'client', image: 'curlimages/curl', command: ['sleep', '3600'], imagePullPolicy: 'IfNotPresent' }],
      },
    },
  },
});

app.synth();
