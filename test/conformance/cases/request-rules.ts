import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type ExternalHostProps, RequestCondition, RequestRule } from '../../../lib';
import { Dice } from '../../dice';
import { type Bed, group, type KubeObject, UPSTREAM } from '../bed';
import type { LogLine } from '../bed/access-log';
import { plainRequest } from '../differential/plain-request';
import { linesOf, type Seen, type Senders, send, senders } from '../differential/send';
import { ALLOWED, HOST, NAMESPACE, variant } from '../manifests';
import { DENIED } from '../open-route';

const GATEWAY = `egress-kgateway.${NAMESPACE}`;
const { any, bodyField, cel, header, headerAbsent, headerMatches, not, pathMatches, query } = RequestCondition;
const { allow, deny } = RequestRule;

/** Rules of every kind. What they decide does not depend on the time. */
const RULES: Readonly<Record<string, readonly RequestRule[]>> = {
  methods: [allow({ name: 'reads', methods: ['GET', 'HEAD'] })],
  paths: [deny({ name: 'admin', paths: ['/admin/*'] }), allow({ name: 'api', paths: ['/v1/*', '/a'], methods: ['GET', 'POST'] })],
  query: [allow({ name: 'small', when: [query('x', '1', 'small')] }), deny({ name: 'rest', methods: ['DELETE'] })],
  headers: [
    deny({ name: 'trial', when: [header('x-env', 'prod')] }),
    allow({ name: 'team', when: [any(headerMatches('x-team', 'a|b'), not(headerAbsent('x-num')))] }),
  ],
  body: [allow({ name: 'models', when: [bodyField('model', 'small')] }), allow({ name: 'empty', when: [pathMatches('/v1/.*')] })],
  free: [allow({ name: 'even', when: [cel('object.attributes.request.http.path.size() % 2 == 0')] })],
};

const hostOf = (name: string) => `${name}.rules.example.com`;
const HOSTS = Object.keys(RULES).map(hostOf);
/** Hosts for single cases. */
const OTHERS = { ending: hostOf('ending'), beginning: hostOf('beginning'), ended: hostOf('ended'), later: hostOf('later') };

function app(reportUntil?: string): KubeObject[] {
  const props = (host: string, own: Partial<ExternalHostProps> = {}) => ({ host, addresses: [UPSTREAM], ...own });
  const ruled = Object.entries(RULES).map(([name, requests]) => [
    name,
    props(hostOf(name), { requests, ...(reportUntil && { reportUntil }) }),
  ]);
  const others = Object.entries(OTHERS).map(([name, host]) => [name, props(host)]);
  return variant({
    gateway: { accessLog: { fields: { mark: '%REQ(X-MARK)%' } } },
    hosts: Object.fromEntries([['ollama', {}], ...ruled, ...others]),
  });
}

let by: Senders;

/** The TrafficPolicy of a host with another approval, in seconds since 1970. */
function approved(host: string, from: number, until: number): KubeObject {
  const found = app().find(({ spec }) => contextOf(spec)['egress.host'] === host) ?? assert.fail(host);
  const { extAuth, ...spec } = found.spec as { extAuth: { contextExtensions: Record<string, string> } };
  const contextExtensions = { ...extAuth.contextExtensions, 'egress.from': String(from), 'egress.until': String(until) };
  return { ...found, spec: { ...spec, extAuth: { ...extAuth, contextExtensions } } };
}

function contextOf(spec: unknown): Record<string, string> {
  const { extAuth } = (spec ?? {}) as { extAuth?: { contextExtensions?: Record<string, string> } };
  return extAuth?.contextExtensions ?? {};
}

interface Answered {
  readonly seen: ReadonlyMap<string, Seen>;
  readonly lines: ReadonlyMap<string, LogLine>;
}

/** The answers to the same mixed requests, and their lines in the log. */
async function mixed(bed: Bed, count: number): Promise<Answered> {
  const dice = new Dice(count);
  const to = () => ({ gateway: GATEWAY, port: 8080, host: dice.pick(HOSTS), headers: Object.entries(ALLOWED) });
  const requests = Array.from({ length: count }, (_, i) => plainRequest(dice, `mixed-${i}`, to()));
  const before = bed.accessLog.sizes();
  const seen = await send(by, requests);
  return { seen, lines: await linesOf(bed, before, seen) };
}

