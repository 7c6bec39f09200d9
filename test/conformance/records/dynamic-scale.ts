import assert from 'node:assert/strict';
import { type ExternalHostProps, Tls, Way } from '../../../lib';
import { type Bed, group, type KubeObject, pause, waitFor } from '../bed';
import type { Authority } from '../bed/certificates';
import type { Upstream } from '../bed/components/upstream';
import { ALLOWED, NAMESPACE, variant } from '../manifests';
import { atRest } from './at-rest';

const COUNT = 1000;
const CAPTURED = 100;
/** How often one more host is added, for the figures: first by the gateway's address, then by their own names. */
const MORE = 5;
const ALL = COUNT + 2 * MORE;
const SUFFIX = 'many.example.com';
const ENTRY = 'entry.example.com';
const CA = 'ca-of-dynamic-hosts';
const hostOf = (i: number) => `host-${i}.${SUFFIX}`;
const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;

/** A bound for a machine that does other things too. The notes have the figures. */
const BOUND_MS = 20_000;
const MAX_MIB = 150;
const AT_ONCE = 250;

/** Nothing is cut off while a host hangs. */
const PATIENT = { port: 443, tls: Tls.originate(), retryOn: 'safe', perTryTimeout: undefined, timeout: '60s' } as const;
const DYNAMIC = { ...PATIENT, destination: 'dynamic' } as const satisfies Partial<ExternalHostProps>;

/** A host that will hang, and one that will not, by the kind of their destination. */
const PAIRS = {
  dynamic: { hangs: `hangs.${SUFFIX}`, calm: `calm.${SUFFIX}`, props: DYNAMIC },
  ServiceEntry: { hangs: `hangs.${ENTRY}`, calm: `calm.${ENTRY}`, props: PATIENT },
} as const;
const HANGING = 200;

interface Size {
  readonly hosts: number;
  /** How many of them applications call by their names. */
  readonly captured?: number;
  /** Whether the gateway trusts all CAs of the system, not only that of the hosts. @default false */
  readonly systemCas?: boolean;
}

/** An app with many dynamic hosts and those of the cases about hanging. */
function app({ hosts, captured = 0, systemCas = false }: Size): KubeObject[] {
  const many = Array.from({ length: hosts }, (_, i) => {
    const ways = i < captured || i >= COUNT + MORE ? [Way.transparent()] : [];
    return [`host-${i}`, { host: hostOf(i), ...DYNAMIC, ways }];
  });
  const others = Object.entries(PAIRS).flatMap(([kind, { hangs, calm, props }]) =>
    [hangs, calm].map((host, i) => [`pair-${kind.toLowerCase()}-${i}`, { host, ...props }]),
  );
  return variant({ gateway: systemCas ? {} : { dynamicCaSecret: CA }, hosts: Object.fromEntries([...many, ...others]) });
}

/** The objects that differ from those of an app before. The authorization server is not among them: hosts do not change its policy. */
function changes(before: readonly KubeObject[], after: readonly KubeObject[]): KubeObject[] {
  const known = new Set(before.map((one) => JSON.stringify(one)));
  const changed = after.filter((one) => !known.has(JSON.stringify(one)));
  assert.ok(!changed.some(({ kind }) => kind === 'ConfigMap' || kind === 'Deployment'));
  return changed;
}

const passes = async (bed: Bed, host: string) => (await bed.request({ host, headers: ALLOWED })).status === 200;

/** Applies objects, and waits until a host answers. Returns the time from the end of `kubectl apply`, and the figures as text. */
async function live(bed: Bed, objects: readonly KubeObject[], host: string): Promise<{ ms: number; text: string }> {
  const start = performance.now();
  // One kubectl with thousands of objects loses its connection if the machine has much to do.
  for (let i = 0; i < objects.length; i += AT_ONCE) await bed.apply(objects.slice(i, i + AT_ONCE));
  const [applied, worked] = [performance.now(), bed.kgateway.processorMs()];
  await waitFor(`200 from ${host}`, () => passes(bed, host), { everyMs: 10, timeoutMs: 120_000 });
  const ms = performance.now() - applied;
  const work = `${seconds(bed.kgateway.processorMs() - worked)} of a processor in kgateway`;
  return { ms, text: `${objects.length} objects applied in ${seconds(applied - start)}, live ${seconds(ms)} later (${work})` };
}

/** Adds hosts one after the other, when kgateway has nothing else to do. */
async function oneMore(bed: Bed, before: number, what: string): Promise<void> {
  await atRest(bed);
  for (let hosts = before + 1; hosts <= before + MORE; hosts++) {
    const next = app({ hosts });
    await bed.kgateway.idle();
    const { ms, text } = await live(bed, changes(current, next), hostOf(hosts - 1));
    current = next;
    bed.notes[`${what}: ${hosts} dynamic hosts`] = text;
    assert.ok(ms < BOUND_MS, text);
  }
}

const memory = (bed: Bed) =>
  Object.entries({ kgateway: bed.kgateway, Envoy: bed.envoy, 'authorization server': bed.authz })
    .map(([name, one]) => `${name} ${one.memoryMiB()} MiB`)
    .join(', ');

/** Returns a function that waits until a counter of Envoy's cluster manager is higher than now by a number. */
async function counted(bed: Bed, counter: string, by: number): Promise<() => Promise<unknown>> {
  const name = `cluster_manager.${counter}`;
  const read = async () => (await bed.envoy.stats(`^${name}$`))[name] ?? 0;
  const before = await read();
  return () => waitFor(`${counter} of Envoy`, async () => (await read()) >= before + by, { timeoutMs: 120_000 });
}

