import { changed, invariant, judged, withMore } from './company';

/*
 * Ways out at gateways about which an invariant must not be silent.
 */

const firstLines = (demand: string, yaml: string) =>
  judged(invariant(demand), yaml).map((line) => line.split('\n  ').slice(0, line.startsWith('undecided') ? 2 : 1));

/** A route `any` of the callers on port 8081 to a backend. */
const route = (backendRef: string, kind = 'HTTPRoute', more = '') => `
apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: { name: any, namespace: exit }
spec: { parentRefs: [{ name: gw, sectionName: batch }], rules: [{ backendRefs: [${backendRef}]${more && `, ${more}`} }] }`;

const backend = (spec: string) => `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: { name: any, namespace: exit }
spec: { ${spec} }`;
const TO_BACKEND = '{ group: gateway.kgateway.dev, kind: Backend, name: any }';
const EVIL = backend('static: { hosts: [{ host: b.evil.example, port: 443 }] }');

describe('a listener that ends TLS', () => {
  const HTTP = '{ name: batch, port: 8081, protocol: HTTP }';
  const TLS = '{ name: batch, port: 8081, protocol: TLS, tls: { certificateRefs: [{ name: gw }] } }';

  test('accepts TCPRoutes', () => {
    const yaml = withMore(EVIL, route(TO_BACKEND, 'TCPRoute')).replace(HTTP, TLS);
    expect(firstLines("deny: { hosts: ['*.evil.example'] }", yaml)).toEqual([
      ['Backend exit/any spec.static.hosts[0].host: b.evil.example'],
    ]);
  });

  test('sends the connections of TLSRoutes on, maybe in plaintext', () => {
    const yaml = changed(['kind: HTTPRoute\nmetadata: { name: stats', 'kind: TLSRoute\nmetadata: { name: stats'], [HTTP, TLS]);
    expect(firstLines('require: [tls]', yaml)).toEqual([
      [
        'undecided ServiceEntry exit/stats : a TLSRoute: the gateway reads no requests',
        'because listener batch ends TLS, and whether the gateway encrypts these connections again is not read',
      ],
    ]);
    const passed = yaml.replace('tls: { certificateRefs: [{ name: gw }] }', 'tls: { mode: Passthrough }');
    expect(firstLines('require: [tls]', passed)).toEqual([]);
  });
});
