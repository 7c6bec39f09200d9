import { checkManifests, type Manifest, Platform } from '../../../../lib';
import { unknownWaiver } from '../../../../lib/checks/rules/egress/unknown-waiver';
import { WAIVABLE_RULES } from '../../../../lib/core/rule-ids';
import { waiverAnnotation } from '../../../../lib/manifests/waivers';

const OPTIONS = { now: new Date(), platform: Platform.for({}) };
const marked = (annotations: Record<string, string>) =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'b', annotations } }) as Manifest;
const fixes = (...names: string[]) =>
  checkManifests([marked(Object.fromEntries(names.map((name) => [name, 'a reason'])))], OPTIONS)
    .findings.filter(({ rule }) => rule === unknownWaiver.id)
    .map(({ got, fix }) => `${got}: ${fix}`);

test('the waivers of all rules are known', () => {
  expect(fixes(...WAIVABLE_RULES.map(waiverAnnotation))).toEqual([]);
});

test.each(['example.com/waive.retry-buget', 'cdk8s-egress/policy-sha256', 'cdk8s.io/x'])('%s is not a waiver', (name) => {
  expect(fixes(name)).toEqual([]);
});

test('misspelt names are reported with the nearest one', () => {
  expect(
    fixes(
      'cdk8s-egress/waive.retry-buget',
      'cdk8s-egress/waive.egress.retry-budget',
      'cdk8s-egress/waive.reserved-port',
      'cdk8s-egress/waive.kgateway.reserved-prt',
      'cdk8s-egress/waiver.direct-exit',
      'cdk8s-egress/waive.Direct-Exit',
      'cdk8s-egress/waive.something-else',
      'cdk8s-egress/waive.schema.type',
    ),
  ).toMatchInlineSnapshot(`
[
  "cdk8s-egress/waive.retry-buget: did you mean cdk8s-egress/waive.retry-budget?",
  "cdk8s-egress/waive.egress.retry-budget: did you mean cdk8s-egress/waive.retry-budget?",
  "cdk8s-egress/waive.reserved-port: did you mean cdk8s-egress/waive.kgateway.reserved-port?",
  "cdk8s-egress/waive.kgateway.reserved-prt: did you mean cdk8s-egress/waive.kgateway.reserved-port?",
  "cdk8s-egress/waiver.direct-exit: did you mean cdk8s-egress/waive.direct-exit?",
  "cdk8s-egress/waive.Direct-Exit: did you mean cdk8s-egress/waive.direct-exit?",
  "cdk8s-egress/waive.something-else: remove the annotation",
  "cdk8s-egress/waive.schema.type: correct what schema/type reports, and remove the annotation",
]
`);
});

test('an annotation without a reason is only reported as that', () => {
  const { findings } = checkManifests([marked({ 'cdk8s-egress/waive.retry-buget': ' ' })], OPTIONS);
  expect(findings.map(({ rule }) => rule)).toEqual(['egress/waiver-without-reason']);
});
