import { notJudged } from '../../../../lib/checks/rules/egress/not-judged';
import { objections } from '../objections';
import { DENY, requestPolicies } from '../request-policy';

const { file, object } = requestPolicies(DENY);

test('a request policy of known functions is judged', () => {
  expect(objections(notJudged, file)).toEqual([]);
});

test('a request policy with an unknown function is not judged', () => {
  const unknown = object.replace(/expression: .*/, "expression: 'moon.isFull() ? envoy.Denied(403).Response() : null'");
  expect(objections(notJudged, unknown)).toMatchInlineSnapshot(`
[
  "ValidatingPolicy policy spec: CEL with moon.isFull()",
]
`);
});
