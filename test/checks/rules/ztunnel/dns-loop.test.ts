import { dnsLoop } from '../../../../lib/checks/rules/ztunnel/dns-loop';
import { exit } from '../ambient';
import { objections } from '../objections';

test.each([
  ['whose pods resolve names themselves', exit()],
  ['whose pods are not captured', exit({ namespaceLabels: '{}', podTemplate: '{}' })],
  ['whose pods are unknown', exit({ infrastructure: '{ parametersRef: { group: x, kind: Other, name: other } }' })],
  [
    'without a route to a ServiceEntry',
    exit({ podTemplate: '{}' }).replace('kind: ServiceEntry, name: api', 'kind: ServiceEntry, name: none'),
  ],
])('accepts a gateway %s', (_, yaml) => {
  expect(objections(dnsLoop, yaml)).toEqual([]);
});

test.each([
  ['the annotation is absent', '{}', 'no ambient.istio.io/dns-capture on its pods'],
  ['capture is on', '{ extraAnnotations: { ambient.istio.io/dns-capture: "true" } }', 'true'],
])('reports a gateway if %s', (_, podTemplate, got) => {
  expect(objections(dnsLoop, exit({ podTemplate }))).toEqual([`Gateway exit/gw spec.infrastructure: ${got}`]);
});
