import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { type Bed, group, type KubeObject, waitFor } from '../bed';
import { ALLOWED, HOST, variant } from '../manifests';
import { NO_DECISION } from '../open-route';

/** Code points that the server's compiler takes in one expression. */
const LIMIT = 100_000;

interface Expressions {
  readonly spec: Readonly<Record<'variables' | 'validations', readonly { readonly expression: string }[]>>;
}

/** The policy and its server, as the library writes them for a message of this length. */
function serverOf(letters: number): KubeObject[] {
  const all = variant({ policy: { message: 'm'.repeat(letters) } });
  return all.filter(({ kind }) => kind === 'ConfigMap' || kind === 'Deployment');
}

/** Enough letters for the message to be in the longest expression. */
const MANY = 50_000;

/** The policy whose longest expression has so many code points. */
const policyOf = (codePoints: number) => serverOf(MANY + codePoints - longestExpression(serverOf(MANY)));

function longestExpression(objects: readonly KubeObject[]): number {
  const { data } = objects.find(({ kind }) => kind === 'ConfigMap') as unknown as { data: Record<string, string> };
  const { spec } = parse(data['policy.yaml'] ?? '') as Expressions;
  return Math.max(...[...spec.variables, ...spec.validations].map(({ expression }) => [...expression].length));
}

/** Starts the server anew. It becomes ready in any case. */
async function serve(bed: Bed, objects: readonly KubeObject[]): Promise<void> {
  await bed.cluster.delete(objects.filter(({ kind }) => kind === 'Deployment'));
  await bed.settled();
  await bed.apply(objects, { force: true });
  await bed.settled();
}

async function works(bed: Bed, objects: readonly KubeObject[]): Promise<void> {
  await serve(bed, objects);
  // Envoy answers 503 until it has resolved the name of the upstream, which is not what this is about.
  await waitFor('Envoy to resolve the upstream', async () => (await answered(bed)) !== 503);
  assert.equal(await answered(bed), 200);
}

async function answered(bed: Bed): Promise<number> {
  return (await bed.request({ host: HOST, headers: ALLOWED })).status;
}

async function shuts(bed: Bed, objects: readonly KubeObject[]): Promise<void> {
  await serve(bed, objects);
  const answer = await bed.request({ host: HOST, headers: ALLOWED });
  assert.deepEqual([answer.status, answer.body], [403, NO_DECISION]);
  assert.match(bed.authz.logs(60), new RegExp(`exceeds limit: size: ${longestExpression(objects)}, limit ${LIMIT}`));
}

export default group({
  name: 'policy-limit',
  title: 'How long the policy can be: an expression has at most 100,000 code points, and hosts add nothing to it',
  full: true,
  timeoutMs: 120_000,
  setup: async (bed) => {
    await bed.apply(variant());
    await bed.healthy();
  },
  cases: {
    'an expression of 100,000 code points: the policy decides': (bed) => works(bed, policyOf(LIMIT)),
    'one of 100,001: the server drops the policy and is ready, and the gateway refuses everything': (bed) =>
      shuts(bed, policyOf(LIMIT + 1)),
  },
});
