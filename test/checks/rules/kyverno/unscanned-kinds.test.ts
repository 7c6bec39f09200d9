import { unscannedKinds } from '../../../../lib/checks/rules/kyverno/unscanned-kinds';
import { objections } from '../objections';

const rule = (versions: string, resources = 'serviceentries', group = 'networking.istio.io') =>
  `{ apiGroups: [${group}], apiVersions: [${versions}], operations: [CREATE], resources: [${resources}] }`;

const policy = (rules: readonly string[], evaluation = '{}') => `
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: { name: approval }
spec:
  evaluation: ${evaluation}
  matchConstraints: { resourceRules: [${rules.join(', ')}] }
  validations: [{ expression: 'false' }]`;

const ALL = rule("'*'");

test.each([
  ['a rule with a version', policy([rule('v1')])],
  ['a second rule with a version', policy([ALL, rule('v1')])],
  [
    'a rule with several versions, for one of several kinds',
    policy([ALL, rule('v1, v1beta1', 'serviceentries, workloadentries')]),
  ],
  ['no scans', policy([ALL], '{ background: { enabled: false } }')],
  ['a request policy', policy([ALL], '{ mode: Envoy }')],
  ['other kinds', policy([rule("'*'", 'pods', "''")])],
  ['a part of an object', policy([rule('v1'), rule("'*'", 'serviceentries/status')])],
])('%s is not reported', (_, yaml) => {
  expect(objections(unscannedKinds, yaml)).toEqual([]);
});

const AT = 'ValidatingPolicy approval spec.matchConstraints.resourceRules';

test.each([
  ['only all versions', policy([ALL]), `${AT}[0].apiVersions: ["*"]`],
  ['scans as by default', policy([ALL], '{ background: { enabled: true } }'), `${AT}[0].apiVersions: ["*"]`],
  ['another kind with a version', policy([rule('v1', 'workloadentries'), ALL]), `${AT}[1].apiVersions: ["*"]`],
  ['another group with a version', policy([ALL, rule('v1', 'serviceentries', 'example.com')]), `${AT}[0].apiVersions: ["*"]`],
])('%s is reported', (_, yaml, objection) => {
  expect(objections(unscannedKinds, yaml)).toEqual([objection]);
});
