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

const typical = (i: number) => `api-${String(i).padStart(4, '0')}.example.com`;

/** The policy and its server, as the library writes them for so many hosts of 20 letters, the first with a name of its own. */
function serverOf(hosts: number, first = typical(0)): KubeObject[] {
  const names = Array.from({ length: hosts }, (_, i) => [`host-${i}`, { host: i === 0 ? first : typical(i) }]);
  const all = variant({ hosts: { ollama: {}, ...Object.fromEntries(names) } });
  return all.filter(({ kind }) => kind === 'ConfigMap' || kind === 'Deployment');
}

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
  name: 'host-limit',
  title: 'How many hosts fit into the policy: an expression has at most 100,000 code points',
  full: true,
  timeoutMs: 120_000,
  setup: async (bed) => {
    await bed.apply(variant());
    await bed.healthy();
  },
  cases: {
    '1,900 hosts of 20 letters: the policy decides': (bed) => works(bed, serverOf(1900)),
    '2,100 hosts: the server drops the policy and is ready, and the gateway refuses everything': (bed) =>
      shuts(bed, serverOf(2100)),
    'the largest number that fits is 1,997: 99,957 code points': async (bed) => {
      const [fits, exceeds] = [serverOf(1997), serverOf(1998)];
      assert.deepEqual([fits, exceeds].map(longestExpression), [99_957, 100_007]);
      await works(bed, fits);
      await shuts(bed, exceeds);
    },
    'one letter more than fits, 100,001 code points, shuts the gateway': async (bed) => {
      const first = (letters: number) => `${'x'.repeat(letters)}.example.com`;
      const [fits, exceeds] = [serverOf(1997, first(29)), serverOf(1997, first(30))];
      assert.deepEqual([fits, exceeds].map(longestExpression), [LIMIT - 1, LIMIT + 1]);
      await works(bed, fits);
      await shuts(bed, exceeds);
    },
  },
});