/** Calls each of the first hosts once. */
async function callAll(bed: Bed, count: number): Promise<void> {
  const atOnce = 20;
  for (let i = 0; i < count; i += atOnce) {
    const hosts = Array.from({ length: atOnce }, (_, j) => hostOf(i + j));
    const found = await Promise.all(hosts.map(async (host) => [host, await passes(bed, host)] as const));
    assert.deepEqual(
      found.filter(([, passed]) => !passed),
      [],
    );
  }
}

/** The median time of requests to a host, one after the other. */
async function latency(bed: Bed, host: string): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 200; i++) times.push((await bed.request({ host, headers: ALLOWED })).ms);
  return times.sort((a, b) => a - b)[times.length / 2] ?? 0;
}

/** The latency of a host while another one has requests that it does not answer, and before. */
async function whileHanging(bed: Bed, { hangs, calm }: { readonly hangs: string; readonly calm: string }): Promise<number> {
  const upstream = upstreams.get(hangs) ?? assert.fail();
  const before = await latency(bed, calm);
  await upstream.behave({ delayMs: 40_000 });
  upstream.forget();
  const open: Promise<unknown>[] = [];
  while (upstream.requests.length < HANGING) {
    const more = Array.from({ length: 20 }, () => bed.request({ host: hangs, headers: ALLOWED }).catch(() => undefined));
    open.push(...more);
    await pause(250);
  }
  const during = await latency(bed, calm);
  await upstream.behave({ delayMs: 0 });
  await Promise.all(open);
  return during / before;
}

/** The smallest of a few ratios: what else the machine does raises some of them, and a host that hangs all of them. */
async function ratioWhileHanging(bed: Bed, kind: keyof typeof PAIRS): Promise<void> {
  const ratios: number[] = [];
  while (ratios.length < 3 && !ratios.some((ratio) => ratio <= 1.5)) ratios.push(await whileHanging(bed, PAIRS[kind]));
  bed.notes[`${HANGING} open requests to a host that hangs, ${kind}`] =
    `the median latency of another host is ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')} × that before`;
  assert.ok(Math.min(...ratios) <= 1.5, String(ratios));
}

const upstreams = new Map<string, Upstream>();
/** The app of the last case. */
let current: KubeObject[] = [];

/** The Secret with the CA of the hosts. */
const secretOf = (authority: Authority): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: CA, namespace: NAMESPACE },
  stringData: { 'ca.crt': authority.certificate },
});

async function setup(bed: Bed): Promise<void> {
  const authority = bed.authority('many');
  authority.trustBySystem();
  const names = [SUFFIX, ENTRY].map((suffix) => `*.${suffix}`);
  const paired = Object.values(PAIRS).flatMap(({ hangs, calm }) => [hangs, calm]);
  for (const name of [`*.${SUFFIX}`, ...paired])
    upstreams.set(name, await bed.upstream({ port: 443, name, tls: authority.issue({ names }) }));
  current = app({ hosts: 0 });
  await bed.apply([...current, secretOf(authority)]);
  await bed.healthy(current);
  for (const host of paired) assert.ok(await passes(bed, host), host);
}

export default group({
  name: 'dynamic-scale',
  title: `${COUNT} dynamic hosts: soon live, in little memory, and each by itself`,
  full: true,
  timeoutMs: 900_000,
  setup,
  cases: {
    [`${COUNT} hosts are live soon after they are applied, and Envoy stays below ${MAX_MIB} MiB`]: async (bed) => {
      const next = app({ hosts: COUNT });
      const { ms, text } = await live(bed, changes(current, next), hostOf(COUNT - 1));
      current = next;
      const atFirst = memory(bed);
      assert.ok(bed.envoy.memoryMiB() < MAX_MIB, atFirst);
      await callAll(bed, COUNT);
      bed.notes[`${COUNT} dynamic hosts`] = `${text}; ${atFirst}; when each was called: ${memory(bed)}`;
      assert.ok(ms < BOUND_MS, text);
    },
    'one more host': (bed) => oneMore(bed, COUNT, 'one more'),
    'one more host, by its name too': (bed) => oneMore(bed, COUNT + MORE, 'one more, with Way.transparent()'),
    'a dynamic host that hangs leaves the others as fast as they were': (bed) => ratioWhileHanging(bed, 'dynamic'),
    'so does a host by a ServiceEntry': (bed) => ratioWhileHanging(bed, 'ServiceEntry'),
    [`${CAPTURED} of them called by their names: each is one more cluster in Envoy`]: async (bed) => {
      const before = bed.envoy.memoryMiB();
      const next = app({ hosts: ALL, captured: CAPTURED });
      const added = await counted(bed, 'cluster_added', CAPTURED);
      await bed.apply(changes(current, next));
      current = next;
      await added();
      bed.notes[`${CAPTURED} dynamic hosts with Way.transparent()`] = `Envoy ${before} → ${bed.envoy.memoryMiB()} MiB`;
    },
    'with the CAs of the system, each host that is called needs memory for a copy of them': async (bed) => {
      const called = 200;
      const next = app({ hosts: ALL, captured: CAPTURED, systemCas: true });
      const changed = await counted(bed, 'cluster_modified', 1);
      await bed.apply(changes(current, next));
      current = next;
      await changed();
      await bed.settled();
      const before = bed.envoy.memoryMiB();
      await callAll(bed, called);
      const after = bed.envoy.memoryMiB();
      bed.notes[`${called} dynamic hosts called, with the CAs of the system`] = `Envoy ${before} → ${after} MiB`;
    },
  },
});
