import { RequestCondition } from '../../../lib';
import { readsOf } from '../../../lib/constructs/authz/conditions/compile';

test('a header must have exactly one of the values, and the case of its name does not matter', () => {
  const { cel, node, mistake } = RequestCondition.header('X-Force-Authorized', 'enabled', 'true');
  expect(cel).toBe('object.attributes.request.http.headers[?"x-force-authorized"].orValue("") in ["enabled", "true"]');
  expect(readsOf([{ node, mistake }]).headers).toEqual(['x-force-authorized']);
  expect(mistake).toBeUndefined();
});

test('always() needs nothing', () => {
  expect(RequestCondition.always()).toMatchObject({ cel: 'true', mistake: undefined });
});

test('a value cannot end the CEL string that contains it', () => {
  const { cel } = RequestCondition.header('x-key', '"] || true || "" in ["', 'back\\slash');
  expect(cel).toBe(
    String.raw`object.attributes.request.http.headers[?"x-key"].orValue("") in ["\"] || true || \"\" in [\"", "back\\slash"]`,
  );
});

test.each<[string, readonly string[], string]>([
  ['', ['a'], 'header name ""'],
  ['x key', ['a'], 'header name "x key"'],
  [':authority', ['a'], 'header name ":authority"'],
  ['x-key"', ['a'], 'header name "x-key\\""'],
  ['Host', ['a'], 'header Host, which the server never sees'],
  ['X-Egress-Decision', ['a'], 'header X-Egress-Decision, which the server never sees'],
  ['x-key', [], 'header x-key without values'],
  ['x-key', ['a', ''], 'header x-key with value ""'],
  ['x-key', [' '], 'header x-key with value " "'],
  ['x-key', ['a '], 'header x-key with value "a "'],
  ['x-key', ['a\nb'], 'header x-key with value "a\\nb"'],
  ['x-key', ['a\x7fb'], 'header x-key with value "a\x7fb"'],
])('header(%j, %j) is a mistake', (name, values, mistake) => {
  expect(RequestCondition.header(name, ...values).mistake).toBe(mistake);
});
