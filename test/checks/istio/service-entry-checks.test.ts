import { addressTable } from '../../../lib/checks/istio/address-checks';
import { annotationTable } from '../../../lib/checks/istio/annotation-checks';
import { endpointTable } from '../../../lib/checks/istio/endpoint-checks';
import { hostTable } from '../../../lib/checks/istio/host-checks';
import { portTable } from '../../../lib/checks/istio/port-checks';
import { serviceEntryTables } from '../../../lib/checks/istio/service-entry-checks';
import { entry, guardsEveryCheck, reported } from './kit';

const labels = { app: 'a' };

test('accepts a plain ServiceEntry of every served version', () => {
  for (const version of ['v1', 'v1beta1', 'v1alpha3']) {
    expect(reported({ ...entry(), apiVersion: `networking.istio.io/${version}` })).toEqual([]);
  }
  expect(reported(entry({ ports: undefined, resolution: undefined }))).toEqual([]);
});

test.each([
  ['S1: a * in a value', { app: 'a*' }, ['workload-selector spec.workloadSelector.labels.app']],
  ['S1: a * in a key', { '*': 'a' }, ["workload-selector spec.workloadSelector.labels['*']"]],
  ['S1: an empty key', { '': 'a' }, ["workload-selector spec.workloadSelector.labels['']"]],
  ['S2: no labels', {}, ['warning selects-everything spec.workloadSelector']],
  ['S2: absent labels', undefined, ['warning selects-everything spec.workloadSelector']],
  ['S2: a label', labels, []],
])('%s', (_, of, expected) => {
  expect(reported(entry({ resolution: 'STATIC', workloadSelector: { labels: of } }))).toEqual(expected);
});

test('S1: stops all other checks', () => {
  expect(reported(entry({ hosts: ['a_'], workloadSelector: { labels: { app: '*' } } }))).toEqual([
    'workload-selector spec.workloadSelector.labels.app',
  ]);
});

test.each([
  ['NONE', ['warning selector-without-use spec.workloadSelector']],
  [undefined, ['warning selector-without-use spec.workloadSelector']],
  ['DNS', []],
])('S17: a selector with resolution %s', (resolution, expected) => {
  expect(reported(entry({ resolution, workloadSelector: { labels } }))).toEqual(expected);
});

const dynamic = {
  hosts: ['*.example.com'],
  resolution: 'DYNAMIC_DNS',
  ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
};
const INTERNAL = { ...dynamic, location: 'MESH_INTERNAL' };

test('S29: Istio 1.29 rejects DYNAMIC_DNS inside the mesh', () => {
  expect(reported(entry(INTERNAL), '1.29')).toEqual(['location spec.location']);
  expect(reported(entry(INTERNAL), '1.30')).toEqual([]);
  expect(reported(entry({ ...dynamic, location: 'MESH_EXTERNAL' }), '1.29')).toEqual([]);
  expect(reported(entry(dynamic), '1.29')).toEqual([]);
});

test.each([
  ['waypoint', ['location spec.location']],
  ['None', []],
  ['', []],
])('S30: DYNAMIC_DNS inside the mesh with the waypoint "%s"', (waypoint, expected) => {
  const metadata = { labels: { 'istio.io/use-waypoint': waypoint } };
  expect(reported(entry(INTERNAL, metadata))).toEqual(expected);
  expect(reported(entry(dynamic, metadata))).toEqual([]);
});

test.each([[['.']], [['*']], [['~']], [[]], [['.', 'team-a', 'team-b']]])('S33: accepts exportTo %j', (exportTo) => {
  expect(reported(entry({ exportTo }))).toEqual([]);
});

test.each([
  [['team_a'], ['export-to spec.exportTo[0]']],
  [[''], ['export-to spec.exportTo[0]']],
  [['a.b'], ['export-to spec.exportTo[0]']],
  [['a', 'b', 'a'], ['export-to spec.exportTo[2]']],
  [['.', 'egress-system'], ['export-to spec.exportTo[1]']],
  [['egress-system', '.'], ['export-to spec.exportTo[1]']],
  [['*', 'a'], ['export-to spec.exportTo']],
  [['a', '~'], ['export-to spec.exportTo']],
  [
    ['*', '*'],
    ['export-to spec.exportTo[1]', 'export-to spec.exportTo'],
  ],
])('S33: rejects exportTo %j', (exportTo, expected) => {
  expect(reported(entry({ exportTo }))).toEqual(expected);
});

test('S33: an object without namespace belongs to default', () => {
  expect(reported(entry({ exportTo: ['.', 'default'] }, { namespace: undefined }))).toEqual(['export-to spec.exportTo[1]']);
});

const TESTED_ELSEWHERE: readonly unknown[] = [annotationTable, hostTable, addressTable, portTable, endpointTable];

guardsEveryCheck(serviceEntryTables.filter((table) => !TESTED_ELSEWHERE.includes(table)));
