import type { ApprovalLimits, EgressGovernanceProps } from '../../../lib';
import { at, type Bed, type KubeObject, pause, waitFor } from '../bed';
import { dist, variant } from '../manifests';
import { differences, type Judgement, RIGHTS } from './answers';
import { type Attempt, DEFINITIONS, TABLES } from './attempts';

/** For what several controllers and the API server do one after the other. */
const PATIENCE_MS = 180_000;

/** The API server takes note of changed ValidatingAdmissionPolicies every second. */
const REFRESH_MS = 2_500;

const ADMISSION = { apiVersion: 'admissionregistration.k8s.io/v1' };

const INTERNAL: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'internal' } };

/** The policies of dist/. */
export const policies = (): KubeObject[] => dist().filter(({ kind }) => kind === 'ValidatingPolicy');

/** The first attempt of each table that is refused: one for each policy. */
const REFUSED = Object.entries(TABLES).map(([suffix, attempts]): [string, Attempt] => {
  const found = attempts.find(([, , message]) => message !== undefined);
  if (!found) throw new Error(`no attempt is refused by the policy for ${suffix}`);
  return [suffix, found];
});

/** The names of the ValidatingAdmissionPolicies that Kyverno has made. The CRDs of Gateway API come with one of their own. */
export async function generated(bed: Bed): Promise<string[]> {
  const all = await bed.cluster.api.list(ADMISSION.apiVersion, 'ValidatingAdmissionPolicy');
  return all.map(({ metadata }) => metadata.name).filter((name) => name.startsWith('vpol-'));
}

/**
 * Waits for what Kyverno brings about. On a busy machine, it loses its lease and ends: then it starts again, as the kubelet of a
 * cluster would see to.
 */
export async function patiently(
  bed: Bed,
  what: string,
  condition: () => Promise<boolean>,
  { explain, everyMs = 500 }: { readonly explain?: () => Promise<string>; readonly everyMs?: number } = {},
): Promise<void> {
  const isDone = async () => {
    await bed.kyverno();
    return condition();
  };
  await waitFor(what, isDone, { timeoutMs: PATIENCE_MS, everyMs, ...(explain && { explain }) });
}

/** Applies objects as soon as the API server has read new kinds: it answers slowly meanwhile. */
async function apply(bed: Bed, objects: readonly KubeObject[]): Promise<void> {
  await patiently(bed, 'the objects to be accepted', async () => (await bed.cluster.tryApply([...objects])).status === 0);
}

/**
 * Starts Kyverno again, so that it knows the kinds that exist now. By default, it reads them every 15 minutes, and its webhook
 * refuses every object of a kind that it does not know.
 */
export async function restartKyverno(bed: Bed): Promise<void> {
  const kyverno = await bed.kyverno();
  await kyverno.stop();
  await bed.kyverno();
}

/** Adds the kinds of network plugins, and brings dist/ into force. */
export async function prepare(bed: Bed): Promise<void> {
  await apply(bed, [RIGHTS, INTERNAL, ...DEFINITIONS]);
  await bed.healthy(undefined, PATIENCE_MS);
  await restartKyverno(bed);
  await apply(bed, dist());
  await inForce(bed);
}

/**
 * Waits until each policy of dist/ refuses: the API server learns of new ones after a moment. The statuses say nothing: when an update
 * of its webhooks meets a conflict, Kyverno takes back that policies are ready, and it says so again only of those in its webhooks.
 */
export async function inForce(bed: Bed): Promise<void> {
  await passedOn(bed);
  for (const [suffix, attempt] of REFUSED) await verdicts(bed, `the policy for ${suffix} to be in force`, [attempt]);
}

/**
 * Waits until the API server has the ValidatingAdmissionPolicies of all policies, and Kyverno leaves the judgement to it. Kyverno
 * writes this into a status after it has made one. If that write meets a conflict, it does not repeat it, and judges too. So it has
 * to make the binding again.
 */
