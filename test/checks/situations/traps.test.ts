import { extensionRef } from '../rules/exit';
import { BASE, input, judge } from './situation';

const changed = (from: string, to: string) => {
  expect(BASE).toContain(from);
  return BASE.replace(from, to);
};

/** A route of one rule on the gateway of the base. */
const route = (rule: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: orders, namespace: egress-system }
spec:
  parentRefs: [{ name: exit, sectionName: http }]
  hostnames: [orders.example.com]
  rules: [${rule}]`;
const REFUSAL = extensionRef('exit-refusal', 'DirectResponse');
const EARLY = '      earlyRequestHeaderModifier:\n';
const early = (text: string) => changed(EARLY, `${EARLY}        ${text}\n`);

describe('the access log', () => {
  test('to a file that cannot be written', () => {
    expect(judge([input('33-access-log-nowhere')])).toEqual([
      'error kgateway/access-log-path  ListenerPolicy egress-system/exit spec.default.httpSettings.accessLog[0].fileSink.path',
    ]);
  });

  test('to a file beside the volume that is mounted for it', () => {
    const mounted = input('33-access-log-nowhere').replace(
      '  kube:\n',
      `  kube:
    envoyContainer: { extraVolumeMounts: [{ name: logs, mountPath: /var/log/gateway }] }
`,
    );
    expect(mounted).toContain('extraVolumeMounts');
    expect(judge([mounted])).toContain(
      'error kgateway/access-log-path  ListenerPolicy egress-system/exit spec.default.httpSettings.accessLog[0].fileSink.path',
    );
    expect(judge([mounted.replace('/var/log/gateway', '/var/log/egress')])).toEqual([]);
  });

  test('to standard error', () => {
    expect(judge([changed('path: /dev/stdout', 'path: /dev/stderr')])).toEqual([]);
  });
});

describe('gRPC', () => {
  const GRPC = input('54-grpc-over-backendtlspolicy');
  const refusing = 'error kgateway/grpc-extension  GRPCRoute egress-system/rpc spec.rules[1].filters[0]';

  test('over a BackendTLSPolicy works to a port of protocol GRPC, but a GRPCRoute cannot refuse', () => {
    expect(judge([BASE, GRPC])).toEqual([refusing]);
  });

  test.each(['HTTPS', 'TLS', 'HTTP'])('to a port of protocol %s: the gateway speaks HTTP/1.1', (protocol) => {
    expect(judge([BASE, GRPC.replace('protocol: GRPC', `protocol: ${protocol}`)])).toEqual([
      refusing,
      'error kgateway/grpc-over-http1  GRPCRoute egress-system/rpc spec.rules[0].backendRefs[0]',
    ]);
  });

  test('through an HTTPRoute that refuses undecided requests', () => {
    const http = GRPC.replace('kind: GRPCRoute', 'kind: HTTPRoute');
    expect(judge([BASE, http])).toEqual([]);
  });
});

describe('header modifiers', () => {
  test('that set Host, to give an upstream its own name', () => {
    const filter = '{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: Host, value: orders.internal }] } }';
    expect(judge([BASE, route(`{ filters: [${REFUSAL}, ${filter}] }`)])).toEqual([
      'error kgateway/header-name  HTTPRoute egress-system/orders spec.rules[0].filters[1].requestHeaderModifier.set[0].name',
    ]);
  });

  test('with a value in a YAML block, which ends in a line end', () => {
    const text = route(`
    - filters:
      - ${REFUSAL}
      - type: ResponseHeaderModifier
        responseHeaderModifier:
          add:
          - name: x-contact
            value: |
              security@example.com
`)
      .replace('rules: [', 'rules:')
      .replace(/\]$/, '');
    expect(judge([BASE, text])).toEqual([
      'error kgateway/header-value  HTTPRoute egress-system/orders spec.rules[0].filters[1].responseHeaderModifier.add[0].value',
    ]);
  });

  test('of a TrafficPolicy, with a URL-encoded value', () => {
    const policy = `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: { name: tag, namespace: egress-system }
spec:
  targetRefs: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: exit-unknown-hosts }]
  headerModifiers: { response: { set: [{ name: x-team, value: platform%20security }] } }`;
    expect(judge([BASE, policy])).toEqual([
      'error kgateway/header-value  TrafficPolicy egress-system/tag spec.headerModifiers.response.set[0].value',
    ]);
    expect(judge([BASE, policy.replace('%20', '%%20')])).toEqual([]);
  });

  test('of the listener', () => {
    const at = 'ListenerPolicy egress-system/exit spec.default.httpSettings.earlyRequestHeaderModifier';
    expect(judge([early('set: [{ name: host, value: a }]')])).toEqual([`error kgateway/header-name  ${at}.set[0].name`]);
    expect(judge([early('add: [{ name: x-share, value: 50% }]')])).toEqual([`error kgateway/header-value  ${at}.add[0].value`]);
    expect(judge([early('add: [{ name: x-share, value: 50%% }]')])).toEqual([]);
    const both = changed(`${EARLY}        remove:\n`, `${EARLY}        remove:\n          - HOST\n`);
    expect(judge([both])).toEqual([`error kgateway/header-name  ${at}.remove[0]`]);
  });
});

describe('a dynamic forward proxy', () => {
  const dynamic = `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: { name: any, namespace: egress-system }
spec: { dynamicForwardProxy: { enableTls: true } }
---${route(`
    { matches: [{ headers: [{ name: x-egress-decision, value: orders.example.com }] }], backendRefs: [{ group: gateway.kgateway.dev, kind: Backend, name: any }] },
    { filters: [${REFUSAL}] }`)}`;

  test('dials the port that clients name', () => {
    const found = judge([BASE, dynamic]);
    expect(found).toContain('error egress/client-chosen-port  HTTPRoute egress-system/orders spec.rules[0].backendRefs[0]');
    const stripped = changed(EARLY, `      stripHostPortMode: AnyPort\n${EARLY}`);
    expect(judge([stripped, dynamic])).toEqual(found.filter((finding) => !finding.includes('client-chosen-port')));
  });

  test('without TLS', () => {
    const plain = judge([BASE, dynamic.replace('enableTls: true', 'enableTls: false')]);
    expect(plain).toContain(
      'warning egress/plaintext-to-public-host  Backend egress-system/any spec.dynamicForwardProxy.enableTls',
    );
  });
});
