import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { EgressApp, EgressGovernance, type GovernanceException } from '../../../lib';
import { answer, RIGHTS, ROOT, WRITER } from '../admission/answers';
import { pod } from '../admission/attempts';
import { passedOn } from '../admission/in-force';
import { type Bed, group, type KubeObject, waitFor } from '../bed';
import { parse } from '../manifests';

const HERE = 'egress-exceptions';
const POLICY = 'policies.kyverno.io/v1';
const FLAGS = ['--enablePolicyException=true', `--exceptionNamespace=${HERE}`];
const [UNAPPROVED, EXCEPTS, NODE] = ['destination without approval', 'excepts objects from a policy', 'hostNetwork: true'];

const iso = (millis: number) => new Date(millis).toISOString().replace(/\.\d+Z$/, 'Z');
const namespace = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

const excepted = (until: string): GovernanceException => ({
  ...{ name: 'legacy', policy: 'approval', kind: 'ServiceEntry', namespace: 'team-a', object: 'legacy' },
  ...{ owner: 'team-a', ticket: 'SEC-1', reason: 'a case', until },
});

function made(exceptions: readonly GovernanceException[] = []): KubeObject[] {
  const app = new EgressApp();
  new EgressGovernance(new Chart(app, 'governance'), 'governance', { name: 'egress', clients: ['team-a'], exceptions });
  return parse(app.synthYaml());
}

const named = (suffix: string) => made().find(({ metadata }) => metadata.name === `egress-${suffix}`) as KubeObject;

/** The policy for approvals, what Kyverno needs for it, and the exception with what ends it. */
const withException = (until: string) =>
  made([excepted(until)]).filter(
    ({ kind, metadata }) =>
      ['ClusterRole', 'PolicyException', 'DeletingPolicy'].includes(kind) || metadata.name === 'egress-approval',
  );

const entry = (name: string): KubeObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'ServiceEntry',
  metadata: { name, namespace: 'team-a' },
  spec: { hosts: [`${name}.example.com`], ports: [{ number: 443, name: 'tls', protocol: 'TLS' }], resolution: 'DNS' },
});

/** An exception as somebody writes it who administers only a namespace. */
const own = (policy: string, conditions: readonly string[]): KubeObject => ({
  apiVersion: POLICY,
  kind: 'PolicyException',
  metadata: { name: 'own', namespace: 'team-a' },
  spec: {
    policyRefs: [{ kind: 'ValidatingPolicy', name: policy }],
    matchConditions: conditions.map((expression, index) => ({ name: `condition-${index}`, expression })),
  },
});

const onNode = (name: string): KubeObject => {
  const { metadata, ...rest } = pod({ spec: { hostNetwork: true } });
  return { ...rest, metadata: { ...metadata, name } };
};

/** Waits until somebody gets an answer with this text, or an empty one. */
async function becomes(bed: Bed, object: KubeObject, text: string, timeoutMs = 60_000): Promise<void> {
  const isSo = async () => {
    const got = await answer(bed, object);
    return text === '' ? got === '' : got.includes(text);
  };
  await waitFor(`${object.metadata.name}: ${text || 'accepted'}`, isSo, { timeoutMs, everyMs: 500 });
}

