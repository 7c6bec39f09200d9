import { approvalEndsSoon } from '../../../../lib/checks/rules/egress/approval-ends-soon';
import { objections } from '../objections';
import { approval, entry } from '../way-out';

const until = (instant: string) => entry(undefined, approval({ until: instant }));

test.each([
  ['is valid for more than 14 days', until('2026-12-07T12:00:01Z')],
  ['has ended, which another rule reports', until('2026-11-23T12:00:00Z')],
])('an approval that %s is not reported', (_, yaml) => {
  expect(objections(approvalEndsSoon, yaml)).toEqual([]);
});

test.each(['2026-12-07T12:00:00Z', '2026-11-23T12:00:01Z'])('an approval that ends at %s is reported', (instant) => {
  expect(objections(approvalEndsSoon, until(instant))).toEqual([
    `ServiceEntry egress/api metadata.annotations['security.corp/egress-until']: ${instant}`,
  ]);
});
