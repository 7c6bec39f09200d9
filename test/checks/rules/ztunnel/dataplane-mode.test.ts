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
  ['a Pod carries it', pod],
  ['the pods of a Deployment carry it', deployment({ template: `{ labels: ${AMBIENT} }` })],
  ['both carry it', deployment({ labels: AMBIENT, template: `{ labels: ${AMBIENT} }` })],
  ['a Namespace carries it', `{ apiVersion: v1, kind: Namespace, metadata: { name: a, labels: ${AMBIENT} } }`],
])('fine where %s', (_, yaml) => {
  expect(objections(dataplaneMode, yaml)).toEqual([]);
});

test.each([
  ['its pods have none', deployment({ labels: AMBIENT })],
  ['its pods have another', deployment({ labels: AMBIENT, template: '{ labels: { istio.io/dataplane-mode: none } }' })],
])('told of a Deployment where %s', (_, yaml) => {
  expect(objections(dataplaneMode, yaml)).toEqual(["Deployment team-a/app metadata.labels['istio.io/dataplane-mode']: ambient"]);
});

test('told of a CronJob, whose template is deeper', () => {
  const yaml = `{ apiVersion: batch/v1, kind: CronJob, metadata: { name: job, labels: ${AMBIENT} }, spec: {} }`;
  expect(objections(dataplaneMode, yaml)).toEqual(["CronJob job metadata.labels['istio.io/dataplane-mode']: ambient"]);
});
