import { optOut } from '../../../../lib/checks/rules/ztunnel/opt-out';
import { deployment, exit } from '../ambient';
import { objections } from '../objections';

const namespace = (labels: string) => `{ apiVersion: v1, kind: Namespace, metadata: { name: team-a, labels: ${labels} } }`;
const ambient = namespace('{ istio.io/dataplane-mode: ambient }');
const none = deployment({ template: '{ labels: { istio.io/dataplane-mode: none } }' });
const sidecar = deployment({ template: '{ annotations: { sidecar.istio.io/status: "" } }' });

const unresolved = deployment({ template: '{ annotations: { ambient.istio.io/dns-capture: "false" } }' });

test.each([
  ['pods in the mesh', ambient + deployment()],
  ['a namespace that is not in ambient', namespace('{}') + none],
  ['a namespace that is not in the manifests', none],
  ['a gateway without the bypass', exit()],
])('accepts %s', (_, yaml) => {
  expect(objections(optOut, yaml)).toEqual([]);
});

test.each([
  [
    'pods with the mode none',
    ambient + none,
    "Deployment team-a/app spec.template.metadata.labels['istio.io/dataplane-mode']: none",
  ],
  [
    'pods that look as if they had a sidecar',
    ambient + sidecar,
    "Deployment team-a/app spec.template.metadata.annotations['sidecar.istio.io/status']: ",
  ],
  [
    'pods that resolve names without ztunnel',
    ambient + unresolved,
    "Deployment team-a/app spec.template.metadata.annotations['ambient.istio.io/dns-capture']: false",
  ],
  [
    'a gateway that accepts connections without ztunnel',
    exit({ podTemplate: '{ extraAnnotations: { ambient.istio.io/bypass-inbound-capture: "true" } }' }),
    'Gateway exit/gw spec.infrastructure: ambient.istio.io/bypass-inbound-capture: "true" on its pods',
  ],
])('reports %s', (_, yaml, objection) => {
  expect(objections(optOut, yaml)).toEqual([objection]);
});
