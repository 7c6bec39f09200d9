import { spiffePrefix } from '../../../../lib/checks/rules/ztunnel/spiffe-prefix';
import { authorizationPolicy, exit } from '../ambient';
import { objections } from '../objections';

const from = (source: string) => `rules: [{ from: [{ source: ${source} }] }]`;

test('accepts a principal without scheme', () => {
  const yaml = exit() + authorizationPolicy(from('{ principals: [cluster.local/ns/team-a/sa/agent] }'));
  expect(objections(spiffePrefix, yaml)).toEqual([]);
});

test.each(['principals', 'notPrincipals'])('reports a principal with a scheme in %s', (field) => {
  const yaml = exit() + authorizationPolicy(from(`{ ${field}: [a, "spiffe://cluster.local/ns/team-a/sa/agent"] }`));
  expect(objections(spiffePrefix, yaml)).toEqual([
    `AuthorizationPolicy exit/callers spec.rules[0].from[0].source.${field}[1]: spiffe://cluster.local/ns/team-a/sa/agent`,
  ]);
});
