import { uncapturedGateway } from '../../../../lib/checks/rules/ztunnel/uncaptured-gateway';
import { exit } from '../ambient';
import { objections } from '../objections';

test.each([
  ['its namespace is in ambient', exit()],
  ['its pods are', exit({ namespaceLabels: '{}', podTemplate: '{ extraLabels: { istio.io/dataplane-mode: ambient } }' })],
  [
    'its pods are, by the Gateway',
    exit({ namespaceLabels: '{}', infrastructure: '{ labels: { istio.io/dataplane-mode: ambient } }' }),
  ],
  [
    'its parameters are somewhere else',
    exit({
      namespaceLabels: '{}',
      infrastructure: '{ parametersRef: { group: gateway.kgateway.dev, kind: GatewayParameters, name: other } }',
    }),
  ],
  ['its namespace is somewhere else', exit().replace('kind: Namespace', 'kind: ConfigMap')],
  ['nothing leads out by it', exit().replace('kind: HTTPRoute', 'kind: ConfigMap')],
])('fine where %s', (_, yaml) => {
  expect(objections(uncapturedGateway, yaml)).toEqual([]);
});

test.each([
  ['nothing is in ambient', exit({ namespaceLabels: '{}' }), 'no istio.io/dataplane-mode on the namespace or the pods'],
  ['its pods leave ambient', exit({ podTemplate: '{ extraLabels: { istio.io/dataplane-mode: none } }' }), 'none'],
  [
    'it has no parameters',
    exit({ namespaceLabels: '{}', infrastructure: '{}' }),
    'no istio.io/dataplane-mode on the namespace or the pods',
  ],
])('told where %s', (_, yaml, got) => {
  expect(objections(uncapturedGateway, yaml)).toEqual([`Gateway exit/gw spec.infrastructure: ${got}`]);
});
