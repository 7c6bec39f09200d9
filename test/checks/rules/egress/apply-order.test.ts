import { applyOrder } from '../../../../lib/checks/rules/egress/apply-order';
import { objections } from '../objections';
import { config, documents, ENTRY, entry, gateway, route, tls, VERIFIED } from '../way-out';

const waved = (yaml: string, wave: string) =>
  yaml.replace('namespace: egress }', `namespace: egress, annotations: { argocd.argoproj.io/sync-wave: '${wave}' } }`);
const LATE = ['BackendTLSPolicy egress/api metadata: after ServiceEntry egress/api, whose port 443 it is for'];

test.each([
  ['it comes before', documents(tls(), entry(), gateway(), route())],
  ['its wave comes before', documents(entry(), waved(tls(), '-2'), gateway(), route())],
  ['the wave of the destination comes after', documents(waved(entry(), '1'), tls(), gateway(), route())],
  ['no route leads there', documents(entry(), tls())],
  ['the route passes TLS through', documents(entry(), tls(), gateway(), route(ENTRY, '', 'TLSRoute'))],
])('no plaintext leaves when %s', (_, yaml) => {
  expect(objections(applyOrder, yaml)).toEqual([]);
});

test.each([
  ['it comes after', documents(entry(), tls(), gateway(), route())],
  ['its wave comes after', documents(waved(tls(), '2'), entry(), gateway(), route())],
  ['its wave is the same', documents(waved(entry(), '1'), waved(tls(), '1'), gateway(), route())],
])('a policy is told when %s', (_, yaml) => {
  expect(objections(applyOrder, yaml)).toEqual(LATE);
});

test('so is a BackendConfigPolicy with tls', () => {
  expect(objections(applyOrder, documents(gateway(), route(), entry(), config(VERIFIED)))).toHaveLength(1);
});
