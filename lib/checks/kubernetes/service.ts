import { isKubernetesDnsSubdomain } from '../../core/net/dns';
import { isGoIp } from '../../core/net/ip';
import { isCount } from '../../core/numbers';
import { isObject, type JsonObject } from '../schema/node';
import { isQualifiedName, LABEL, QUALIFIED_NAME } from './name-syntax';
import {
  accepts,
  every,
  isEmpty,
  isNetwork,
  isPortOrName,
  keysAre,
  labels,
  NETWORK,
  oneOf,
  PORT_OR_NAME,
  type Row,
  range,
  required,
  unique,
} from './rows';

const specOf = (object: JsonObject): JsonObject => (isObject(object.spec) ? object.spec : {});
const typeOf = (object: JsonObject) => specOf(object).type || 'ClusterIP';
const isHeadless = (object: JsonObject) => specOf(object).clusterIP === 'None';
const isExternal = (object: JsonObject) => ['NodePort', 'LoadBalancer'].includes(String(typeOf(object)));
const portCount = (object: JsonObject) => (Array.isArray(specOf(object).ports) ? (specOf(object).ports as unknown[]).length : 0);

/** `pkg/apis/core/validation`, ValidateService. */
export const serviceRows = (): readonly Row[] => [
  ...required('spec'),
  oneOf('spec.type', 'ClusterIP NodePort LoadBalancer ExternalName'),
  every(
    'spec.ports',
    (ports, _, object) => !isEmpty(ports) || isHeadless(object) || typeOf(object) === 'ExternalName',
    'at least one port',
  ),
  range('spec.ports[].port', 1, 65535),
  oneOf('spec.ports[].protocol', 'TCP UDP SCTP'),
  every(
    'spec.ports[].name',
    (name, _, object) => !isEmpty(name) || portCount(object) < 2,
    'a name, if the Service has more than one port',
  ),
  accepts('spec.ports[].name', (name) => LABEL.accepts(String(name)), LABEL.allowed),
  unique('spec.ports', ({ name }) => name, 'ports with different names'),
  unique('spec.ports', ({ port, protocol }) => `${protocol || 'TCP'} ${port}`, 'ports that differ in protocol or number'),
  unique(
    'spec.ports',
    ({ nodePort, protocol }) => nodePort && `${protocol || 'TCP'} ${nodePort}`,
    'ports with different nodePorts',
  ),
  accepts('spec.ports[].targetPort', isPortOrName, PORT_OR_NAME),
  accepts('spec.ports[].appProtocol', (name) => isQualifiedName(String(name)), QUALIFIED_NAME),
  accepts(
    'spec.ports[].nodePort',
    (port, _, object) => port === 0 || (isExternal(object) && isCount(port, 30000, 32767)),
    'a whole number from 30000 to 32767, and only with type NodePort or LoadBalancer',
  ),
  ...labels('spec.selector'),
  oneOf('spec.sessionAffinity', 'ClientIP None'),
  range('spec.sessionAffinityConfig.clientIP.timeoutSeconds', 1, 86400),
  accepts(
    'spec.sessionAffinityConfig.clientIP',
    (_, __, object) => specOf(object).sessionAffinity === 'ClientIP',
    'a value only with sessionAffinity ClientIP',
  ),
  every(
    'spec.externalName',
    (name, _, object) => typeOf(object) !== 'ExternalName' || isKubernetesDnsSubdomain(String(name ?? '').replace(/\.$/, '')),
    'a DNS name, with type ExternalName',
  ),
  accepts('spec.clusterIP', (ip) => ip === 'None' || isGoIp(String(ip)), 'None or an IP address'),
  accepts('spec.clusterIP', (_, __, object) => typeOf(object) !== 'ExternalName', 'no value with type ExternalName'),
  accepts('spec.clusterIP', (ip, _, object) => ip !== 'None' || !isExternal(object), 'None only with type ClusterIP'),
  every(
    'spec.clusterIPs',
    (ips, { clusterIP }) => isEmpty(ips) || (ips as unknown[])[0] === clusterIP,
    'the value of clusterIP as the first entry',
  ),
  accepts('spec.clusterIPs[]', (ip) => ip === 'None' || isGoIp(String(ip)), 'None or an IP address'),
  accepts('spec.externalIPs[]', (ip) => isGoIp(String(ip)), 'an IP address'),
  oneOf('spec.ipFamilies[]', 'IPv4 IPv6'),
  oneOf('spec.ipFamilyPolicy', 'SingleStack PreferDualStack RequireDualStack'),
  oneOf('spec.internalTrafficPolicy', 'Cluster Local'),
  oneOf('spec.externalTrafficPolicy', 'Cluster Local'),
  accepts(
    'spec.externalTrafficPolicy',
    (_, { externalIPs }, object) => isExternal(object) || !isEmpty(externalIPs),
    'a value only with type NodePort or LoadBalancer',
  ),
  accepts(
    'spec.healthCheckNodePort',
    (port, { externalTrafficPolicy }, object) =>
      port === 0 || (isCount(port, 1, 65535) && typeOf(object) === 'LoadBalancer' && externalTrafficPolicy === 'Local'),
    'a port only with type LoadBalancer and externalTrafficPolicy Local',
  ),
  oneOf('spec.trafficDistribution', 'PreferClose PreferSameZone PreferSameNode'),
  accepts('spec.loadBalancerSourceRanges[]', isNetwork, NETWORK),
  ...['spec.loadBalancerSourceRanges', 'spec.allocateLoadBalancerNodePorts', 'spec.loadBalancerClass'].map((path) =>
    accepts(path, (_, __, object) => typeOf(object) === 'LoadBalancer', 'a value only with type LoadBalancer'),
  ),
  accepts('spec.loadBalancerClass', (name) => isQualifiedName(String(name)), QUALIFIED_NAME),
];

const DATA_KEY = /^(?!\.\.?$)(?!\.\.)[-._a-zA-Z0-9]{1,253}$/;
const sizeOf = (data: unknown) => (isObject(data) ? Object.values(data).join('').length : 0);

/** `pkg/apis/core/validation`, ValidateConfigMap. */
export const configMapRows = (): readonly Row[] => [
  ...['data', 'binaryData'].map((path) =>
    accepts(
      path,
      keysAre((key) => DATA_KEY.test(key)),
      'keys of a-z, A-Z, 0-9, -, _ and ., at most 253 characters, except . and keys that start with ..',
    ),
  ),
  accepts(
    'binaryData',
    (data, { data: texts }) => !isObject(texts) || keysAre((key) => !(key in texts))(data, {}, {}),
    'keys that data does not have',
  ),
  accepts(
    'data',
    (data) => Buffer.byteLength(isObject(data) ? Object.values(data).join('') : '') <= 1024 * 1024,
    'at most 1 MiB',
  ),
  accepts('binaryData', (data) => sizeOf(data) * 0.75 <= 1024 * 1024, 'at most 1 MiB'),
];
