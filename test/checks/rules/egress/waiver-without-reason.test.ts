import { waiverWithoutReason } from '../../../../lib/checks/rules/egress/waiver-without-reason';
import { objections } from '../objections';

const marked = (annotations: string) => `{ apiVersion: v1, kind: ConfigMap, metadata: { name: a, annotations: ${annotations} } }`;

test.each(['{}', '{ cdk8s-egress/waive.retry-budget: the client gives up anyway }', '{ example.com/waive.retry-budget: "" }'])(
  'annotations %s are not reported',
  (annotations) => {
    expect(objections(waiverWithoutReason, marked(annotations))).toEqual([]);
  },
);

test.each(['""', '"  "'])('an empty reason is reported: %s', (reason) => {
  expect(objections(waiverWithoutReason, marked(`{ cdk8s-egress/waive.retry-budget: ${reason} }`))).toEqual([
    "ConfigMap a metadata.annotations['cdk8s-egress/waive.retry-budget']: ",
  ]);
});
