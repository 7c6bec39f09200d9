import { parse } from 'yaml';
import { writtenApproval } from '../../../lib/checks/graph/approvals';
import { DEFAULT_APPROVAL_KEYS } from '../../../lib/core/labels';
import { approval, entry } from '../rules/way-out';

const read = (marks: string) => writtenApproval(parse(entry(undefined, marks)), DEFAULT_APPROVAL_KEYS);

test('an approval is read as the admission policy reads it', () => {
  expect(read(approval())).toEqual({
    approved: true,
    mark: 'labels',
    missing: [],
    from: Date.parse('2026-01-01T00:00:00Z'),
    until: Date.parse('2027-03-01T00:00:00Z'),
  });
});

test('missing, empty and malformed annotations are listed', () => {
  expect(read(approval({ owner: undefined, reason: '', until: '2027-03-01' }, 'pending'))).toEqual({
    approved: false,
    mark: 'labels',
    missing: ['security.corp/egress-owner', 'security.corp/egress-reason', 'security.corp/egress-until'],
    from: Date.parse('2026-01-01T00:00:00Z'),
  });
});

test.each(['labels: null, annotations: null', 'labels: {}'])(
  'an object without labels and annotations has no approval: %s',
  (marks) => {
    expect(read(marks)).toMatchObject({ approved: false });
    expect(read(marks).missing).toHaveLength(6);
  },
);
