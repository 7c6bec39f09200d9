import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authorizationPolicyTables } from '../../../lib/checks/istio/authorization-policy-checks';
import type { IstioCheck, IstioTable } from '../../../lib/checks/istio/istio-check';
import { peerAuthenticationTables } from '../../../lib/checks/istio/peer-authentication-checks';
import { serviceEntryTables } from '../../../lib/checks/istio/service-entry-checks';
import type { Path } from '../../../lib/core/path';
import { kindOf, type Manifest } from '../../../lib/manifests/manifest';
import { type Bed, group } from '../bed';
import { istioObjects } from '../istio-objects';
import { ACCEPTED, BED_ISTIO, istioctlVerdicts, ownVerdict, type Verdict } from '../istio-verdicts';

const SEED = 6;
const COUNT = 15_000;
/** How often a check must be the only check of its severity that reports an object. */
const LEAST = 3;
const TABLES = {
  'networking.istio.io/ServiceEntry': serviceEntryTables,
  'security.istio.io/AuthorizationPolicy': authorizationPolicyTables,
  'security.istio.io/PeerAuthentication': peerAuthenticationTables,
} as Readonly<Record<string, readonly IstioTable<object>[]>>;

async function asked(bed: Bed, objects: readonly Manifest[]): Promise<Map<string, Verdict>> {
  const file = join(bed.world.subfolder('istio'), 'objects.yaml');
  writeFileSync(file, objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  const { stdout, stderr } = await bed.istioctl('validate', '-f', file);
  return istioctlVerdicts(stdout + stderr);
}

/** The checks that report an object, among those that the test bed's version of Istio has. */
function objecting(object: Manifest): IstioCheck<object>[] {
  const subject = { object, spec: object.spec ?? {}, capabilities: BED_ISTIO };
  const found = (check: IstioCheck<object>) => {
    const paths: Path[] = [];
    check.find(subject, paths);
    return paths.length > 0;
  };
  return (TABLES[kindOf(object)] ?? []).flatMap(({ checks }) => checks.filter(found));
}

/** Checks of older versions only. The sources of 1.29.6 show how they work. */
const OLDER = /^(?:Istio )?before /;

/** The checks as `kind rule: message`, and for how many objects each was the only one of its severity. */
function alone(objects: readonly Manifest[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [kind, tables] of Object.entries(TABLES)) {
    const checks = tables.flatMap((table) => table.checks).filter(({ message }) => !OLDER.test(message));
    for (const { rule, message } of checks) counts.set(`${kind} ${rule}: ${message}`, 0);
  }
  for (const object of objects) {
    const checks = objecting(object);
    for (const { rule, message, severity } of checks) {
      if (checks.filter((other) => other.severity === severity).length > 1) continue;
      const key = `${kindOf(object)} ${rule}: ${message}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

export default group({
  name: 'istio',
  title: "Istio's webhook and this library give the same verdicts on ServiceEntries and policies",
  istioctl: true,
  cases: {
    [`the same verdicts on ${COUNT} objects`]: async (bed) => {
      const objects = istioObjects(SEED, COUNT);
      const verdicts = await asked(bed, objects);
      const pairs = objects.map((object) => ({
        object,
        own: ownVerdict(object),
        theirs: verdicts.get(object.metadata.name) ?? ACCEPTED,
      }));
      const apart = pairs.filter(({ own, theirs }) => own.refused !== theirs.refused || own.warned !== theirs.warned);
      const [refused, warned] = (['refused', 'warned'] as const).map((said) => pairs.filter(({ theirs }) => theirs[said]).length);
      bed.notes['verdicts on objects of Istio'] =
        `${COUNT} objects: ${refused} rejected, ${warned} with warnings, ${apart.length} different verdicts`;
      assert.deepEqual(apart.slice(0, 3), []);
    },
    [`each check is the only one to report at least ${LEAST} of them`]: async () => {
      const seldom = [...alone(istioObjects(SEED, COUNT))].filter(([, count]) => count < LEAST);
      assert.deepEqual(seldom, []);
    },
  },
});
