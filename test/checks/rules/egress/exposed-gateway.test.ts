import { exposedGateway } from '../../../../lib/checks/rules/egress/exposed-gateway';
import { ENTRY, HTTP, object, route } from '../exit';
import { objections } from '../objections';

const REF = '{ group: gateway.kgateway.dev, kind: GatewayParameters, name: exit }';
const gateway = (ref = REF, name = 'egress/exit') =>
  object('Gateway', name, `{ gatewayClassName: kgateway, infrastructure: { parametersRef: ${ref} }, listeners: [${HTTP}] }`);
const BARE = object('Gateway', 'egress/exit', `{ gatewayClassName: kgateway, listeners: [${HTTP}] }`);
const parameters = (kube: string, name = 'egress/exit') => object('GatewayParameters', name, `{ kube: ${kube} }`);
const gatewayClass = (ref: string, controller = 'kgateway.dev/kgateway') =>
  object('GatewayClass', 'kgateway', `{ controllerName: ${controller}${ref && `, parametersRef: ${ref}`} }`);
const OUT = ENTRY + route();
const CLUSTER_IP = '{ service: { type: ClusterIP } }';
const CLASS_REF = '{ group: gateway.kgateway.dev, kind: GatewayParameters, name: all, namespace: system }';

test.each([
  ['its parameters set ClusterIP', gateway() + parameters(CLUSTER_IP)],
  ['an overlay sets ClusterIP', gateway() + parameters('{ serviceOverlay: { spec: { type: ClusterIP } } }')],
  ['the parameters of its class set ClusterIP', BARE + gatewayClass(CLASS_REF) + parameters(CLUSTER_IP, 'system/all')],
  ['its class belongs to another controller', BARE + gatewayClass('', 'example.com/other')],
  ['the parameters of its class are missing', BARE + gatewayClass(CLASS_REF)],
  ['it is self-managed', gateway() + object('GatewayParameters', 'egress/exit', '{ selfManaged: {} }')],
  ['its parameters are of another kind', gateway("{ group: '', kind: ConfigMap, name: exit }")],
  ['its class is unknown', BARE.replace('Name: kgateway', 'Name: istio')],
])('an egress gateway is not reported if %s', (_, yaml) => {
  expect(objections(exposedGateway, yaml + OUT)).toEqual([]);
});

test.each([
  ['without a type', '{ deployment: { replicas: 2 } }', 'LoadBalancer'],
  ['that publish a port', '{ service: { type: NodePort } }', 'NodePort'],
  [
    'that an overlay overrides',
    '{ service: { type: ClusterIP }, serviceOverlay: { spec: { type: LoadBalancer } } }',
    'LoadBalancer',
  ],
])('parameters %s are reported', (_, kube, type) => {
  const exposed = [`GatewayParameters egress/exit spec.kube.service.type: ${type}`];
  expect(objections(exposedGateway, gateway() + parameters(kube) + OUT)).toEqual(exposed);
});

test.each([
  ['no parameters', BARE],
  ['a class without parameters', BARE + gatewayClass('')],
  ['a class whose parameters set no type', BARE + gatewayClass(CLASS_REF) + parameters('{}', 'system/all')],
])('a gateway with %s is reported', (_, yaml) => {
  const exposed = ['Gateway egress/exit spec.infrastructure.parametersRef: no GatewayParameters, so a LoadBalancer'];
  expect(objections(exposedGateway, yaml + OUT)).toEqual(exposed);
});

test('a gateway with missing parameters is reported, unless another repository has them', () => {
  expect(objections(exposedGateway, gateway() + OUT)).toEqual([
    'Gateway egress/exit spec.infrastructure.parametersRef.name: GatewayParameters egress/exit, which are not among the manifests',
  ]);
  expect(objections(exposedGateway, gateway() + OUT, { external: ['GatewayParameters egress/exit'] })).toEqual([]);
  expect(objections(exposedGateway, BARE + OUT, { external: ['GatewayClass kgateway'] })).toEqual([]);
});

test('parameters that two gateways share are reported once', () => {
  const both = gateway() + gateway(REF, 'egress/second') + parameters('{}') + OUT;
  const second = route({ name: 'egress/second', parent: '{ name: second }' });
  expect(objections(exposedGateway, both + second)).toHaveLength(1);
});

test('a gateway without egress routes may be exposed', () => {
  expect(objections(exposedGateway, BARE + route({ rules: '{ backendRefs: [{ name: web, port: 80 }] }' }))).toEqual([]);
});

const service = (name: string, spec: string) =>
  object('Service', name, `{ selector: { gateway.networking.k8s.io/gateway-name: exit }, ${spec} }`);
const CLOSED = gateway() + parameters(CLUSTER_IP) + OUT;

test.each([
  ['egress/more', 'type: LoadBalancer', 'spec.type: LoadBalancer'],
  ['egress/more', 'type: NodePort', 'spec.type: NodePort'],
  ['egress/more', 'externalIPs: [203.0.113.7]', 'spec.externalIPs: 203.0.113.7'],
])('another Service %s for the pods of the gateway is reported: %s', (name, spec, found) => {
  expect(objections(exposedGateway, CLOSED + service(name, spec))).toEqual([
    `Service ${name} ${found}, for the pods of Gateway egress/exit`,
  ]);
});

test.each([
  ['is inside the cluster', service('egress/more', 'type: ClusterIP')],
  ['is in another namespace', service('other/more', 'type: LoadBalancer')],
  ['selects other pods', service('egress/more', 'type: LoadBalancer').replace('gateway-name: exit', 'gateway-name: other')],
])('another Service is not reported if it %s', (_, yaml) => {
  expect(objections(exposedGateway, CLOSED + yaml)).toEqual([]);
});
