import { parse } from 'yaml';
import { writtenApproval } from '../../../lib/checks/graph/approvals';
import { approval, entry } from '../rules/way-out';

const read = (marks: string) => writtenApproval(parse(entry(undefined, marks)));

test('an approval is read as admission reads it', () => {
  expect(read(approval())).toEqual({
    approved: true,
    lacking: [],
    from: Date.parse('2026-01-01T00:00:00Z'),
    until: Date.parse('2027-03-01T00:00:00Z'),
  });
});

test('what is absent, empty or malformed is lacking', () => {
  expect(read(approval({ owner: undefined, reason: '', until: '2027-03-01' }, 'pending'))).toEqual({
    approved: false,
    lacking: ['security.corp/egress-owner', 'security.corp/egress-reason', 'security.corp/egress-until'],
    from: Date.parse('2026-01-01T00:00:00Z'),
  });
});

test.each(['labels: null, annotations: null', 'labels: {}'])('nothing is no approval: %s', (marks) => {
  expect(read(marks)).toMatchObject({ approved: false });
  expect(read(marks).lacking).toHaveLength(6);
});
