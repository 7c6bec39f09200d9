import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Credential, type ExternalHostProps, Tls } from '../../../lib';
import { type Bed, group, type KubeObject, waitFor } from '../bed';
import { ALLOWED, dist, NAMESPACE, variant } from '../manifests';

const BEARER = 'bearer.example.com';
const KEYED = 'keyed.example.com';
const OTHER = 'other.example.com';
/** The namespace of a gateway without a decision. */
const OPEN = 'open-system';

const first = 'Bearer first-s3cr3t-7Qx';
const second = 'Bearer second-s3cr3t-9Zk';
const OWN = 'Bearer of-the-client';
const KEY = 'key-s3cr3t-4Wm';

const https = (host: string, props: Partial<ExternalHostProps> = {}) => ({
  host,
  port: 443,
  tls: Tls.originate({ caConfigMap: 'private-ca' }),
  ...props,
});
const bearer = { credential: Credential.bearer({ secret: 'api', key: 'authorization' }) };

const decided = () =>
  variant({
    hosts: {
      bearer: https(BEARER, bearer),
      keyed: https(KEYED, {
        credential: Credential.header({ name: 'X-API-Key', secret: 'key', key: 'value' }),
        retryOn: 'wide-for-reads',
      }),
      other: https(OTHER),
    },
  });
const open = () => {
  const waive = { 'egress/no-decision': 'a case' };
  const objects = variant({
    gateway: { name: 'open', namespace: OPEN, decision: 'none', waive },
    hosts: { bearer: https(BEARER, bearer) },
  });
  return objects.map((one) =>
    one.metadata.namespace === NAMESPACE ? { ...one, metadata: { ...one.metadata, namespace: OPEN } } : one,
  );
};

function secret(name: string, stringData: Readonly<Record<string, string>>, namespace = NAMESPACE): KubeObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData };
}
const api = (value: string, namespace = NAMESPACE) => secret('api', { authorization: value }, namespace);

type Upstream = Awaited<ReturnType<Bed['upstream']>>;
const upstreams: Record<string, Upstream> = {};

async function setup(bed: Bed): Promise<void> {
  const authority = bed.authority('private');
  for (const name of [BEARER, KEYED, OTHER])
    upstreams[name] = await bed.upstream({ port: 443, name, tls: authority.issue({ names: [name] }) });
  const of = (namespace: string): KubeObject[] => [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'private-ca', namespace },
      data: { 'ca.crt': authority.certificate },
    },
    api(first, namespace),
  ];
  await bed.apply([...of(NAMESPACE), secret('key', { value: KEY }), ...of(OPEN)]);
  await bed.apply([...decided(), ...open()], { force: true });
  await bed.healthy();
}

const THE_GATEWAY = `${NAMESPACE}/egress-kgateway`;

async function ask(bed: Bed, host: string, headers: Readonly<Record<string, string | readonly string[]>> = {}, more = {}) {
  upstreams[host]?.forget();
  return bed.request({ gateway: THE_GATEWAY, host, headers: { ...ALLOWED, ...headers }, ...more });
}

/** What the upstream got in a header, once for each request that arrived. */
function got(host: string, header = 'authorization'): (string | undefined)[] {
  return (upstreams[host] as Upstream).requests.map(({ headers }) => headers[header]);
}

/** Waits until requests are answered with the status. The gateway takes over a changed Secret within a second. */
async function answered(bed: Bed, status: number): Promise<void> {
  await waitFor(`a ${status} from ${BEARER}`, async () => (await ask(bed, BEARER, { authorization: OWN })).status === status);
}

/**
 * While the Secret is so, requests are refused, and other hosts are not affected: kgateway ignores the policy as a whole, so that the
 * authorization server learns nothing of the host.
 */
async function refused(bed: Bed, reason: RegExp): Promise<void> {
  await answered(bed, 403);
  const { response_code_details, decision } = await bed.accessLog.lineOf(await ask(bed, BEARER));
  assert.deepEqual([response_code_details, (decision as { rule: string }).rule], ['ext_authz_denied', 'unknown-host']);
  assert.deepEqual(got(BEARER), []);
  assert.equal((await ask(bed, OTHER)).status, 200);
  const policy = {
    apiVersion: 'gateway.kgateway.dev/v1alpha1',
    kind: 'TrafficPolicy',
    metadata: { name: 'bearer', namespace: NAMESPACE },
  };
  await waitFor('the status to name the cause', async () => reason.test(JSON.stringify((await bed.cluster.get(policy)).status)));
}

async function restore(bed: Bed): Promise<void> {
  await bed.apply(api(first), { force: true });
  await answered(bed, 200);
}

const update = (bed: Bed, value: string) => bed.apply(api(value), { force: true });

