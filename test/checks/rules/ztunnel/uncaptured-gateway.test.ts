import { uncapturedGateway } from '../../../../lib/checks/rules/ztunnel/uncaptured-gateway';
import { exit } from '../ambient';
import { objections } from '../objections';

test.each([
  ['in an ambient namespace', exit()],
  ['with ambient pods', exit({ namespaceLabels: '{}', podTemplate: '{ extraLabels: { istio.io/dataplane-mode: ambient } }' })],
  [
    'with ambient pods, by the labels of the Gateway',
    exit({ namespaceLabels: '{}', infrastructure: '{ labels: { istio.io/dataplane-mode: ambient } }' }),
  ],
  [
    'whose parameters are not in the manifests',
    exit({
      namespaceLabels: '{}',
      infrastructure: '{ parametersRef: { group: gateway.kgateway.dev, kind: GatewayParameters, name: other } }',
    }),
  ],
  ['whose namespace is not in the manifests', exit().replace('kind: Namespace', 'kind: ConfigMap')],
  ['without an egress route', exit().replace('kind: HTTPRoute', 'kind: ConfigMap')],
])('accepts a gateway %s', (_, yaml) => {
  expect(objections(uncapturedGateway, yaml)).toEqual([]);
});

test.each([
  ['outside ambient', exit({ namespaceLabels: '{}' }), 'no istio.io/dataplane-mode on the namespace or the pods'],
  ['whose pods opt out of ambient', exit({ podTemplate: '{ extraLabels: { istio.io/dataplane-mode: none } }' }), 'none'],
  [
    'without parameters',
    exit({ namespaceLabels: '{}', infrastructure: '{}' }),
    'no istio.io/dataplane-mode on the namespace or the pods',
  ],
])('reports a gateway %s', (_, yaml, got) => {
  expect(objections(uncapturedGateway, yaml)).toEqual([`Gateway exit/gw spec.infrastructure: ${got}`]);
});
