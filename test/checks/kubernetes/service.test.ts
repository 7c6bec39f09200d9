import { accepts, bounds, COMMON, changed, GENERATION, KubernetesTable, labels, rejects, rejectsAt } from './table';

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
    rejects('spec', undefined),
    accepts('spec.type', 'ClusterIP', 'NodePort', 'LoadBalancer'),
    rejects('spec.type', 'Nodeport'),
    rejects('spec.ports', [], undefined, [HTTP, { ...HTTP, port: 81 }], [HTTP, { ...GRPC, port: 80 }]),
    accepts('spec.ports', [{ port: 80 }], [HTTP, { ...GRPC, port: 80, protocol: 'UDP' }]),
    bounds('spec.ports[0].port', 1, 65535),
    rejects('spec.ports[0].port', 'http'),
    rejects('spec.ports[0].portt', 1),
    accepts('spec.ports[0].protocol', 'TCP', 'UDP', 'SCTP'),
    rejects('spec.ports[0].protocol', 'tcp'),
    accepts('spec.ports[0].name', 'a'.repeat(63)),
    rejects('spec.ports[0].name', undefined, 'HTTP', 'a.b', 'a'.repeat(64)),
    bounds('spec.ports[0].targetPort', 1, 65535),
    accepts('spec.ports[0].targetPort', 'http', 'a'.repeat(15)),
    rejects('spec.ports[0].targetPort', 'Http', '80', '-a', 'a--b', 'a'.repeat(16)),
    accepts('spec.ports[0].appProtocol', 'kubernetes.io/h2c', 'a'.repeat(63)),
    rejects('spec.ports[0].appProtocol', 'a b', 'a/b/c', 'a'.repeat(64)),
    rejects('spec.ports[0].nodePort', 30000),
    labels('spec.selector'),
    accepts('spec.sessionAffinity', 'ClientIP', 'None'),
    rejects('spec.sessionAffinity', 'IP'),
    rejects('spec.sessionAffinityConfig.clientIP', { timeoutSeconds: 1 }),
    accepts('spec.clusterIP', 'None', '10.0.0.1', '2001:db8::1'),
    rejects('spec.clusterIP', 'none', '10.0.0.256'),
    accepts('spec.externalIPs', ['198.51.100.1', '::1']),
    rejects('spec.externalIPs[0]', '198.51.100.256', 'None'),
    accepts('spec.ipFamilies', ['IPv4', 'IPv6']),
    rejects('spec.ipFamilies[0]', 'ipv4', ''),
    accepts('spec.ipFamilyPolicy', 'SingleStack', 'PreferDualStack', 'RequireDualStack'),
    rejects('spec.ipFamilyPolicy', 'DualStack'),
    accepts('spec.internalTrafficPolicy', 'Cluster', 'Local'),
    rejects('spec.internalTrafficPolicy', 'local'),
    accepts('spec.trafficDistribution', 'PreferClose', 'PreferSameZone', 'PreferSameNode'),
    rejects('spec.trafficDistribution', 'preferClose'),
    rejects('spec.externalTrafficPolicy', 'Local'),
    accepts('spec.healthCheckNodePort', 0),
    rejects('spec.healthCheckNodePort', 30000),
    rejects('spec.loadBalancerSourceRanges', ['198.51.100.0/24']),
    rejects('spec.allocateLoadBalancerNodePorts', true),
    rejects('spec.loadBalancerClass', 'example.com/internal'),
  )
  .given(
    'one with session affinity',
    changed(plain, 'spec.sessionAffinity', 'ClientIP'),
    bounds('spec.sessionAffinityConfig.clientIP.timeoutSeconds', 1, 86400),
  )
  .given(
    'a headless one',
    service({ clusterIP: 'None' }),
    accepts('spec.clusterIPs', ['None']),
    rejects('spec.clusterIPs', ['10.0.0.1']),
  )
  .given(
    'one with an address',
    changed(plain, 'spec.clusterIP', '10.0.0.1'),
    accepts('spec.clusterIPs', [], ['10.0.0.1', '2001:db8::1']),
    rejects('spec.clusterIPs', ['10.0.0.2']),
    rejectsAt('spec.clusterIPs', ['10.0.0.1', 'none'], 'spec.clusterIPs[1]'),
  )
  .given(
    'one with external addresses',
    changed(plain, 'spec.externalIPs', ['198.51.100.1']),
    accepts('spec.externalTrafficPolicy', 'Local'),
  )
  .given(
    'one of type ExternalName',
    service({ type: 'ExternalName', externalName: 'example.com' }),
    accepts('spec.externalName', 'example.com.'),
    rejects('spec.externalName', undefined, '', 'a b', 'example.com..'),
    rejects('spec.clusterIP', '10.0.0.1'),
  )
  .given(
    'one of type NodePort',
    nodePorts,
    accepts('spec.ports[0].nodePort', 0),
    bounds('spec.ports[0].nodePort', 30000, 32767),
    rejectsAt('spec.ports[1].nodePort', 30080, 'spec.ports'),
    accepts('spec.ports[1]', { ...GRPC, protocol: 'UDP', nodePort: 30080 }),
    rejects('spec.clusterIP', 'None'),
    accepts('spec.externalTrafficPolicy', 'Cluster', 'Local'),
    rejects('spec.healthCheckNodePort', 30000),
  )
  .given(
    'one of type LoadBalancer',
    loadBalancer,
    rejectsAt('spec.externalTrafficPolicy', 'local', 'spec.externalTrafficPolicy', 'spec.healthCheckNodePort'),
    rejectsAt('spec.externalTrafficPolicy', 'Cluster', 'spec.healthCheckNodePort'),
    accepts('spec.healthCheckNodePort', 0, 1, 65535),
    rejects('spec.healthCheckNodePort', -1, 65536),
    accepts('spec.loadBalancerSourceRanges', ['10.0.0.0/8', '2001:db8::/32', '0.0.0.0/0']),
    rejects('spec.loadBalancerSourceRanges[0]', '10.0.0.1/8', '10.0.0.0', '10.0.0.0/33'),
    rejects('spec.loadBalancerClass', 'a b'),
  )
  .guardsEveryRow();

