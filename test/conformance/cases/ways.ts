import assert from 'node:assert/strict';
import { type Bed, group, waitFor } from '../bed';
import type { Authority } from '../bed/certificates';
import type { Client } from '../bed/components/client';
import type { Report } from '../bed/components/upstream-messages';
import { APPLICATIONS, type Application, type Call, type CallOptions, call } from '../clients';
import { ALLOWED } from '../manifests';
import * as ways from '../ways/manifests';
import { IMPOSSIBLE, logsOf, MISSING, type Missing } from '../ways/missing';
import { ALIASES, HOSTS, PROXY, SUFFIX } from '../ways/names';
import { FOREIGN, INSIDE, outside } from '../ways/outside';

let agent: Client;
let other: Client;
let authority: Authority;

/** Headers that would show the upstream a decision, an alias, or who calls. */
const TELLTALE = /^x-(egress|forwarded|force)|^x-envoy-(original|external)/;

const DENIED = 'Access denied by egress policy';
const byProxy = { http_proxy: PROXY };
/** Node.js 20 does not read `http_proxy`. From 24 on it does, with NODE_USE_ENV_PROXY=1. */
const WITH_PROXY: readonly Application[] = ['curl', 'requests', 'httpx', 'sdk.py'];

const reportOf = (result: Call): Report => {
  assert.ok('status' in result && result.status === 200, JSON.stringify(result));
  return JSON.parse(result.body) as Report;
};

/** Each application gets an answer of the host, and the host sees its own name only. */
async function reaches(url: string, host: string, options: CallOptions, applications = APPLICATIONS as readonly Application[]) {
  for (const application of applications) {
    const report = reportOf(await call(agent, application, url, options));
    assert.deepEqual([report.upstream, report.host, report.sni], [host, host, host], application);
    assert.deepEqual(
      Object.keys(report.headers).filter((name) => TELLTALE.test(name)),
      [],
    );
  }
}

/** The applications of the other team get no response. Returns the errors. */
async function refusedToOthers(url: string, options: CallOptions, applications = APPLICATIONS as readonly Application[]) {
  const errors: string[] = [];
  for (const application of applications) {
    const result = await call(other, application, url, options);
    assert.ok('error' in result, `${application}: ${JSON.stringify(result)}`);
    errors.push(`${application}: ${result.error}`);
  }
  return errors;
}

/** A request that the policy denies. */
async function denied(url: string, options: CallOptions): Promise<void> {
  const result = await call(agent, 'curl', url, options);
  assert.deepEqual(result, { status: 403, body: DENIED });
}

/** What curl sees in the pod of the agents: a status with a body, or an error. */
async function seen(url: string, options: CallOptions): Promise<string> {
  const result = await call(agent, 'curl', url, options);
  return 'error' in result ? result.error : `${result.status} ${result.body}`;
}

/** Notes what curl sees, and what the logs have. */
async function noted(bed: Bed, { title, url, options, logged }: Omit<Missing, 'objects' | 'seen'>): Promise<string> {
  let found = '';
  const logs = await logsOf(bed, async () => {
    found = await seen(url, options);
  });
  assert.match(logs, logged, title);
  bed.notes[title] = `${found.replaceAll('\n', ' ').slice(0, 120)} (${logs || 'no line'})`;
  return found;
}

/** Calls a host all the time while it changes, until a call gets 200 again. Returns the longest time without such a call. */
async function during(change: () => Promise<void>): Promise<number> {
  const to = { address: HOSTS.transparent, port: 80, headers: ALLOWED };
  const isServed = () =>
    agent.request(to).then(
      ({ status }) => status === 200,
      () => false,
    );
  let [changed, last, longest] = [false, performance.now(), 0];
  const done = change().then(() => {
    changed = true;
  });
  await waitFor(
    '200 after the change',
    async () => {
      const wasChanged = changed;
      const served = await isServed();
      if (served) [longest, last] = [Math.max(longest, performance.now() - last), performance.now()];
      return wasChanged && served;
    },
    { everyMs: 10 },
  );
  await done;
  return Math.round(longest);
}

