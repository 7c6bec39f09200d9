import { judge } from './situation';

const EXTERNAL = { external: ['Gateway egress-system/egress'] };

const client = (metadata = '{ labels: { app: client } }') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: client, namespace: team-a }
spec:
  selector: { matchLabels: { app: client } }
  template: { metadata: ${metadata}, spec: { containers: [{ name: c, image: registry.example.com/c:1 }] } }`;

const route = (backend: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: ours, namespace: team-a }
spec:
  parentRefs: [{ name: egress, namespace: egress-system }]
  hostnames: [api.example.com]
  rules: [{ backendRefs: [${backend}] }]`;

const service = `
apiVersion: v1
kind: Service
metadata: { name: client, namespace: team-a }
spec: { selector: { app: client }, ports: [{ port: 80 }] }`;

const POLICY = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: egress, namespace: team-a }
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
    - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } } }]
      ports: [{ port: 53, protocol: UDP }, { port: 53 }]
    - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: egress-system } } }]
      ports: [{ port: 15008 }]`;

const OPEN = 'error egress/direct-exit  Deployment team-a/client metadata.namespace';

test('a team repository is asked for its NetworkPolicy if it names the egress gateway', () => {
  expect(judge([client()], EXTERNAL)).toEqual([OPEN]);
  expect(judge([client(), POLICY], EXTERNAL)).toEqual([]);
  expect(judge([client()])).toEqual([]);
});

test('a namespace in ambient without workloads is asked too', () => {
  const namespace = `
apiVersion: v1
kind: Namespace
metadata: { name: team-b, labels: { istio.io/dataplane-mode: ambient } }`;
  expect(judge([namespace], EXTERNAL)).toEqual(['error egress/direct-exit  Namespace team-b metadata.name']);
});

test('the Gateway of another repository is no egress gateway if all its routes lead to Services', () => {
  expect(judge([client(), service, route('{ name: client, port: 80 }')], EXTERNAL)).toEqual([]);
});

test('it is one if a route leads outside the cluster', () => {
  const toHost = '{ group: networking.istio.io, kind: Hostname, name: api.example.com, port: 443 }';
  expect(
    judge([client(), service, route('{ name: client, port: 80 }'), route(toHost).replace('ours', 'out')], EXTERNAL),
  ).toContain(OPEN);
});
