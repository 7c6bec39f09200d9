import { annotationTable, policyAnnotationTable } from '../../../lib/checks/istio/annotation-checks';
import { entry, guardsEveryCheck, peers, policy, told } from './kit';

const DRY_RUN = "annotation metadata.annotations['istio.io/dry-run']";
const dry = (value: string) => ({ annotations: { 'istio.io/dry-run': value } });

test.each(['webhook-always-reject', 'parent-namespace', 'parents'])(
  'refuses the internal annotation %s on every kind',
  (name) => {
    const metadata = { annotations: { [`internal.istio.io/${name}`]: '' } };
    const expected = [`annotation metadata.annotations['internal.istio.io/${name}']`];
    expect(told(entry({ hosts: [] }, metadata))).toEqual(expected);
    expect(told(policy({}, metadata))).toEqual(expected);
    expect(told(peers({}, metadata))).toEqual(expected);
  },
);

test('refuses a dry run of anything but a policy', () => {
  expect(told(entry({}, dry('true')))).toEqual([DRY_RUN]);
  expect(told(peers({}, dry('true')))).toEqual([DRY_RUN]);
});

test.each([
  ['true', 'ALLOW', []],
  ['F', undefined, []],
  ['1', 'DENY', []],
  ['yes', 'DENY', [DRY_RUN]],
  ['', 'ALLOW', [DRY_RUN]],
  ['true', 'AUDIT', [DRY_RUN]],
  ['true', 'CUSTOM', [DRY_RUN]],
])('a dry run "%s" of a policy of %s', (value, action, expected) => {
  expect(told(policy({ action, rules: [{}], provider: action === 'CUSTOM' ? { name: 'x' } : undefined }, dry(value)))).toEqual(
    expected,
  );
});

test('other annotations pass', () => {
  expect(told(entry({}, { annotations: { 'security.corp/egress-owner': 'team-a' } }))).toEqual([]);
});

guardsEveryCheck([annotationTable]);
guardsEveryCheck([policyAnnotationTable]);
