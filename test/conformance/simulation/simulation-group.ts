import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { Dice } from '../../dice';
import { type Bed, type Group, group, type KubeObject, waitFor } from '../bed';
import { real, simulated, type Verdict } from './compare';
import { HOSTS, type RandomApp, randomApp } from './random-app';
import { type RandomRequest, randomRequest } from './random-request';

const AT_ONCE = 20;
const MOST_SHOWN = 10;

const AMBIENT = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'team-a', labels: { 'istio.io/dataplane-mode': 'ambient' } },
};

interface Difference {
  readonly request: RandomRequest;
  readonly real: unknown;
  readonly simulated: unknown;
}

const keyOf = ({ kind, metadata: { namespace, name } }: KubeObject) => `${kind} ${namespace}/${name}`;

/** Replaces an app by another one, which has the same gateway. */
async function replace(bed: Bed, before: readonly KubeObject[], objects: readonly KubeObject[]): Promise<void> {
  await bed.apply(objects, { force: true });
  const kept = new Set(objects.map(keyOf));
  await bed.cluster.delete(before.filter((object) => !kept.has(keyOf(object))));
  await bed.healthy();
  // The server compiles the policy at the first request, which takes longer than Envoy waits.
  await waitFor('the policy', async () => (await bed.request({ host: 'none' })).body !== '');
}

async function differencesOf(bed: Bed, app: RandomApp, dice: Dice, count: number): Promise<Difference[]> {
  const objects = [AMBIENT, ...app.objects];
  const requests = Array.from({ length: count }, () => randomRequest(dice, app.listeners));
  const found: Difference[] = [];
  for (let at = 0; at < count; at += AT_ONCE) {
    const some = requests.slice(at, at + AT_ONCE);
    const answers = await Promise.all(some.map((request) => real(bed, request)));
    for (const [i, request] of some.entries()) {
      const [own, actual] = [simulated(objects, request), answers[i] as Verdict];
      if (!isSame(own, actual, request)) found.push({ request, real: actual, simulated: own });
    }
  }
  return found;
}

/** The answer to a HEAD request does not show what the upstream received. */
function isSame(own: ReturnType<typeof simulated>, actual: Verdict, { method }: RandomRequest): boolean {
  return isDeepStrictEqual(method === 'HEAD' ? { ...own, upstream: undefined } : own, actual);
}

const shown = (value: unknown) =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === 'string' && each.length > 300 ? `${each.slice(0, 40)}…` : each));

/** So many apps, and requests for each. */
interface Size {
  readonly apps: number;
  readonly requests: number;
}

/** A group that sends random requests to random apps, and compares each answer with the simulation. */
export function simulationGroup(name: string, { apps, requests }: Size): Group {
  return group({
    name,
    title: 'The simulation says of random requests to random apps what Envoy, kgateway and the authorization server do',
    timeoutMs: 3_600_000,
    setup: async (bed) => {
      for (const host of HOSTS) bed.setHost(host, '198.51.100.20');
      await bed.ollama.behave({ reportAs: 'all' });
    },
    cases: {
      'status, body, deciding rule, details, and what the upstream receives are the same': async (bed) => {
        const all: Difference[] = [];
        let before: readonly KubeObject[] = [];
        for (let seed = 1; seed <= apps; seed++) {
          const dice = new Dice(seed);
          const app = randomApp(dice);
          await replace(bed, before, [AMBIENT, ...app.objects]);
          all.push(...(await differencesOf(bed, app, dice, requests)));
          before = app.objects;
        }
        bed.notes[`simulated requests, group ${name}`] =
          `${apps} random apps with ${requests} random requests each: ${all.length} differ`;
        const lines = all
          .slice(0, MOST_SHOWN)
          .map((each) => `${shown(each.request)}\n  real:      ${shown(each.real)}\n  simulated: ${shown(each.simulated)}`);
        assert.equal(all.length, 0, `${all.length} of ${apps * requests} differ:\n${lines.join('\n')}`);
      },
    },
  });
}
