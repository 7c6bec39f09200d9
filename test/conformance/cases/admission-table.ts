import assert from 'node:assert/strict';
import type { EgressGovernanceProps } from '../../../lib';
import { ARGO, RIGHTS } from '../admission/answers';
import { DEFINITIONS } from '../admission/attempts';
import { byKyverno, governanceObjects, patiently, restartKyverno } from '../admission/in-force';
import { LIMITS, type Row } from '../admission/rows';
import { EXISTING } from '../admission/rows-approvals';
import { TO_TARGETS } from '../admission/rows-gateway';
import { firstOfEach, Sender } from '../admission/send-rows';
import { ROWS } from '../admission/table';
import { type Bed, group, type KubeObject } from '../bed';
import { dist, withoutAdmission } from '../manifests';

const namespace = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

const PROPS: Partial<EgressGovernanceProps> = {
  exempt: { users: [ARGO.user] },
  approvers: { groups: ['egress-approvers'] },
  excludedNamespaces: ['machines'],
};

type Verdict = (row: Row) => Row['refused'];

const byKyvernoAlone: Verdict = ({ refused, beyondKyverno }) => (beyondKyverno ? [] : refused);
const byNativePolicies: Verdict = ({ refused, beyondNative }) => (beyondNative ? [] : refused);
const byBoth: Verdict = ({ refused }) => refused;

const isPolicy = ({ kind }: KubeObject) => /^Validating/.test(kind);

/** Installs the policies, waits until each refuses, and sends rows. */
async function judged(
  bed: Bed,
  objects: readonly KubeObject[],
  verdict: Verdict,
  {
    rows = ROWS,
    first = async () => undefined,
  }: { readonly rows?: readonly Row[]; readonly first?: () => Promise<unknown> } = {},
): Promise<void> {
  const sender = new Sender(bed);
  const policies = objects.filter(isPolicy);
  try {
    await bed.apply([...objects], { force: true });
    const known = firstOfEach(ROWS, verdict);
    await patiently(bed, 'all policies to be in force', async () => (await sender.differences(known, verdict)).length === 0, {
      explain: async () => (await sender.differences(known, verdict)).join('\n'),
    });
    await first();
    assert.deepEqual(await sender.differences(rows, verdict), []);
  } finally {
    await bed.kyverno();
    await bed.cluster.delete(policies);
  }
}

/** The rows about which the engines differ. */
const DIFFERENT = ROWS.filter(({ beyondNative, beyondKyverno }) => beyondNative || beyondKyverno);

export default group({
  name: 'admission-table',
  title: `${ROWS.length} admission requests, judged by Kyverno, by the API server, by both, and by both while Kyverno is down`,
  kyverno: true,
  timeoutMs: 300_000,
  setup: async (bed) => {
    await bed.apply([RIGHTS, namespace('internal'), namespace('machines'), ...DEFINITIONS]);
    await restartKyverno(bed);
    await bed.apply([...withoutAdmission(dist()), ...TO_TARGETS, ...EXISTING]);
  },
  cases: {
    'by Kyverno, all but the requests that it does not see': (bed) =>
      judged(bed, byKyverno(governanceObjects({ ...PROPS, engine: 'kyverno' }, LIMITS)), byKyvernoAlone),
    'by native policies, all but those for a clock, a look-up or a hash': (bed) =>
      judged(bed, governanceObjects({ ...PROPS, engine: 'native' }, LIMITS), byNativePolicies),
    'the audit of one policy accepts its requests, and weakens no other': (bed) => {
      const stages = { names: { mode: 'audit', until: '2100-01-01' } } as const;
      const expected: Verdict = (row) => (row.refused.some(([by]) => by === 'names') ? [] : byNativePolicies(row));
      const ofNames = ROWS.filter(({ refused }) => refused.some(([by]) => by === 'names'));
      const rows = [...ofNames, ...firstOfEach(ROWS, expected)];
      return judged(bed, governanceObjects({ ...PROPS, engine: 'native', stages }, LIMITS), expected, { rows });
    },
    'by both, all': (bed) => judged(bed, governanceObjects({ ...PROPS, engine: 'both' }, LIMITS), byBoth, { rows: DIFFERENT }),
    'by both, while Kyverno is down, as by native policies: nothing unapproved enters, and approved changes do': (bed) =>
      judged(bed, governanceObjects({ ...PROPS, engine: 'both' }, LIMITS), byNativePolicies, {
        first: async () => (await bed.kyverno()).stop(),
      }),
  },
});
