import { expectAllowed, expectDenied, Manifests, simulate } from '../../lib/simulate';

const TUTORIAL = Manifests.fromFolder('test/fixtures/tutorial');
const request = {
  caller: { namespace: 'default', labels: { 'istio.io/dataplane-mode': 'ambient' } },
  url: 'http://egress-kgateway:8080/v1/a?b=c',
  headers: { host: 'host.docker.internal', 'x-force-authorized': 'enabled' },
  time: new Date('2026-12-01T00:00:00Z'),
};
const denied = { ...request, headers: { ...request.headers, 'x-force-authorized': 'no' } };

const TO_OLLAMA = '{name: ollama-external-host, port: 11434, kind: ServiceEntry, group: networking.istio.io}';

/** @param backends - `none` for a rule without any */
const route = (filters: string, backends = TO_OLLAMA, matches = '') => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ollama-egress-route, namespace: default}
spec:
  parentRefs: [{name: egress-kgateway, sectionName: http}]
  hostnames: [host.docker.internal]
  rules:
    - filters: [${filters}]
      ${matches}
      backendRefs: [${backends === 'none' ? '' : backends}]`;

/** The tutorial with another route and more manifests. */
function withRoute(text: string, ...more: readonly string[]): Manifests {
  return new Manifests([...TUTORIAL.all.filter(({ kind }) => kind !== 'HTTPRoute'), ...Manifests.fromYaml(text, ...more).all]);
}

describe('the filters of a rule', () => {
  test('change headers: remove, set, then add', () => {
    const change = '{set: [{name: X-Set, value: s}], add: [{name: x-added, value: two}], remove: [X-Gone, x-force-authorized]}';
    const manifests = withRoute(route(`{type: RequestHeaderModifier, requestHeaderModifier: ${change}}`));
    const headers = { ...request.headers, 'x-set': 'own', 'x-gone': '1', 'x-added': 'one' };
    const { upstream } = expectAllowed(manifests, { ...request, headers });
    expect(upstream?.headers).toEqual({ host: 'host.docker.internal', 'x-set': 's', 'x-added': 'one,two' });
  });

  const rewrite = (change: string, matches?: string) => route(`{type: URLRewrite, urlRewrite: ${change}}`, TO_OLLAMA, matches);

  test.each([
    [rewrite('{hostname: other.example.com}'), '/v1/a?b=c', 'other.example.com'],
    [rewrite('{path: {type: ReplaceFullPath, replaceFullPath: /new}}'), '/new?b=c', 'host.docker.internal'],
    [
      rewrite('{path: {type: ReplacePrefixMatch, replacePrefixMatch: /v2}}', 'matches: [{path: {type: PathPrefix, value: /v1}}]'),
      '/v2/a?b=c',
      'host.docker.internal',
    ],
    [
      rewrite('{path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}', 'matches: [{path: {type: PathPrefix, value: /v1/a}}]'),
      '/?b=c',
      'host.docker.internal',
    ],
  ])('rewrite paths and hosts: %#', (text, path, host) => {
    expect(expectAllowed(withRoute(text), request).upstream).toMatchObject({ path, headers: { host } });
  });

  test('redirect', () => {
    const manifests = withRoute(route('{type: RequestRedirect, requestRedirect: {hostname: other, statusCode: 301}}', 'none'));
    expectDenied(manifests, request, { status: 301, by: 'HTTPRoute ollama-egress-route' });
  });

  const direct = route('{type: ExtensionRef, extensionRef: {group: gateway.kgateway.dev, kind: DirectResponse, name: own}}');

  test('answer directly, to what the request policy allows', () => {
    const answer = `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: DirectResponse
