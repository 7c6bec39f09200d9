import { accepts, bounds, COMMON, changed, GENERATION, KubernetesTable, labels, refuses, refusesAt } from './table';

const service = (spec: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec });
const HTTP = { name: 'http', port: 80 };
const GRPC = { name: 'grpc', port: 81 };
const plain = service({ selector: { app: 'a' }, ports: [HTTP, GRPC] });
const nodePorts = service({ type: 'NodePort', ports: [{ ...HTTP, nodePort: 30080 }, GRPC] });
const loadBalancer = service({
  type: 'LoadBalancer',
  ports: [HTTP],
  externalTrafficPolicy: 'Local',
  healthCheckNodePort: 30000,
  loadBalancerClass: 'example.com/internal',
  loadBalancerSourceRanges: ['198.51.100.0/24'],
  allocateLoadBalancerNodePorts: false,
});

new KubernetesTable('core/service')
  .given(
    'a plain one',
    plain,
    COMMON,
    GENERATION,
    refuses('spec', undefined),
    accepts('spec.type', 'ClusterIP', 'NodePort', 'LoadBalancer'),
    refuses('spec.type', 'Nodeport'),
    refuses('spec.ports', [], undefined, [HTTP, { ...HTTP, port: 81 }], [HTTP, { ...GRPC, port: 80 }]),
    accepts('spec.ports', [{ port: 80 }], [HTTP, { ...GRPC, port: 80, protocol: 'UDP' }]),
    bounds('spec.ports[0].port', 1, 65535),
    refuses('spec.ports[0].port', 'http'),
    refuses('spec.ports[0].portt', 1),
    accepts('spec.ports[0].protocol', 'TCP', 'UDP', 'SCTP'),
    refuses('spec.ports[0].protocol', 'tcp'),
    accepts('spec.ports[0].name', 'a'.repeat(63)),
    refuses('spec.ports[0].name', undefined, 'HTTP', 'a.b', 'a'.repeat(64)),
    bounds('spec.ports[0].targetPort', 1, 65535),
    accepts('spec.ports[0].targetPort', 'http', 'a'.repeat(15)),
    refuses('spec.ports[0].targetPort', 'Http', '80', '-a', 'a--b', 'a'.repeat(16)),
    accepts('spec.ports[0].appProtocol', 'kubernetes.io/h2c', 'a'.repeat(63)),
    refuses('spec.ports[0].appProtocol', 'a b', 'a/b/c', 'a'.repeat(64)),
    refuses('spec.ports[0].nodePort', 30000),
    labels('spec.selector'),
    accepts('spec.sessionAffinity', 'ClientIP', 'None'),
    refuses('spec.sessionAffinity', 'IP'),
    refuses('spec.sessionAffinityConfig.clientIP', { timeoutSeconds: 1 }),
    accepts('spec.clusterIP', 'None', '10.0.0.1', '2001:db8::1'),
    refuses('spec.clusterIP', 'none', '10.0.0.256'),
    accepts('spec.externalIPs', ['198.51.100.1', '::1']),
    refuses('spec.externalIPs[0]', '198.51.100.256', 'None'),
    accepts('spec.ipFamilies', ['IPv4', 'IPv6']),
    refuses('spec.ipFamilies[0]', 'ipv4', ''),
    accepts('spec.ipFamilyPolicy', 'SingleStack', 'PreferDualStack', 'RequireDualStack'),
    refuses('spec.ipFamilyPolicy', 'DualStack'),
    accepts('spec.internalTrafficPolicy', 'Cluster', 'Local'),
    refuses('spec.internalTrafficPolicy', 'local'),
    accepts('spec.trafficDistribution', 'PreferClose', 'PreferSameZone', 'PreferSameNode'),
    refuses('spec.trafficDistribution', 'preferClose'),
    refuses('spec.externalTrafficPolicy', 'Local'),
    accepts('spec.healthCheckNodePort', 0),
    refuses('spec.healthCheckNodePort', 30000),
    refuses('spec.loadBalancerSourceRanges', ['198.51.100.0/24']),
    refuses('spec.allocateLoadBalancerNodePorts', true),
    refuses('spec.loadBalancerClass', 'example.com/internal'),
  )
  .given(
    'one that keeps clients on their pods',
    changed(plain, 'spec.sessionAffinity', 'ClientIP'),
    bounds('spec.sessionAffinityConfig.clientIP.timeoutSeconds', 1, 86400),
  )
  .given(
    'a headless one',
    service({ clusterIP: 'None' }),
    accepts('spec.clusterIPs', ['None']),
    refuses('spec.clusterIPs', ['10.0.0.1']),
  )
  .given(
    'one with an address',
    changed(plain, 'spec.clusterIP', '10.0.0.1'),
    accepts('spec.clusterIPs', [], ['10.0.0.1', '2001:db8::1']),
    refuses('spec.clusterIPs', ['10.0.0.2']),
    refusesAt('spec.clusterIPs', ['10.0.0.1', 'none'], 'spec.clusterIPs[1]'),
  )
  .given(
    'one with external addresses',
    changed(plain, 'spec.externalIPs', ['198.51.100.1']),
    accepts('spec.externalTrafficPolicy', 'Local'),
  )
  .given(
    'a name for another host',
    service({ type: 'ExternalName', externalName: 'example.com' }),
    accepts('spec.externalName', 'example.com.'),
    refuses('spec.externalName', undefined, '', 'a b', 'example.com..'),
    refuses('spec.clusterIP', '10.0.0.1'),
  )
  .given(
    'one with a port of the nodes',
    nodePorts,
    accepts('spec.ports[0].nodePort', 0),
    bounds('spec.ports[0].nodePort', 30000, 32767),
    refusesAt('spec.ports[1].nodePort', 30080, 'spec.ports'),
    accepts('spec.ports[1]', { ...GRPC, protocol: 'UDP', nodePort: 30080 }),
    refuses('spec.clusterIP', 'None'),
    accepts('spec.externalTrafficPolicy', 'Cluster', 'Local'),
    refuses('spec.healthCheckNodePort', 30000),
  )
  .given(
    'one with a load balancer',
    loadBalancer,
    refusesAt('spec.externalTrafficPolicy', 'local', 'spec.externalTrafficPolicy', 'spec.healthCheckNodePort'),
    refusesAt('spec.externalTrafficPolicy', 'Cluster', 'spec.healthCheckNodePort'),
    accepts('spec.healthCheckNodePort', 0, 1, 65535),
    refuses('spec.healthCheckNodePort', -1, 65536),
    accepts('spec.loadBalancerSourceRanges', ['10.0.0.0/8', '2001:db8::/32', '0.0.0.0/0']),
    refuses('spec.loadBalancerSourceRanges[0]', '10.0.0.1/8', '10.0.0.0', '10.0.0.0/33'),
    refuses('spec.loadBalancerClass', 'a b'),
  )
  .guardsEveryRow();

