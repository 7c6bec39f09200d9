import { reportEnded } from '../../../../lib/checks/rules/egress/report-ended';
import { objections } from '../objections';

/** A TrafficPolicy with a context extension. */
const policy = (key: string, value: string) => `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: { name: api, namespace: egress }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: api }]
  extAuth: { extensionRef: { name: authz }, contextExtensions: { ${key}: '${value}' } }`;

// The time of the tests is 1795435200, 2026-11-23T12:00:00Z.
test.each([
  ['lasts', policy('egress.report', '1795435201')],
  ['of a rule lasts', policy('egress.rules', '[{"deny":"a","report":1795435201,"when":[]}]')],
  ['is none', policy('egress.rules', '[{"deny":"a","when":[]}]')],
  ['cannot be read', policy('egress.rules', '[{"report":')],
  ['is of no rule', policy('egress.rules', '{"report":1}')],
])('report mode that %s is not reported', (_, yaml) => {
  expect(objections(reportEnded, yaml)).toEqual([]);
});

test.each([
  ['a host', 'egress.report', '1795435200'],
  ['a rule', 'egress.rules', '[{"allow":"b","when":[]},{"deny":"a","report":1795435200,"when":[]}]'],
])('report mode of %s that has ended is reported', (_, key, value) => {
  expect(objections(reportEnded, policy(key, value))).toEqual([
    `TrafficPolicy egress/api spec.extAuth.contextExtensions['${key}']: 2026-11-23T12:00:00.000Z`,
  ]);
});
