import { dataplaneMode } from '../../../../lib/checks/rules/ztunnel/dataplane-mode';
import { deployment } from '../ambient';
import { objections } from '../objections';

const AMBIENT = '{ istio.io/dataplane-mode: ambient }';
const pod = `
apiVersion: v1
kind: Pod
metadata: { name: app, namespace: team-a, labels: ${AMBIENT} }
spec: {}
`;

test.each([
  ['a Pod', pod],
  ['the pods of a Deployment', deployment({ template: `{ labels: ${AMBIENT} }` })],
  ['a Deployment and its pods', deployment({ labels: AMBIENT, template: `{ labels: ${AMBIENT} }` })],
  ['a Namespace', `{ apiVersion: v1, kind: Namespace, metadata: { name: a, labels: ${AMBIENT} } }`],
])('accepts the label on %s', (_, yaml) => {
  expect(objections(dataplaneMode, yaml)).toEqual([]);
});

test.each([
  ['has no label on its pods', deployment({ labels: AMBIENT })],
  ['has another value on its pods', deployment({ labels: AMBIENT, template: '{ labels: { istio.io/dataplane-mode: none } }' })],
])('reports a Deployment that %s', (_, yaml) => {
  expect(objections(dataplaneMode, yaml)).toEqual(["Deployment team-a/app metadata.labels['istio.io/dataplane-mode']: ambient"]);
});

test('reports a CronJob, whose template is deeper', () => {
  const yaml = `{ apiVersion: batch/v1, kind: CronJob, metadata: { name: job, labels: ${AMBIENT} }, spec: {} }`;
  expect(objections(dataplaneMode, yaml)).toEqual(["CronJob job metadata.labels['istio.io/dataplane-mode']: ambient"]);
});
