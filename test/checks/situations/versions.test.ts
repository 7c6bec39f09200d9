import { checkManifests } from '../../../lib/checks/check-manifests';
import { Platform } from '../../../lib/core/platform';
import type { Manifest } from '../../../lib/manifests/manifest';
import { NOW } from '../../kit';
import { BASE, input, judge, manifestsIn } from './situation';

const at = (apiVersion: string, kind: string, fields: string, more = '') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a, namespace: egress-system${more}}\n${fields}\n`;
const TARGET = 'targetRefs: [{group: gateway.networking.k8s.io, kind: HTTPRoute, name: api.example.com}]';
const traffic = (spec: string) => at('gateway.kgateway.dev/v1alpha1', 'TrafficPolicy', `spec: {${TARGET}, ${spec}}`);
const TLS =
  'spec: {targetRefs: [{group: gateway.kgateway.dev, kind: Backend, name: a}], validation: {hostname: a.example.com, wellKnownCACertificates: System}}';
const AGENT = at('gateway.kgateway.dev/v1alpha1', 'GatewayParameters', 'spec: {kube: {agentgateway: {enabled: true}}}');
const GRANT = 'spec: {from: [{group: a.b, kind: A, namespace: b}], to: [{group: "", kind: Service}]}';
const CLUSTER =
  'spec: {rules: [{name: a, match: {any: [{resources: {kinds: [ServiceEntry]}}]}, validate: {message: a, pattern: {metadata: {name: "?*"}}}}]}';

/** What the schema says. Rules over all objects have other findings. */
const ofSchema = (texts: readonly string[], platform = {}) =>
  judge(texts, { platform }).filter((line) => line.includes(' schema/'));

describe('a kind or version that is not served', () => {
  test('is an error', () => {
    expect(ofSchema([input('35-old-versions')])).toEqual([
      'error schema/unserved-version  BackendTLSPolicy egress-system/a apiVersion',
      'error schema/unserved-version  TLSRoute egress-system/a apiVersion',
      'error schema/unknown-kind  RoutePolicy egress-system/c kind',
    ]);
  });

  test.each([
    ['a version that was removed', 'batch/v1beta1', 'CronJob'],
    ['a version that never was', 'networking.istio.io/v2', 'ServiceEntry'],
    ['a version that no release of the experimental channel has', 'gateway.networking.k8s.io/v1beta1', 'TLSRoute'],
    ['a removed version of a kind that is not pinned', 'kyverno.io/v2alpha1', 'CleanupPolicy'],
  ])('by its version, is an error: %s', (_, apiVersion, kind) => {
    expect(ofSchema([at(apiVersion, kind, 'spec: {}')])).toEqual([
      `error schema/unserved-version  ${kind} egress-system/a apiVersion`,
    ]);
  });

  test.each([
    ['a group that was removed', 'extensions/v1beta1', 'Ingress'],
    ['a kind of another group', 'v1', 'Deployment'],
    ['a kind in the plural', 'gateway.networking.k8s.io/v1', 'HTTPRoutes'],
    ['a misspelt kind', 'gateway.kgateway.dev/v1alpha1', 'TraficPolicy'],
    ['a misspelt kind of Kubernetes', 'networking.k8s.io/v1', 'NetworkPolicies'],
    ['a kind that was replaced', 'gateway.networking.x-k8s.io/v1alpha1', 'XListenerSet'],
    ['a kind of Kyverno in the group of its older kinds', 'kyverno.io/v1', 'ValidatingPolicy'],
    ['a misspelt kind of a group that is known in part', 'policy.networking.k8s.io/v1alpha2', 'ClusterNetworkPolicies'],
  ])('by its kind, is an error: %s', (_, apiVersion, kind) => {
    expect(ofSchema([at(apiVersion, kind, 'spec: {}')])).toEqual([`error schema/unknown-kind  ${kind} egress-system/a kind`]);
  });

  test.each([
    ['a group without its last letters', 'network.k8s.io/v1', 'NetworkPolicy'],
    ['a group without a dot', 'app/v1', 'Deployment'],
    ['a group that Kubernetes calls core only in texts', 'core/v1', 'Service'],
    ['a group in another domain', 'gateway.kgateway.io/v1alpha1', 'TrafficPolicy'],
    ['a group without its first part', 'kgateway.dev/v1alpha1', 'TrafficPolicy'],
    ['a group of the same component', 'service.istio.io/v1', 'ServiceEntry'],
    ['a misspelt group', 'gateway.networking.k8.io/v1', 'HTTPRoute'],
  ])('by its group, is an error: %s', (_, apiVersion, kind) => {
    expect(ofSchema([at(apiVersion, kind, 'spec: {}')])).toEqual([
      `error schema/unknown-kind  ${kind} egress-system/a apiVersion`,
    ]);
  });

  test.each([
    ['gateway.networking.k8s.io/v1', 'GatewayClass'],
    ['gateway.networking.k8s.io/v1alpha2', 'BackendLBPolicy'],
    ['gateway.networking.x-k8s.io/v1alpha1', 'XBackendTrafficPolicy'],
    ['networking.istio.io/v1', 'VirtualService'],
    ['networking.istio.io/v1alpha3', 'EnvoyFilter'],
    ['security.istio.io/v1', 'RequestAuthentication'],
    ['kyverno.io/v2', 'CleanupPolicy'],
    ['policies.kyverno.io/v1', 'NamespacedValidatingPolicy'],
    ['apps/v1', 'StatefulSet'],
    ['v1', 'Secret'],
    ['v1', 'Template'],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
    ['cilium.io/v2', 'CiliumNetworkPolicy'],
    ['example.com/v1', 'HTTPRoute'],
    ['apps.kruise.io/v1beta1', 'StatefulSet'],
    ['batch.volcano.sh/v1alpha1', 'Job'],
    ['events.k8s.io/v1', 'Event'],
    ['scheduling.x-k8s.io/v1alpha1', 'PodGroup'],
    ['networking.k8s.aws/v1alpha1', 'ClusterNetworkPolicy'],
    ['projectcalico.org/v3', 'NetworkPolicy'],
    ['reports.kyverno.io/v1', 'EphemeralReport'],
  ])('is not %s %s', (apiVersion, kind) => {
    expect(ofSchema([at(apiVersion, kind, 'spec: {}')])).toEqual([]);
  });

  test('is judged by all rules if it is waived, as a cluster with the experimental channel serves it', () => {
    const waiver = ', annotations: {cdk8s-egress/waive.schema.unserved-version: experimental channel}';
    const policy = (spec: string) => at('gateway.networking.k8s.io/v1alpha3', 'BackendTLSPolicy', spec, waiver);
    expect(judge([BASE, policy(TLS)])).toEqual([
      'waived schema/unserved-version  BackendTLSPolicy egress-system/a apiVersion',
      'error egress/policy-on-nothing  BackendTLSPolicy egress-system/a spec.targetRefs[0].name',
    ]);
    expect(ofSchema([policy('spec: {}')])).toContain('error schema/required  BackendTLSPolicy egress-system/a spec.targetRefs');
  });

  test('names the version that Kubernetes prefers', () => {
    const [object] = manifestsIn([at('autoscaling/v2beta2', 'HorizontalPodAutoscaler', 'spec: {}')]);
    const { findings } = checkManifests([object as Manifest], { platform: Platform.for({}), now: NOW });
    expect(findings.map(({ fix }) => fix)).toEqual(['use autoscaling/v2']);
  });

  test('does not hide that nothing closes the pods', () => {
    const inTeam = (apiVersion: string, kind: string, spec: string) =>
      at(apiVersion, kind, spec).replace('namespace: egress-system', 'namespace: team-c');
    const pods = inTeam(
      'apps/v1',
      'Deployment',
      'spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: a}]}}}',
    );
    const plugin = inTeam('cilium.io/v2', 'CilliumNetworkPolicy', 'spec: {endpointSelector: {}, egress: [{}]}');
    expect(judge([BASE, pods, plugin])).toEqual([
      'error egress/direct-exit  Deployment team-c/a metadata.namespace',
      'info egress/not-judged  CilliumNetworkPolicy team-c/a kind',
    ]);
    const old = inTeam('extensions/v1beta1', 'NetworkPolicy', 'spec: {podSelector: {}, policyTypes: [Egress]}');
    expect(judge([BASE, pods, old])).toEqual(['error schema/unknown-kind  NetworkPolicy team-c/a kind']);
  });

  test('counts as existing for what refers to it', () => {
    const old = BASE.replace(
      'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\n',
      'apiVersion: gateway.networking.k8s.io/v1alpha2\nkind: Gateway\n',
    );
    expect(judge([old])).toContain('error schema/unserved-version  Gateway egress-system/exit apiVersion');
    expect(judge([old]).filter((line) => line.includes('missing'))).toEqual([]);
  });
});

describe('another served version', () => {
  const versions = [
    ['HTTPRoute', 'gateway.networking.k8s.io/v1', 'gateway.networking.k8s.io/v1beta1'],
    ['ServiceEntry', 'networking.istio.io/v1', 'networking.istio.io/v1alpha3'],
    ['Gateway', 'gateway.networking.k8s.io/v1', 'gateway.networking.k8s.io/v1beta1'],
  ] as const;

  test.each(versions)('of %s is judged like the newest', (kind, now, other) => {
    const changed = BASE.replaceAll(`apiVersion: ${now}\nkind: ${kind}\n`, `apiVersion: ${other}\nkind: ${kind}\n`);
    expect(changed).not.toBe(BASE);
    expect(judge([changed]).filter((line) => !line.includes('istio/deprecated-version'))).toEqual([]);
    const wrong = `apiVersion: ${other}\nkind: ${kind}\n`;
    expect(ofSchema([changed.replace(wrong, `${wrong}wrong: 1\n`)])).toHaveLength(1);
  });

  test('with other fields is judged by the fields of the newest', () => {
    const policy = (spec: string) => at('kyverno.io/v2beta1', 'ClusterPolicy', spec).replace(', namespace: egress-system', '');
    expect(ofSchema([policy(CLUSTER)])).toEqual([]);
    expect(ofSchema([policy('spec: {ruls: []}')])).toEqual(['error schema/unknown-field  ClusterPolicy a spec.ruls']);
  });
});

describe('an older platform', () => {
  test('lacks fields and values of newer ones', () => {
    const platform = { kgateway: '2.1', istio: '1.27' } as const;
    expect(judge([input('45-too-new-for-the-platform')], { platform }).filter((line) => line.includes('schema/'))).toEqual([
      'error schema/newer-field  TrafficPolicy egress-system/new spec.acl',
      'error schema/newer-field  TrafficPolicy egress-system/new spec.statPrefix',
      'error schema/newer-value  ServiceEntry mesh/wild spec.resolution',
    ]);
    expect(ofSchema([input('45-too-new-for-the-platform')])).toEqual([]);
  });

  test.each<[string, string, object, string[]]>([
    [
      'a field that is newer',
      traffic('statPrefix: a'),
      { kgateway: '2.3' },
      ['error schema/newer-field  TrafficPolicy egress-system/a spec.statPrefix'],
    ],
    ['a field that it already has', traffic('faultInjection: {abort: {httpStatus: 503}}'), { kgateway: '2.3' }, []],
    [
      'a field of which nothing is known',
      traffic('rateLimit: {local: {tokenBucket: {maxTokens: 1, fillInterval: 1s}, percentEnabled: 50}}'),
      { kgateway: '2.3' },
      ['info schema/newer-field  TrafficPolicy egress-system/a spec.rateLimit.local.percentEnabled'],
    ],
    ['a field that was removed later', AGENT, { kgateway: '2.2' }, []],
    [
      'a field that was already removed',
      AGENT,
      { kgateway: '2.3' },
      ['error schema/unknown-field  GatewayParameters egress-system/a spec.kube.agentgateway'],
    ],
    [
      'a kind that is newer',
      at(
        'gateway.kgateway.dev/v1alpha1',
        'ListenerPolicy',
        `spec: {targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: exit}], default: {}}`,
      ),
      { kgateway: '2.1' },
      ['error schema/unserved-version  ListenerPolicy egress-system/a apiVersion'],
    ],
    [
      'a kind whose version depends on Gateway API',
      at('gateway.networking.k8s.io/v1', 'BackendTLSPolicy', TLS),
      { gatewayApi: '1.3' },
      ['error schema/unserved-version  BackendTLSPolicy egress-system/a apiVersion'],
    ],
    [
      'a version that only the experimental channel had then',
      at('gateway.networking.k8s.io/v1alpha3', 'BackendTLSPolicy', TLS),
      { gatewayApi: '1.3' },
      [],
    ],
    [
      'a version of Gateway API that kgateway implies',
      at('gateway.networking.k8s.io/v1', 'ReferenceGrant', GRANT),
      { kgateway: '2.2' },
      ['error schema/unserved-version  ReferenceGrant egress-system/a apiVersion'],
    ],
    [
      'a Gateway API that is newer than what kgateway implies',
      at('gateway.networking.k8s.io/v1', 'ReferenceGrant', GRANT),
      { kgateway: '2.2', gatewayApi: '1.5' },
      [],
    ],
    [
      'an item of a list',
      at(
        'security.istio.io/v1',
        'AuthorizationPolicy',
        'spec: {rules: [{from: [{source: {principals: [a]}}, {source: {trustDomains: [a]}}]}]}',
      ),
      { istio: '1.29' },
      ['error schema/newer-field  AuthorizationPolicy egress-system/a spec.rules[0].from[1].source.trustDomains'],
    ],
    [
      'a number of an enum',
      at(
        'gateway.networking.k8s.io/v1',
        'HTTPRoute',
        'spec: {rules: [{filters: [{type: RequestRedirect, requestRedirect: {statusCode: 308}}]}]}',
      ),
      { gatewayApi: '1.4' },
      ['error schema/newer-value  HTTPRoute egress-system/a spec.rules[0].filters[0].requestRedirect.statusCode'],
    ],
    [
      'a value of an enum that became open',
      at('gateway.networking.k8s.io/v1', 'BackendTLSPolicy', TLS.replace('System', 'example.com/own')),
      { gatewayApi: '1.4' },
      ['error schema/newer-value  BackendTLSPolicy egress-system/a spec.validation.wellKnownCACertificates'],
    ],
    ['the value that such an enum had', at('gateway.networking.k8s.io/v1', 'BackendTLSPolicy', TLS), { gatewayApi: '1.4' }, []],
  ])('judges %s', (_, text, platform, expected) => {
    expect(ofSchema([text], platform)).toEqual(expected);
  });
});
