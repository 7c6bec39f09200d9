import assert from 'node:assert/strict';
import { join } from 'node:path';
import { SCHEMAS } from '../../../imports/schemas';
import { readKind } from '../../../lib/checks/object/read-kind';
import { schemaOf } from '../../../lib/checks/object/schema-of';
import { type SchemaIssue, validate } from '../../../lib/checks/object/validate';
import { showPath } from '../../../lib/core/path';
import { group } from '../bed';
import { applyCrds } from '../bed/crds';
import { ask, type Verdict } from '../schemas/ask';
import { samplesOf } from '../schemas/samples';
import { seedsOf } from '../schemas/seeds';

const SEED = 20261125;

/** CRDs that no component of the bed installs. Later groups do not have them. */
const MORE_CRDS = join(__dirname, '../../../tools/import/crds');

interface Judged {
  readonly object: Record<string, unknown>;
  readonly verdict: Verdict;
  readonly issues: readonly SchemaIssue[];
}

/**
 * Kinds without CRDs on the bed: those of network policies of a cluster come from two versions of one module. And
 * PodDisruptionBudgets, most of which only Kubernetes' own code validates: 19 random ones got another verdict than from the library.
 */
const NOT_SERVED = /^policy(?:\.networking\.k8s\.io)?\//;

/** Where this library differs from the API server, on purpose or because it cannot do better. */
const EXCEPTIONS: readonly { readonly reason: string; readonly covers: (judged: Judged) => boolean }[] = [
  {
    reason:
      'in lists of core kinds the server reads null as an empty entry; the library rejects it, because it is hardly ever intended',
    covers: ({ verdict, issues }) =>
      verdict.taken &&
      issues.every(({ rule, path, got }) => rule === 'schema/type' && got === null && typeof path.at(-1) === 'number'),
  },
  {
    reason: 'the server compiles the CEL expressions of a ValidatingAdmissionPolicy; the library does not',
    covers: ({ object, verdict }) =>
      object.kind === 'ValidatingAdmissionPolicy' && /xpression: Invalid value/.test(verdict.message),
  },
  {
    reason: 'Kubernetes’ own code validates rare fields of pods; the library checks only their types',
    covers: ({ object, issues }) => object.kind === 'Deployment' && issues.length === 0,
  },
];

/** Of all objects. */
const MOST_EXCEPTIONS = 0.005;

function issuesOf(object: Record<string, unknown>): readonly SchemaIssue[] {
  const kind = schemaOf(String(object.apiVersion), String(object.kind));
  assert.ok(kind);
  return validate(object, kind);
}

function show({ object, verdict, issues }: Judged): string {
  const ours = issues.map(({ rule, path }) => `${rule} ${showPath(path)}`).join(', ') || 'taken';
  return `${JSON.stringify(object).slice(0, 1500)}\n  server: ${verdict.message || 'taken'}\n  ours: ${ours}`;
}

function note(judged: readonly Judged[], apart: readonly Judged[], rules: number): string {
  const taken = judged.filter(({ verdict }) => verdict.taken).length;
  const reasons = EXCEPTIONS.map(({ reason, covers }) => `${apart.filter(covers).length} × ${reason}`);
  return `${judged.length} objects, ${taken} of them accepted by the API server, ${rules} CEL rules broken; different verdicts: ${reasons.join('; ')}`;
}

export default group({
  name: 'schema',
  title: 'Every verdict on a single object equals the API server’s',
  timeoutMs: 120_000,
  setup: (bed) => applyCrds(bed.cluster, [MORE_CRDS]),
  cases: {
    'the verdicts on valid, changed and broken objects of every pinned kind that the bed serves agree': async (bed) => {
      const served = Object.entries(SCHEMAS).filter(([kind]) => !NOT_SERVED.test(kind));
      const samples = served.map(([, pinned], index) => {
        const { group: name, version, kind } = readKind(pinned);
        return samplesOf(pinned, seedsOf(name ? `${name}/${version}` : version, kind), SEED + index);
      });
      const objects = samples.flatMap((sample) => sample.objects);
      const verdicts = await ask(bed, objects);
      const judged = objects.map((object, i): Judged => ({ object, verdict: verdicts[i] as Verdict, issues: issuesOf(object) }));
      const apart = judged.filter(({ verdict, issues }) => verdict.taken !== (issues.length === 0));
      const unexplained = apart.filter((one) => !EXCEPTIONS.some(({ covers }) => covers(one)));
      const taken = judged.filter(({ verdict }) => verdict.taken).length;
      const unbroken = samples.flatMap((sample) => sample.unbroken);
      bed.notes.schema = note(
        judged,
        apart,
        samples.reduce((sum, { rules }) => sum + rules, 0),
      );
      assert.deepEqual(unbroken, []);
      assert.ok(objects.length >= 3_000 && apart.length <= MOST_EXCEPTIONS * objects.length, bed.notes.schema);
      assert.ok(Math.abs(taken / objects.length - 0.5) < 0.1, `${taken} of ${objects.length} were taken`);
      assert.equal(unexplained.length, 0, unexplained.slice(0, 20).map(show).join('\n\n'));
    },
  },
});
