import { approvalExpired } from '../../../../lib/checks/rules/egress/approval-expired';
import { objections } from '../objections';
import { approval, entry } from '../way-out';

const until = (instant: string, label?: string) => entry(undefined, approval({ until: instant }, label));

test.each([
  ['is valid', until('2026-11-23T12:00:01Z')],
  ['was never given', until('2026-01-01T00:00:00Z', 'pending')],
  ['has a malformed end', until('yesterday')],
])('an approval that %s is not reported', (_, yaml) => {
  expect(objections(approvalExpired, yaml)).toEqual([]);
});

test.each(['2026-11-23T12:00:00Z', '2026-02-01T00:00:00Z'])('an approval that ended at %s is reported', (instant) => {
  expect(objections(approvalExpired, until(instant))).toEqual([
    `ServiceEntry egress/api metadata.annotations['security.corp/egress-until']: ${instant}`,
  ]);
});
