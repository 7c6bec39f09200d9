import { Decision, RequestCondition } from '../../../lib';
import { type PolicyHost, requestPolicy } from '../../../lib/constructs/authz/request-policy';

const base = { name: 'authz', message: 'no', allow: [RequestCondition.any()] };
const decision = new Decision('exit');
const at = (port: number) => (host: string) => ({ port, host });
const route = (hosts: readonly PolicyHost[]) =>
  requestPolicy({ ...base, decided: { decision, hosts } }).variables.at(-1)?.expression;
const PORT = { name: 'port', expression: 'object.attributes.destination.address.socket_address.port_value' };

test('allows requests that meet the condition and go to a known host, with the decision for this host', () => {
  const policy = requestPolicy({ ...base, decided: { decision, hosts: ['b.example.com', 'a.example.com'].map(at(8080)) } });
  expect(policy).toEqual({
    variables: [
      { name: 'condition', expression: 'true' },
      PORT,
      { name: 'host', expression: 'object.attributes.request.http.host.split(":")[0].lowerAscii()' },
      {
        name: 'route',
        expression:
          '{8080u: {\n  "a.example.com": "a.example.com",\n  "b.example.com": "b.example.com"\n}}' +
          '[?variables.port][?variables.host].orValue("")',
      },
    ],
    allowed: 'variables.condition && variables.route != ""',
    allow:
      'envoy.Allowed().WithHeader("x-egress-decision", variables.route).Response()' +
      '.WithMetadata({"decision": "allow", "policy": "authz"})',
    deny: 'envoy.Denied(403).WithBody("no").Response().WithMetadata({"decision": "deny", "policy": "authz"})',
  });
});

test('does not depend on the order of hosts', () => {
  const [b, a] = [at(8081)('b.com'), at(8080)('a.com')];
  expect(route([at(8080)('c.com'), b, a])).toBe(route([a, b, at(8080)('c.com')]));
});

test('allows no requests without hosts', () => {
  expect(route([])).toBe('""');
});

test('allows a host on the port of its callers only', () => {
  expect(route([at(8081)('b.com'), at(8080)('a.com')])).toBe(
    '{8080u: {\n  "a.com": "a.com"\n}, 8081u: {\n  "b.com": "b.com"\n}}[?variables.port][?variables.host].orValue("")',
  );
});

test('tells the access log whose listener received the request, for denials too', () => {
  const callers = [
    [8081, 'team-b'],
    [8080, 'http'],
  ] as const;
  const { variables, allow, deny, fromNode } = requestPolicy({ ...base, callers, nodeAddresses: ['192.0.2.1'] });
  expect(variables.slice(1)).toEqual([
    PORT,
    { name: 'callers', expression: '{8080u: "http", 8081u: "team-b"}[?variables.port].orValue("")' },
  ]);
  for (const answer of [allow, deny, fromNode?.deny]) expect(answer).toContain(', "callers": variables.callers})');
});

test('the reason why a host is refused is for its callers only', () => {
  const reasons = [{ ...at(8081)('old.com'), body: 'ended' }];
  const { variables } = requestPolicy({ ...base, decided: { decision, hosts: [], reasons } });
  expect(variables.at(-1)?.expression).toBe(
    '{8081u: {\n  "old.com": "ended"\n}}[?variables.port][?variables.host].orValue("no")',
  );
});

test('one of several conditions is enough, and all their headers are removed, each once', () => {
  const allow = [
    RequestCondition.header('x-a', '1'),
    RequestCondition.header('x-b', '2'),
    RequestCondition.header('X-A', '3'),
    RequestCondition.any(),
  ];
  const { variables, allow: answer } = requestPolicy({ ...base, allow });
  const [a, b, other] = allow.map(({ cel }) => cel);
  expect(variables).toEqual([{ name: 'condition', expression: `(${a}) || (${b}) || (${other}) || (true)` }]);
  expect(answer).toBe(
    'envoy.Allowed().WithoutHeader("x-a").WithoutHeader("x-b").Response().WithMetadata({"decision": "allow", "policy": "authz"})',
  );
});

test('without a decision, only the condition matters, and no decision header is set', () => {
  const policy = requestPolicy(base);
  expect(policy.allowed).toBe('variables.condition');
  expect(JSON.stringify(policy)).not.toContain(Decision.HEADER);
});

test('denies the requests of the node first, whatever the condition and the order of the addresses', () => {
  const { fromNode } = requestPolicy({ ...base, nodeAddresses: ['fd16::1', '169.254.7.127'] });
  expect(fromNode).toEqual({
    matches: 'object.attributes.source.address.socket_address.address in ["169.254.7.127", "fd16::1"]',
    deny:
      'envoy.Denied(403).WithBody("egress refused: the caller is a process of the node, which has no identity").Response()' +
      '.WithMetadata({"decision": "deny", "policy": "authz"})',
  });
  expect(requestPolicy(base)).not.toHaveProperty('fromNode');
});

test('a message cannot end the CEL string that contains it', () => {
  const { deny } = requestPolicy({ ...base, message: 'no "way"\n' });
  expect(deny).toContain(String.raw`envoy.Denied(403).WithBody("no \"way\"\n").Response()`);
});
