import { approvalTooLong } from '../../../../lib/checks/rules/egress/approval-too-long';
import { objections } from '../objections';
import { approval, entry } from '../way-out';

const valid = (from: string, until: string) => entry(undefined, approval({ from, until }));
const YEAR = ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'] as const;

test('without a limit, no approval is reported', () => {
  expect(objections(approvalTooLong, valid(YEAR[0], '9999-12-31T00:00:00Z'))).toEqual([]);
});

test('an approval of exactly the longest time is not reported', () => {
  expect(objections(approvalTooLong, valid(...YEAR), { approvals: { longestDays: 365 } })).toEqual([]);
});

test('a malformed date is not reported, which another rule does', () => {
  expect(objections(approvalTooLong, valid('soon', YEAR[1]), { approvals: { longestDays: 1 } })).toEqual([]);
});

test.each([
  [...YEAR, '365 days, until 2027-01-01T00:00:00Z'],
  [YEAR[0], '9999-12-31T00:00:00Z', '2912442 days, until 9999-12-31T00:00:00Z'],
])('an approval from %s until %s is reported if 364 days are permitted', (from, until, got) => {
  expect(objections(approvalTooLong, valid(from, until), { approvals: { longestDays: 364 } })).toEqual([
    `ServiceEntry egress/api metadata.annotations['security.corp/egress-until']: ${got}`,
  ]);
});
