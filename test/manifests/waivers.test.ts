import type { Manifest } from '../../lib/manifests/manifest';
import { isWaivable, waiverAnnotation, waiverOf, waiversWithoutReason } from '../../lib/manifests/waivers';

const object = (annotations: Record<string, string>): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', annotations },
});

test.each([
  ['egress/retry-budget', 'cdk8s-egress/waive.retry-budget'],
  ['kgateway/reserved-port', 'cdk8s-egress/waive.kgateway.reserved-port'],
  ['schema/unknown-field', 'cdk8s-egress/waive.schema.unknown-field'],
])('%s is waived by %s', (rule, annotation) => {
  expect(waiverAnnotation(rule)).toBe(annotation);
  expect(waiverOf(object({ [annotation]: 'because' }), rule)).toBe('because');
  expect(waiverOf(object({}), rule)).toBeUndefined();
});

test.each(['schema/type', 'input/host'])('%s cannot be waived', (rule) => {
  expect(isWaivable(rule)).toBe(false);
  expect(waiverOf(object({ [waiverAnnotation(rule)]: 'because' }), rule)).toBeUndefined();
});

test('without a reason nothing is waived', () => {
  const empty = object({ 'cdk8s-egress/waive.retry-budget': ' ' });
  expect(waiverOf(empty, 'egress/retry-budget')).toBeUndefined();
  expect(waiversWithoutReason(empty)).toEqual(['cdk8s-egress/waive.retry-budget']);
});
