import { clusterInternalHost } from '../../../../lib/checks/rules/egress/cluster-internal-host';
import { objections } from '../objections';
import { documents, entry, spec } from '../way-out';

const to = (host: string) => entry(spec('{ number: 80, name: http }', host));
const SERVICE = `
apiVersion: v1
kind: Service
metadata: { name: ollama, namespace: models }
spec: { ports: [{ port: 80 }] }`;

test.each(['api.example.com', '*.example.com', 'host.docker.internal', 'ollama', 'ollama.models', 'svc.example.com'])(
  '%s is not cluster-internal',
  (host) => {
    expect(objections(clusterInternalHost, to(host))).toEqual([]);
  },
);

test.each([
  ...['ollama.models.svc.cluster.local', 'ollama.models.svc', 'OLLAMA.models.SVC.', '*.models.svc.cluster.local'],
  ...['a.localhost', 'localhost', 'cluster.local'],
])('%s is cluster-internal', (host) => {
  expect(objections(clusterInternalHost, to(host))).toEqual([`ServiceEntry egress/api spec.hosts[0]: ${host}`]);
});

test('the short name of a Service among the manifests is cluster-internal', () => {
  expect(objections(clusterInternalHost, documents(SERVICE.replace('models', 'egress'), to('ollama')))).toHaveLength(1);
  expect(objections(clusterInternalHost, documents(SERVICE, to('ollama.models')))).toHaveLength(1);
  expect(objections(clusterInternalHost, documents(SERVICE, to('models.ollama')))).toEqual([]);
});
