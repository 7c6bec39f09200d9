import { approvalPending } from '../../../../lib/checks/rules/egress/approval-pending';
import { objections } from '../objections';
import { approval, documents, entry, gateway, route } from '../way-out';

const marked = (marks: string) => route().replace('namespace: egress }', `namespace: egress, ${marks} }`);

test.each([
  ['a route without marks', route()],
  ['an approved route', marked(approval())],
  ['a destination, which another rule reports', entry(undefined, approval({}, 'pending'))],
])('%s is not reported', (_, yaml) => {
  expect(objections(approvalPending, documents(gateway(), yaml))).toEqual([]);
});

test.each([
  ['with its ticket', marked(approval({}, 'pending')), 'pending, SEC-12'],
  ['without a ticket', marked('labels: { security.corp/egress-approved: pending }'), 'pending'],
])('a pending route is reported %s', (_, yaml, got) => {
  expect(objections(approvalPending, yaml)).toEqual([
    `HTTPRoute egress/api metadata.labels['security.corp/egress-approved']: ${got}`,
  ]);
});
