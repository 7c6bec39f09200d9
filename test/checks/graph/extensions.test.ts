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

test('an extension is asked by the policies of a way out, and listed once', () => {
  expect(namesOf(authorized(extension(), traffic(ASKS)))).toEqual(['authz']);
});

test.each([
  ['a way in asks', documents(gateway(), extension(), traffic(ASKS, OF_GATEWAY))],
  ['is not among the manifests', authorized()],
  ['limits rates', authorized(extension().replace(/extAuth: .*/, 'rateLimit: {} }'))],
])('no extension is listed that %s', (_, yaml) => {
  expect(namesOf(yaml)).toEqual([]);
});
