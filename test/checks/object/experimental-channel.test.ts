import { checkObject } from '../../../lib/checks/object/check-object';
import { showPath } from '../../../lib/core/path';
import { Platform } from '../../../lib/core/platform';
import { NOW } from '../../kit';

/** The unknown fields of an object of Gateway API: path, message and fix. */
const unknown = (kind: string, spec: object, annotations = {}) => {
  const object = { apiVersion: 'gateway.networking.k8s.io/v1', kind, metadata: { name: 'api', annotations }, spec };
  const { findings } = checkObject(object, { platform: Platform.for({}), now: NOW });
  return findings
    .filter(({ rule }) => rule === 'schema/unknown-field')
    .map(({ severity, path, message, fix }) => `${severity} ${showPath(path)}: ${message}; ${fix}`);
};

test('an unknown field that the experimental channel has is reported with that reason', () => {
  expect(unknown('HTTPRoute', { rules: [{ retry: { attempts: 1 } }] })).toMatchInlineSnapshot(`
[
  "error spec.rules[0].retry: the field retry exists only in the experimental channel of Gateway API; if the cluster has the CRDs of that channel, set the annotation cdk8s-egress/waive.schema.unknown-field to say so; else use retry of a TrafficPolicy",
]
`);
  expect(unknown('GRPCRoute', { rules: [{ sessionPersistence: {} }] })).toMatchInlineSnapshot(`
[
  "error spec.rules[0].sessionPersistence: the field sessionPersistence exists only in the experimental channel of Gateway API; if the cluster has the CRDs of that channel, set the annotation cdk8s-egress/waive.schema.unknown-field to say so; else remove the field",
]
`);
});

test.each([
  ['HTTPRoute', { useDefaultGateways: 'All' }],
  ['HTTPRoute', { rules: [{ sessionPersistence: {} }] }],
  ['HTTPRoute', { rules: [{ filters: [{ type: 'ExternalAuth', externalAuth: {} }] }] }],
  ['HTTPRoute', { rules: [{ backendRefs: [{ name: 'web', port: 80, filters: [{ type: 'ExternalAuth', externalAuth: {} }] }] }] }],
  ['TLSRoute', { hostnames: ['a.example.com'], useDefaultGateways: 'All', rules: [] }],
  ['Gateway', { gatewayClassName: 'kgateway', listeners: [], defaultScope: 'All' }],
])('so is a %s with %j', (kind, spec) => {
  expect(unknown(kind, spec)).toEqual([expect.stringContaining('experimental channel')]);
});

test.each([
  ['retries', { rules: [{ retries: {} }] }],
  ['retry at another level', { retry: {} }],
])('%s is an ordinary unknown field', (_, spec) => {
  expect(unknown('HTTPRoute', spec)).toEqual([expect.not.stringContaining('experimental')]);
});

test('the annotation waives it', () => {
  const waiver = { 'cdk8s-egress/waive.schema.unknown-field': 'experimental channel' };
  expect(unknown('HTTPRoute', { rules: [{ retry: {} }] }, waiver)).toEqual([expect.stringMatching(/^waived /)]);
});
