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

const NO_CAPTURE = 'Gateway exit/gw spec.infrastructure: no ambient.istio.io/dns-capture on its pods';
const through = (spec: string) => `${exit({ podTemplate: '{}' }).replace(
  'group: networking.istio.io, kind: ServiceEntry, name: api, port: 443',
  'group: gateway.kgateway.dev, kind: Backend, name: api',
)}
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata: { name: api, namespace: exit }
spec: ${spec}
`;

test.each([
  ['a Backend for a host of a ServiceEntry', '{ static: { hosts: [{ host: API.example.com., port: 443 }] } }', [NO_CAPTURE]],
  ['a dynamic Backend, which can call any host', '{ dynamicForwardProxy: { enableTls: true } }', [NO_CAPTURE]],
  ['a Backend for another host', '{ static: { hosts: [{ host: www.example.com, port: 443 }] } }', []],
])('judges a gateway with a route to %s', (_, spec, expected) => {
  expect(objections(dnsLoop, through(spec))).toEqual(expected);
});
