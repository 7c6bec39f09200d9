import { parseAllDocuments } from 'yaml';
import { EgressGraph } from '../../../lib/checks/graph';
import { egressExtensions } from '../../../lib/checks/graph/extensions';
import type { Manifest } from '../../../lib/manifests/manifest';
import { authorized, documents, extension, gateway, OF_GATEWAY, traffic } from '../rules/way-out';

const namesOf = (yaml: string) =>
  egressExtensions(new EgressGraph(parseAllDocuments(yaml).map((document) => document.toJS() as Manifest))).map(
    ({ metadata }) => metadata.name,
  );
const ASKS = 'extAuth: { extensionRef: { name: authz } }';

test('the extension of an egress policy is listed once', () => {
  expect(namesOf(authorized(extension(), traffic(ASKS)))).toEqual(['authz']);
});

test.each([
  ['belongs to an ingress gateway', documents(gateway(), extension(), traffic(ASKS, OF_GATEWAY))],
  ['is not among the manifests', authorized()],
  ['limits request rates', authorized(extension().replace(/extAuth: .*/, 'rateLimit: {} }'))],
])('no extension is listed if it %s', (_, yaml) => {
  expect(namesOf(yaml)).toEqual([]);
});
