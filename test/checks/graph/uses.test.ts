import { parseAllDocuments } from 'yaml';
import { EgressGraph } from '../../../lib/checks/graph';
import { backendIndexOf, dialled, type PortUse, serviceEntriesByHost, speaksTls } from '../../../lib/checks/graph/uses';
import type { Manifest } from '../../../lib/manifests/manifest';
import { BACKEND, backend, documents, ENTRY, entry, gateway, route, spec, tls } from '../rules/way-out';

const graphOf = (...yaml: readonly string[]) =>
  new EgressGraph(parseAllDocuments(documents(...yaml)).map((document) => document.toJS() as Manifest));
const TWO = entry(spec('{ number: 80, name: http }, { number: 443, name: https }'));
const numbers = (uses: readonly PortUse[]) => uses.map(({ port }) => port.number);
const ports = (graph: EgressGraph) => numbers(backendIndexOf(graph).http);

test('a route uses the port that it names, or all ports of a Backend', () => {
  expect(ports(graphOf(gateway(), route(), TWO))).toEqual([443]);
  const hosts = backend('{ host: a.example.com, port: 80 }, { host: b.example.com, port: 81 }');
  expect(ports(graphOf(gateway(), route(BACKEND), hosts))).toEqual([80, 81]);
});

test('a port is listed once, however many backends refer to it', () => {
  expect(ports(graphOf(gateway(), route(`${ENTRY}, ${ENTRY}`), TWO))).toEqual([443]);
});

test('ports of TLSRoutes are listed separately, if their listener passes TLS through', () => {
  const passing = gateway('{ name: tls, port: 8443, protocol: TLS, tls: { mode: Passthrough } }');
  const uses = backendIndexOf(graphOf(passing, route(ENTRY, '', 'TLSRoute'), TWO));
  expect([numbers(uses.http), numbers(uses.passthrough)]).toEqual([[], [443]]);
  expect(numbers(backendIndexOf(graphOf(gateway(), route(ENTRY, '', 'TLSRoute'), TWO)).passthrough)).toEqual([]);
});

test('ServiceEntries without a route are not listed', () => {
  const used = (graph: EgressGraph) => [...backendIndexOf(graph).serviceEntries].map(({ name }) => name);
  expect(used(graphOf(gateway(), TWO))).toEqual([]);
  expect(used(graphOf(gateway(), route(), TWO))).toEqual(['api']);
});

test('backends without a destination, in another namespace, by host, or with an unknown port are listed', () => {
  const nowhere = backendIndexOf(
    graphOf(gateway(), route('{ group: networking.istio.io, kind: Hostname, name: a.test, namespace: b }')),
  );
  for (const list of [nowhere.unresolved, nowhere.crossing, nowhere.hostnames]) expect(list).toHaveLength(1);
  const wrong = backendIndexOf(graphOf(gateway(), route(ENTRY), entry(spec('{ number: 80, name: http }'))));
  expect(wrong.unusualPorts.map(({ port }) => port)).toEqual([443]);
  const right = backendIndexOf(graphOf(gateway(), route(ENTRY), TWO));
  expect([right.unresolved, right.crossing, right.hostnames, right.unusualPorts]).toEqual([[], [], [], []]);
});

test.each([
  [{ number: 443 }, 443, true],
  [{ number: 80, targetPort: 443 }, 443, true],
  [{ number: 443, targetPort: 8080 }, 8080, false],
  [{ number: 8443, protocol: 'tls' }, 8443, true],
  [{ number: 80, protocol: 'HTTP' }, 80, false],
])('the gateway connects to port %j at %i', (port, number, secure) => {
  expect(dialled({ ...port, path: [] })).toBe(number);
  expect(speaksTls({ ...port, path: [] })).toBe(secure);
});

test('a TLS policy applies to all ports, and one for a section to none', () => {
  const toHttp = ENTRY.replace('443', '80');
  const used = (policy: string) => backendIndexOf(graphOf(gateway(), route(`${toHttp}, ${ENTRY}`), TWO, policy)).http;
  expect(used(tls()).map(({ tls: policies }) => policies.length)).toEqual([1, 1]);
  const forHttps = tls('{ group: networking.istio.io, kind: ServiceEntry, name: api, sectionName: https }');
  expect(used(forHttps).map(({ tls: policies }) => policies.length)).toEqual([0, 0]);
});

test('a Service with an EndpointSlice is used by its port, at the port of the same name', () => {
  const service = `
apiVersion: v1
kind: Service
metadata: { name: api, namespace: egress }
spec: { ports: [{ name: metrics, port: 90 }, { name: https, port: 80, appProtocol: https }] }`;
  const slice = `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: api-1, namespace: egress, labels: { kubernetes.io/service-name: api } }
addressType: IPv4
endpoints: [{ addresses: [203.0.113.20] }]
ports: [{ name: https, port: 443 }]`;
  const uses = backendIndexOf(graphOf(gateway(), route('{ name: api, port: 80 }'), service, slice)).http;
  expect(uses.map(({ port, destination }) => [port, destination.hosts])).toEqual([
    [{ number: 80, targetPort: 443, name: 'https', protocol: 'https', path: ['spec', 'ports', 1] }, ['203.0.113.20']],
  ]);
});

test('only hosts that several ServiceEntries name are listed', () => {
  const named = serviceEntriesByHost(graphOf(entry(), entry(undefined, '', 'b'), entry(spec('', 'www.example.com'), '', 'c')));
  expect(named.map(([host, namings]) => [host, namings.map(({ destination }) => destination.name)])).toEqual([
    ['api.example.com', ['api', 'b']],
  ]);
});