const decisionOf = (line: LogLine | undefined) => (line?.decision ?? {}) as Readonly<Record<string, string>>;
const statusOf = (seen: Seen | undefined) => (seen && 'status' in seen ? seen.status : 0);

/** Which rule refuses, or would refuse, each request. */
function refusals({ lines }: Answered, decision: string): Record<string, string | undefined> {
  const found = [...lines].filter(([, line]) => decisionOf(line).decision === decision);
  return Object.fromEntries(found.map(([mark, line]) => [mark, decisionOf(line).rule] as const).sort());
}

/** Sends a request every few milliseconds around an instant. Returns the lines of the log in the order of the requests. */
async function during(bed: Bed, host: string, instant: number): Promise<{ lines: LogLine[]; seen: ReadonlyMap<string, Seen> }> {
  const marks = Array.from({ length: 200 }, (_, i) => `${host}-${i}`);
  const dice = new Dice(1);
  const to = { gateway: GATEWAY, port: 8080, host, headers: Object.entries(ALLOWED) };
  const requests = marks.map((mark) => ({ ...plainRequest(dice, mark, to), method: 'GET', body: '' }));
  const before = bed.accessLog.sizes();
  const seen = await send(by, requests, ({ mark }) => instant - 1000 + 10 * marks.indexOf(mark));
  const lines = [...(await linesOf(bed, before, seen)).values()];
  return { lines: lines.sort((a, b) => Date.parse(String(a.start_time)) - Date.parse(String(b.start_time))), seen };
}

const soon = () => Math.ceil(Date.now() / 1000) + 5;

/** Exactly the requests before, or from, an instant are answered with 200; all others are refused with this reason. */
async function turns(bed: Bed, { host, objects, instant, before, rule, text }: Turn): Promise<void> {
  await bed.apply(objects, { force: true });
  await bed.settled();
  const { lines, seen } = await during(bed, host, instant * 1000);
  const isOpen = (line: LogLine) => Date.parse(String(line.start_time)) < instant * 1000 === before;
  const wrong = lines.filter((line) => line.response_code !== (isOpen(line) ? 200 : 403));
  assert.deepEqual(wrong, []);
  const refused = lines.filter((line) => line.response_code === 403);
  assert.ok(refused.length > 20 && refused.length < lines.length - 20, `${refused.length} of ${lines.length} were refused`);
  assert.deepEqual([...new Set(refused.map((line) => decisionOf(line).rule))], [rule]);
  const bodies = refused.map(({ mark }) => seen.get(String(mark)) as { body: string }).map(({ body }) => body);
  assert.deepEqual([...new Set(bodies)], [text]);
  const [open, closed] = [lines.filter(isOpen), refused].map((all) => all.map((line) => Date.parse(String(line.start_time))));
  const gap = before
    ? Math.min(...(closed ?? [])) - Math.max(...(open ?? []))
    : Math.min(...(open ?? [])) - Math.max(...(closed ?? []));
  bed.notes[`an approval that ${before ? 'ends' : 'begins'} during a run`] =
    `the first ${before ? '403' : '200'} comes ${gap} ms after the last ${before ? '200' : '403'}`;
  assert.ok(gap < 1000, `${gap} ms`);
}

interface Turn {
  readonly host: string;
  readonly objects: KubeObject[];
  readonly instant: number;
  readonly before: boolean;
  readonly rule: string;
  readonly text: string;
}

const iso = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
const FOREVER = 4_102_444_800;

/** Each own rule of the policy, and a request that it refuses. */
const OWN: Readonly<
  Record<string, { host: string; path?: string; headers?: Record<string, string>; from?: string; listener?: number }>
> = {
  'from-node': { host: HOST, from: '169.254.7.127' },
  'unknown-host': { host: 'pastebin.com' },
  'approval-ended': { host: OTHERS.ended },
  'approval-not-begun': { host: OTHERS.later },
  gateway: { host: HOST, headers: {} },
  'unclear-request': { host: hostOf('paths'), path: '/v1/%2Fa' },
  'no-rule': { host: hostOf('paths'), path: '/other' },
};

