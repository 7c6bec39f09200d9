import { deprecatedVersion } from '../../../../lib/checks/rules/istio/deprecated-version';
import { objections } from '../objections';

const object = (apiVersion: string, kind: string) =>
  `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: a }, spec: {} }`;

test.each([
  ['networking.istio.io/v1', 'DestinationRule'],
  ['networking.istio.io/v1alpha3', 'EnvoyFilter'],
  ['gateway.networking.k8s.io/v1beta1', 'ReferenceGrant'],
  ['security.istio.io/v1', 'RequestAuthentication'],
])('accepts %s %s', (apiVersion, kind) => {
  expect(objections(deprecatedVersion, object(apiVersion, kind))).toEqual([]);
});

test.each([
  ['networking.istio.io/v1beta1', 'VirtualService'],
  ['networking.istio.io/v1alpha3', 'Sidecar'],
  ['security.istio.io/v1beta1', 'RequestAuthentication'],
  ['gateway.networking.k8s.io/v1beta1', 'GatewayClass'],
])('reports %s %s', (apiVersion, kind) => {
  expect(objections(deprecatedVersion, object(apiVersion, kind))).toEqual([`${kind} a apiVersion: ${apiVersion}`]);
});
