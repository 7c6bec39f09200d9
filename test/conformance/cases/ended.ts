import assert from 'node:assert/strict';
import { Chart } from 'cdk8s';
import { Approval, EgressApp, EgressGovernance } from '../../../lib';
import { at, type Bed, group, type KubeObject, pause, UPSTREAM, waitFor } from '../bed';
import type { Component } from '../bed/component';
import { nameOf } from '../bed/objects';
import { ALLOWED, approval, dist, NAMESPACE, HOST as OTHER, parse, variant } from '../manifests';

const HOST = 'ending.rules.example.com';
const EXCLUDED = 'virtual-machines';

const iso = (millis: number) => new Date(millis).toISOString().replace(/\.\d+Z$/, 'Z');

const marked = (dist().find(({ kind }) => kind === 'ServiceEntry') as KubeObject).metadata as {
  labels: Record<string, string>;
  annotations: Record<string, string>;
};
const ENTRY = { hosts: ['api.example.com'], ports: [{ number: 443, name: 'tls', protocol: 'TLS' }], resolution: 'DNS' };

interface Marks {
  readonly until?: string;
  readonly approved?: string;
  readonly namespace?: string;
}

/** An object with an approval that has ended, unless other marks are given. */
function object(
  name: string,
  { until = '2026-01-01T00:00:00Z', approved = 'true', namespace = NAMESPACE }: Marks = {},
): KubeObject {
  const annotations = { ...marked.annotations, 'security.corp/egress-until': until };
  const labels = { ...marked.labels, 'security.corp/egress-approved': approved };
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name, namespace, labels, annotations },
    spec: ENTRY,
  };
}

const of = (apiVersion: string, kind: string, spec: object, name: string): KubeObject => ({
  ...object(name),
  apiVersion,
  kind,
  spec,
});

const DELETED: readonly KubeObject[] = [
  object('ended'),
  object('ended-elsewhere', { namespace: 'default' }),
  object('ended-on-a-leap-day', { until: '2024-02-29T23:59:59Z' }),
  object('withdrawn', { approved: 'withdrawn', until: '2100-01-01T00:00:00Z' }),
  object('withdrawn-without-a-date', { approved: 'withdrawn', until: '' }),
  of('networking.istio.io/v1', 'WorkloadEntry', { address: '198.51.100.7' }, 'ended'),
  of('gateway.kgateway.dev/v1alpha1', 'Backend', { static: { hosts: [{ host: 'api.example.com', port: 443 }] } }, 'ended'),
  of('v1', 'Service', { type: 'ExternalName', externalName: 'api.example.com' }, 'ended'),
];

const KEPT: readonly KubeObject[] = [
  object('valid', { until: '2100-01-01T00:00:00Z' }),
  object('without-a-date', { until: '' }),
  object('malformed', { until: 'yesterday' }),
  object('a-date-only', { until: '2026-01-01' }),
  object('no-such-day', { until: '2026-02-30T00:00:00Z' }),
  object('no-such-leap-day', { until: '2025-02-29T00:00:00Z' }),
  object('another-time-zone', { until: '2026-01-01T00:00:00+02:00' }),
  object('excluded', { namespace: EXCLUDED }),
  object('ignored-by-kyverno', { namespace: 'kube-system' }),
  of('v1', 'Service', { ports: [{ port: 80 }] }, 'no-alias'),
];

/** The policy and its role. Kyverno reads seconds too, so that the case need not wait for the next minute. */
function deleting(schedule: string): { readonly role: KubeObject; readonly policy: KubeObject } {
  const app = new EgressApp();
  const props = { name: 'egress', excludedNamespaces: [EXCLUDED], deleteEnded: {} };
  new EgressGovernance(new Chart(app, 'governance'), 'governance', props);
  const made = parse(app.synthYaml());
  const policy = made.find(({ kind }) => kind === 'DeletingPolicy') ?? assert.fail('no DeletingPolicy');
  const role = made.find(({ metadata }) => metadata.name === 'egress-cleanup') ?? assert.fail('no role');
  return { role, policy: { ...policy, spec: { ...(policy.spec as object), schedule } } };
}

async function missing(bed: Bed, objects: readonly KubeObject[]): Promise<string[]> {
  const found = await Promise.all(objects.map((one) => bed.cluster.api.get(one)));
  return objects.filter((_, index) => found[index] === undefined).map(nameOf);
}

