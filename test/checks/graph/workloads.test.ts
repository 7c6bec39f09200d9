import { hasPodTemplate } from '../../../lib/checks/graph';
import { stepsOf } from '../../../lib/core/path';
import { graphOf, parse } from './graph-of';

const TEMPLATE = '{ metadata: { labels: { app: web }, annotations: { a: b } }, spec: { hostNetwork: true } }';
const workload = (apiVersion: string, kind: string, spec: string) =>
  `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: web, namespace: team-a }\nspec: ${spec}\n`;

test.each([
  ['apps/v1', 'Deployment', `{ template: ${TEMPLATE} }`, 'spec.template.metadata'],
  ['apps/v1', 'StatefulSet', `{ template: ${TEMPLATE} }`, 'spec.template.metadata'],
  ['apps/v1', 'DaemonSet', `{ template: ${TEMPLATE} }`, 'spec.template.metadata'],
  ['apps/v1', 'ReplicaSet', `{ template: ${TEMPLATE} }`, 'spec.template.metadata'],
  ['v1', 'ReplicationController', `{ template: ${TEMPLATE} }`, 'spec.template.metadata'],
  ['batch/v1', 'Job', `{ template: ${TEMPLATE} }`, 'spec.template.metadata'],
  ['batch/v1', 'CronJob', `{ jobTemplate: { spec: { template: ${TEMPLATE} } } }`, 'spec.jobTemplate.spec.template.metadata'],
])('the pods of a %s %s are known', (apiVersion, kind, spec, podMetadataPath) => {
  const [first] = graphOf(workload(apiVersion, kind, spec)).workloads;
  const marks = { labels: { app: 'web' }, annotations: { a: 'b' }, podSpec: { hostNetwork: true } };
  expect(first).toMatchObject({ namespace: 'team-a', name: 'web', podMetadataPath: stepsOf(podMetadataPath), ...marks });
  expect(hasPodTemplate(parse(workload(apiVersion, kind, spec))[0] as never)).toBe(true);
});

test('a Pod is a workload without a template', () => {
  const pod =
    '---\napiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: team-a, labels: { app: web } }\nspec: { hostNetwork: true }\n';
  expect(graphOf(pod).workloads).toMatchObject([
    { podMetadataPath: ['metadata'], labels: { app: 'web' }, podSpec: { hostNetwork: true } },
  ]);
  expect(hasPodTemplate(parse(pod)[0] as never)).toBe(false);
});

test.each([
  '{}',
  '{ template: [] }',
  '{ template: { metadata: { labels: [1], annotations: no }, spec: no } }',
  '[]',
  'no',
  '{ template: { metadata: { labels: { a: 1 } } } }',
])('a spec with unexpected types is read: %s', (spec) => {
  expect(graphOf(workload('apps/v1', 'Deployment', spec)).workloads).toMatchObject([
    { labels: {}, annotations: {}, podSpec: {} },
  ]);
});

test('other kinds are not workloads', () => {
  expect(graphOf(workload('v1', 'Service', '{}')).workloads).toEqual([]);
});