const MIB = 2 ** 20;
const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { 'a.yaml': 'x' } };

new KubernetesTable('core/config-map')
  .given(
    'one of text',
    configMap,
    COMMON,
    GENERATION,
    accepts('data', { '.a': '', _: '', '-': '' }, { ['a'.repeat(253)]: '' }, { a: 'x'.repeat(MIB) }, { a: 'é'.repeat(MIB / 2) }),
    refuses('data', { 'a b': '' }, { '.': '' }, { '..a': '' }, { ['a'.repeat(254)]: '' }),
    refuses('data', { a: 'x'.repeat(MIB), b: 'x' }, { a: `${'é'.repeat(MIB / 2)}x` }),
    refusesAt('data', { a: 1 }, 'data.a'),
    accepts('binaryData', { b: 'AA==' }, { b: 'AAAA'.repeat(MIB / 3) }),
    refusesAt('binaryData', { b: 'A' }, 'binaryData.b'),
    refuses('binaryData', { 'a b': '' }, { ['a'.repeat(254)]: '' }, { 'a.yaml': 'AA==' }, { b: 'AAAA'.repeat(MIB / 3 + 1) }),
  )
  .guardsEveryRow();

for (const [file, kind] of [
  ['core/namespace', 'Namespace'],
  ['core/service-account', 'ServiceAccount'],
] as const) {
  new KubernetesTable(file)
    .given('one that has nothing but a name', { apiVersion: 'v1', kind, metadata: { name: 'a' } }, COMMON, GENERATION)
    .guardsEveryRow();
}
