import { annotationTable } from '../../../lib/checks/istio/annotation-checks';
import { peerAuthenticationTables } from '../../../lib/checks/istio/peer-authentication-checks';
import { guardsEveryCheck, peers, reported } from './kit';

const selector = { matchLabels: { app: 'a' } };
const STRICT = { mode: 'STRICT' };
const ports = (...keys: string[]) => Object.fromEntries(keys.map((key) => [key, STRICT]));

test.each([
  ['no spec', undefined],
  ['an empty spec', {}],
  ['a mode', { mtls: STRICT }],
  ['a selector', { selector, mtls: STRICT }],
  ['ports', { selector, portLevelMtls: ports('1', '8080', '65535') }],
])('accepts %s', (_, spec) => {
  expect(reported(peers(spec))).toEqual([]);
});

test.each([
  ['ports without selector', { portLevelMtls: ports('8080') }, ['port-level-mtls spec.portLevelMtls']],
  [
    'ports without labels',
    { selector: {}, portLevelMtls: ports('8080') },
    ['port-level-mtls spec.portLevelMtls', 'warning selects-everything spec.selector'],
  ],
  ['an empty list', { selector, portLevelMtls: {} }, ['port-level-mtls spec.portLevelMtls']],
  ['port 0', { selector, portLevelMtls: ports('0') }, ["port-level-mtls spec.portLevelMtls['0']"]],
  ['port 65536', { selector, portLevelMtls: ports('65536') }, ["port-level-mtls spec.portLevelMtls['65536']"]],
  ['a leading zero', { selector, portLevelMtls: ports('08080') }, ["port-level-mtls spec.portLevelMtls['08080']"]],
  ['a sign', { selector, portLevelMtls: ports('+8080') }, ["port-level-mtls spec.portLevelMtls['+8080']"]],
  ['a wildcard', { selector: { matchLabels: { app: '*' } } }, ['workload-selector spec.selector.matchLabels.app']],
])('rejects %s', (_, spec, expected) => {
  expect(reported(peers(spec))).toEqual(expected);
});

test('warns about a selector without labels', () => {
  expect(reported(peers({ selector: {}, mtls: STRICT }))).toEqual(['warning selects-everything spec.selector']);
});

guardsEveryCheck(peerAuthenticationTables.filter((table) => table !== annotationTable));
