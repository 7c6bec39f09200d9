import { accepted, type SentRequest } from '../../../lib/simulate/envoy/accept';
import { normalizedPath } from '../../../lib/simulate/envoy/normalize';

/** Paths, and what Envoy 1.38.3 made of them with the settings of kgateway. */
test.each([
  ['/a?x=1&y=a%20b', '/a?x=1&y=a%20b'],
  ['/a//b', '/a/b'],
  ['//host/x', '/host/x'],
  ['//', '//'],
  ['///..', '//'],
  ['/\\', '//'],
  ['/a/../b', '/b'],
  ['/a/./b', '/a/b'],
  ['/a/..', '/'],
  ['/../../a', '/a'],
  ['/a/%2e%2E/b', '/b'],
  ['/a%2Fb', '/a%2Fb'],
  ['/a%2f..%2fb', '/a%2f..%2fb'],
  ['/a?x=%2e%2e/..//', '/a?x=%2e%2e/..//'],
  ['/%61bc', '/abc'],
  ['/~%%61a', '/~%25aa'],
  ['/a\\b', '/a/b'],
  ['/a%5cb', '/a%5cb'],
  ['/a%252fb', '/a%252fb'],
  ['/a%zz', '/a%zz'],
  ['/a;p=1/b', '/a;p=1/b'],
  ['/a"<>^`{|}', '/a%22%3C%3E%5E%60%7B%7C%7D'],
  ["/!$&'()*+,;=:@[]", "/!$&'()*+,;=:@[]"],
  ['/...', '/...'],
])('the path %s is %s', (sent, expected) => {
  expect(normalizedPath(sent)).toBe(expected);
});

test.each(['/x#frag', '/?x#frag', '/%00', '/ü', '/a b', '*', 'a'])('the path %s is refused with 400', (sent) => {
  expect(normalizedPath(sent)).toMatchObject({ status: 400 });
});

const plain: SentRequest = { method: 'GET', target: '/', authority: 'h', headers: [], body: '' };
const statusOf = (given: Partial<SentRequest>) => {
  const made = accepted({ ...plain, ...given }, {});
  return 'status' in made ? made.status : 200;
};

test.each<[string, Partial<SentRequest>, number]>([
  ['a method in lower case', { method: 'get' }, 400],
  ['an unknown method', { method: 'FOO' }, 400],
  ['a method that few use', { method: 'PROPFIND' }, 200],
  ['a Host with a port', { authority: 'H:80' }, 200],
  ['an IPv6 address as Host', { authority: '[::1]:80' }, 200],
  ['a Host with a quote', { authority: 'a"b' }, 400],
  ['a Host that is not ASCII', { authority: 'ä' }, 400],
  ['a value that is not ASCII', { headers: [['x-a', 'ä']] }, 200],
  ['a value with a control character', { headers: [['x-a', 'a\x01b']] }, 400],
  ['a value with a tab', { headers: [['x-a', 'a\tb']] }, 200],
  ['a name with a space', { headers: [['x a', '1']] }, 400],
  ['a pseudo-header', { headers: [[':path', '/']] }, 400],
  ['a name with an underscore', { headers: [['x_a', '1']] }, 200],
  ['a value of 8 kB', { headers: [['x-a', 'a'.repeat(8192)]] }, 200],
  ['headers of 61 kB', { headers: [['x-a', 'a'.repeat(61 * 1024)]] }, 431],
  ['120 headers', { headers: Array.from({ length: 120 }, (_, i) => [`x-${i}`, '1'] as const) }, 431],
])('%s', (_, given, expected) => {
  expect(statusOf(given)).toBe(expected);
});

test('names are in lower case, values trimmed, and those of a repeated header joined', () => {
  const made = accepted(
    {
      ...plain,
      headers: [
        ['X-A', ' 1 '],
        ['x-a', '2'],
        ['X-a', ''],
        ['Connection', 'close'],
      ],
    },
    {},
  );
  expect(made).toMatchObject({ headers: new Map([['x-a', '1,2,']]) });
});
