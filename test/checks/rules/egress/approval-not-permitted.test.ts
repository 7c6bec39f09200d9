import { approvalNotPermitted } from '../../../../lib/checks/rules/egress/approval-not-permitted';
import type { ApprovalLimits } from '../../../../lib/core/approval-limits';
import { objections } from '../objections';
import { approval, entry } from '../way-out';

const judged = (limits: ApprovalLimits | undefined, changes: Record<string, string> = {}, label?: string) =>
  objections(approvalNotPermitted, entry(undefined, approval(changes, label)), limits && { approvals: limits }).map((text) =>
    text.replace(/.*security.corp\//, ''),
  );
const classes = { dataClasses: ['internal', 'restricted'], twoApprovers: ['restricted'] };

test.each<[string, ApprovalLimits | undefined, Record<string, string>]>([
  ['without limits', undefined, {}],
  ['with a permitted ticket', { tickets: '^SEC-' }, {}],
  ['without a ticket, which another rule reports', { tickets: '^SEC-' }, { ticket: '' }],
  ['by a permitted approver', { approvers: ['Security@Example.com'] }, {}],
  ['by two people, with commas between them', classes, { 'data-class': 'restricted', 'approved-by': 'alice, carol' }],
  ['with a content', { content: 'required' }, { content: 'host api.example.com:443 http' }],
])('an approval %s is not reported', (_, limits, changes) => {
  expect(judged(limits, changes)).toEqual([]);
});

test('a request that is not approved is not reported', () => {
  expect(judged({ approvers: ['nobody'], content: 'required' }, {}, 'pending')).toEqual([]);
});

test.each<[string, ApprovalLimits, Record<string, string>, string]>([
  ['a ticket that only begins alike', { tickets: '^SEC-[0-9]+$' }, { ticket: 'SEC-12x' }, "egress-ticket']: SEC-12x"],
  ['an approver among others', { approvers: ['alice'] }, { 'approved-by': 'alice, bob' }, "egress-approved-by']: bob"],
  ['no class', classes, {}, "egress-data-class']: undefined"],
  [
    'the same person twice',
    classes,
    { 'data-class': 'restricted', 'approved-by': 'alice, Alice' },
    "egress-approved-by']: alice, Alice",
  ],
  [
    'the owner as one of two',
    classes,
    { 'data-class': 'restricted', 'approved-by': 'alice, team-a' },
    "egress-approved-by']: alice, team-a",
  ],
  ['an empty content', { content: 'required' }, { content: '' }, "egress-content']: "],
])('%s is reported', (_, limits, changes, expected) => {
  expect(judged(limits, changes)).toEqual([expected]);
});
