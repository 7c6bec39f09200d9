import { ignoredField } from '../../../../lib/checks/rules/ztunnel/ignored-field';
import { authorizationPolicy, exit } from '../ambient';
import { objections } from '../objections';

const paths = (spec: string) =>
  objections(ignoredField, exit() + authorizationPolicy(spec)).map((text) =>
    text.replace(/^AuthorizationPolicy exit\/callers (\S+):.*$/, '$1'),
  );

test.each([
  'rules: [{ from: [{ source: { principals: [a], namespaces: [b], ipBlocks: [10.0.0.0/8] } }], to: [{ operation: { ports: ["8080"] } }] }]',
  'rules: [{ when: [{ key: source.namespace, values: [a] }, { key: destination.port, values: ["8080"] }] }]',
  'rules: [{}]',
  'action: CUSTOM, rules: [{ to: [{ operation: { hosts: [a] } }] }]',
])('accepts { %s }', (spec) => {
  expect(paths(spec)).toEqual([]);
});

test.each([
  ['rules: [{ to: [{ operation: { hosts: [a], ports: ["8080"] } }] }]', ['spec.rules[0].to[0].operation.hosts']],
  ['rules: [{}, { from: [{ source: { requestPrincipals: [a] } }] }]', ['spec.rules[1].from[0].source.requestPrincipals']],
  ['rules: [{ from: [{ source: { trustDomains: [a] } }] }]', ['spec.rules[0].from[0].source.trustDomains']],
  ['rules: [{ when: [{ key: "request.headers[x]", values: [a] }] }]', ['spec.rules[0].when[0].key']],
  ['rules: [{ when: [{ key: source.serviceAccount, values: [a] }] }]', ['spec.rules[0].when[0].key']],
  ['action: DENY, rules: [{ to: [{ operation: { paths: [a], ports: ["8080"] } }] }]', ['spec.rules[0].to[0].operation.paths']],
])('reports a field of { %s }', (spec, reported) => {
  expect(paths(spec)).toEqual(reported);
});

test('leaves a DENY without any field that ztunnel reads to ztunnel/deny-without-effect', () => {
  expect(paths('action: DENY, rules: [{ to: [{ operation: { paths: [a] } }] }]')).toEqual([]);
});

test.each(['trustDomains: [a]', 'requestPrincipals: [a], trustDomains: [a], serviceAccounts: [team-a/agent]'])(
  'reports that an ALLOW from { %s } is dropped as a whole',
  (source) => {
    const spec = `rules: [{ from: [{ source: { ${source} } }] }]`;
    const [reported] = objections(ignoredField, exit() + authorizationPolicy(spec));
    expect(reported).toMatch(/: the whole rule is dropped and allows nobody$/);
  },
);

test('leaves an ALLOW that allows more than written to ztunnel/widened-allow', () => {
  expect(paths('rules: [{ from: [{ source: { trustDomains: [a], serviceAccounts: [team-a/agent] } }] }]')).toEqual([]);
});
