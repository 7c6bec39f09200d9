import assert from 'node:assert/strict';
import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Caller, Token, TokenIssuer } from '../../../lib';
import { type Answer, type Bed, group, type KubeObject } from '../bed';
import { ALLOWED, variant } from '../manifests';

const AUDIENCE = 'egress';
const ACCOUNTS = ['app', 'job'];
const hostOf = (name: string) => `${name}.example.com`;

const mine = generateKeyPairSync('rsa', { modulusLength: 2048 });
const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KID = 'mine';

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with any claims, as no API server would issue it. */
function signed(claims: object, key: KeyObject = mine.privateKey): string {
  const body = `${base64({ alg: 'RS256', typ: 'JWT', kid: KID })}.${base64(claims)}`;
  return `${body}.${createSign('RSA-SHA256').update(body).sign(key).toString('base64url')}`;
}

let issuer = '';
let jwks = '';
const real: Record<string, string> = {};

const later = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const valid = () => ({ iss: issuer, aud: [AUDIENCE], sub: 'system:serviceaccount:team-a:app', exp: later(600) });

/** All hosts have the same callers, on the same listener. */
const manifests = () =>
  variant({
    hosts: (chart, gateway) => {
      const cluster = new TokenIssuer(chart, 'tokens', { name: 'cluster-tokens', gateway, issuer, audience: AUDIENCE, jwks });
      const of = (...accounts: Caller[]) => Token.serviceAccount({ issuer: cluster, accounts });
      return {
        app: { host: hostOf('app'), token: of(Caller.serviceAccount('team-a', 'app')) },
        job: { host: hostOf('job'), token: of(Caller.serviceAccount('team-a', 'job')), retryOn: 'wide-for-reads' },
        whole: { host: hostOf('whole'), token: of(Caller.namespace('team-a')) },
        claims: {
          host: hostOf('claims'),
          token: Token.claims({ issuer: cluster, claims: { team: ['payments', 'billing'], groups: ['writers'] } }),
        },
        free: { host: hostOf('free') },
      };
    },
  });

async function read(bed: Bed, ...args: string[]): Promise<string> {
  const { stdout } = await bed.cluster.kubectl(args);
  return stdout.trim();
}

const tokenOf = (bed: Bed, account: string, audience = AUDIENCE) =>
  read(bed, 'create', 'token', account, '--namespace', 'team-a', '--audience', audience);

async function setup(bed: Bed): Promise<void> {
  const accounts = ACCOUNTS.map(
    (name): KubeObject => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'team-a' } }),
  );
  await bed.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team-a' } }, ...accounts], { force: true });
  for (const account of ACCOUNTS) real[account] = await tokenOf(bed, account);
  issuer = (JSON.parse(await read(bed, 'get', '--raw', '/.well-known/openid-configuration')) as { issuer: string }).issuer;
  const { keys } = JSON.parse(await read(bed, 'get', '--raw', '/openid/v1/jwks')) as { keys: object[] };
  jwks = JSON.stringify({ keys: [...keys, { ...mine.publicKey.export({ format: 'jwk' }), kid: KID, alg: 'RS256', use: 'sig' }] });
  for (const name of ['app', 'job', 'whole', 'claims', 'free']) bed.setHost(hostOf(name));
  await bed.apply(manifests(), { force: true });
  await bed.healthy();
}

const SENT = 'x-egress-token';
type Headers = Readonly<Record<string, string | readonly string[]>>;

function ask(bed: Bed, name: string, token?: string | readonly string[], headers: Headers = {}, body?: string): Promise<Answer> {
  bed.ollama.forget();
  const sent = { ...ALLOWED, ...headers, ...(token !== undefined && { [SENT]: token }) };
  return bed.request({ host: hostOf(name), headers: sent, ...(body !== undefined && { body }) });
}

/** The request is refused, nothing arrives, and the log names the reason in a field of its own. */
async function refused(bed: Bed, answer: Answer, status: number, reason: RegExp): Promise<void> {
  const line = await bed.accessLog.lineOf(answer);
  assert.equal(answer.status, status, JSON.stringify(line));
  assert.match(String(line.response_code_details), reason);
  assert.deepEqual([line.refused_by, line.verdict], ['token', 'allow']);
  assert.deepEqual(bed.ollama.requests, []);
}

async function passed(bed: Bed, answer: Answer): Promise<void> {
  const line = await bed.accessLog.lineOf(answer);
  assert.deepEqual([answer.status, line.refused_by], [200, '-'], JSON.stringify(line));
  assert.equal(bed.ollama.requests.length, 1);
}

const RBAC = /^rbac_access_denied/;