const lines = async (client: Client, host: string, port: number): Promise<object> => {
  const { stdout } = await client.run(['python3', `${__dirname}/../clients/lines.py`, host, String(port), 'select 1']);
  return JSON.parse(stdout) as object;
};

async function setup(bed: Bed): Promise<void> {
  ({ authority } = await outside(bed));
  await bed.apply(ways.teams());
  await bed.apply([
    ...ways.gateway({ streams: true }),
    ...ways.transparent(),
    ...ways.alias(),
    ...ways.proxy(),
    ...ways.dynamicDestination(),
    ...ways.passthrough(),
    ...ways.tcp(),
  ]);
  agent = await bed.client({ namespace: 'team-a', serviceAccount: 'agent' });
  other = await bed.client({ namespace: 'team-b', serviceAccount: 'reports' });
  await bed.healthy();
}

export default group({
  name: 'ways',
  title: 'Applications call out as they are, each way only for the callers that it is declared for',
  setup,
  cases: {
    'transparent: http://host unchanged, for each application': () =>
      reaches(`http://${HOSTS.transparent}`, HOSTS.transparent, { headers: ALLOWED }),
    'transparent: the request rule still decides': () => denied(`http://${HOSTS.transparent}`, {}),
    'transparent: another team is refused': async (bed) => {
      const errors = await refusedToOthers(`http://${HOSTS.transparent}`, { headers: ALLOWED });
      bed.notes['what applications of another team see, transparent'] = errors.join('; ');
    },
    'alias: the name of a Service as the base URL, in each of its forms': async () => {
      await reaches(`http://${ALIASES[0]}`, HOSTS.alias, { headers: ALLOWED });
      for (const alias of ALIASES) await reaches(`http://${alias}`, HOSTS.alias, { headers: ALLOWED }, ['fetch']);
    },
    'alias: the request rule still decides': () => denied(`http://${ALIASES[0]}`, {}),
    'alias: another team is refused': async () => {
      await refusedToOthers(`http://${ALIASES[0]}`, { headers: ALLOWED });
    },
    'proxy: the variable http_proxy, where the application reads it': () =>
      reaches(`http://${HOSTS.proxy}`, HOSTS.proxy, { headers: ALLOWED, env: byProxy }, WITH_PROXY),
    'proxy: the request rule still decides': () => denied(`http://${HOSTS.proxy}`, { env: byProxy }),
    'proxy: another team is refused, on its own listener too': async () => {
      const options = { headers: ALLOWED, env: byProxy };
      await refusedToOthers(`http://${HOSTS.proxy}`, options, WITH_PROXY);
      const env = { http_proxy: PROXY.replace('8080', '8081') };
      const result = await call(other, 'curl', `http://${HOSTS.proxy}`, { headers: ALLOWED, env });
      assert.deepEqual(result, { status: 403, body: DENIED });
    },
    'passthrough: https://host unchanged, with the certificate of the host': async () => {
      const env = authority.trustedByClients;
      await reaches(`https://${HOSTS.passthrough}`, HOSTS.passthrough, { env });
      await refusedToOthers(`https://${HOSTS.passthrough}`, { env });
    },
    'passthrough: another server name, and none, are refused': async () => {
      const env = authority.trustedByClients;
      const to = ['--connect-to', `::${HOSTS.passthrough}:443`];
      const foreign = await agent.run(['curl', '-sS', ...to, `https://${FOREIGN}/`], { env });
      assert.equal(foreign.code, 35, foreign.stderr);
      const [address = ''] = await agent.lookup(HOSTS.passthrough);
      const none = await agent.run(['curl', '-sS', '--insecure', `https://${address}/`], { env });
      assert.equal(none.code, 35, none.stderr);
    },
    'TCP: host:port unchanged, and only this destination': async () => {
      const answer = { greeting: `${HOSTS.tcp} ready`, answer: `${HOSTS.tcp}: select 1` };
      assert.deepEqual(await lines(agent, HOSTS.tcp, 5432), answer);
      for (const [client, port] of [
        [other, 5432],
        [agent, 5433],
        [agent, 8080],
      ] as const)
        assert.ok('error' in (await lines(client, HOSTS.tcp, port)), `${client.pod.id} ${port}`);
    },
    'a part of a way is missing: how it fails': async (bed) => {
      for (const { title, objects, url, options, seen: expected, logged } of MISSING) {
        await bed.cluster.delete(objects);
        await bed.settled();
        await waitFor(title, async () => expected.test(await seen(url, options)), {
          timeoutMs: 5_000,
          explain: () => seen(url, options),
        });
        await noted(bed, { title, url, options, logged });
        await bed.apply(objects);
        await bed.settled();
      }
    },
    'calls that a way does not carry: how they fail': async (bed) => {
      for (const { seen: expected, ...one } of IMPOSSIBLE) assert.match(await noted(bed, one), expected, one.title);
    },
    'a host moves between ServiceEntries: closed meanwhile': async (bed) => {
      const captured = ways.transparent().find(({ kind }) => kind === 'ServiceEntry') ?? assert.fail();
      const spec = { hosts: [HOSTS.transparent], location: 'MESH_EXTERNAL', resolution: 'DNS' };
      const ports = [{ number: 443, name: 'http', protocol: 'HTTP' }];
      const uncaptured = { ...captured, spec: { ...spec, ports } };
      const gaps = {
        'deleted, then created': await during(async () => {
          await bed.cluster.delete([captured]);
          await bed.apply([captured]);
        }),
        'changed in place to resolution DNS and back': await during(async () => {
          await bed.apply([uncaptured]);
          await bed.apply([captured]);
        }),
      };
      bed.notes['a captured host, its ServiceEntry'] = Object.entries(gaps)
        .map(([how, ms]) => `${how}: ${ms} ms without an answer`)
        .join('; ');
    },
    'alias: a route needs the names of the alias, and that of the host, which the decision sets': async (bed) => {
      const named = (hostnames?: readonly string[]) => ways.alias(hostnames).filter(({ kind }) => kind === 'HTTPRoute');
      await bed.apply(named([...ALIASES]));
      const [url, options] = [`http://${ALIASES[0]}`, { headers: ALLOWED }];
      await waitFor('403', async () => (await seen(url, options)) === '403 egress refused: no decision');
      await bed.apply(named([HOSTS.alias]));
      await waitFor('403', async () => (await seen(url, options)) === `403 ${DENIED}`);
      await bed.apply(named());
      await waitFor('200', async () => (await seen(url, options)).startsWith('200'));
      await reaches(url, HOSTS.alias, options, ['curl']);
    },
    'dynamic: a host, and the names under a suffix': async () => {
      const options = { headers: ALLOWED, env: byProxy };
      await reaches(`http://${HOSTS.dynamic}`, HOSTS.dynamic, options, ['curl', 'httpx']);
      const report = reportOf(await call(agent, 'curl', `http://bucket.${SUFFIX}`, options));
      assert.deepEqual([report.upstream, report.host, report.sni], [`*.${SUFFIX}`, `bucket.${SUFFIX}`, `bucket.${SUFFIX}`]);
    },
    'dynamic: the port of the Host header does not matter': async () => {
      for (const port of [22, 8443, 19000]) {
        const report = reportOf(await call(agent, 'curl', `http://bucket.${SUFFIX}:${port}`, { headers: ALLOWED, env: byProxy }));
        assert.equal(report.host, `bucket.${SUFFIX}`);
      }
    },
    'dynamic: another suffix, the bare suffix and a name that ends elsewhere are denied': async () => {
      for (const host of ['bucket.other.example.com', SUFFIX, `bucket.${SUFFIX}.evil.example`, `x${SUFFIX}`])
        assert.deepEqual(await call(agent, 'curl', `http://${host}`, { headers: ALLOWED, env: byProxy }), {
          status: 403,
          body: DENIED,
        });
    },
    'dynamic: a certificate of another name, and a name inside: 503': async (bed) => {
      for (const host of [`wrong.${SUFFIX}`, ...Object.keys(INSIDE)]) {
        const result = await call(agent, 'curl', `http://${host}`, { headers: ALLOWED, env: byProxy });
        assert.ok('status' in result && result.status === 503, JSON.stringify(result));
        bed.notes[`dynamic: ${host}`] = `503 ${result.body}`;
      }
    },
  },
});
