import { plaintextCredential } from '../../../../lib/checks/rules/egress/plaintext-credential';
import { objections } from '../objections';
import { BACKEND, backend, documents, ENTRY, entry, gateway, OF_GATEWAY, route, spec, tls, traffic } from '../way-out';

const PLAIN = '{ number: 8080, name: http, protocol: HTTP }';
const TO_8080 = ENTRY.replace('443', '8080');
const SECRET = '{ name: authorization, secretRef: { name: api, key: token } }';
const header = (entry: string, field = 'set') => `headerModifiers: { request: { ${field}: [${entry}] } }`;
const plain = (...policies: readonly string[]) => documents(gateway(), route(TO_8080), entry(spec(PLAIN)), ...policies);

const REPORTED = 'authorization to port 8080 of api.example.com, and no TLS policy';
const AT = 'spec.headerModifiers.request';

test.each([
  ['a header without a secret', plain(traffic(header('{ name: x-team, value: a }')))],
  ['a header that is removed', plain(traffic('headerModifiers: { request: { remove: [authorization] } }'))],
  ['a header of the response', plain(traffic(`headerModifiers: { response: { set: [${SECRET}] } }`))],
  ['a credential over TLS', documents(gateway(), route(), entry(), tls(), traffic(header(SECRET)))],
  ['a route without a credential', plain()],
  [
    'a policy that replaces that of the gateway',
    plain(traffic(header(SECRET), OF_GATEWAY, 'all'), traffic(header('{ name: x-a, value: a }'))),
  ],
])('%s is not reported', (_, yaml) => {
  expect(objections(plaintextCredential, yaml)).toEqual([]);
});

test('a credential from a Secret to a host without TLS is reported', () => {
  expect(objections(plaintextCredential, plain(traffic(header(SECRET))))).toEqual([
    `TrafficPolicy egress/api ${AT}.set[0]: ${REPORTED}`,
  ]);
});

test('a default before it, which the Secret replaces, is not the place that is reported', () => {
  const yaml = plain(traffic(header(`{ name: authorization, value: none }, ${SECRET}`)));
  expect(objections(plaintextCredential, yaml)).toEqual([`TrafficPolicy egress/api ${AT}.set[1]: ${REPORTED}`]);
});

test('a literal credential, one that is added, and one of the whole gateway are reported', () => {
  const literal = plain(traffic(header('{ name: X-Api-Key, value: abc }', 'add')));
  expect(objections(plaintextCredential, literal)).toEqual([
    `TrafficPolicy egress/api ${AT}.add[0]: X-Api-Key to port 8080 of api.example.com, and no TLS policy`,
  ]);
  expect(objections(plaintextCredential, plain(traffic(header(SECRET), OF_GATEWAY, 'all')))).toEqual([
    `TrafficPolicy egress/all ${AT}.set[0]: ${REPORTED}`,
  ]);
});

test('a Backend without TLS is reported', () => {
  const yaml = documents(gateway(), route(BACKEND), backend('{ host: api.internal, port: 8080 }'), traffic(header(SECRET)));
  expect(objections(plaintextCredential, yaml)).toEqual([
    `TrafficPolicy egress/api ${AT}.set[0]: authorization to port 8080 of api.internal, and no TLS policy`,
  ]);
});
