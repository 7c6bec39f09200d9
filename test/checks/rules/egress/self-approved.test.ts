import { selfApproved } from '../../../../lib/checks/rules/egress/self-approved';
import { objections } from '../objections';
import { approval, entry } from '../way-out';

test.each([
  ['by somebody else', approval({ owner: 'team-a', 'approved-by': 'security@example.com' })],
  ['without an owner, which another rule reports', approval({ owner: '', 'approved-by': '' })],
])('an approval %s is not reported', (_, marks) => {
  expect(objections(selfApproved, entry(undefined, marks))).toEqual([]);
});

test('a request that is not approved is not reported', () => {
  const marks = approval({ owner: 'team-a', 'approved-by': 'team-a' }, 'pending');
  expect(objections(selfApproved, entry(undefined, marks))).toEqual([]);
});

test.each(['team-a', 'Team-A', ' team-a '])('an approval of team-a by %j is reported', (name) => {
  expect(objections(selfApproved, entry(undefined, approval({ owner: 'team-a', 'approved-by': name })))).toEqual([
    `ServiceEntry egress/api metadata.annotations['security.corp/egress-approved-by']: ${name}`,
  ]);
});
