import { parse } from 'yaml';
import { Decision, RequestCondition } from '../../../lib';
import { judgeRequestPolicy } from '../../../lib/checks/cel/request/request-policy';
import { authorizationPolicySpec, policyFile } from '../../../lib/constructs/authz/policy-object';
import { type RequestPolicyInput, requestPolicy } from '../../../lib/constructs/authz/request-policy';

const base = { name: 'authz', message: 'no', allow: [RequestCondition.always()], decided: true, readsRules: true };
const NODE = ['fd16::1', '169.254.7.127'];
const LOCAL_DENY = 'envoy.Denied(403).WithBody("no").Response()';

/** The policy as the server reads it. */
const fileOf = (input: RequestPolicyInput) => parse(policyFile('authz', requestPolicy(input))) as { spec: object };

describe('the policy compiles in the environment of the server', () => {
  test.each<[string, Partial<RequestPolicyInput>]>([
    ['for hosts with rules', { nodeAddresses: NODE }],
    [
      'with expressions of hosts',
      {
        expressions: new Map([
          ['c1', 'variables.path == "/"'],
          ['c2', 'true'],
        ]),
      },
    ],
    ['for servers that read no rules', { readsRules: false }],
    ['for a gateway that requires no decision', { decided: false, nodeAddresses: NODE }],
    [
      'with conditions of the gateway',
      { allow: [RequestCondition.header('x-a', '1'), RequestCondition.pathMatches('/a.*'), RequestCondition.query('a', 'b')] },
    ],
    [
      'with conditions on the path for a gateway that requires no decision',
      { decided: false, allow: [RequestCondition.path('/a'), RequestCondition.query('a', 'b')] },
    ],
  ])('%s', (_, input) => {
    const { problems, unknown, decides } = judgeRequestPolicy(fileOf({ ...base, ...input }).spec);
    expect({ problems, unknown, decides }).toEqual({ problems: [], unknown: [], decides: true });
  });
});

test('does not have what a server without JSON cannot compile', () => {
  for (const form of ['authorizations', 'deny-allow'] as const) {
    const text = JSON.stringify(authorizationPolicySpec(form, requestPolicy({ ...base, readsRules: false })));
    expect(text).not.toMatch(/json|url\(/);
  }
});

test('names no host: a host is in the context extensions of its route, so that another one changes nothing', () => {
  expect(policyFile('authz', requestPolicy(base))).not.toMatch(/example|8080/);
});

test('one of several conditions of the gateway is enough, and all their headers are removed, each once', () => {
  const allow = [
    RequestCondition.header('x-a', '1'),
    RequestCondition.header('x-b', '2'),
    RequestCondition.header('X-A', '3'),
    RequestCondition.always(),
  ];
  const { variables, permits } = requestPolicy({ ...base, allow, decided: false });
  const [a, b, other] = allow.map(({ cel }) => cel);
  expect(variables).toEqual([{ name: 'condition', expression: `(${a}) || (${b}) || (${other}) || (true)` }]);
  expect(permits.map(({ response }) => response)).toEqual([
    'envoy.Allowed().WithoutHeader("x-a").WithoutHeader("x-b").Response().WithMetadata({"decision": "allow", "policy": "authz"})',
  ]);
});

test('without a decision, only the conditions of the gateway matter, and no decision header is set', () => {
  const policy = requestPolicy({ ...base, decided: false });
  expect(policy.permits.map(({ when }) => when)).toEqual(['variables.condition']);
  expect(JSON.stringify(policy)).not.toContain(Decision.HEADER);
});

test('denies the requests of the node first, whatever the conditions and the order of the addresses', () => {
  const [first] = requestPolicy({ ...base, nodeAddresses: NODE }).denials;
  expect(first?.when).toBe('object.attributes.source.address.socket_address.address in ["169.254.7.127", "fd16::1"]');
  expect(first?.response).toContain('which has no identity');
  expect(requestPolicy(base).denials[0]?.when).toBe('!variables.mine || variables.callers == ""');
});

test('a message cannot end the CEL string that contains it', () => {
  const { deny } = requestPolicy({ ...base, message: 'no "way"\n' });
  expect(deny).toContain(String.raw`envoy.Denied(403).WithBody("no \"way\"\n").Response()`);
  expect(requestPolicy(base).deny).toContain(LOCAL_DENY);
});
