import { authorizationPolicyTables } from '../../../lib/checks/istio/authorization-policy-checks';
import { conditionChecks } from '../../../lib/checks/istio/condition-checks';
import { operationChecks } from '../../../lib/checks/istio/operation-checks';
import { sourceChecks } from '../../../lib/checks/istio/source-checks';
import { guardsEveryCheck, policy, reported } from './kit';

const ofSource = (source: unknown, istio?: '1.29') => reported(policy({ rules: [{ from: [{ source }] }] }), istio);
const ofOperation = (operation: unknown) => reported(policy({ rules: [{ to: [{ operation }] }] }));
const ofCondition = (when: unknown, istio?: '1.29') => reported(policy({ rules: [{ when: [when] }] }), istio);
const source = 'policy-source spec.rules[0].from[0].source';
const operation = 'policy-operation spec.rules[0].to[0].operation';
const condition = 'policy-condition spec.rules[0].when[0]';
const seventeen = Array.from({ length: 17 }, (_, i) => `a/${i}`);

test.each([
  [undefined, [source]],
  [{}, [source]],
  [{ namespaces: [] }, [source]],
  [{ namespaces: ['team-a'] }, []],
  [{ principals: ['*'] }, []],
  [{ principals: [''] }, [`${source}.principals[0]`]],
  [{ requestPrincipals: ['a', ''] }, [`${source}.requestPrincipals[1]`]],
  [{ ipBlocks: ['192.0.2.1', '192.0.2.0/24', '::1'] }, []],
  [{ ipBlocks: ['192.0.2.0/33'] }, [`${source}.ipBlocks[0]`]],
  [{ notRemoteIpBlocks: ['a'] }, [`${source}.notRemoteIpBlocks[0]`]],
  [{ serviceAccounts: ['agent', 'team-a/agent'] }, []],
  [{ serviceAccounts: [''] }, [`${source}.serviceAccounts[0]`]],
  [{ serviceAccounts: ['team-a/*'] }, [`${source}.serviceAccounts[0]`]],
  [{ serviceAccounts: ['a/b/c'] }, [`${source}.serviceAccounts[0]`]],
  [{ serviceAccounts: ['/b'] }, [`${source}.serviceAccounts[0]`]],
  [{ notServiceAccounts: ['a/'] }, [`${source}.notServiceAccounts[0]`]],
  [{ serviceAccounts: [`a/${'é'.repeat(159)}`] }, []],
  [{ serviceAccounts: [`a/${'é'.repeat(160)}`] }, [`${source}.serviceAccounts[0]`]],
  [{ serviceAccounts: seventeen.slice(1) }, []],
  [{ serviceAccounts: seventeen }, [`${source}.serviceAccounts`]],
  [{ serviceAccounts: ['a'], namespaces: ['b'] }, [source]],
  [{ notServiceAccounts: ['a'], notPrincipals: ['b'] }, [source]],
  [{ serviceAccounts: ['a'], namespaces: [] }, []],
  [{ trustDomains: ['cluster.local', '*', 'a*', '*a'] }, []],
  [{ trustDomains: ['a*b'] }, [`${source}.trustDomains[0]`]],
  [{ trustDomains: ['*a*'] }, [`${source}.trustDomains[0]`]],
  [{ notTrustDomains: ['a/b', ''] }, [`${source}.notTrustDomains[1]`, `${source}.notTrustDomains[0]`]],
])('a source %j', (given, expected) => {
  expect(ofSource(given)).toEqual(expected);
});

test('Istio 1.29 does not support trust domains', () => {
  expect(ofSource({ namespaces: ['a'], trustDomains: [] }, '1.29')).toEqual([]);
  expect(ofSource({ trustDomains: ['a'] }, '1.29')).toEqual(['trust-domains spec.rules[0].from[0].source.trustDomains']);
  expect(ofCondition({ key: 'source.trustDomain', values: ['a'] }, '1.29')).toEqual(['trust-domains spec.rules[0].when[0].key']);
});

