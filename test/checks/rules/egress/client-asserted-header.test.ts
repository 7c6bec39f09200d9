import { clientAssertedHeader } from '../../../../lib/checks/rules/egress/client-asserted-header';
import { objections } from '../objections';
import { DENY, requestPolicies } from '../request-policy';

const deciding = (condition: string) => requestPolicies(`${condition} ? envoy.Allowed().Response() : ${DENY}`).file;
const headers = 'object.attributes.request.http.headers';

test.each([
  ['the port of the listener', 'object.attributes.destination.address.socket_address.port_value == 8081'],
  ['a verified token', `jwt.Decode(${headers}["authorization"], key).Valid`],
])('a policy may decide by %s', (_, condition) => {
  expect(objections(clientAssertedHeader, deciding(condition))).toEqual([]);
});

test.each([
  [`${headers}[?"x-team"].orValue("") == "a"`, '["x-team"]'],
  [`object.attributes.request.http.?headers["x-a"].orValue("") == ${headers}["x-b"]`, '["x-a","x-b"]'],
])('a policy that decides by a header is reported: %s', (condition, got) => {
  expect(objections(clientAssertedHeader, deciding(condition))).toEqual([`ConfigMap exit/policy data['policy.yaml']: ${got}`]);
});
