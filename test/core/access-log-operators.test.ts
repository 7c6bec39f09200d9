import { ACCESS_LOG_OPERATORS } from '../../lib/constructs/gateway/access-log';
import { ENVOY_OPERATORS, refusedOperators } from '../../lib/core/access-log-operators';

const use = (name: string) => (ENVOY_OPERATORS[name] === 'required' ? `%${name}(x)%` : `%${name}%`);

test('Envoy accepts what the library accepts', () => {
  const wrong = Object.keys(ACCESS_LOG_OPERATORS).filter((name) => !Object.hasOwn(ENVOY_OPERATORS, name));
  expect(wrong).toEqual([]);
  for (const [name, argument] of Object.entries(ACCESS_LOG_OPERATORS)) {
    if (argument !== 'none') expect([name, ENVOY_OPERATORS[name]]).toEqual([name, argument]);
  }
});

test('every operator is accepted, alone and combined', () => {
  const formats = Object.keys(ENVOY_OPERATORS).flatMap((name) => [use(name), `a ${use(name)} b`, `${use(name)}${use(name)}`]);
  expect(formats.flatMap(refusedOperators)).toEqual([]);
});

// Results of `envoy --mode validate` 1.38.3 for an access log with this format.
test.each([
  '',
  'plain',
  '100%%',
  '%%%PROTOCOL%',
  '%PROTOCOL()%',
  '%CEL(has(request.host))%',
  '%CEL(a%b)%',
  '%METADATA(ROUTE:a:b)%',
  '%START_TIME(%Y-%m-%d)%',
  '%DYNAMIC_METADATA(a):10%',
])('%j is accepted', (format) => {
  expect(refusedOperators(format)).toEqual([]);
});

test.each([
  '%NOT_AN_OPERATOR%',
  '%REQ%',
  '%REQ():5%',
  '%REQ(a)b%',
  '%protocol%',
  '%PROTOCOL:5%',
  '%UPSTREAM_HOST(x)%',
  '%constructor%',
  '%COOKIE(a)%',
  '50%',
])('%j is rejected', (format) => {
  expect(refusedOperators(format)).not.toEqual([]);
});
