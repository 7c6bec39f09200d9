import { searchDomain } from '../../../../lib/checks/rules/egress/search-domain';
import { stolenName } from '../../../../lib/checks/rules/egress/stolen-name';
import { objections } from '../objections';
import { backend, documents, gateway, route } from '../way-out';

const BACKEND = '{ group: gateway.kgateway.dev, kind: Backend, name: api }';
const service = (namespace: string, name: string, fields = '') => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ${fields}ports: [{ port: 80 }] }`;
const to = (hosts: readonly string[], ...more: readonly string[]) =>
  documents(gateway(), route(BACKEND), backend(hosts.map((host) => `{ host: ${host}, port: 80 }`).join(', ')), ...more);
const HEADLESS = 'clusterIP: None, ';
/** Makes the gateway an egress gateway whatever the other host is. */
const OUT = '198.51.100.20';

test.each([
  ['the name has a trailing dot', to([OUT, 'ollama.dev.'], service('dev', 'ollama'))],
  ['no Service has that name and namespace', to([OUT, 'ollama.dev'], service('test', 'ollama'), service('dev', 'other'))],
  ['a Service with a virtual address has no names for its pods', to([OUT, 'a.ollama.dev'], service('dev', 'ollama'))],
  ['the name has more labels', to([OUT, 'a.b.ollama.dev'], service('dev', 'ollama', HEADLESS))],
  ['the full name of the Service is meant', to([OUT, 'ollama.dev.svc.cluster.local'], service('dev', 'ollama'))],
  ['no egress gateway has the destination', to(['ollama.dev'], service('dev', 'ollama'))],
])('nothing is reported if %s', (_, yaml) => {
  expect(objections(stolenName, yaml)).toEqual([]);
});

const stolen = (name: string, service: string, index = 1) => [
  `Backend egress/api spec.static.hosts[${index}].host: ${name}, which Service ${service} takes over`,
];

test.each([
  ['service.namespace', to([OUT, 'ollama.dev'], service('dev', 'ollama')), stolen('ollama.dev', 'dev/ollama')],
  [
    'a Service in the namespace of the gateway',
    to([OUT, 'ollama'], service('egress', 'ollama')),
    stolen('ollama', 'egress/ollama'),
  ],
  [
    'a pod of a headless Service',
    to([OUT, 'a.ollama.dev'], service('dev', 'ollama', HEADLESS)),
    stolen('a.ollama.dev', 'dev/ollama'),
  ],
  [
    'a pod of a headless Service of the own namespace',
    to([OUT, 'a.dev'], service('egress', 'dev', HEADLESS)),
    stolen('a.dev', 'egress/dev'),
  ],
])('it is reported if the name spells %s, and only by this rule', (_, yaml, found) => {
  expect(objections(stolenName, yaml)).toEqual(found);
  expect(objections(searchDomain, yaml)).toEqual([]);
});

test('it is reported for an approved destination, although the manifests alone look as if it were in the cluster', () => {
  const approved = backend('{ host: ollama.dev, port: 80 }').replace(
    'name: api,',
    'name: api, labels: { security.corp/egress-approved: "true" },',
  );
  const yaml = documents(gateway(), route(BACKEND), approved, service('dev', 'ollama'));
  expect(objections(stolenName, yaml)).toEqual(stolen('ollama.dev', 'dev/ollama', 0));
});
