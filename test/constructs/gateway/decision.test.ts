import { Decision } from '../../../lib';

const decision = new Decision('exit');

test('an allow for one host fits no other', () => {
  const values = ['api.example.com', 'api.example.co', 'example.com', 'xapi.example.com'].map((host) => decision.valueFor(host));
  expect(new Set(values).size).toBe(4);
});

test('a route asks for the very value that is given', () => {
  const host = 'api.example.com';
  expect(decision.matchFor(host)).toEqual({
    headers: [{ type: 'Exact', name: Decision.HEADER, value: decision.valueFor(host) }],
  });
});

test('what is refused is answered by the DirectResponse of the gateway, for every request', () => {
  expect(decision.refusal).not.toHaveProperty('matches');
  expect(decision.refusal.filters).toEqual([
    { type: 'ExtensionRef', extensionRef: { group: 'gateway.kgateway.dev', kind: 'DirectResponse', name: 'exit-refusal' } },
  ]);
});