export default group({
  name: 'credentials',
  title: 'Hosts get the credential of the Secret, and never that of the client',
  setup,
  cases: {
    'the host gets the value of the Secret': async (bed) => {
      assert.equal((await ask(bed, BEARER)).status, 200);
      assert.deepEqual(got(BEARER), [first]);
    },
    'it replaces what the client sends, once or twice': async (bed) => {
      await ask(bed, BEARER, { authorization: OWN });
      assert.deepEqual(got(BEARER), [first]);
      await ask(bed, BEARER, { authorization: [OWN, OWN] });
      assert.deepEqual(got(BEARER), [first]);
    },
    'it does so for reads and writes of a host whose rules have policies of their own': async (bed) => {
      await ask(bed, KEYED, { 'X-Api-Key': 'mine' });
      assert.deepEqual(got(KEYED, 'x-api-key'), [KEY]);
      await ask(bed, KEYED, { 'X-Api-Key': 'mine' }, { body: 'x' });
      assert.deepEqual(got(KEYED, 'x-api-key'), [KEY]);
    },
    'if only the rules of decided requests have the header, the host gets none (kgateway/late-filter)': async (bed) => {
      const isMeant = ({ kind, metadata: { name } }: KubeObject) => kind === 'TrafficPolicy' && name === 'keyed-rules';
      const policy = decided().find(isMeant) as KubeObject;
      const { headerModifiers: _, ...spec } = policy.spec as Readonly<Record<string, unknown>>;
      await bed.apply({ ...policy, spec }, { force: true });
      await waitFor('the header to be gone', async () => {
        await ask(bed, KEYED, { 'x-api-key': 'mine' });
        return got(KEYED, 'x-api-key')[0] !== KEY;
      });
      assert.deepEqual(got(KEYED, 'x-api-key'), [undefined]);
      await bed.apply(policy, { force: true });
      await waitFor('the header', async () => {
        await ask(bed, KEYED);
        return got(KEYED, 'x-api-key')[0] === KEY;
      });
    },
    'other headers and other hosts keep what the client sends': async (bed) => {
      await ask(bed, KEYED, { authorization: OWN });
      assert.deepEqual(got(KEYED), [OWN]);
      await ask(bed, OTHER, { authorization: OWN, 'x-api-key': 'mine' });
      assert.deepEqual([got(OTHER), got(OTHER, 'x-api-key')], [[OWN], ['mine']]);
    },
    'a retry has it too': async (bed) => {
      await upstreams[BEARER]?.behave({ statuses: [503] });
      assert.equal((await ask(bed, BEARER, { authorization: OWN }, { body: 'x' })).status, 200);
      assert.deepEqual(got(BEARER), [first, first]);
    },
    'a request that is refused does not carry it anywhere': async (bed) => {
      const answer = await ask(bed, BEARER, { 'x-force-authorized': 'no' });
      assert.equal(answer.status, 403);
      assert.deepEqual(got(BEARER), []);
      assert.ok(!JSON.stringify([answer.body, answer.headers]).includes('s3cr3t'));
    },
    'an empty Secret: the host does not get the header of the client': async (bed) => {
      await update(bed, '');
      await waitFor('the value to be gone', async () => {
        await ask(bed, BEARER, { authorization: OWN });
        return got(BEARER)[0] !== first;
      });
      assert.deepEqual(got(BEARER), ['none']);
      await restore(bed);
    },
    'a rotated Secret is in effect within 5 seconds': async (bed) => {
      const start = Date.now();
      await update(bed, second);
      await waitFor('the new value', async () => {
        await ask(bed, BEARER, { authorization: OWN });
        return got(BEARER)[0] === second;
      });
      const ms = Date.now() - start;
      bed.notes['time until a rotated credential is in effect'] = `${ms} ms`;
      assert.ok(ms < 5_000, `${ms} ms`);
      await restore(bed);
    },
    'a Secret that is missing: 403 for this host only': async (bed) => {
      await bed.cluster.delete([api(first)]);
      await refused(bed, /Secret egress-system\/api not found/);
      await restore(bed);
    },
    'a key that is missing: 403 for this host only': async (bed) => {
      await bed.cluster.delete([api(first)]);
      await bed.apply(secret('api', { token: first }));
      await refused(bed, /does not contain key/);
      await bed.cluster.delete([api(first)]);
      await restore(bed);
    },
    'a value with a line end, as a file has it: 403 for this host only': async (bed) => {
      await update(bed, `${first}\n`);
      await refused(bed, /value does not match regex pattern/);
      await restore(bed);
    },
    'the value is in no log, no status and no file of dist/': async (bed) => {
      await ask(bed, BEARER, { authorization: OWN });
      const isIn = (text: string) => [first, second, KEY].some((value) => text.includes(value.replace('Bearer ', '')));
      assert.deepEqual(
        bed.world.logFiles().filter((file) => isIn(readFileSync(file, 'latin1'))),
        [],
      );
      const objects = await Promise.all(
        bed.cluster.objects.filter(({ kind }) => kind !== 'Secret').map((one) => bed.cluster.get(one)),
      );
      const isLeaked = (object: KubeObject) => isIn(JSON.stringify(object));
      assert.deepEqual(objects.filter(({ kind }) => kind === 'TrafficPolicy').length > 0, true);
      assert.deepEqual([...objects, ...dist(), ...decided()].filter(isLeaked), []);
    },
    'without a decision, it replaces what the client sends too': async (bed) => {
      const asked = () => {
        upstreams[BEARER]?.forget();
        return bed.request({ gateway: `${OPEN}/open`, host: BEARER, headers: { authorization: OWN } });
      };
      assert.equal((await asked()).status, 200);
      assert.deepEqual(got(BEARER), [first]);
      await bed.apply(api('', OPEN), { force: true });
      await waitFor('the value to be gone', async () => {
        await asked();
        return got(BEARER)[0] !== first;
      });
      assert.deepEqual(got(BEARER), ['none']);
    },
    'a value with a single percent sign: the gateway keeps its old routes, and kgateway logs the value': async (bed) => {
      await update(bed, 'Bearer 50%off');
      const log = () => bed.kgateway.logs(60);
      await waitFor('Envoy to reject the routes', async () => log().includes('Incorrect configuration: Bearer 50%off'));
      await update(bed, 'Bearer 50%%off');
      await waitFor('the value', async () => {
        await ask(bed, BEARER);
        return got(BEARER)[0] === 'Bearer 50%off';
      });
      await restore(bed);
    },
  },
});