/** What a request must not tell the authorization server. */
const SECRETS = { authorization: 'Bearer top-secret-token', cookie: 'session=top-secret-cookie', 'x-api-key': 'top-secret-key' };

export default group({
  name: 'request-rules',
  title: 'Rules of hosts: report mode, approvals that begin and end, and what the server sees',
  timeoutMs: 180_000,
  setup: async (bed) => {
    for (const host of [...HOSTS, ...Object.values(OTHERS)]) bed.setHost(host, UPSTREAM);
    by = await senders(bed);
    await bed.apply(app('2099-01-01'));
    await bed.apply([approved(OTHERS.ended, 1, 2), approved(OTHERS.later, FOREVER - 1, FOREVER)], { force: true });
    await bed.healthy();
  },
  cases: {
    'report mode: all requests are forwarded, and the log lists exactly those that the rules then refuse': async (bed) => {
      const count = bed.full ? 1_000 : 200;
      const reported = await mixed(bed, count);
      assert.deepEqual([...new Set([...reported.seen.values()].map(statusOf))], [200]);
      await bed.apply([...app(), approved(OTHERS.ended, 1, 2), approved(OTHERS.later, FOREVER - 1, FOREVER)], { force: true });
      await bed.settled();
      const enforced = await mixed(bed, count);
      const [would, does] = [refusals(reported, 'report'), refusals(enforced, 'deny')];
      assert.deepEqual(would, does);
      const refused = [...enforced.seen].filter(([, seen]) => statusOf(seen) === 403).map(([mark]) => mark);
      assert.deepEqual(refused.sort(), Object.keys(does));
      assert.ok(
        [...reported.lines.values()].every(
          (line) => (decisionOf(line).decision === 'report') === (decisionOf(line).would === 'deny'),
        ),
      );
      const rules = new Set(Object.values(does)).size;
      bed.notes['report mode'] =
        `${count} requests forwarded, ${refused.length} of them logged as denied by ${rules} rules; enforced, these are refused`;
      assert.ok(refused.length > count / 5 && refused.length < count, `${refused.length} of ${count} were refused`);
    },
    'an approval that ends: 200 before, 403 from then on, and body and log say why': async (bed) => {
      const [host, instant] = [OTHERS.ending, soon()];
      const text = `egress refused: the approval of ${host} ended at ${iso(instant)}; ask conformance to renew it, T-1`;
      await turns(bed, { host, instant, objects: [approved(host, 0, instant)], before: true, rule: 'approval-ended', text });
    },
    'an approval that begins: 403 before, 200 from then on, and body and log say why': async (bed) => {
      const [host, instant] = [OTHERS.beginning, soon()];
      const text = `egress refused: the approval of ${host} begins at ${iso(instant)}; ask conformance, T-1`;
      await turns(bed, {
        host,
        instant,
        objects: [approved(host, instant, FOREVER)],
        before: false,
        rule: 'approval-not-begun',
        text,
      });
    },
    ...Object.fromEntries(
      Object.entries(OWN).map(([rule, request]) => [
        `${rule}: 403, and the log has it as the rule`,
        async (bed: Bed) => {
          const answer = await bed.request({ headers: ALLOWED, ...request });
          const line = await bed.accessLog.lineOf(answer);
          assert.deepEqual([answer.status, decisionOf(line).decision, decisionOf(line).rule], [403, 'deny', rule]);
          if (['unknown-host', 'gateway', 'unclear-request', 'no-rule'].includes(rule)) assert.equal(answer.body, DENIED);
        },
      ]),
    ),
    'the log of the server has the headers that rules read, and no Authorization header, cookie or token': async (bed) => {
      const headers = { ...ALLOWED, ...SECRETS, 'x-team': 'team-of-the-case' };
      for (const path of ['/v1/x', '/other', '/a?x=1']) await bed.request({ host: hostOf('headers'), path, headers });
      await bed.request({ host: 'pastebin.com', headers });
      const log = [bed.authz.outFile, bed.authz.errFile].map((file) => readFileSync(file, 'utf8')).join('');
      assert.match(log, /team-of-the-case/);
      assert.doesNotMatch(log, /top-secret/);
      assert.doesNotMatch(log, /"(authorization|cookie|x-api-key)"/i);
    },
  },
});
