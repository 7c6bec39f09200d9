import { Chart, Testing } from 'cdk8s';
import { Namespace, ServiceAccount } from 'cdk8s-plus-30';
import { Caller, type CallerSet } from '../../../lib';
import { findings } from '../../findings';
import { egress, exit, host } from '../../kit';

test('a ServiceAccount of cdk8s-plus has the namespace of its metadata or of its chart', () => {
  const chart = new Chart(Testing.app(), 'c', { namespace: 'team-a' });
  const agent = new ServiceAccount(chart, 'agent', { metadata: { name: 'agent' } });
  const batch = new ServiceAccount(chart, 'batch', { metadata: { name: 'batch', namespace: 'team-b' } });
  const existing = ServiceAccount.fromServiceAccountName(chart, 'existing', 'web', { namespaceName: 'team-c' });
  expect([agent, batch, existing].map((account) => Caller.of(account))).toMatchObject([
    { namespace: 'team-a', serviceAccount: 'agent' },
    { namespace: 'team-b', serviceAccount: 'batch' },
    { namespace: 'team-c', serviceAccount: 'web' },
  ]);
});

test('a Namespace of cdk8s-plus is a namespace', () => {
  const namespace = new Namespace(new Chart(Testing.app(), 'c'), 'ns', { metadata: { name: 'team-a' } });
  expect(Caller.serviceAccount(namespace, 'agent')).toMatchObject({ namespace: 'team-a', serviceAccount: 'agent' });
  expect(Caller.namespace(namespace)).toMatchObject({ namespace: 'team-a', serviceAccount: undefined });
});

test('a ServiceAccount without a namespace is reported', () => {
  const { app, chart } = egress();
  const account = new ServiceAccount(new Chart(Testing.app(), 'c'), 'agent', { metadata: { name: 'agent' } });
  host(chart, exit(chart), { callers: [Caller.of(account)] });
  expect(findings(app)).toMatchObject([{ rule: 'input/callers', path: 'callers[0]', got: '/agent' }]);
});

test('a caller of another copy of the package is a caller', () => {
  jest.isolateModules(() => {
    const other = require('../../../lib') as typeof import('../../../lib');
    expect(other.Caller).not.toBe(Caller);
    const { app, chart } = egress();
    const agent = other.Caller.serviceAccount('team-b', 'agent') as unknown as Caller;
    const through = exit(chart);
    host(chart, through, { callers: [agent] }, 'a');
    const callers = new other.CallerSet({ name: 'other', callers: [agent] as never }) as unknown as CallerSet;
    host(chart, through, { host: 'b.example.com', callers }, 'b');
    expect(findings(app)).toEqual([]);
  });
});
