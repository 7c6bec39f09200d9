import { optOut } from '../../../../lib/checks/rules/ztunnel/opt-out';
import { deployment, exit } from '../ambient';
import { objections } from '../objections';

const namespace = (labels: string) => `{ apiVersion: v1, kind: Namespace, metadata: { name: team-a, labels: ${labels} } }`;
const ambient = namespace('{ istio.io/dataplane-mode: ambient }');
const none = deployment({ template: '{ labels: { istio.io/dataplane-mode: none } }' });
const sidecar = deployment({ template: '{ annotations: { sidecar.istio.io/status: "" } }' });

const unresolved = deployment({ template: '{ annotations: { ambient.istio.io/dns-capture: "false" } }' });

test.each([
  ['pods stay in the mesh', ambient + deployment()],
  ['the namespace is not in it', namespace('{}') + none],
  ['the namespace is not known', none],
  ['the gateway lets nobody past ztunnel', exit()],
])('fine where %s', (_, yaml) => {
  expect(objections(optOut, yaml)).toEqual([]);
});

test.each([
  ['pods say none', ambient + none, "Deployment team-a/app spec.template.metadata.labels['istio.io/dataplane-mode']: none"],
  [
    'pods look as if they had a sidecar',
    ambient + sidecar,
    "Deployment team-a/app spec.template.metadata.annotations['sidecar.istio.io/status']: ",
  ],
  [
    'pods resolve names without ztunnel, and so past what captures them',
    ambient + unresolved,
    "Deployment team-a/app spec.template.metadata.annotations['ambient.istio.io/dns-capture']: false",
  ],
  [
    'the gateway takes connections past ztunnel',
    exit({ podTemplate: '{ extraAnnotations: { ambient.istio.io/bypass-inbound-capture: "true" } }' }),
    'Gateway exit/gw spec.infrastructure: ambient.istio.io/bypass-inbound-capture: "true" on its pods',
  ],
])('told where %s', (_, yaml, objection) => {
  expect(objections(optOut, yaml)).toEqual([objection]);
});
