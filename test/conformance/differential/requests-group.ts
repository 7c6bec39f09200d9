import assert from 'node:assert/strict';
import { type Bed, type Group, group, type KubeObject } from '../bed';
import { CALLERS, DOMAIN, PORTS, type RandomApp, randomApp } from './random-app';
import { type Difference, type Run, runApp } from './run-app';
import { type Senders, senders } from './send';

const SEED = 16;
const APPS = 21;
const MOST_SHOWN = 20;

const namespace = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const surroundings = Object.values(CALLERS).map((caller) => namespace(caller.namespace));

/** One upstream for all hosts: it reports the Host header and the server name. */
async function outside(bed: Bed): Promise<void> {
  const authority = bed.authority('requests');
  authority.trustBySystem();
  const names = Array.from({ length: APPS }, (_, app) =>
    Array.from({ length: app + 1 }, (_each, i) => `h${i}-${app}.${DOMAIN}`),
  ).flat();
  const tls = authority.issue({ names: names.flatMap((name) => [name, `*.${name}`, `*.b.${name}`]) });
  const upstream = await bed.upstream({ port: PORTS.tls, tls });
  const plain = await bed.upstream({ port: PORTS.plain, addresses: [...upstream.spec.addresses] });
  for (const each of [upstream, plain]) await each.behave({ reportAs: 'outside' });
  bed.setHost(`*.${DOMAIN}`, ...upstream.spec.addresses);
}

function show({ request, line, ...fates }: Difference): string {
  const [real, simulated] = [JSON.stringify(fates.actual), JSON.stringify(fates.expected)];
  return `${JSON.stringify(request)}\n  bed        ${real}\n  simulation ${simulated}\n  log        ${JSON.stringify(line)}`;
}

/** What all runs showed, for the report. */
class Sums {
  private readonly runs: Run[] = [];

  add(run: Run): void {
    this.runs.push(run);
  }

  toString(): string {
    const fates = this.runs.flatMap((run) => run.fates);
    const count = (is: (fate: (typeof fates)[number]) => boolean) => fates.filter(is).length;
    const decision = (wanted: string) => (fate: (typeof fates)[number]) =>
      (fate.decision as { decision?: string } | undefined)?.decision === wanted;
    const differences = this.runs.flatMap((run) => run.differences).length;
    return (
      `${fates.length} requests to ${this.runs.length} random apps: ${count(({ status }) => status === 200)} forwarded, ` +
      `${count(decision('report'))} of them in report mode; ${count(decision('deny'))} denied by the request policy, ` +
      `${count(({ details }) => details === 'ext_authz_error')} as its evaluation failed; ${differences} differences`
    );
  }
}

/** How many apps, and how many requests to each. App n has n hosts. */
interface Size {
  readonly apps: readonly number[];
  readonly requests: number;
}

/** Every app of the random ones. */
export const ALL_APPS = Array.from({ length: APPS }, (_, i) => i + 1);

/** Random requests to random apps. */
export function requestsGroup(name: string, { apps, requests }: Size): Group {
  const sums = new Sums();
  let [by, before]: [Senders | undefined, RandomApp | undefined] = [undefined, undefined];
  const compare = async (bed: Bed, number: number) => {
    if (before) await bed.cluster.delete([...before.objects]);
    const app = randomApp({ seed: SEED, number });
    before = app;
    await bed.apply(app.objects);
    await bed.healthy(app.objects);
    const run = await runApp(bed, by as Senders, app, { count: requests, surroundings });
    sums.add(run);
    bed.notes['random requests, on the bed and simulated'] = String(sums);
    const { differences } = run;
    assert.equal(differences.length, 0, differences.slice(0, MOST_SHOWN).map(show).join('\n'));
  };
  return group({
    name,
    title: 'Random requests to random apps: status, body, deciding rule and what the host receives are what the simulation says',
    timeoutMs: 300_000,
    setup: async (bed) => {
      await outside(bed);
      by = await senders(bed);
    },
    cases: Object.fromEntries(apps.map((app) => [`app ${app}: hosts ${app}`, (bed: Bed) => compare(bed, app - 1)])),
  });
}
