import { parseAllDocuments } from 'yaml';
import { EgressGraph } from '../../lib/graph';
import { dialled, isHttp, originates, portUses, serviceEntriesByHost, speaksTls, usedServiceEntries } from '../../lib/graph/uses';
import type { Manifest } from '../../lib/manifests/manifest';
import { BACKEND, backend, documents, ENTRY, entry, gateway, route, spec, tls } from '../rules/way-out';

const graphOf = (...yaml: readonly string[]) =>
  new EgressGraph(parseAllDocuments(documents(...yaml)).map((document) => document.toJS() as Manifest));
const TWO = entry(spec('{ number: 80, name: http }, { number: 443, name: https }'));
const ports = (graph: EgressGraph, takes = isHttp) => portUses(graph, takes).map(({ port }) => port.number);

test('a route uses the port that it names, of a Backend all', () => {
  expect(ports(graphOf(gateway(), route(), TWO))).toEqual([443]);
  const hosts = backend('{ host: a.example.com, port: 80 }, { host: b.example.com, port: 81 }');
  expect(ports(graphOf(gateway(), route(BACKEND), hosts))).toEqual([80, 81]);
});

test('a port is used once, however many backends lead to it', () => {
  expect(ports(graphOf(gateway(), route(`${ENTRY}, ${ENTRY}`), TWO))).toEqual([443]);
});

test('what TLSRoutes use is asked for apart', () => {
  const graph = graphOf(gateway(), route(ENTRY, '', 'TLSRoute'), TWO);
  expect(ports(graph)).toEqual([]);
  expect(ports(graph, (use) => !isHttp(use))).toEqual([443]);
});

test('ServiceEntries that no route leads to are not used', () => {
  expect([...usedServiceEntries(graphOf(gateway(), TWO))]).toEqual([]);
  expect([...usedServiceEntries(graphOf(gateway(), route(), TWO))].map(({ name }) => name)).toEqual(['api']);
});

test.each([
  [{ number: 443 }, 443, true],
  [{ number: 80, targetPort: 443 }, 443, true],
  [{ number: 443, targetPort: 8080 }, 8080, false],
  [{ number: 8443, protocol: 'tls' }, 8443, true],
  [{ number: 80, protocol: 'HTTP' }, 80, false],
])('port %j is dialled at %i', (port, number, secure) => {
  expect(dialled({ ...port, path: '' })).toBe(number);
  expect(speaksTls({ ...port, path: '' })).toBe(secure);
});

test('TLS of one port is not that of another', () => {
  const forHttps = tls('{ group: networking.istio.io, kind: ServiceEntry, name: api, sectionName: https }');
  const { destinations, policies } = graphOf(TWO, forHttps);
  const [api] = destinations;
  expect(api?.ports.map((port) => originates(api, port, policies))).toEqual([false, true]);
});

test('only hosts that several ServiceEntries name are rivals', () => {
  const named = serviceEntriesByHost(graphOf(entry(), entry(undefined, '', 'b'), entry(spec('', 'www.example.com'), '', 'c')));
  expect(named.map(([host, namings]) => [host, namings.map(({ destination }) => destination.name)])).toEqual([
    ['api.example.com', ['api', 'b']],
  ]);
});
