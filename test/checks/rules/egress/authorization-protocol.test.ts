import { authorizationProtocol } from '../../../../lib/checks/rules/egress/authorization-protocol';
import { objections } from '../objections';
import { authorized, extension } from '../way-out';

const service = (port: string) => `
apiVersion: v1
kind: Service
metadata: { name: authz, namespace: egress }
spec: { ports: [{ name: probes, port: 9080 }, { port: 9081${port} }] }`;
const report = (port: string) => objections(authorizationProtocol, authorized(extension(), service(port)));

test.each([
  ', appProtocol: kubernetes.io/h2c',
  ', appProtocol: grpc',
  ', name: grpc',
  ', name: http2',
  ', name: foo, appProtocol: HTTP2',
])('kgateway calls a port with %s over HTTP/2', (port) => {
  expect(report(port)).toEqual([]);
});

test.each([
  [', name: foo', 'no appProtocol and port name foo'],
  [', name: grpc-authz', 'no appProtocol and port name grpc-authz'],
  ['', 'no appProtocol and no port name'],
  [', name: grpc, appProtocol: http', 'http'],
])('kgateway calls a port with %s over HTTP/1.1, which is reported', (port, got) => {
  expect(report(port)).toEqual([`Service egress/authz spec.ports[1].appProtocol: ${got}`]);
});

test('a Service of another repository is not checked', () => {
  expect(objections(authorizationProtocol, authorized(extension()))).toEqual([]);
});
