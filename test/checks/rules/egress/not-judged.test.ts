import { notJudged } from '../../../../lib/checks/rules/egress/not-judged';
import { ENTRY, gateway, object as made, route } from '../exit';
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

test('a Gateway of another controller that leads outside is not judged, one of kgateway or without egress is', () => {
  const istio = gateway().replace('gatewayClassName: kgateway', 'gatewayClassName: istio');
  expect(objections(notJudged, istio + ENTRY + route())).toEqual([
    'Gateway egress/exit spec.gatewayClassName: class istio, which kgateway does not run',
  ]);
  expect(objections(notJudged, gateway() + ENTRY + route())).toEqual([]);
  expect(objections(notJudged, istio + ENTRY)).toEqual([]);
});

test('a ServiceEntry may use a waypoint, which is not judged, by its own label or by that of its namespace', () => {
  const waypoint = gateway().replace('gatewayClassName: kgateway', 'gatewayClassName: istio-waypoint');
  const labelled = ENTRY.replace('name: api,', 'name: api, labels: { istio.io/use-waypoint: exit },');
  const namespace = '---\napiVersion: v1\nkind: Namespace\nmetadata: { name: egress, labels: { istio.io/use-waypoint: exit } }\n';
  const found = ['Gateway egress/exit spec.gatewayClassName: class istio-waypoint, which kgateway does not run'];
  expect(objections(notJudged, waypoint + labelled)).toEqual(found);
  expect(objections(notJudged, waypoint + ENTRY + namespace)).toEqual(found);
});

test('a Backend of a cloud is not judged', () => {
  const backend = (spec: string) => made('Backend', 'egress/b', spec);
  expect(objections(notJudged, backend('{ gcp: { host: run.app } }'))).toEqual([
    'Backend egress/b spec.gcp: a Backend of type gcp',
  ]);
  expect(objections(notJudged, backend('{ static: { hosts: [{ host: a.test, port: 443 }] } }'))).toEqual([]);
});
