import type { HTTPRouteMatch } from '../../../imports/gateway.networking.k8s.io/http-route';
import { compareMatches, matchesRequest } from '../../../lib/simulate/envoy/match';

const request = (path: string, headers: Record<string, string> = {}) => ({
  ...{ method: 'GET', path, authority: 'h', headers: new Map(Object.entries(headers)), body: '' },
});
const path = (type: string, value: string) => ({ path: { type, value } }) as HTTPRouteMatch;

test.each<[HTTPRouteMatch, string, boolean]>([
  [{}, '/any', true],
  [path('PathPrefix', '/a'), '/a', true],
  [path('PathPrefix', '/a'), '/a/b?x', true],
  [path('PathPrefix', '/a'), '/ab', false],
  [path('PathPrefix', '/a/'), '/a', true],
  [path('PathPrefix', '/a/'), '/ab', false],
  [path('PathPrefix', '/'), '/ab', true],
  [path('Exact', '/a'), '/a?x=1', true],
  [path('Exact', '/a'), '/a/', false],
  [path('RegularExpression', '/a[0-9]+'), '/a12', true],
  [path('RegularExpression', '/a[0-9]+'), '/a12b', false],
  [path('RegularExpression', '/a|/b'), '/bc', false],
  [{ method: 'POST' } as HTTPRouteMatch, '/', false],
  [{ queryParams: [{ name: 'x', value: '1' }] }, '/?y=2&x=1', true],
  [{ queryParams: [{ name: 'x', value: '1' }] }, '/?x=2&x=1', false],
  [{ queryParams: [{ name: 'x', value: '' }] }, '/?x', true],
])('%j and %s: %s', (match, target, expected) => {
  expect(matchesRequest(match, request(target))).toBe(expected);
});

test.each<[string, string | undefined, string, boolean]>([
  ['Exact', 'a', 'a', true],
  ['Exact', 'a', 'b', false],
  ['Exact', '', 'b', true],
  ['Exact', '', '', true],
  ['RegularExpression', 'a|b', 'b', true],
  ['RegularExpression', 'a|b', 'ab', false],
])('a header, %s %j, and the value %j: %s', (type, value, given, expected) => {
  const match = { headers: [{ name: 'X-A', type, value }] } as HTTPRouteMatch;
  expect(matchesRequest(match, request('/', { 'x-a': given }))).toBe(expected);
  expect(matchesRequest(match, request('/'))).toBe(false);
});

test('the Host header is a header, too', () => {
  expect(matchesRequest({ headers: [{ name: 'Host', value: 'h' }] }, request('/'))).toBe(true);
});

test('kgateway asks an exact path first, then patterns, long prefixes, methods, and more headers', () => {
  const order: HTTPRouteMatch[] = [
    path('Exact', '/abc'),
    path('Exact', '/a'),
    path('RegularExpression', '/.*'),
    path('PathPrefix', '/abc'),
    { ...path('PathPrefix', '/a'), method: 'GET' },
    {
      ...path('PathPrefix', '/a'),
      headers: [
        { name: 'a', value: '1' },
        { name: 'b', value: '1' },
      ],
    },
    { ...path('PathPrefix', '/a'), headers: [{ name: 'a', value: '1' }] },
    { ...path('PathPrefix', '/a'), queryParams: [{ name: 'a', value: '1' }] },
    path('PathPrefix', '/a'),
    {},
  ];
  expect([...order].reverse().sort(compareMatches)).toEqual(order);
});
