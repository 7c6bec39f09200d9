import { Decision } from '../../../lib';

const decision = new Decision('exit');

test('the decision for one host is not valid for another', () => {
  const values = ['api.example.com', 'api.example.co', 'example.com', 'xapi.example.com'].map((host) => decision.valueFor(host));
  expect(new Set(values).size).toBe(4);
});

test('a route matches exactly the value that the policy sets', () => {
  const host = 'api.example.com';
  expect(decision.matchFor(host)).toEqual({
    headers: [{ type: 'Exact', name: Decision.HEADER, value: decision.valueFor(host) }],
  });
});

test('the DirectResponse of the gateway answers all refused requests', () => {
  expect(decision.refusal).not.toHaveProperty('matches');
  expect(decision.refusal.filters).toEqual([
    { type: 'ExtensionRef', extensionRef: { group: 'gateway.kgateway.dev', kind: 'DirectResponse', name: 'exit-refusal' } },
  ]);
});
