import { dnsLoop } from '../../../../lib/checks/rules/ztunnel/dns-loop';
import { exit } from '../ambient';
import { objections } from '../objections';

test.each([
  ['its pods resolve names themselves', exit()],
  ['they are not captured', exit({ namespaceLabels: '{}', podTemplate: '{}' })],
  ['nothing is known of its pods', exit({ infrastructure: '{ parametersRef: { group: x, kind: Other, name: other } }' })],
  [
    'it leads to no ServiceEntry',
    exit({ podTemplate: '{}' }).replace('kind: ServiceEntry, name: api', 'kind: ServiceEntry, name: none'),
  ],
])('fine where %s', (_, yaml) => {
  expect(objections(dnsLoop, yaml)).toEqual([]);
});

test.each([
  ['nothing is said', '{}', 'no ambient.istio.io/dns-capture on its pods'],
  ['capture is on', '{ extraAnnotations: { ambient.istio.io/dns-capture: "true" } }', 'true'],
])('told where %s', (_, podTemplate, got) => {
  expect(objections(dnsLoop, exit({ podTemplate }))).toEqual([`Gateway exit/gw spec.infrastructure: ${got}`]);
});
