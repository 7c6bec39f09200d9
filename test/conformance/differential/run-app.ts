import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from '../../../lib/manifests/manifest';
import { simulate } from '../../../lib/simulate';
import { Dice } from '../../dice';
import { type Bed, type KubeObject, waitFor } from '../bed';
import type { LogLine } from '../bed/access-log';
import { actual, expected, type Fate } from './compare';
import { type RandomApp, timedObjects } from './random-app';
import { type RandomRequest, randomRequest, simulated } from './random-request';
import { linesOf, type Seen, type Senders, send } from './send';

/** How long it takes until changed approvals are in effect, and requests can be sent. */
const AHEAD_S = 6;
/** The time around the instants at which approvals begin and end, in which requests to these hosts are sent. */
const AROUND_MS = 2_500;

/** A request with another fate than the simulation says. */
export interface Difference {
  readonly request: RandomRequest;
  readonly actual: Fate;
  readonly expected: Fate;
  readonly line: LogLine | undefined;
}

/** What a run of an app showed. */
export interface Run {
  readonly fates: readonly Fate[];
  readonly differences: readonly Difference[];
}

/** Brings the approvals of hosts around an instant soon. Returns the objects, and the instant in seconds since 1970. */
async function around(bed: Bed, app: RandomApp): Promise<{ objects: KubeObject[]; middle: number }> {
  const middle = Math.ceil(Date.now() / 1000) + AHEAD_S;
  const objects = timedObjects(app, middle);
  const changed = objects.filter((object, i) => object !== app.objects[i]);
  if (changed.length > 0) await bed.apply(changed, { force: true });
  await bed.settled();
  return { objects, middle };
}

/** kgateway can hold a cluster back for a moment, of which its statuses say nothing. Envoy answers 500 for its routes until then. */
async function routesLead(bed: Bed, { gateway, namespace }: RandomApp): Promise<void> {
  const [name] = gateway.split('.');
  const envoy = bed.envoys.find((each) => each.gateway === `${namespace}/${name}`);
  if (!envoy) throw new Error(`the gateway ${gateway} does not run`);
  const missing = async () => {
    const routes = JSON.stringify(await envoy.configDump()).matchAll(/"route":\{[^{}]*"cluster":"([^"]+)"/g);
    const known = new Set((await envoy.admin('/clusters')).split('\n').map((line) => line.split('::', 1)[0]));
    return [...routes].map(([, cluster]) => cluster).filter((cluster) => !known.has(cluster));
  };
  await waitFor('the clusters of all routes', async () => (await missing()).length === 0, { timeoutMs: 30_000 });
}

/** The server compiles the policy at the first request, which can take longer than Envoy waits. */
export async function decides({ agent }: Senders, gateway: string): Promise<void> {
  const ask = () => agent.request({ address: gateway, port: 8080, host: 'unknown.example.com' });
  const isDecided = async () => (await ask().catch(() => undefined))?.body.includes('denied') === true;
  await waitFor('a decision', isDecided, { timeoutMs: 30_000 });
}

/** Sends random requests to an app that the bed runs, and compares what happens with the simulation. */
export async function runApp(
  bed: Bed,
  by: Senders,
  app: RandomApp,
  { count, surroundings }: { readonly count: number; readonly surroundings: readonly KubeObject[] },
): Promise<Run> {
  await decides(by, app.gateway);
  await routesLead(bed, app);
  const { objects, middle } = await around(bed, app);
  const dice = new Dice(app.seed);
  const requests = Array.from({ length: count }, (_, i) => randomRequest(dice, app, `${app.namespace}-${i}`));
  const before = bed.accessLog.sizes();
  const seen = await send(by, requests, ({ isTimed }) => (isTimed ? middle * 1000 + dice.whole(-AROUND_MS, AROUND_MS) : 0));
  const lines = await linesOf(bed, before, seen);
  const manifests = [...surroundings, ...objects] as readonly Manifest[];
  const results = requests.map((request) => {
    const [one, line] = [seen.get(request.mark) as Seen, lines.get(request.mark)];
    const time = new Date(line ? String(line.start_time) : one.sent);
    const simulation = simulate(manifests, simulated(request, by[request.caller].pod.ip, time));
    return { request, line, actual: actual(one, line, request), expected: expected(simulation, request) };
  });
  return {
    fates: results.map((each) => each.actual),
    differences: results.filter((each) => !isDeepStrictEqual(each.actual, each.expected)),
  };
}
