// The words of which conditions and requests are made, so that they often meet.

export const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'] as const;
/** Those that nobody expects: in lower case, of other protocols, or of no protocol at all. */
export const ODD_METHODS = ['get', 'PROPFIND', 'M-SEARCH', 'PURGE', 'FOO', 'GETX', 'G!ET', 'LINK', 'TRACE', 'ACL'] as const;

/** Values of `Connection` that name other headers, which a gateway must not forward. */
export const CONNECTIONS = [
  ...[
    'close, x-team',
    'x-env, close',
    'close, X-Force-Authorized',
    'close, x-egress-decision',
    'close,, x-num',
    'close, x-absent',
  ],
  ...['close, host', 'close, :path', 'close, x-forwarded-for', 'close, te', 'CLOSE'],
] as const;

/** What rules name. */
export const PATHS = ['/', '/a', '/a/b', '/v1/chat', '/v1/files/*', '/v1/files/list', '/v2/*', '/*', '/admin/*', '/A'] as const;
export const PATTERNS = [
  '/v[0-9]+/[a-z]+',
  '/(a|b)(/.*)?',
  '/v1/.*',
  '[^.]*',
  '/A|/a',
  '/.*/b',
  '(?i)/ADMIN/.*',
  '/a/?',
] as const;
/** What clients send. */
export const SENT_PATHS = [
  ...['/', '/a', '/a/b', '/A', '/a/', '/v1/chat', '/v1/chat/', '/v1/files/x', '/v1/files/', '/v1/files', '/v1/files/list'],
  ...['/v2/x/y', '/admin/users', '/b/c', '/v10/abc', '/other'],
] as const;
export const ODD_PATHS = [
  ...['//a', '/a//b', '/a/../b', '/v1/files/../chat', '/v1/files/%2e%2e/chat', '/v1/files/..%2fchat', '/a%2Fb', '/a%2fb', '/%61'],
  ...[
    '/a;p=1',
    '/a;p=1/b',
    '/v1;/chat',
    '/a%3Bb',
    '/a/./b',
    '/a/.',
    '/a/..',
    '/..',
    '/../a',
    '/a/%2e/b',
    '/a%20b',
    '/a%zz',
    '/a%',
  ],
  ...[
    '/a%25',
    '/a%252fb',
    '/a\\b',
    '/a%5cb',
    '/a%00',
    '/a#frag',
    '/ü',
    '/%C3%BC',
    '/a%c0%af',
    '/v1/chat%3fx=1',
    '/v1//chat',
    '///',
  ],
  ...[
    '/a+b',
    '/a*b',
    '/a|b',
    '/a"b',
    '/a<b',
    '/a^b',
    '/a`b',
    '/{a}',
    '/a,b',
    '/a:b',
    '/a@b',
    '/$a',
    '/~a',
    '/%7Ea',
    '/%2D',
    '/a/...',
  ],
] as const;

export const QUERY_NAMES = ['x', 'model', 'a b'] as const;
export const QUERY_VALUES = ['1', 'small', 'a b', 'ü', ''] as const;
/** Whole queries. */
export const QUERIES = [
  ...[
    '',
    '?',
    '?x=1',
    '?x=small',
    '?model=small',
    '?model=1&x=1',
    '?x=a+b',
    '?x=a%20b',
    '?x=%C3%BC',
    '?a+b=1',
    '?y=2',
    '?x',
    '?x=',
  ],
  ...['?x=1&y=2'],
] as const;
export const ODD_QUERIES = [
  ...[
    '?x=1&x=1',
    '?x=1&x=2',
    '?x=1;y=2',
    '?x=%zz',
    '?x=%',
    '?x=%2',
    '?x=1&y=%zz',
    '?X=1',
    '?x=1?x=2',
    '?%78=1',
    '?x=1&%78=2',
    '?&&',
  ],
  ...[
    '?=1',
    '?x=%2e%2e/..//',
    '?x=1%26x=2',
    '?x=1#f',
    '?x=%00',
    '?x=%ff',
    '?x=1&&model=small',
    '?x=ü',
    '?x=1%3By',
    '?x==1',
    '?x[]=1',
  ],
] as const;

export const HEADERS = ['x-team', 'x-env', 'x-num', 'accept', 'user-agent', 'content-type'] as const;
export const HEADER_VALUES = ['a', 'b', 'prod', '5', 'text/html', 'a b', 'tr"ick', 'ü'] as const;
export const HEADER_PATTERNS = ['[a-z]+', 'a|b', 'p.*', '[0-9]{1,3}', '.*\\S', '(?i)PROD'] as const;

export const FIELDS = ['model', 'n', 'options.model', 'stream'] as const;
export const FIELD_VALUES = ['small', 'large', 'ü', 1, 2.5, true, false] as const;
export const BODIES = [
  ...[
    '{"model":"small"}',
    '{"model":"large","n":1}',
    '{"n":2.5,"stream":true}',
    '{"options":{"model":"small"}}',
    '{"stream":false}',
  ],
  ...['{}', '{"model":"ü","n":1}', ''],
] as const;
export const ODD_BODIES = [
  ...[
    'not json',
    '[]',
    '"small"',
    '1',
    'null',
    '{"model":["small"]}',
    '{"model":"small","model":"large"}',
    '{"model":null}',
    '{',
  ],
  ...[
    '{"n":1e0}',
    '{"n":"1"}',
    '{"options":"small"}',
    '{"options":null}',
    ' {"model":"small"} ',
    '{"model":"small"} x',
    '{"Model":"small"}',
  ],
  ...['{"model":"\\u0073mall"}', '{"n":9007199254740993}', `{"model":"small","pad":"${'x'.repeat(400)}"}`, '{"model":"\\ud800"}'],
] as const;

/** Expressions for `RequestCondition.cel`, with the headers that they read. Some fail for some requests. */
export const EXPRESSIONS: readonly (readonly [expression: string, ...headers: string[]])[] = [
  ['object.attributes.request.http.path.size() % 2 == 0'],
  ['object.attributes.request.http.headers[?"x-team"].orValue("").matches("^[ab]+$")', 'x-team'],
  ['int(object.attributes.request.http.headers["x-num"]) > 3', 'x-num'],
  ['object.attributes.request.http.headers["x-env"] in ["prod", "a"]', 'x-env'],
  ['object.attributes.request.time.getSeconds() < 30'],
  ['object.attributes.request.http.method.lowerAscii() == "get" || object.attributes.request.http.path.contains("?")'],
  ['object.attributes.request.http.host.split(".").size() > 2'],
  ['["a", "b"].exists(each, object.attributes.request.http.headers[?"x-team"].orValue("") == each)', 'x-team'],
  ['object.attributes.source.address.socket_address.address.startsWith("10.244.")'],
  ['object.attributes.destination.address.socket_address.port_value == 8080u'],
];

export const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'] as const;
