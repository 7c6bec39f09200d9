import assert from 'node:assert/strict';
import { Chart } from 'cdk8s';
import { EgressApp, EgressGovernance, type EgressGovernanceProps } from '../../../lib';
import { answer, differences, RIGHTS } from '../admission/answers';
import type { Attempt } from '../admission/attempts';
import { passedOn } from '../admission/in-force';
import { at, type Bed, group, type KubeObject, waitFor } from '../bed';
import { NODE } from '../bed/network';
import { parse } from '../manifests';

const COUNT = 10_000;
const NAMES = Array.from({ length: COUNT }, (_, i) => `host-${i}.tenant-${i % 977}.denied-${i % 31}.example`);
const [FIRST, LAST] = [NAMES[0] as string, NAMES[COUNT - 1] as string];
const MESSAGE = 'the security team denies the host';

const object = (apiVersion: string, kind: string, spec: object): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: 'attempt', namespace: 'default', annotations: { 'security.corp/egress-owner': 'team-a' } },
  spec,
});
const entry = (...hosts: readonly string[]) =>
  object('networking.istio.io/v1', 'ServiceEntry', {
    hosts,
    ports: [{ number: 443, name: 'tls', protocol: 'TLS' }],
    resolution: 'DNS',
  });
const backend = (host: string) =>
  object('gateway.kgateway.dev/v1alpha1', 'Backend', { type: 'Static', static: { hosts: [{ host, port: 443 }] } });
const route = (spec: object) => object('gateway.networking.k8s.io/v1', 'HTTPRoute', { parentRefs: [{ name: 'x' }], ...spec });

const ATTEMPTS: readonly Attempt[] = [
  ['the first name', entry(FIRST), `${MESSAGE} ${FIRST} (owner: team-a)`],
  ['the last name', entry(LAST), MESSAGE],
  ['a name below one, in capitals', entry(`WWW.${LAST}`), MESSAGE],
  ['the second host', entry('api.example.com', FIRST), MESSAGE],
  ['a wildcard that covers one', entry('*.denied-7.example'), MESSAGE],
  [
    'an endpoint',
    object('networking.istio.io/v1', 'ServiceEntry', {
      ...(entry('a.example.com').spec as object),
      endpoints: [{ address: FIRST }],
    }),
    MESSAGE,
  ],
  ['a WorkloadEntry', object('networking.istio.io/v1', 'WorkloadEntry', { address: LAST }), MESSAGE],
  ['a Backend', backend(LAST), MESSAGE],
  ['an alias', object('v1', 'Service', { type: 'ExternalName', externalName: LAST }), MESSAGE],
  ['a route', route({ hostnames: ['api.example.com', LAST] }), MESSAGE],
  ['a rewritten host', route({ rules: [{ filters: [{ type: 'URLRewrite', urlRewrite: { hostname: LAST } }] }] }), MESSAGE],
  ['another ServiceEntry', entry('api.example.com', `${LAST}.com`, `x${LAST}`)],
  ['another wildcard', entry('*.other.example')],
  ['another Backend', backend('api.example.com')],
  ['an ordinary Service', object('v1', 'Service', { ports: [{ port: 80 }] })],
  ['another route', route({ hostnames: ['api.example.com'], rules: [{ backendRefs: [{ name: 'a', port: 80 }] }] })],
  // The API server permits a million steps for an expression.
  ['a ServiceEntry with 250 long hosts', entry(...Array.from({ length: 250 }, (_, i) => `h${i}.${'label.'.repeat(12)}example`))],
  [
    '250 of which one is denied',
    entry(...Array.from({ length: 249 }, (_, i) => `h${i}.${'label.'.repeat(12)}example`), LAST),
    MESSAGE,
  ],
];

/** The policy for denied names as an engine gets it, and what Kyverno needs for it. */
function denying(props: Partial<EgressGovernanceProps>): KubeObject[] {
  const app = new EgressApp();
  new EgressGovernance(new Chart(app, 'governance'), 'governance', { name: 'egress', deniedHosts: NAMES, ...props });
  return parse(app.synthYaml()).filter(({ kind, metadata }) => kind === 'ClusterRole' || metadata.name === 'egress-denied');
}

