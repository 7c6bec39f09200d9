import { authorizationProtocol } from '../../../../lib/checks/rules/egress/authorization-protocol';
import { objections } from '../objections';
import { authorized, extension } from '../way-out';

const service = (port: string) => `
apiVersion: v1
kind: Service
metadata: { name: authz, namespace: egress }
spec: { ports: [{ name: probes, port: 9080 }, { port: 9081${port} }] }`;
const told = (port: string) => objections(authorizationProtocol, authorized(extension(), service(port)));

test.each([
  ', appProtocol: kubernetes.io/h2c',
  ', appProtocol: grpc',
  ', name: grpc',
  ', name: http2',
  ', name: foo, appProtocol: HTTP2',
])('HTTP/2 is spoken to a port with %s', (port) => {
  expect(told(port)).toEqual([]);
});

test.each([
  [', name: foo', 'nothing, and the name foo'],
  [', name: grpc-authz', 'nothing, and the name grpc-authz'],
  ['', 'nothing, and the name is missing'],
  [', name: grpc, appProtocol: http', 'http'],
])('HTTP/1.1 is spoken to a port with %s', (port, got) => {
  expect(told(port)).toEqual([`Service egress/authz spec.ports[1].appProtocol: ${got}`]);
});

test('a Service of another repository is not judged', () => {
  expect(objections(authorizationProtocol, authorized(extension()))).toEqual([]);
});
