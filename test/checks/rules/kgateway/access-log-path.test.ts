import { accessLogPath } from '../../../../lib/checks/rules/kgateway/access-log-path';
import { gateway, HTTP, object, policy } from '../exit';
import { objections } from '../objections';

const log = (path: string) => `{ fileSink: { path: ${path}, stringFormat: a } }`;
const logs = (...paths: readonly string[]) => {
  const settings = `default: { httpSettings: { accessLog: [${paths.map(log).join(', ')}] } }`;
  return policy('ListenerPolicy', 'exit', 'gateway.networking.k8s.io Gateway exit', settings);
};
const REF = 'infrastructure: { parametersRef: { group: gateway.kgateway.dev, kind: GatewayParameters, name: exit } }';
const tuned = object('Gateway', 'egress/exit', `{ gatewayClassName: kgateway, ${REF}, listeners: [${HTTP}] }`);
const parameters = (kube: string) => object('GatewayParameters', 'egress/exit', `{ kube: { ${kube} } }`);
const mounted = (mount: string, volume = 'emptyDir: {}') =>
  tuned +
  parameters(
    `envoyContainer: { extraVolumeMounts: [{ name: logs, ${mount} }] }, podTemplate: { extraVolumes: [{ name: logs, ${volume} }] }`,
  );
const place = (index: number) => `ListenerPolicy egress/exit spec.default.httpSettings.accessLog[${index}].fileSink.path`;
const reported = (file: string) => [
  `${place(0)}: ${file}, where no writable volume is mounted in the pods of Gateway egress/exit`,
];

test.each(['/dev/stdout', '/dev/stderr', '/dev/null', '/proc/self/fd/1', '/dev/fd/2', '/dev/shm/access.log'])(
  'accepts %s in every pod',
  (file) => {
    expect(objections(accessLogPath, gateway() + logs(file))).toEqual([]);
  },
);

test.each(['/var/log/access.log', '/tmp/access.log', 'access.log', '/dev/stdouts'])('reports %s in the default pod', (file) => {
  expect(objections(accessLogPath, gateway() + logs(file))).toEqual(reported(file));
  expect(objections(accessLogPath, tuned + parameters('service: { type: ClusterIP }') + logs(file))).toEqual(reported(file));
});

test('reports each log by itself', () => {
  expect(
    objections(accessLogPath, gateway() + logs('/dev/stdout', '/a', '/b')).map((text) => text.slice(0, place(1).length)),
  ).toEqual([place(1), place(2)]);
});

test.each([
  ['a volume', mounted('mountPath: /logs')],
  ['a volume that is mounted by a path with a final slash', mounted('mountPath: /logs/')],
  ['a folder of the node', mounted('mountPath: /logs', 'hostPath: { path: /var/log }')],
  ['a pod whose root file system can be written', tuned + parameters('omitDefaultSecurityContext: true')],
  [
    'a pod whose root file system is made writable',
    tuned + parameters('envoyContainer: { securityContext: { readOnlyRootFilesystem: false } }'),
  ],
  ['a pod that an overlay changes', tuned + parameters('deploymentOverlay: { spec: {} }')],
  ['parameters of another repository', tuned],
  ['a Gateway of another repository', ''],
  ['a class that may have parameters', gateway().replace('Name: kgateway', 'Name: own')],
  [
    'a class with parameters',
    gateway() + object('GatewayClass', 'kgateway', '{ controllerName: kgateway.dev/kgateway, parametersRef: { name: a } }'),
  ],
])('accepts a file in %s', (_, yaml) => {
  expect(objections(accessLogPath, yaml + logs('/logs/access.log'))).toEqual([]);
});

test.each([
  ['a read-only mount', mounted('mountPath: /logs, readOnly: true')],
  ['the volume of a Secret', mounted('mountPath: /logs', 'secret: { secretName: a }')],
  ['a folder beside the volume', mounted('mountPath: /log')],
  ['a class without parameters', gateway() + object('GatewayClass', 'kgateway', '{ controllerName: kgateway.dev/kgateway }')],
])('reports a file in %s', (_, yaml) => {
  expect(objections(accessLogPath, yaml + logs('/logs/access.log'))).toEqual(reported('/logs/access.log'));
});

test('reports a file in a folder that an empty volume does not have', () => {
  expect(objections(accessLogPath, mounted('mountPath: /logs') + logs('/logs/a/access.log'))).toEqual(
    reported('/logs/a/access.log'),
  );
});
