import { Approval } from '../../lib';
import { expectAllowed, expectDenied, Manifests } from '../../lib/simulate';
import { egress, exit, grant, host } from '../kit';

const TEAM = `
apiVersion: v1
kind: Namespace
metadata: { name: team-a, labels: { istio.io/dataplane-mode: ambient } }`;

const caller = { namespace: 'team-a', serviceAccount: 'agent' };
const time = new Date('2026-12-01T00:00:00Z');
const approval = Approval.withdrawn({
  owner: 'team-a',
  ticket: 'SEC-12',
  reason: 'weather data',
  by: 'security@example.com',
  on: '2026-11-20',
});

const request = (name: string) => ({ caller, url: 'http://exit.egress-system:8080/', headers: { host: name }, time });

test('callers of a host whose approval was withdrawn, or has ended, learn why, and others go on', () => {
  const { app, chart } = egress();
  const through = exit(chart);
  host(chart, through, { approval, host: 'old.example.com' }, 'old');
  host(chart, through, { approval: grant({ until: '2026-11-01' }), host: 'ended.example.com' }, 'ended');
  host(chart, through);
  const manifests = new Manifests([...Manifests.of(app).all, ...Manifests.fromYaml(TEAM).all]);
  expectDenied(manifests, request('old.example.com'), {
    status: 403,
    by: 'approval-withdrawn',
    body: /was withdrawn by security@example.com on 2026-11-20T00:00:00Z; ask team-a, SEC-12$/,
  });
  expectDenied(manifests, request('ended.example.com'), { status: 403, by: 'approval-ended', body: /ask team-a to renew it/ });
  expectAllowed(manifests, request('api.example.com'));
});

test('nothing leads to a host whose approval was withdrawn, whatever severities and waivers say', () => {
  const rule = 'egress/approval-withdrawn' as const;
  const addresses = ['10.20.30.40'];
  for (const [props, waive] of [[{ severities: { [rule]: 'off' } } as const, {}] as const, [{}, { [rule]: 'a test' }] as const]) {
    const { app, chart } = egress(props);
    host(chart, exit(chart), { approval, waive, addresses });
    const all = Manifests.of(app).all;
    const names = all.map(({ kind, metadata }) => `${kind} ${metadata.name}`).filter((name) => name.endsWith('api.example.com'));
    expect(names.sort()).toEqual([
      'DirectResponse api.example.com',
      'HTTPRoute api.example.com',
      'TrafficPolicy api.example.com',
    ]);
    expect(JSON.stringify(all.filter(({ kind }) => kind === 'NetworkPolicy'))).not.toContain('10.20.30.40');
  }
});
