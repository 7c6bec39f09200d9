import { waiverWithoutReason } from '../../../../lib/checks/rules/egress/waiver-without-reason';
import { objections } from '../objections';

const marked = (annotations: string) => `{ apiVersion: v1, kind: ConfigMap, metadata: { name: a, annotations: ${annotations} } }`;

test.each(['{}', '{ cdk8s-egress/waive.retry-budget: the client gives up anyway }', '{ example.com/waive.retry-budget: "" }'])(
  '%s',
  (annotations) => {
    expect(objections(waiverWithoutReason, marked(annotations))).toEqual([]);
  },
);

test.each(['""', '"  "'])('a reason of %s is none', (reason) => {
  expect(objections(waiverWithoutReason, marked(`{ cdk8s-egress/waive.retry-budget: ${reason} }`))).toEqual([
    "ConfigMap a metadata.annotations['cdk8s-egress/waive.retry-budget']: ",
  ]);
});
