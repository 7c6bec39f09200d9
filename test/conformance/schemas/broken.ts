type Tree = Record<string, unknown>;

const rule = (filters: readonly Tree[], more: Tree = {}) => ({ rules: [{ filters, ...more }] });
const prefix = { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/b' } };
const redirect = { type: 'RequestRedirect', requestRedirect: prefix };
const rewrite = { type: 'URLRewrite', urlRewrite: prefix };
const exact = { matches: [{ path: { type: 'Exact', value: '/a' } }] };
const headers = { type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['a'] } };
const manyMatches = (match: Tree) => ({ rules: Array.from({ length: 3 }, () => ({ matches: Array(50).fill(match) })) });
const gatewayTarget = { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'a' }] };
const hostname = { type: 'Hostname', value: 'a.b' };
const jwks = {
  remote: {
    url: 'http://a.b',
    backendRef: { name: 'a', port: 80 },
    retryPolicy: { backOff: { baseInterval: '2s', maxInterval: '1s' } },
  },
};

const twoOfThree = [{ name: 'a' }, { name: 'a' }, { name: 'a', sectionName: 'b' }];
const claims = { audiences: ['a'] };

/** Specs that break the rules that random objects do not break. */
const SPECS: Readonly<Record<string, readonly Tree[]>> = {
  BackendConfigPolicy: [
    { targetRefs: [{ group: 'networking.istio.io', kind: 'ServiceEntry', name: 'a' }], dns: { jitter: '2s', refreshRate: '1s' } },
  ],
  GatewayExtension: [
    {
      extAuth: {
        grpcService: { backendRef: { name: 'a', port: 80 }, retry: { backoff: { baseInterval: '2s', maxInterval: '1s' } } },
      },
    },
    { jwt: { providers: [{ name: 'a', issuer: 'a', jwks }] } },
    {
      oauth2: {
        backendRef: { name: 'a', port: 80 },
        issuerURI: 'https://a.b',
        redirectURI: 'https://a.b/c',
        credentials: { clientID: 'a', clientSecretRef: { name: 'a' } },
        cookies: { disableAccessTokenSetCookie: true, disableIDTokenSetCookie: true },
        jwt: { accessToken: claims, idToken: claims },
      },
    },
  ],
  GRPCRoute: [
    manyMatches({ method: { service: 'a' } }),
    { parentRefs: twoOfThree },
    { rules: [{ backendRefs: [{ name: 'a', port: 80, filters: [headers, headers] }] }] },
  ],
  Gateway: [{ gatewayClassName: 'a', listeners: [{ name: 'a', port: 80, protocol: 'HTTP' }], addresses: [hostname, hostname] }],
  HTTPRoute: [
    manyMatches({ path: { value: '/a' } }),
    rule([redirect], { backendRefs: [{ name: 'a', port: 80 }] }),
    rule([redirect], exact),
    rule([rewrite], exact),
    { rules: [{ backendRefs: [{ name: 'a', port: 80, filters: [redirect] }], ...exact }] },
    { rules: [{ backendRefs: [{ name: 'a', port: 80, filters: [rewrite] }], ...exact }] },
    { rules: [{ backendRefs: [{ name: 'a', port: 80, filters: [redirect, rewrite] }] }] },
    { rules: [{ backendRefs: [{ name: 'a', port: 80, filters: [redirect, redirect] }] }] },
  ],
  ListenerPolicy: [
    { ...gatewayTarget, default: { httpSettings: { forwardClientCertDetails: { mode: 'Sanitize', details: { cert: true } } } } },
  ],
  ServiceEntry: [
    { hosts: ['a.b'], resolution: 'DNS_ROUND_ROBIN', endpoints: [{ address: 'a' }, { address: 'b' }] },
    { hosts: ['a.b'], resolution: 'STATIC', endpoints: [{ address: 'unix:///a/' }, { address: 'unix:///a', ports: { a: 80 } }] },
    { hosts: ['a.b'], ports: [{ number: 80, name: 'a' }], resolution: 'STATIC', endpoints: [{ address: '' }] },
  ],
  TLSRoute: [
    {
      hostnames: ['a.b'],
      rules: [{ backendRefs: [{ name: 'a', port: 80 }] }],
      parentRefs: twoOfThree,
    },
  ],
  TrafficPolicy: [
    { ...gatewayTarget, autoHostRewrite: true },
    { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'a' }], tracing: { disable: {} } },
    { ...gatewayTarget, urlRewrite: { pathRegex: { pattern: '/a', substitution: '/b' } } },
    { ...gatewayTarget, retry: { attempts: 1, perTryTimeout: '2s', retryOn: ['5xx'] }, timeouts: { request: '1s' } },
  ],
  UDPRoute: [{ rules: [{ backendRefs: [{ name: 'a', port: 80 }] }], parentRefs: twoOfThree }],
  WorkloadEntry: [{ address: 'unix:///a/' }, { address: 'unix:///a', ports: { a: 80 } }],
};

/** Objects of a kind that break its rarer rules. */
export function brokenOf(apiVersion: string, kind: string): readonly Tree[] {
  return (SPECS[kind] ?? []).map((spec) => ({ apiVersion, kind, metadata: { name: 'conformance' }, spec }));
}

/** Rules that no object can break, because another part of the schema rejects the same values first. */
export const UNREACHABLE: readonly RegExp[] = [
  /^HTTPRoute .*self\.type in \['Exact','PathPrefix'\] \|\| self\.type == 'RegularExpression'/, // an enum
  /^(TLSRoute) .*h\.contains\('\*'\)/, // a pattern
  /^(Gateway|ListenerSet) .*self\.all\(l1, self\.exists_one\(l2, l1\.name == l2\.name\)\)$/, // the key of a list-map
  /^(Gateway|ListenerPolicy) .*self\.all\(t1, self\.exists_one\(t2, t1\.port == t2\.port\)\)$/, // the key of a list-map
];
