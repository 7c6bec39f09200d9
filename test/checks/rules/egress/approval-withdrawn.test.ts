import { approvalWithdrawn } from '../../../../lib/checks/rules/egress/approval-withdrawn';
import { objections } from '../objections';
import { approval, documents, entry, gateway, route } from '../way-out';

const marked = (marks: string) => route().replace('namespace: egress }', `namespace: egress, ${marks} }`);

test.each([
  ['a pending route, which another rule reports', marked(approval({}, 'pending'))],
  ['an approved route', marked(approval())],
  ['a destination, which another rule reports', entry(undefined, approval({}, 'withdrawn'))],
])('%s is not reported', (_, yaml) => {
  expect(objections(approvalWithdrawn, documents(gateway(), yaml))).toEqual([]);
});

test('the route of a host whose approval was withdrawn is reported with its ticket', () => {
  expect(objections(approvalWithdrawn, marked(approval({}, 'withdrawn')))).toEqual([
    "HTTPRoute egress/api metadata.labels['security.corp/egress-approved']: withdrawn, SEC-12",
  ]);
});