export async function passedOn(bed: Bed): Promise<void> {
  const api = bed.cluster.api;
  await patiently(
    bed,
    'Kyverno to pass its policies on',
    async () => {
      const all = await api.list('policies.kyverno.io/v1', 'ValidatingPolicy');
      const left = all.filter((one) => at(one, 'spec', 'autogen') && at(one, 'status', 'generated') !== true);
      const metadata = left.map(({ metadata: { name } }) => ({ name: `vpol-${name}-binding` }));
      for (const one of metadata) await api.delete({ ...ADMISSION, kind: 'ValidatingAdmissionPolicyBinding', metadata: one });
      return left.length === 0;
    },
    { everyMs: 3_000 },
  );
  await pause(REFRESH_MS);
}

/** Waits until the webhook of Kyverno itself refuses by each policy, and no ValidatingAdmissionPolicy is left. */
export async function inForceByKyverno(bed: Bed): Promise<void> {
  await withoutGenerated(bed);
  for (const [suffix, attempt] of REFUSED) {
    await verdicts(bed, `Kyverno to refuse by the policy for ${suffix}`, [attempt], { by: failedBy(suffix) });
  }
}

/** How Kyverno itself says which policy refuses. */
export const failedBy = (suffix: string): string => `Policy egress-${suffix} failed`;

/** Waits until nothing refuses what the policies of dist/ refuse. */
export async function outOfForce(bed: Bed): Promise<void> {
  await withoutGenerated(bed);
  for (const [suffix, [title, object]] of REFUSED) {
    await verdicts(bed, `nothing to refuse by the policy for ${suffix}`, [[title, object]]);
  }
}

/** Waits until attempts have the expected verdicts. */
export async function verdicts(bed: Bed, what: string, attempts: readonly Attempt[], judgement?: Judgement): Promise<void> {
  await patiently(bed, what, async () => (await differences(bed, attempts, judgement)).length === 0, {
    explain: async () => `${await generated(bed)}; ${await differences(bed, attempts, judgement)}`,
  });
}

async function withoutGenerated(bed: Bed): Promise<void> {
  await patiently(bed, 'no ValidatingAdmissionPolicy to be left', async () => (await generated(bed)).length === 0);
}

/** The policies of a governance like that of main.ts, with other properties. */
export function governance(props: Partial<EgressGovernanceProps>): KubeObject[] {
  return variant({ governance: props }).filter(({ kind }) => kind === 'ValidatingPolicy');
}

/** All objects of such a governance. */
export function governanceObjects(props: Partial<EgressGovernanceProps>, approvals: ApprovalLimits = {}): KubeObject[] {
  return variant({ governance: props, approvals }).filter(({ kind }) => /^(Validating|ClusterRole$)/.test(kind));
}

/** Policies as Kyverno itself enforces them, where it makes no ValidatingAdmissionPolicies. */
export function byKyverno(objects: readonly KubeObject[]): KubeObject[] {
  return objects.map((object) => {
    if (object.kind !== 'ValidatingPolicy') return object;
    const { autogen, ...spec } = object.spec as { autogen?: object };
    return { ...object, spec };
  });
}

/** Applies policies in place of those of dist/, for the attempt, which begins when they are in force. */
export async function governed(
  bed: Bed,
  made: readonly KubeObject[],
  whenInForce: () => Promise<void>,
  attempt: () => Promise<void>,
): Promise<void> {
  try {
    await replace(bed, policies(), made);
    await whenInForce();
    await attempt();
  } finally {
    await replace(bed, made, policies());
    await inForce(bed);
  }
}

/**
 * Deletes policies and applies others. An update is not enough: Kyverno writes but once whether it has made an admission policy, and
 * the write can meet a conflict.
 */
async function replace(bed: Bed, before: readonly KubeObject[], after: readonly KubeObject[]): Promise<void> {
  await bed.cluster.delete([...before]);
  await apply(bed, after);
}
