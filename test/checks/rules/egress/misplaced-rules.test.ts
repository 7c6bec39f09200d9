import { misplacedRules } from '../../../../lib/checks/rules/egress/misplaced-rules';
import { objections } from '../objections';
import { documents, entry, gateway, OF_GATEWAY, route, traffic } from '../way-out';

const ROUTE = '{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: api }';
const RULES = '[{"allow":"reads","when":[{"methods":["GET"]},{"cel":"c1"}]}]';

/** A policy with rules for a host. */
const rules = (more = '', target = ROUTE, host = 'api.example.com', name = 'api') =>
  traffic(
    `extAuth: { extensionRef: { name: authz }, contextExtensions: { egress.host: '${host}'${more && `, ${more}`} } }`,
    target,
    name,
  );
const json = (text: string) => `egress.rules: '${text}'`;

/** A request policy that decides on methods, and on the expression c1. */
const policy = `
apiVersion: v1
kind: ConfigMap
metadata: { name: authz-policy, namespace: egress }
data:
  policy.yaml: |
    apiVersion: policies.kyverno.io/v1alpha1
    kind: ValidatingPolicy
    metadata: { name: authz }
    spec:
      evaluation: { mode: Envoy }
      validations:
        - expression: 'has(term.methods) ? true : has(term.cel) ? (term.cel == "c1" ? variables.c1 : false) : false'`;

const found = (...more: readonly string[]) => objections(misplacedRules, documents(gateway(), route(), entry(), policy, ...more));

test.each([
  ['on the route of their host', rules(json(RULES))],
  [
    'with other context extensions on the Gateway',
    traffic('extAuth: { extensionRef: { name: authz }, contextExtensions: { team: a } }', OF_GATEWAY),
  ],
  ['without a list', rules()],
])('rules %s are accepted', (_, yaml) => {
  expect(found(yaml)).toEqual([]);
});

test('rules can be read by the policy of another repository', () => {
  expect(
    objections(misplacedRules, documents(gateway(), route(), entry(), rules(json('[{"allow":"a","when":[{"new":1}]}]')))),
  ).toEqual([]);
});

const AT = 'TrafficPolicy egress/api spec.extAuth.contextExtensions';

test.each([
  [
    'for another host',
    rules('', ROUTE, 'b.example.com'),
    `${AT}['egress.host']: rules for b.example.com on a route of api.example.com`,
  ],
  [
    'for another alias',
    rules("egress.names: 'api.example.com,api.egress'"),
    `${AT}['egress.host']: rules for api.egress on a route of api.example.com`,
  ],
  ['for all hosts', rules('', OF_GATEWAY), `${AT}['egress.host']: rules on Gateway egress/exit`],
  ['that are no JSON', rules(json('[')), `${AT}['egress.rules']: [`],
  ['that are no list', rules(json('{}')), `${AT}['egress.rules']: {}`],
  ['without an effect', rules(json('[{"when":[]}]')), `${AT}['egress.rules']: {"when":[]}`],
  [
    'with two effects',
    rules(json('[{"allow":"a","deny":"b","when":[]}]')),
    `${AT}['egress.rules']: {"allow":"a","deny":"b","when":[]}`,
  ],
  [
    'with a condition that the policy does not know',
    rules(json('[{"allow":"a","when":[{"paths":["/"]}]}]')),
    `${AT}['egress.rules']: {"paths":["/"]}`,
  ],
  [
    'with an expression that the policy does not have',
    rules(json('[{"allow":"a","when":[{"cel":"c2"}]}]')),
    `${AT}['egress.rules']: {"cel":"c2"}`,
  ],
])('rules %s are reported', (_, yaml, objection) => {
  expect(found(yaml)).toEqual([objection]);
});

test('rules for a rule of the route replace those for the route', () => {
  const onRule = '{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: api, sectionName: decided }';
  expect(found(rules(), rules('', onRule, 'api.example.com', 'forged'))).toEqual([
    "TrafficPolicy egress/forged spec.extAuth.contextExtensions['egress.host']: rules for a rule of the route, which replace those of TrafficPolicy api",
  ]);
});
