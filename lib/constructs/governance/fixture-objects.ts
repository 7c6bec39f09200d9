import type { ApprovalKeys } from '../../core/labels';
import type { Manifest } from '../../manifests/manifest';
import type { GatewayNames } from './pods-policy';

/** What the objects depend on. */
export interface FixtureSettings {
  /** The prefix of the names of the policies. */
  readonly name: string;
  readonly keys: ApprovalKeys;
  /** The namespaces of clients and gateways. */
  readonly namespaces: readonly string[];
  readonly gateways: GatewayNames;
  readonly denied: readonly string[];
}

/** An object, and what a policy says of it. */
export interface Fixture {
  /** The end of the name of the policy. */
  readonly policy: string;
  readonly object: Manifest;
  /** `skip`: the policy does not apply. */
  readonly result: 'pass' | 'fail' | 'skip';
}

/** The namespace of destinations that no other policy is about. */
const ELSEWHERE = 'fixtures';

interface Parts {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** All of it besides its metadata. */
  readonly body: object;
}

const VERSIONS: Readonly<Record<string, string>> = {
  Pod: 'v1',
  Service: 'v1',
  ServiceEntry: 'networking.istio.io/v1',
  WorkloadEntry: 'networking.istio.io/v1',
  Backend: 'gateway.kgateway.dev/v1alpha1',
  TrafficPolicy: 'gateway.kgateway.dev/v1alpha1',
  HTTPRoute: 'gateway.networking.k8s.io/v1',
  EndpointSlice: 'discovery.k8s.io/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  PolicyException: 'policies.kyverno.io/v1',
};

function make(kind: string, { name, namespace = ELSEWHERE, labels, annotations, body }: Parts): Manifest {
  const marks = { ...(labels && { labels }), ...(annotations && { annotations }) };
  return { apiVersion: VERSIONS[kind], kind, metadata: { name, namespace, ...marks }, ...body } as unknown as Manifest;
}

/** Each kind that names a destination, without its metadata. */
const DESTINATIONS: Readonly<Record<string, (host: string) => object>> = {
  ServiceEntry: (host) => {
    const ports = [{ number: 443, name: 'tls', protocol: 'TLS' }];
    return { spec: { hosts: [host], location: 'MESH_EXTERNAL', ports, resolution: 'DNS' } };
  },
  WorkloadEntry: (host) => ({ spec: { address: host } }),
  Backend: (host) => ({ spec: { type: 'Static', static: { hosts: [{ host, port: 443 }] } } }),
  Service: (host) => ({ spec: { type: 'ExternalName', externalName: host } }),
};

/** What leads to a destination without naming one of its own. */
const HOST = 'api.example.com';
const TO_A_HOST = {
  spec: { rules: [{ backendRefs: [{ group: 'networking.istio.io', kind: 'Hostname', name: HOST, port: 443 }] }] },
};
const OUTSIDE = { addressType: 'IPv4', endpoints: [{ addresses: ['198.51.100.7'] }], ports: [{ port: 443 }] };

/** Four approvals, and what the policy for approvals says of each. */
function approvals({
  keys,
}: FixtureSettings): readonly (readonly [string, 'pass' | 'fail', Pick<Parts, 'labels' | 'annotations'>])[] {
  const labels = { [keys.approved]: 'true' };
  const who = { [keys.owner]: 'team-a', [keys.reason]: 'a fixture', [keys.approvedBy]: 'security@example.com' };
  const annotations = {
    ...who,
    [keys.ticket]: 'SEC-1',
    [keys.from]: '2020-01-01T00:00:00Z',
    [keys.until]: '2100-01-01T00:00:00Z',
  };
  return [
    ['approved', 'pass', { labels, annotations }],
    ['unapproved', 'fail', {}],
    ['ended', 'fail', { labels, annotations: { ...annotations, [keys.until]: '2021-01-01T00:00:00Z' } }],
    ['incomplete', 'fail', { labels, annotations: { ...annotations, [keys.ticket]: '' } }],
  ];
}