/** Waits for some runs of the policy. Kyverno writes when the last one was. */
async function runs(bed: Bed, policy: KubeObject, count: number): Promise<void> {
  const last = async () => at(await bed.cluster.get(policy), 'status', 'lastExecutionTime');
  for (let i = 0; i < count; i++) {
    const before = await last();
    await waitFor('the policy to run', async () => (await last()) !== before, { timeoutMs: 60_000, everyMs: 200 });
  }
}

/** An instant just before a full minute, with enough time to bring everything into force before. */
function nearMinute(): number {
  const leadMs = 40_000;
  return Math.ceil((Date.now() + leadMs + 5_000) / 60_000) * 60_000 - 5_000;
}

let cleanup: Component | undefined;

export default group({
  name: 'ended',
  title: "What Kyverno's cleanup controller deletes after the end of an approval",
  kyverno: true,
  timeoutMs: 240_000,
  setup: async (bed) => {
    bed.setHost(HOST, UPSTREAM);
    cleanup = await bed.kyvernoController('cleanup');
  },
  cases: {
    'without its role it deletes nothing; with it, what has ended or was withdrawn, and nothing else': async (bed) => {
      const namespaces = [NAMESPACE, EXCLUDED].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
      const { role, policy } = deleting('*/3 * * * * * *');
      await bed.apply([...namespaces, ...DELETED, ...KEPT, policy]);
      await runs(bed, policy, 2);
      assert.deepEqual(await missing(bed, [...DELETED, ...KEPT]), []);
      await bed.apply([role]);
      await waitFor('the objects to be deleted', async () => (await missing(bed, DELETED)).length === DELETED.length, {
        explain: async () => `deleted: ${(await missing(bed, DELETED)).join(', ')}`,
      });
      await runs(bed, policy, 2);
      assert.deepEqual(await missing(bed, KEPT), []);
      await bed.cluster.delete([policy, role, ...DELETED, ...KEPT]);
    },
    'an approval that ends: 200 before; then 403, the log says why, its destination is deleted, and cannot be created again':
      async (bed) => {
        const instant = nearMinute();
        const ending = Approval.granted({ ...(approval.fields as Parameters<typeof Approval.granted>[0]), until: iso(instant) });
        const made = variant({
          hosts: { ollama: {}, ending: { host: HOST, addresses: [UPSTREAM], approval: ending } },
          governance: { deleteEnded: { schedule: '* * * * *' } },
        });
        // The other policies are passed on to the API server, and their statuses say little.
        const objects = made.filter(({ kind, metadata }) => kind !== 'ValidatingPolicy' || metadata.name === 'egress-approval');
        const entries = objects.filter(({ kind }) => kind === 'ServiceEntry');
        const [entry] = entries.filter(({ spec }) => JSON.stringify(spec).includes(HOST));
        assert.ok(entry && entries.length === 2);
        await bed.apply(objects);
        await bed.healthy(objects);
        const ask = (host: string) => bed.request({ headers: ALLOWED, host });
        assert.equal((await ask(HOST)).status, 200);
        await waitFor('the last moment', async () => Date.now() > instant - 1_500, { timeoutMs: 120_000 });
        assert.equal((await ask(HOST)).status, 200);
        await pause(instant - Date.now() + 50);
        const refused = async () => {
          const answer = await ask(HOST);
          const text = `egress refused: the approval of ${HOST} ended at ${iso(instant)}; ask conformance to renew it, T-1`;
          assert.deepEqual([answer.status, answer.body], [403, text]);
          const { decision } = await bed.accessLog.lineOf(answer);
          assert.deepEqual([at(decision, 'decision'), at(decision, 'rule')], ['deny', 'approval-ended']);
        };
        await refused();
        await waitFor('the destination to be deleted', async () => (await missing(bed, [entry])).length > 0, {
          timeoutMs: 90_000,
        });
        bed.notes['an approval that ends'] =
          `403 within a second, its ServiceEntry deleted ${Math.round((Date.now() - instant) / 1000)} s later (looked for every minute)`;
        await bed.settled();
        await refused();
        assert.equal((await ask(OTHER)).status, 200);
        assert.equal((await missing(bed, entries)).length, 1);
        const again = await bed.cluster.tryApply([entry]);
        assert.match(again.stderr, /approval has ended/);
        await cleanup?.stop();
      },
  },
});