/** The sum and the count of a histogram, over the series with these labels. */
function histogram(text: string, name: string, label: RegExp): { readonly sum: number; readonly count: number } {
  const total = (suffix: string) =>
    text
      .split('\n')
      .filter((line) => line.startsWith(`${name}_${suffix}`) && label.test(line))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  return { sum: total('sum'), count: total('count') };
}

/** The average of a duration during the attempts, in milliseconds. */
async function meanMs(read: () => Promise<{ sum: number; count: number }>, work: () => Promise<void>): Promise<number> {
  const before = await read();
  await work();
  const after = await read();
  assert.ok(after.count > before.count, 'nothing was measured');
  return ((after.sum - before.sum) / (after.count - before.count)) * 1000;
}

async function inForce(bed: Bed): Promise<void> {
  const refuses = async () => (await answer(bed, entry(FIRST))).includes(MESSAGE);
  await waitFor('the policy to be in force', refuses, { timeoutMs: 120_000, everyMs: 500 });
}

async function judged(bed: Bed): Promise<void> {
  assert.deepEqual(await differences(bed, ATTEMPTS), []);
}

/** Applies the policy for the work. */
async function during(bed: Bed, objects: readonly KubeObject[], work: () => Promise<void>): Promise<void> {
  await bed.apply(objects);
  await inForce(bed);
  await work().finally(() => bed.cluster.delete([...objects]));
  await waitFor('the policy to be gone', async () => (await answer(bed, entry(FIRST))) === '', {
    timeoutMs: 60_000,
    everyMs: 500,
  });
}

const times = (count: number, work: () => Promise<unknown>) => async () => {
  for (let i = 0; i < count; i++) await work();
};

export default group({
  name: 'denied-hosts',
  title: `${COUNT} denied names, in Kyverno and in the API server`,
  kyverno: true,
  timeoutMs: 240_000,
  setup: (bed) => bed.apply([RIGHTS]),
  cases: {
    'Kyverno refuses what names one of them, and needs less than 50 ms for a request': async (bed) => {
      const objects = denying({}).map((one) => {
        const { autogen, ...spec } = (one.spec ?? {}) as { autogen?: object };
        return one.kind === 'ValidatingPolicy' ? { ...one, spec } : one;
      });
      await during(bed, objects, async () => {
        await judged(bed);
        const read = async () => {
          const text = await (await fetch(`http://${NODE.address}:8000/metrics`)).text();
          return histogram(text, 'kyverno_admission_review_duration_seconds', /resource_kind="ServiceEntry"/);
        };
        const ms = await meanMs(
          read,
          times(10, () => answer(bed, entry('api.example.com'))),
        );
        bed.notes['denied names'] = `${COUNT}: Kyverno needs ${ms.toFixed(1)} ms for an admission request`;
        assert.ok(ms < 50, `${ms} ms`);
      });
    },
    'the API server refuses the same by the native policy, within its limits of cost': async (bed) => {
      const objects = denying({ engine: 'native' });
      assert.ok(objects.some(({ kind }) => kind === 'ValidatingAdmissionPolicy'));
      await during(bed, objects, async () => {
        await judged(bed);
        const read = async () => {
          const { stdout } = await bed.cluster.kubectl(['get', '--raw', '/metrics']);
          return histogram(stdout, 'apiserver_validating_admission_policy_check_duration_seconds', /policy="egress-denied"/);
        };
        const ms = await meanMs(
          read,
          times(10, () => answer(bed, entry(FIRST))),
        );
        bed.notes['denied names, natively'] = `${COUNT}: the API server needs ${ms.toFixed(1)} ms for an admission request`;
        assert.ok(ms < 50, `${ms} ms`);
      });
    },
    'Kyverno passes the policy on to the API server': async (bed) => {
      await during(bed, denying({}), async () => {
        // Until the API server has it, neither of them judges.
        await passedOn(bed);
        const made = {
          apiVersion: 'admissionregistration.k8s.io/v1',
          kind: 'ValidatingAdmissionPolicy',
          metadata: { name: 'vpol-egress-denied' },
        };
        await waitFor('the generated policy', async () => at(await bed.cluster.get(made), 'spec', 'validations') !== undefined, {
          timeoutMs: 60_000,
        });
        await judged(bed);
      });
    },
  },
});
