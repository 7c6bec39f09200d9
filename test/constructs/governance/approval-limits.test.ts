import { Chart } from 'cdk8s';
import { type ApprovalLimits, EgressApp, EgressGovernance } from '../../../lib';
import { approvalGuard } from '../../../lib/constructs/governance/admission';
import { nativeSpec } from '../../../lib/constructs/governance/engines';
import { DEFAULT_APPROVAL_KEYS } from '../../../lib/core/labels';
import { grant, NOW } from '../../kit';
import { manifests } from '../../manifests';
import { verdict } from './admission-verdict';
import { alone } from './alone';

const guardOf = (limits: ApprovalLimits) =>
  approvalGuard({ keys: DEFAULT_APPROVAL_KEYS, limits, excludedNamespaces: [], gateways: {} });

/** What admission says of a Backend with this approval. */
function judge(limits: ApprovalLimits, approval: Parameters<typeof grant>[0]): string {
  const { labels, annotations } = grant(approval);
  const object = {
    apiVersion: 'gateway.kgateway.dev/v1alpha1',
    kind: 'Backend',
    metadata: { name: 'x', namespace: 'team-a', labels, annotations },
    spec: {},
  };
  return verdict(alone(guardOf(limits)), object, NOW);
}

const WITHIN = /not within the limits/;
const two: ApprovalLimits = { dataClasses: ['public', 'personal'], twoApprovers: ['personal'] };

test.each<[string, ApprovalLimits, Parameters<typeof grant>[0], RegExp]>([
  ['no limits', {}, {}, /^accepted$/],
  ['a ticket that matches', { tickets: '^SEC-[0-9]+$' }, { ticket: 'SEC-7' }, /^accepted$/],
  ['another ticket', { tickets: '^SEC-[0-9]+$' }, { ticket: 'OPS-7' }, WITHIN],
  ['an approver, in upper case', { approvers: ['Ann@example.com'] }, { approvedBy: 'ANN@example.com' }, /^accepted$/],
  ['another approver', { approvers: ['ann@example.com'] }, { approvedBy: ['ann@example.com', 'bob@example.com'] }, WITHIN],
  ['a known class of data', two, { dataClass: 'public' }, /^accepted$/],
  ['another class', two, { dataClass: 'secret' }, WITHIN],
  ['no class', two, {}, WITHIN],
  ['one approver where two must approve', two, { dataClass: 'personal', approvedBy: 'ann' }, WITHIN],
  ['the same one twice', two, { dataClass: 'personal', approvedBy: ['ann', 'Ann'] }, WITHIN],
  ['the requester as the second', two, { dataClass: 'personal', approvedBy: ['ann', 'bob'], requestedBy: 'Bob' }, WITHIN],
  ['two approvers', two, { dataClass: 'personal', approvedBy: ['ann', 'bob'] }, /^accepted$/],
  ['no content, where it is required', { content: 'required' }, {}, WITHIN],
  ['as many days as permitted', { longestDays: 365 }, { from: '2026-11-01', until: '2027-11-01' }, /^accepted$/],
  ['a day more', { longestDays: 364 }, { from: '2026-11-01', until: '2027-11-01' }, WITHIN],
])('%s', (_, limits, approval, expected) => {
  expect(judge(limits, approval)).toMatch(expected);
});

test('the limits need no clock, so that native policies have them too', () => {
  const limits: ApprovalLimits = { ...two, longestDays: 1, tickets: 'x', approvers: ['a'], content: 'required' };
  const spec = nativeSpec(guardOf(limits), { engine: 'native', mode: 'enforce' });
  expect(spec?.validations?.filter(({ message = '' }) => WITHIN.test(message))).toHaveLength(6);
});

test('are those of the app', () => {
  const app = new EgressApp({ approvals: { tickets: '^SEC-[0-9]+$' }, now: NOW });
  new EgressGovernance(new Chart(app, 'egress'), 'governance', { name: 'egress' });
  for (const name of ['egress-approval', 'egress-endpoints', 'egress-hostnames'])
    expect(JSON.stringify(manifests(app).get('ValidatingPolicy', name).spec)).toContain('must match ^SEC-[0-9]+$');
});
