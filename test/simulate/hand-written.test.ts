import { expectAllowed, expectDenied, Manifests, simulate } from '../../lib/simulate';

const TUTORIAL = Manifests.fromFolder('test/fixtures/tutorial');
const caller = { namespace: 'default', labels: { app: 'curl-client', 'istio.io/dataplane-mode': 'ambient' } };
const time = new Date('2026-12-01T00:00:00Z');
const url = 'http://egress-kgateway:8080/';
const headers = { host: 'host.docker.internal', 'x-force-authorized': 'enabled' };
const request = { caller, url, headers, time };

describe('the manifests of the tutorial, with the policy of plugin 0.1', () => {
  test('allow a request with the header, and keep it', () => {
    const { upstream } = expectAllowed(TUTORIAL, request);
    expect(upstream).toMatchObject({
      hosts: ['host.docker.internal'],
      port: 11434,
      headers: { 'x-force-authorized': 'enabled' },
    });
  });

  test('deny one without it', () => {
    const by = 'AuthorizationPolicy default/demo-policy.example.com';
    expectDenied(
      TUTORIAL,
      { ...request, headers: { host: 'host.docker.internal' } },
      { status: 403, by, body: 'Access denied by Kyverno policy' },
    );
  });

  test('know no other host: authorization is not even asked', () => {
    const result = expectDenied(TUTORIAL, { ...request, headers: { host: 'other' } }, { status: 404, by: 'route' });
    expect(result.details).toBe('route_not_found');
  });

  test('let the pod leave without the gateway', () => {
    expect(simulate(TUTORIAL, { ...request, url: 'http://example.com/' })).toMatchObject({
      outcome: 'bypassed',
      layer: 'network policy',
    });
    expect(() => expectDenied(TUTORIAL, { ...request, url: 'http://example.com/' })).toThrow('it is bypassed');
  });
});

/** The tutorial with other manifests in place of those of the same kind, as YAML. */
function tutorialWith(...texts: readonly string[]): Manifests {
  const added = Manifests.fromYaml(...texts).all;
  const kept = TUTORIAL.all.filter(({ kind }) => !added.some((each) => each.kind === kind));
  return new Manifests([...kept, ...added]);
}

const policy = (spec: string) => `
apiVersion: envoy.kyverno.io/v1alpha1
kind: AuthorizationPolicy
metadata: {name: own, namespace: default}
spec: ${spec}`;

const ofCluster = (expression: string, more = '') => `
apiVersion: policies.kyverno.io/v1
kind: ValidatingPolicy
metadata: {name: own}
spec:
  evaluation: {mode: Envoy}
  ${more}
  validations:
    - expression: ${JSON.stringify(expression)}`;

/** The tutorial with a policy in the cluster, which today's server reads, in place of its own. */
function withPolicy(expression: string, more?: string): Manifests {
  const others = TUTORIAL.all.filter(({ kind }) => kind !== 'AuthorizationPolicy');
  return new Manifests([...others, ...Manifests.fromYaml(ofCluster(expression, more)).all]);
}

describe('the policies of all dialects', () => {
  test('plugin 0.2 and 0.3: what denies comes first', () => {
    const all = tutorialWith(
      policy(`{deny: [{match: 'object.attributes.request.http.method == "POST"', response: 'envoy.Denied(405).Response()'}],
        allow: [{response: 'envoy.Allowed().WithHeader("x-by", "plugin").Response()'}]}`),
    );
    expect(expectAllowed(all, request).upstream?.headers).toMatchObject({ 'x-by': 'plugin' });
    expectDenied(all, { ...request, method: 'POST' }, { status: 405 });
  });

  test('today: a policy in the cluster', () => {
    expectDenied(withPolicy('envoy.Denied(418).WithBody("no").Response()'), request, {
      status: 418,
      body: 'no',
      by: 'ValidatingPolicy own',
    });
    expectAllowed(withPolicy('null'), request);
  });

  test('a failed evaluation is an outage, and the extension says what follows', () => {
    const failing = withPolicy('1 / 0 == 1 ? envoy.Allowed().Response() : null');
    expect(expectDenied(failing, request, { status: 403, by: 'ValidatingPolicy own' }).details).toBe('ext_authz_error');
    const open = new Manifests(
      failing.all.map((each) =>
        each.kind === 'GatewayExtension'
          ? { ...each, spec: { extAuth: { ...(each.spec as { extAuth: object }).extAuth, failOpen: true } } }
          : each,
      ),
    );
    expectAllowed(open, request);
  });

  test('failurePolicy: Ignore allows what fails', () => {
    expectAllowed(withPolicy('1 / 0 == 1 ? envoy.Allowed().Response() : null', 'failurePolicy: Ignore'), request);
  });

  test('a policy that does not compile is dropped, and everything is allowed', () => {
    const { trace } = expectAllowed(withPolicy('envoy.Alowed().Response()'), request);
    expect(trace.map(({ text }) => text).join('\n')).toContain('does not compile');
  });

  test('the answer changes the request: path, query, host and headers', () => {
    const changes =
      'envoy.Allowed().WithHeader(":path", "/new").WithHeader("host", "other").WithHeader("x-a", "1").WithoutHeader("x-force-authorized").WithQueryParam("q", "1").Response()';
    const { upstream } = expectAllowed(withPolicy(changes), request);
    expect(upstream).toMatchObject({ path: '/new?q=1', headers: { host: 'other', 'x-a': '1' } });
    expect(upstream?.headers).not.toHaveProperty('x-force-authorized');
  });

  test('a changed query is written anew, sorted, with a value for each parameter', () => {
    const changes = 'envoy.Allowed().WithQueryParam("by", "policy").WithoutQueryParam("x").Response()';
    const { upstream } = expectAllowed(withPolicy(changes), { ...request, path: '/a?z&x=1&c=2&a=3&by=1&x=2&' });
    expect(upstream?.path).toBe('/a?a=3&by=policy&c=2&z=');
  });

  test('the metadata of the decision is in the result', () => {
    const denying = withPolicy('envoy.Denied(403).Response().WithMetadata({"rule": "r1"})');
    expect(expectDenied(denying, request, { by: 'r1' }).metadata).toEqual({ rule: 'r1' });
  });
});