export default group({
  name: 'exceptions',
  title: 'What PolicyExceptions open, and when they end',
  kyverno: true,
  timeoutMs: 300_000,
  setup: (bed) => bed.apply([RIGHTS, ...['team-a', HERE].map(namespace)]),
  cases: {
    'exceptions are off, and yet one of a tenant opens what Kyverno passes on to the API server, by any one of its conditions':
      async (bed) => {
        const pods = [named('reports'), named('pods')];
        const tenant = own('egress-pods', ['object.metadata.name == "mine"', 'object.metadata.name == "yours"']);
        await bed.apply(pods);
        await passedOn(bed);
        await becomes(bed, onNode('mine'), NODE);
        const { stderr } = await bed.cluster.tryApply([tenant], { as: { user: WRITER.user, groups: WRITER.groups ?? [] } });
        assert.match(stderr, /would not be processed until it is enabled/);
        await becomes(bed, onNode('mine'), '');
        await becomes(bed, onNode('yours'), '');
        assert.ok((await answer(bed, onNode('other'))).includes(NODE));
        await bed.cluster.delete([tenant, ...pods]);
      },
    'so the policy for exceptions refuses them to all but the platform': async (bed) => {
      const guard = [named('reports'), named('exceptions')];
      await bed.apply(guard);
      await passedOn(bed);
      for (const policy of ['egress-pods', 'egress-approval', 'egress-exceptions']) await becomes(bed, own(policy, []), EXCEPTS);
      assert.equal(await answer(bed, own('other-policy', [])), '');
      assert.equal(await answer(bed, own('egress-pods', []), ROOT), '');
      await bed.cluster.delete(guard);
    },
    'a native policy knows no exceptions': async (bed) => {
      const app = new EgressApp();
      const props = { name: 'egress', clients: ['team-a'], engine: 'native' } as const;
      new EgressGovernance(new Chart(app, 'governance'), 'governance', props);
      const pods = parse(app.synthYaml()).filter(({ metadata }) => metadata.name === 'egress-pods');
      const all = own('egress-pods', ['true']);
      await bed.apply([...pods, all]);
      await becomes(bed, onNode('mine'), NODE);
      await bed.cluster.delete([all, ...pods]);
    },
    'where they are on, an exception holds for its object alone; past its end too, until it is deleted, within a minute': (bed) =>
      bed.kyvernoWith(FLAGS, async () => {
        const cleanup = await bed.kyvernoController('cleanup');
        const end = Date.now() + 30_000;
        const objects = withException(iso(end));
        await bed.apply(objects.filter(({ kind }) => kind !== 'DeletingPolicy'));
        await becomes(bed, entry('other'), UNAPPROVED);
        await becomes(bed, entry('legacy'), '', 25_000);
        assert.ok(
          (await answer(bed, { ...entry('legacy'), metadata: { name: 'legacy', namespace: 'default' } })).includes(UNAPPROVED),
        );
        await waitFor('the end', async () => Date.now() > end + 5_000, { timeoutMs: 60_000 });
        // Kyverno looks at the end only when the exception or the policy changes.
        assert.equal(await answer(bed, entry('legacy')), '');
        await bed.apply(objects);
        await becomes(bed, entry('legacy'), UNAPPROVED, 90_000);
        bed.notes['exceptions that end'] =
          'accepted 5 s after the end; refused when the cleanup controller had deleted the exception';
        await bed.cluster.delete(objects);
        await cleanup.stop();
      }),
    'Kyverno refuses an exception with a clock': async (bed) => {
      const clock = own('other-policy', ['time.now() < timestamp("2100-01-01T00:00:00Z")']);
      await bed.kyvernoWith(FLAGS, () => becomes(bed, clock, "undeclared reference to 'time'"));
    },
    'its CLI applies an exception that has ended': async (bed) => {
      const folder = bed.world.subfolder('cli');
      const file = (name: string, object: unknown) => {
        writeFileSync(join(folder, name), JSON.stringify(object));
        return join(folder, name);
      };
      const { spec, ...rest } = withException('2100-01-01').find(({ kind }) => kind === 'PolicyException') as KubeObject;
      const past = { ...rest, spec: { ...(spec as object), expiresAt: '2026-01-01T00:00:00Z' } };
      const [policy, resource, exception] = [
        file('policy.yaml', named('approval')),
        file('resource.yaml', entry('legacy')),
        file('exception.yaml', past),
      ];
      const without = await bed.kyvernoCli('apply', policy, '--resource', resource);
      assert.match(without.stdout, /pass: 0, fail: 1, warn: 0, error: 0, skip: 0/);
      const { stdout } = await bed.kyvernoCli('apply', policy, '--resource', resource, '--exception', exception);
      assert.match(stdout, /pass: 0, fail: 0, warn: 0, error: 0, skip: 1/);
    },
  },
});