metadata: {name: own, namespace: default}
spec: {status: 451, body: not here}`;
    const manifests = withRoute(direct, answer);
    expectDenied(manifests, request, { status: 451, by: 'DirectResponse default/own', body: 'not here' });
    expectDenied(manifests, denied, { status: 403, by: 'request policy' });
    expect(simulate(withRoute(direct), request)).toMatchObject({ outcome: 'unknown' });
  });

  test('of another type are not judged', () => {
    const manifests = withRoute(route('{type: ExternalAuth, externalAuth: {}}'));
    expect(simulate(manifests, request)).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining('ExternalAuth') });
  });
});

describe('what the gateway answers for backends', () => {
  test('without any, and those that do not exist', () => {
    const missing = '{name: none, port: 1, kind: ServiceEntry, group: networking.istio.io}';
    expectDenied(withRoute(route('', missing)), request, { status: 500, by: 'HTTPRoute ollama-egress-route' });
    expect(simulate(withRoute(route('', '{name: none, port: 1}')), request)).toMatchObject({ outcome: 'unknown' });
    const far = '{name: none, namespace: far, port: 1, kind: ServiceEntry, group: networking.istio.io}';
    expectDenied(withRoute(route('', far)), request, { status: 500, by: 'HTTPRoute ollama-egress-route' });
  });
});

const listenerPolicy = (settings: object) => `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: ListenerPolicy
metadata: {name: own, namespace: default}
spec:
  targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: egress-kgateway}]
  default: {httpSettings: ${JSON.stringify(settings)}}`;

/** The tutorial with settings of its listener. */
function withSettings(settings: object): Manifests {
  return new Manifests([...TUTORIAL.all, ...Manifests.fromYaml(listenerPolicy(settings)).all]);
}

/** Recorded from Envoy 1.38.3. */
describe('localReplies', () => {
  const json = {
    z: '%RESPONSE_CODE%',
    a: '%LOCAL_REPLY_BODY%',
    n: 5,
    m: 'code %RESPONSE_CODE%, 100%%',
    none: '%REQ(x-none)%',
    mix: 'a%REQ(x-none)%',
    nest: { y: '%REQ(X-Force-Authorized)%', b: [1, '%RESPONSE_FLAGS%'] },
    d: '%RESPONSE_CODE_DETAILS%',
  };

  test('format all answers, with sorted keys', () => {
    const result = expectDenied(withSettings({ localReplies: { defaultBodyFormat: { json } } }), denied, { status: 403 });
    expect(result.body).toBe(
      '{"a":"Access denied by Kyverno policy","d":"ext_authz_denied","m":"code 403, 100%","mix":"a-","n":5,' +
        '"nest":{"b":[1,"UAEX"],"y":"no"},"none":null,"z":403}\n',
    );
    expect(result.headers).toMatchObject({ 'content-type': 'application/json' });
  });

  const mapper = {
    filter: { statusCodeFilter: { op: 'EQ', value: 404 } },
    statusCode: 421,
    body: 'own',
    bodyFormatOverride: { text: '%RESPONSE_CODE% %LOCAL_REPLY_BODY% %REQ(:AUTHORITY)%', contentType: 'text/x' },
    headers: { set: [{ name: 'X-Code', value: '%RESPONSE_CODE%' }] },
  };

  test('map some answers: headers see the former status, the body the new one', () => {
    const manifests = withSettings({ localReplies: { mappers: [mapper] } });
    const other = { ...request, headers: { host: 'other' } };
    expect(expectDenied(manifests, other, { status: 421 })).toMatchObject({
      body: '421 own other',
      headers: { 'content-type': 'text/x', 'x-code': '404' },
    });
    expectDenied(manifests, denied, { status: 403, body: 'Access denied by Kyverno policy' });
  });

  test.each([
    [{ statusCodeFilter: { op: 'GE', value: 403 } }, 418],
    [{ statusCodeFilter: { op: 'LE', value: 402 } }, 403],
    [{ responseFlagFilter: { flags: ['NR', 'UAEX'] } }, 418],
    [{ celFilter: { match: 'response.code_details == "ext_authz_denied"' } }, 418],
    [{ andFilter: [{ responseFlagFilter: { flags: ['UAEX'] } }, { statusCodeFilter: { op: 'EQ', value: 404 } }] }, 403],
    [{ orFilter: [{ responseFlagFilter: { flags: ['UAEX'] } }, { statusCodeFilter: { op: 'EQ', value: 404 } }] }, 418],
  ])('choose by %j', (filter, status) => {
    expectDenied(withSettings({ localReplies: { mappers: [{ filter, statusCode: 418 }] } }), denied, { status });
  });

  test.each([
    { mappers: [{ filter: { durationFilter: { op: 'GE', value: 1 } }, statusCode: 418 }] },
    { defaultBodyFormat: { text: '%START_TIME%' } },
    { mappers: [{ filter: { statusCodeFilter: { op: 'GE', value: 0 } }, headers: { add: [{ name: 'a', value: 'b' }] } }] },
  ])('that are not known are not judged: %j', (localReplies) => {
    expect(simulate(withSettings({ localReplies }), denied)).toMatchObject({ outcome: 'unknown' });
    expectAllowed(withSettings({ localReplies }), request);
  });
});

test('of repeated headers, Envoy drops empty values of those that it keeps in one place', () => {
  const headers = {
    ...request.headers,
    Authorization: ['', 'a', '', 'b'],
    accept: ['', ''],
    'x-own': ['', 'a', ''],
    cookie: ['a', ''],
  };
  expect(expectAllowed(TUTORIAL, { ...request, headers }).upstream?.headers).toMatchObject({
    ...{ authorization: 'a,b', accept: '', 'x-own': ',a,', cookie: 'a,' },
  });
});

describe('what Envoy does not accept', () => {
  test.each([
    ['a method', { method: 'FOO' }, 400, 'http1.codec_error'],
    ['the name of a header', { headers: { ...request.headers, 'x y': '1' } }, 400, 'http1.codec_error'],
    ['the value of a header', { headers: { ...request.headers, x: 'a\u0001b' } }, 400, 'http1.invalid_characters'],
    ['a host', { headers: { ...request.headers, host: 'a b' } }, 400, 'http.invalid_authority'],
    ['a space', { path: '/a b' }, 400, 'http1.codec_error'],
    ['a control character', { path: '/\u007f' }, 400, 'http1.invalid_characters'],
    ['a zero', { path: '/%00' }, 400, 'path_normalization_failed'],
    ['a fragment', { path: '/#a' }, 400, 'path_normalization_failed'],
    ['large headers', { headers: { ...request.headers, x: 'y'.repeat(70_000) } }, 431, 'http1.headers_too_large'],
    [
      'many headers',
      { headers: { ...request.headers, x: Array.from({ length: 101 }, () => '1') } },
      431,
      'http1.too_many_headers',
    ],
  ])('%s', (_name, change, status, details) => {
    expect(expectDenied(TUTORIAL, { ...request, ...change }, { status, by: 'http' })).toMatchObject({ details });
  });

  test('is answered in the format of the listener', () => {
    const manifests = withSettings({ localReplies: { defaultBodyFormat: { text: '%RESPONSE_CODE_DETAILS%' } } });
    expectDenied(manifests, { ...request, path: '/#' }, { status: 400, body: 'path_normalization_failed' });
  });
});

test('preflights are not judged where a policy answers them', () => {
  const traffic = TUTORIAL.get('TrafficPolicy', 'ollama-external-auth-policy');
  const cors = { allowOrigins: ['https://a.example.com'] };
  const changed = { ...traffic, spec: { ...(traffic.spec as object), cors } };
  const manifests = new Manifests(TUTORIAL.all.map((each) => (each === traffic ? changed : each)));
  const headers = { ...request.headers, origin: 'https://a.example.com', 'access-control-request-method': 'POST' };
  expect(simulate(manifests, { ...request, method: 'OPTIONS', headers })).toMatchObject({ outcome: 'unknown' });
  expectAllowed(manifests, { ...request, method: 'OPTIONS' });
});
