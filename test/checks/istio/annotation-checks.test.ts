import { annotationTable, policyAnnotationTable } from '../../../lib/checks/istio/annotation-checks';
import { entry, guardsEveryCheck, peers, policy, reported } from './kit';

const DRY_RUN = "annotation metadata.annotations['istio.io/dry-run']";
const dry = (value: string) => ({ annotations: { 'istio.io/dry-run': value } });

test.each(['webhook-always-reject', 'parent-namespace', 'parents'])(
  'rejects the internal annotation %s on every kind',
  (name) => {
    const metadata = { annotations: { [`internal.istio.io/${name}`]: '' } };
    const expected = [`annotation metadata.annotations['internal.istio.io/${name}']`];
    expect(reported(entry({ hosts: [] }, metadata))).toEqual(expected);
    expect(reported(policy({}, metadata))).toEqual(expected);
    expect(reported(peers({}, metadata))).toEqual(expected);
  },
);

test('rejects a dry run on any kind but AuthorizationPolicy', () => {
  expect(reported(entry({}, dry('true')))).toEqual([DRY_RUN]);
  expect(reported(peers({}, dry('true')))).toEqual([DRY_RUN]);
});

test.each([
  ['true', 'ALLOW', []],
  ['F', undefined, []],
  ['1', 'DENY', []],
  ['yes', 'DENY', [DRY_RUN]],
  ['', 'ALLOW', [DRY_RUN]],
  ['true', 'AUDIT', [DRY_RUN]],
  ['true', 'CUSTOM', [DRY_RUN]],
])('a dry run "%s" of a policy with the action %s', (value, action, expected) => {
  expect(
    reported(policy({ action, rules: [{}], provider: action === 'CUSTOM' ? { name: 'x' } : undefined }, dry(value))),
  ).toEqual(expected);
});

test('accepts other annotations', () => {
  expect(reported(entry({}, { annotations: { 'security.corp/egress-owner': 'team-a' } }))).toEqual([]);
});

guardsEveryCheck([annotationTable]);
guardsEveryCheck([policyAnnotationTable]);