const MIB = 2 ** 20;
const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { 'a.yaml': 'x' } };

new KubernetesTable('core/config-map')
  .given(
    'one with data',
    configMap,
    COMMON,
    GENERATION,
    accepts('data', { '.a': '', _: '', '-': '' }, { ['a'.repeat(253)]: '' }, { a: 'x'.repeat(MIB) }, { a: 'é'.repeat(MIB / 2) }),
    rejects('data', { 'a b': '' }, { '.': '' }, { '..a': '' }, { ['a'.repeat(254)]: '' }),
    rejects('data', { a: 'x'.repeat(MIB), b: 'x' }, { a: `${'é'.repeat(MIB / 2)}x` }),
    rejectsAt('data', { a: 1 }, 'data.a'),
    accepts('binaryData', { b: 'AA==' }, { b: 'AAAA'.repeat(MIB / 3) }),
    rejectsAt('binaryData', { b: 'A' }, 'binaryData.b'),
    rejects('binaryData', { 'a b': '' }, { ['a'.repeat(254)]: '' }, { 'a.yaml': 'AA==' }, { b: 'AAAA'.repeat(MIB / 3 + 1) }),
  )
  .guardsEveryRow();

const named = (kind: string) => ({ apiVersion: 'v1', kind, metadata: { name: 'a' } });

new KubernetesTable('core/service-account')
  .given('one that only has a name', named('ServiceAccount'), COMMON, GENERATION)
  .guardsEveryRow();

new KubernetesTable('core/namespace')
  .given(
    'one that only has a name',
    named('Namespace'),
    COMMON,
    GENERATION,
    accepts('spec.finalizers[0]', 'kubernetes', 'example.com/keep'),
    rejects('spec.finalizers[0]', 'ConfigMap', 'a/b/c'),
  )
  .guardsEveryRow();