test.each([
  [undefined, [operation]],
  [{}, [operation]],
  [{ hosts: [] }, [operation]],
  [{ hosts: ['a'], methods: ['GET'], paths: ['/'] }, []],
  [{ notMethods: [''] }, [`${operation}.notMethods[0]`]],
  [{ ports: ['0', '80', '00080', '65535'] }, []],
  [{ ports: ['65536'] }, [`${operation}.ports[0]`]],
  [{ ports: ['80', '-1'] }, [`${operation}.ports[1]`]],
  [{ notPorts: ['+80'] }, [`${operation}.notPorts[0]`]],
  [{ notPorts: ['http'] }, [`${operation}.notPorts[0]`]],
  [{ ports: [''] }, [`${operation}.ports[0]`]],
])('an operation %j', (given, expected) => {
  expect(ofOperation(given)).toEqual(expected);
});

test.each([
  ['/a/b', true],
  ['/a/*', true],
  ['*.png', true],
  ['/a b/ü', true],
  ['/a//b', true],
  ['/{*}/b', true],
  ['/a/{**}', true],
  ['/{*}/{**}/', true],
  ['/{**}/b', true],
  ['/{**}/{*}', false],
  ['/{**}/{**}', false],
  ['/{*}//b', false],
  ['/{*}/a b', false],
  ['/{*}/*', false],
  ['/a{*}', false],
  ['/{a}', false],
  ['/a}', false],
])('accepts the path %s: %s', (path, accepted) => {
  expect(ofOperation({ paths: [path] })).toEqual(accepted ? [] : [`${operation}.paths[0]`]);
});

test.each([
  [{ key: '', values: ['a'] }, ['.key']],
  [{ key: 'source.ip' }, ['']],
  [{ key: 'source.ip', values: [] }, ['']],
  [{ key: 'source.ip', values: ['192.0.2.1'] }, []],
  [{ key: 'remote.ip', notValues: ['192.0.2.0/24'] }, []],
  [{ key: 'destination.ip', values: ['a'] }, ['.values[0]']],
  [{ key: 'destination.port', notValues: ['80', 'http'] }, ['.notValues[1]']],
  [{ key: 'source.namespace', values: ['a', ''] }, ['.values[1]']],
  [{ key: 'source.serviceAccount', values: ['a/b', 'a/*'] }, ['.values[1]']],
  [{ key: 'source.serviceAccount', values: seventeen.slice(1) }, []],
  [{ key: 'source.serviceAccount', values: seventeen }, ['.values']],
  [{ key: 'source.serviceAccount', notValues: seventeen }, ['.notValues']],
  [{ key: 'source.trustDomain', values: ['a*', 'a*b'] }, ['.values[1]']],
  [{ key: 'connection.sni', values: ['a'] }, []],
  [{ key: 'request.headers[x]', values: ['a'] }, []],
  [{ key: 'request.headers', values: ['a'] }, ['.key']],
  [{ key: 'request.headers[]', values: ['a'] }, ['.key']],
  [{ key: 'request.headers[x', values: ['a'] }, ['.key']],
  [{ key: 'request.auth.claims[iss][a]', values: ['a'] }, []],
  [{ key: 'request.auth.audiences', values: ['a'] }, []],
  [{ key: 'experimental.envoy.filters.a[b]', values: ['a'] }, []],
  [{ key: 'destination.namespace', values: ['a'] }, ['.key']],
  [{ key: 'destination.labels[a]', values: ['a'] }, ['.key']],
  [{ key: 'destination.name', values: ['a'] }, ['.key']],
  [{ key: 'source.IP', values: ['a'] }, ['.key']],
])('a condition %j', (given, expected) => {
  expect(ofCondition(given)).toEqual(expected.map((at) => `${condition}${at}`));
});

test('reports the path of each issue in several rules', () => {
  const invalid = { from: [{ source: { namespaces: ['a'] } }, { source: {} }] };
  expect(reported(policy({ rules: [invalid, { to: [{ operation: { hosts: ['a'] } }, { operation: {} }] }] }))).toEqual([
    'policy-source spec.rules[0].from[1].source',
    'policy-operation spec.rules[1].to[1].operation',
  ]);
});

const OF_RULES = [...sourceChecks, ...operationChecks, ...conditionChecks];

guardsEveryCheck(authorizationPolicyTables, (check) => OF_RULES.includes(check));