export default group({
  name: 'tokens',
  title: 'Tokens tell the callers of one listener apart',
  setup,
  cases: {
    'a service account reaches its own host and not that of the other, on the same listener': async (bed) => {
      await passed(bed, await ask(bed, 'app', real.app));
      await passed(bed, await ask(bed, 'job', real.job));
      await refused(bed, await ask(bed, 'job', real.app), 403, RBAC);
      await refused(bed, await ask(bed, 'app', real.job), 403, RBAC);
      for (const account of ACCOUNTS) await passed(bed, await ask(bed, 'whole', real[account]));
    },
    'the log has the account of the token, also of a refused one': async (bed) => {
      const answers = [await ask(bed, 'app', real.app), await ask(bed, 'app', real.job), await ask(bed, 'app')];
      const lines = await Promise.all(answers.map((answer) => bed.accessLog.lineOf(answer)));
      const accounts = ['system:serviceaccount:team-a:app', 'system:serviceaccount:team-a:job', null];
      assert.deepEqual(
        lines.map(({ token }) => token),
        accounts,
      );
    },
    'reads and writes of a host whose rules have policies of their own: the same': async (bed) => {
      await passed(bed, await ask(bed, 'job', real.job, {}, 'a body'));
      await refused(bed, await ask(bed, 'job', real.app, {}, 'a body'), 403, RBAC);
    },
    'no token, or one in another header: 401': async (bed) => {
      const missing = /Jwt_is_missing/;
      await refused(bed, await ask(bed, 'app'), 401, missing);
      await refused(bed, await ask(bed, 'app', undefined, { authorization: `Bearer ${real.app}` }), 401, missing);
    },
    'a token for another audience: 403': async (bed) => {
      await refused(bed, await ask(bed, 'app', await tokenOf(bed, 'app', 'other')), 403, /Audiences_in_Jwt_are_not_allowed/);
      await refused(bed, await ask(bed, 'app', signed({ ...valid(), aud: undefined })), 403, /Audiences/);
    },
    'a token without an end, or with the end 0, which Envoy takes for none: 403': async (bed) => {
      await passed(bed, await ask(bed, 'app', signed(valid())));
      await refused(bed, await ask(bed, 'app', signed({ ...valid(), exp: undefined })), 403, RBAC);
      await refused(bed, await ask(bed, 'app', signed({ ...valid(), exp: 0 })), 403, RBAC);
    },
    'an expired token: 401': async (bed) =>
      refused(bed, await ask(bed, 'app', signed({ ...valid(), exp: later(-600) })), 401, /Jwt_is_expired/),
    'another key, another issuer, alg none, the public key as an HMAC secret, no token at all: 401': async (bed) => {
      const header = (alg: string) => `${base64({ alg, typ: 'JWT', kid: KID })}.${base64(valid())}`;
      const publicKey = mine.publicKey.export({ format: 'pem', type: 'spki' });
      const mac = createHmac('sha256', publicKey).update(header('HS256')).digest('base64url');
      await refused(bed, await ask(bed, 'app', signed(valid(), foreign.privateKey)), 401, /Jwt_verification_fails/);
      await refused(bed, await ask(bed, 'app', signed({ ...valid(), iss: 'https://other' })), 401, /issuer/);
      await refused(bed, await ask(bed, 'app', `${header('none')}.`), 401, /jwt_authn/);
      await refused(bed, await ask(bed, 'app', `${header('HS256')}.${mac}`), 401, /jwt_authn/);
      await refused(bed, await ask(bed, 'app', 'garbage'), 401, /jwt_authn/);
      await refused(bed, await ask(bed, 'app', [real.app as string, 'garbage']), 401, /jwt_authn/);
    },
    'similar accounts, other types of the claim, and none: refused': async (bed) => {
      for (const sub of ['system:serviceaccount:team-a:app2', 'app', 'x system:serviceaccount:team-a:app', undefined])
        await refused(bed, await ask(bed, 'app', signed({ ...valid(), sub })), 403, RBAC);
      await refused(
        bed,
        await ask(bed, 'app', signed({ ...valid(), sub: ['system:serviceaccount:team-a:app'] })),
        401,
        /jwt_authn/,
      );
      const inside = (namespace: unknown) => ask(bed, 'whole', signed({ ...valid(), 'kubernetes.io': { namespace } }));
      await passed(bed, await inside('team-a'));
      for (const namespace of ['team-b', ['team-a'], undefined]) await refused(bed, await inside(namespace), 403, RBAC);
    },
    'claims: one of the values of each, as a text or in a list': async (bed) => {
      const with_ = (claims: object) => ask(bed, 'claims', signed({ ...valid(), ...claims }));
      await passed(bed, await with_({ team: 'billing', groups: ['readers', 'writers'] }));
      await passed(bed, await with_({ team: ['payments'], groups: 'writers' }));
      await refused(bed, await with_({ team: 'billing' }), 403, RBAC);
      await refused(bed, await with_({ team: 'billing', groups: ['readers'] }), 403, RBAC);
      await refused(bed, await with_({ team: 'billings', groups: ['writers'] }), 403, RBAC);
      await refused(bed, await with_({ team: { payments: true }, groups: { writers: 1 }, exp: undefined }), 403, RBAC);
    },
    'headers that pretend to be claims change nothing': async (bed) => {
      const forged = { 'x-egress-sub': 'system:serviceaccount:team-a:app', 'x-jwt-payload': base64(valid()), sub: 'app' };
      await refused(bed, await ask(bed, 'app', real.job, forged), 403, RBAC);
      await refused(bed, await ask(bed, 'app', undefined, forged), 401, /Jwt_is_missing/);
    },
    'what the authorization server denies stays denied, with a valid token': async (bed) => {
      const answer = await ask(bed, 'app', real.app, { 'x-force-authorized': 'no' });
      const { response_code_details, refused_by } = await bed.accessLog.lineOf(answer);
      assert.deepEqual([answer.status, response_code_details, refused_by], [403, 'ext_authz_denied', 'policy']);
    },
    'no host receives the token, whether it asks for one or not, and it is in no log': async (bed) => {
      await passed(bed, await ask(bed, 'app', real.app));
      assert.equal(bed.ollama.requests[0]?.headers[SENT], undefined);
      await passed(bed, await ask(bed, 'free', real.app));
      assert.equal(bed.ollama.requests[0]?.headers[SENT], undefined);
      await passed(bed, await ask(bed, 'free'));
      const signature = (real.app as string).split('.')[2] as string;
      assert.deepEqual(
        bed.world.logFiles().filter((file) => readFileSync(file, 'latin1').includes(signature)),
        [],
      );
    },
  },
});