function ofApprovals(settings: FixtureSettings): Fixture[] {
  const judge = (policy: string, kind: string, body: object) =>
    approvals(settings).map(([state, result, marks]): Fixture => {
      return { policy, object: make(kind, { name: `${kind.toLowerCase()}-${state}`, ...marks, body }), result };
    });
  const inside = DESTINATIONS.Service?.('orders.shop.svc.cluster.local') ?? {};
  return [
    ...Object.entries(DESTINATIONS).flatMap(([kind, bodyOf]) => judge('approval', kind, bodyOf(HOST))),
    { policy: 'approval', object: make('Service', { name: 'alias-inside', body: inside }), result: 'skip' },
    ...judge('endpoints', 'EndpointSlice', OUTSIDE),
    ...judge('hostnames', 'HTTPRoute', TO_A_HOST),
  ];
}

function ofDeniedHosts({ denied: [host] }: FixtureSettings): Fixture[] {
  if (host === undefined) return [];
  return Object.entries(DESTINATIONS).flatMap(([kind, bodyOf]) =>
    (
      [
        ['denied', `www.${host}`, 'fail'],
        ['not-denied', HOST, 'pass'],
      ] as const
    ).map(([state, name, result]) => ({
      policy: 'denied',
      object: make(kind, { name: `${kind.toLowerCase()}-${state}`, body: bodyOf(name) }),
      result,
    })),
  );
}

function ofDecision({ gateways }: FixtureSettings): Fixture[] {
  const [namespace] = Object.keys(gateways);
  if (namespace === undefined) return [];
  const targetRefs = [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'api' }];
  const policy = (name: string, more: object) =>
    make('TrafficPolicy', { name, namespace, body: { spec: { targetRefs, ...more } } });
  return [
    { policy: 'decision', object: policy('with-authorization', {}), result: 'pass' },
    { policy: 'decision', object: policy('without-authorization', { extAuth: { disable: {} } }), result: 'fail' },
  ];
}

function ofPods({ namespaces: [namespace] }: FixtureSettings): Fixture[] {
  if (namespace === undefined) return [];
  const containers = [{ name: 'main', image: 'example/app' }];
  const pod = (name: string, more: object) => make('Pod', { name, namespace, body: { spec: { containers, ...more } } });
  return [
    { policy: 'pods', object: pod('ordinary-pod', {}), result: 'pass' },
    { policy: 'pods', object: pod('pod-of-the-node', { hostNetwork: true }), result: 'fail' },
  ];
}

function ofIsolation({ namespaces: [namespace] }: FixtureSettings): Fixture[] {
  if (namespace === undefined) return [];
  const policy = (name: string, type: string) =>
    make('NetworkPolicy', { name, namespace, body: { spec: { podSelector: {}, policyTypes: [type] } } });
  return [
    { policy: 'isolation', object: policy('about-ingress', 'Ingress'), result: 'pass' },
    { policy: 'isolation', object: policy('about-egress', 'Egress'), result: 'fail' },
  ];
}

function ofExceptions({ name: prefix }: FixtureSettings): Fixture[] {
  const except = (name: string, policy: string) =>
    make('PolicyException', { name, body: { spec: { policyRefs: [{ kind: 'ValidatingPolicy', name: policy }] } } });
  return [
    { policy: 'exceptions', object: except('from-another-policy', 'another-policy'), result: 'pass' },
    { policy: 'exceptions', object: except('from-this-policy', `${prefix}-approval`), result: 'fail' },
  ];
}

/** The objects for the policies that the CLI can judge. */
export function fixturesOf(settings: FixtureSettings): Fixture[] {
  return [ofApprovals, ofDecision, ofPods, ofIsolation, ofDeniedHosts, ofExceptions].flatMap((make) => make(settings));
}
