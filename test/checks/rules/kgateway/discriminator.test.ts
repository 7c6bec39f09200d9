import { discriminator } from '../../../../lib/checks/rules/kgateway/discriminator';
import type { KgatewayVersion } from '../../../../lib/core/platform';
import { objections } from '../objections';
import { backend, documents, extension } from '../way-out';

const reported = (kgateway: KgatewayVersion, yaml: string) => objections(discriminator, yaml, { platform: { kgateway } });
const typed = (yaml: string, type: string) => yaml.replace('spec: {', `spec: { type: ${type},`);
const BARE = documents(backend(), extension());

test.each<[KgatewayVersion, string]>([
  ['2.4', BARE],
  ['2.3', BARE],
  ['2.2', documents(typed(backend(), 'Static'), typed(extension(), 'ExtAuth'))],
])('accepts the objects with kgateway %s: %#', (version, yaml) => {
  expect(reported(version, yaml)).toEqual([]);
});

test.each<KgatewayVersion>(['2.1', '2.2'])('reports objects without a type with kgateway %s', (version) => {
  expect(reported(version, BARE)).toEqual([
    'Backend egress/api spec.type: undefined',
    'GatewayExtension egress/authz spec.type: undefined',
  ]);
});
