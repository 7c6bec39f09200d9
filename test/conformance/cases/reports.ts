import assert from 'node:assert/strict';
import { Chart } from 'cdk8s';
import { EgressApp, EgressGovernance, type EgressGovernanceProps } from '../../../lib';
import { at, type Bed, group, type KubeObject, waitFor } from '../bed';
import { listAt } from '../bed/objects';
import { dist, parse } from '../manifests';

const EXCEPTED = 'egress-exceptions';
/** The default is an hour. Kyverno also scans an object when it or a policy changes. */
const SCANS = '--backgroundScanInterval=5s';

const iso = (millis: number) => new Date(millis).toISOString().replace(/\.\d+Z$/, 'Z');
const namespace = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

/** The policy for approvals with what Kyverno needs for it, and the exceptions. */
function governance(props: Partial<EgressGovernanceProps> = {}): KubeObject[] {
  const app = new EgressApp();
  new EgressGovernance(new Chart(app, 'governance'), 'governance', { name: 'egress', ...props });
  return parse(app.synthYaml()).filter(
    ({ kind, metadata }) => ['ClusterRole', 'PolicyException'].includes(kind) || metadata.name === 'egress-approval',
  );
}

const marked = (dist().find(({ kind }) => kind === 'ServiceEntry') as KubeObject).metadata as {
  labels: Record<string, string>;
  annotations: Record<string, string>;
};

/** A ServiceEntry, with an approval until an instant, or without any. */
function entry(name: string, until?: number): KubeObject {
  const annotations = { ...marked.annotations, 'security.corp/egress-until': iso(until ?? 0) };
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name, namespace: 'team-a', ...(until !== undefined && { labels: marked.labels, annotations }) },
    spec: { hosts: [`${name}.example.com`], ports: [{ number: 443, name: 'tls', protocol: 'TLS' }], resolution: 'DNS' },
  };
}

/** What the policy reports of the namespace say about an object: the results of the policy for approvals with their messages. */
async function reported(bed: Bed, name: string): Promise<string[]> {
  const reports = await bed.cluster.api.list('wgpolicyk8s.io/v1alpha2', 'PolicyReport');
  return reports
    .filter((report) => at(report, 'scope', 'kind') === 'ServiceEntry' && at(report, 'scope', 'name') === name)
    .flatMap((report) => listAt<{ policy: string; result: string; message?: string }>(report, 'results'))
    .filter(({ policy }) => policy === 'egress-approval')
    .map(({ result, message = '' }) => `${result} ${message}`);
}

async function becomes(bed: Bed, name: string, expected: RegExp, timeoutMs = 60_000): Promise<void> {
  const isSo = async () => {
    const results = await reported(bed, name);
    return results.length === 1 && expected.test(results[0] ?? '');
  };
  const explain = async () => `reported: ${(await reported(bed, name)).join('; ') || 'nothing'}`;
  await waitFor(`the report of ${name}: ${expected}`, isSo, { timeoutMs, everyMs: 500, explain });
}

/** Runs the reports controller meanwhile. */
async function reporting(bed: Bed, flags: readonly string[], work: () => Promise<void>): Promise<void> {
  const controller = await bed.kyvernoController('reports', [SCANS, ...flags]);
  await work().finally(() => controller.stop());
}

export default group({
  name: 'reports',
  title: 'What policy reports list',
  kyverno: true,
  timeoutMs: 300_000,
  setup: (bed) => bed.apply(['team-a', EXCEPTED].map(namespace)),
  cases: {
    'an object from before the policy, and one whose approval ends, fail; the API server did not ask again': (bed) =>
      reporting(bed, [], async () => {
        const end = Date.now() + 40_000;
        const [before, ending, lasting] = [entry('before'), entry('ending', end), entry('lasting', Date.parse('2099-01-01'))];
        const objects = governance();
        await bed.apply([before, ending, lasting]);
        await bed.apply(objects);
        await becomes(bed, 'before', /^fail .*approval/);
        await becomes(bed, 'lasting', /^pass/);
        await becomes(bed, 'ending', /^pass/, 20_000);
        assert.ok(Date.now() < end);
        await becomes(bed, 'ending', /^fail .*ended/, 90_000);
        bed.notes['a policy report about an approval that ends'] =
          `fails ${((Date.now() - end) / 1000).toFixed(0)} s after the end (scans every 5 s; by default, every hour)`;
        assert.match((await reported(bed, 'lasting'))[0] ?? '', /^pass/);
        await bed.cluster.delete([before, ending, lasting, ...objects]);
      }),
    'in audit, an object without an approval is accepted, and fails': (bed) =>
      reporting(bed, [], async () => {
        const objects = governance({ mode: 'audit' });
        await bed.apply(objects);
        const unapproved = entry('unapproved');
        await bed.apply([unapproved]);
        await becomes(bed, 'unapproved', /^fail .*approval/);
        await bed.cluster.delete([unapproved, ...objects]);
      }),
    'with both engines, Kyverno reports what the native policies do not judge again': (bed) =>
      reporting(bed, [], async () => {
        const before = entry('before');
        const objects = governance({ engine: 'both' });
        await bed.apply([before]);
        await bed.apply(objects);
        await becomes(bed, 'before', /^fail .*approval/);
        await bed.cluster.delete([before, ...objects]);
      }),
    'a background scan skips an excepted object, also after the end of the exception': (bed) => {
      const flags = ['--enablePolicyException=true', `--exceptionNamespace=${EXCEPTED}`];
      return bed.kyvernoWith(flags, () =>
        reporting(bed, flags, async () => {
          const end = Date.now() + 30_000;
          const legacy = {
            name: 'legacy',
            policy: 'approval',
            kind: 'ServiceEntry',
            namespace: 'team-a',
            object: 'legacy',
          } as const;
          const by = { owner: 'team-a', ticket: 'SEC-1', reason: 'a case', until: iso(end) };
          const [excepted, other] = [entry('legacy'), entry('other')];
          const objects = governance({ exceptions: [{ ...legacy, ...by }] });
          await bed.apply([excepted, other]);
          await bed.apply(objects);
          await becomes(bed, 'other', /^fail/);
          await becomes(bed, 'legacy', /^skip/);
          await waitFor('three scans after the end', async () => Date.now() > end + 15_000, { timeoutMs: 90_000 });
          assert.match((await reported(bed, 'legacy'))[0] ?? '', /^skip/);
          await bed.cluster.delete([excepted, other, ...objects]);
        }),
      );
    },
  },
});
