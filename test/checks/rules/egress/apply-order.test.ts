import { applyOrder } from '../../../../lib/checks/rules/egress/apply-order';
import { objections } from '../objections';
import { config, documents, ENTRY, entry, gateway, route, tls, VERIFIED } from '../way-out';

const waved = (yaml: string, wave: string) =>
  yaml.replace('namespace: egress }', `namespace: egress, annotations: { argocd.argoproj.io/sync-wave: '${wave}' } }`);
const LATE = ['BackendTLSPolicy egress/api metadata: after ServiceEntry egress/api, port 443'];

test.each([
  ['the policy comes first', documents(tls(), entry(), gateway(), route())],
  ['the policy is in an earlier sync wave', documents(entry(), waved(tls(), '-2'), gateway(), route())],
  ['the destination is in a later sync wave', documents(waved(entry(), '1'), tls(), gateway(), route())],
  ['no route refers to the destination', documents(entry(), tls())],
  ['the route passes TLS through', documents(entry(), tls(), gateway(), route(ENTRY, '', 'TLSRoute'))],
])('no plaintext leaves if %s', (_, yaml) => {
  expect(objections(applyOrder, yaml)).toEqual([]);
});

test.each([
  ['it comes after its destination', documents(entry(), tls(), gateway(), route())],
  ['it is in a later sync wave', documents(waved(tls(), '2'), entry(), gateway(), route())],
  ['it is in the same sync wave', documents(waved(entry(), '1'), waved(tls(), '1'), gateway(), route())],
])('a policy is reported if %s', (_, yaml) => {
  expect(objections(applyOrder, yaml)).toEqual(LATE);
});

test('a BackendConfigPolicy with tls is reported, too', () => {
  expect(objections(applyOrder, documents(gateway(), route(), entry(), config(VERIFIED)))).toHaveLength(1);
});