describe('what is not known is not guessed', () => {
  const outcome = (manifests: Manifests) => simulate(manifests, request);

  test('a function whose result is not known', () => {
    const result = outcome(withPolicy('http.Get("http://x") == null ? null : envoy.Denied(403).Response()'));
    expect(result).toMatchObject({ outcome: 'unknown', reason: 'not evaluated: http.Get()', layer: 'request policy' });
  });

  test('a server without policies among the manifests', () => {
    const others = new Manifests(TUTORIAL.all.filter(({ kind }) => kind !== 'AuthorizationPolicy'));
    expect(outcome(others)).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('Service default/kyverno-authz-server'),
    });
  });

  test('a field that can refuse requests, and is not simulated', () => {
    const traffic = TUTORIAL.get('TrafficPolicy', 'ollama-external-auth-policy');
    const csrf = { percentageEnabled: 100 };
    const changed = { ...traffic, spec: { ...(traffic.spec as object), csrf } };
    const all = new Manifests(TUTORIAL.all.map((each) => (each === traffic ? changed : each)));
    expect(outcome(all)).toMatchObject({
      outcome: 'unknown',
      by: { kind: 'TrafficPolicy' },
      reason: expect.stringContaining('csrf'),
    });
  });

  test.each([
    "object.attributes.request.http.headers['x-request-id'] == 'a'",
    "object.attributes.request.http.headers.exists(name, name == 'x-forwarded-for')",
    "object.attributes.request.http.id == '1'",
    "object.attributes.destination.address.socket_address.address == '::'",
    'object.attributes.source.address.socket_address.port_value == 1u',
  ])('what only Envoy knows of a request: %s', (condition) => {
    const refused = withPolicy(`${condition} ? envoy.Denied(403).Response() : null`);
    expect(outcome(refused)).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringContaining('not evaluated'),
    });
  });

  test('neither expectation holds for it', () => {
    const unknown = withPolicy('http.Get("http://x") == null ? null : null');
    expect(() => expectAllowed(unknown, request)).toThrow('it is unknown');
    expect(() => expectDenied(unknown, request)).toThrow('it is unknown');
  });
});

test('a switched-off authorization is named', () => {
  const traffic = TUTORIAL.get('TrafficPolicy', 'ollama-external-auth-policy');
  const changed = { ...traffic, spec: { ...(traffic.spec as object), extAuth: { disable: {} } } };
  const { trace } = expectAllowed(new Manifests(TUTORIAL.all.map((each) => (each === traffic ? changed : each))), request);
  expect(trace).toContainEqual(expect.objectContaining({ layer: 'authorization', path: 'spec.extAuth.disable' }));
});

test('a backend that does not exist is answered by the gateway', () => {
  const others = new Manifests(TUTORIAL.all.filter(({ kind }) => kind !== 'ServiceEntry'));
  expectDenied(others, request, { status: 500, by: 'HTTPRoute ollama-egress-route' });
});

test('a Service that leads to no gateway is not judged', () => {
  for (const name of ['other', 'other.default.svc', 'other.default.svc.cluster.local']) {
    expect(simulate(TUTORIAL, { ...request, url: `http://${name}/` })).toMatchObject({ outcome: 'unknown', layer: 'capture' });
  }
});

test('a URL that is none is refused', () => {
  expect(() => simulate(TUTORIAL, { ...request, url: 'api.example.com' })).toThrow('url: got "api.example.com"');
});
