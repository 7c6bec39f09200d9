import { approvalNotBegun } from '../../../../lib/checks/rules/egress/approval-not-begun';
import { objections } from '../objections';
import { approval, entry } from '../way-out';

const from = (instant: string, label?: string) => entry(undefined, approval({ from: instant }, label));

test.each([
  ['begins now', from('2026-11-23T12:00:00Z')],
  ['was never given', from('2027-01-01T00:00:00Z', 'pending')],
  ['has a malformed beginning', from('tomorrow')],
])('an approval that %s is not reported', (_, yaml) => {
  expect(objections(approvalNotBegun, yaml)).toEqual([]);
});

test('an approval that begins later is reported', () => {
  expect(objections(approvalNotBegun, from('2026-11-23T12:00:01Z'))).toEqual([
    "ServiceEntry egress/api metadata.annotations['security.corp/egress-from']: 2026-11-23T12:00:01Z",
  ]);
});
