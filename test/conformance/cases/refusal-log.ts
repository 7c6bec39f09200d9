import assert from 'node:assert/strict';
import { RequestRule } from '../../../lib';
import { type Bed, group, type KubeObject } from '../bed';
import type { Answer } from '../bed/http-client';
import { disable, jwtForgery, onRule, trafficPolicy } from '../forgeries';
import { ALLOWED, HOST, variant } from '../manifests';
import { under } from '../open-route';

const REPORTED = 'reported.example.com';
const reported = {
  host: REPORTED,
  requests: [RequestRule.allow({ name: 'chat', paths: ['/v1/*'] })],
  reportUntil: '2100-01-01',
};
const objects = variant({ hosts: { ollama: {}, reported } });
const LIMIT = { local: { tokenBucket: { maxTokens: 1, tokensPerFill: 1, fillInterval: '1h' } } };
const NOBODY = { action: 'Allow', policy: { matchExpressions: ['false'] } };

/** What the log says about a request, by which its end can be told from all others. */
async function logged(bed: Bed, request: Parameters<Bed['request']>[0] = {}): Promise<string> {
  const answer = await bed.request({ host: HOST, headers: ALLOWED, ...request });
  return lineOf(bed, answer);
}

async function lineOf(bed: Bed, answer: Answer & Parameters<Bed['accessLog']['lineOf']>[0]): Promise<string> {
  const { verdict, refused_by, response_code, response_flags, route_name, decision, ...line } =
    await bed.accessLog.lineOf(answer);
  const { rule, host, owner, callers } = line;
  const known = [verdict, rule, host, owner, callers];
  const whole = decision as Record<string, unknown> | null;
  assert.deepEqual(
    ['decision', 'rule', 'host', 'owner', 'callers'].map((name) => whole?.[name] ?? null),
    known,
  );
  const about =
    verdict === null ? [null, null, null, null] : [verdict === 'deny' ? 'gateway' : 'any', HOST, 'conformance', 'http'];
  assert.deepEqual(known.slice(1), about);
  const route = /-(decided|refused)-matcher/.exec(String(route_name))?.[1];
  return `${response_code} ${refused_by} ${response_flags}: ${verdict}, ${route}`;
}

/** The route of the host, without the rule that forwards. */
function withoutRule(): KubeObject {
  const route = objects.find(({ kind, metadata }) => kind === 'HTTPRoute' && metadata.name === 'ollama') as KubeObject;
  const spec = route.spec as { readonly rules: readonly { readonly name: string }[] };
  return { ...route, spec: { ...spec, rules: spec.rules.filter(({ name }) => name === 'refused') } };
}

export default group({
  name: 'refusal-log',
  title: 'The access log alone tells denials, outages, missing decisions, limits and failures apart',
  setup: async (bed) => {
    bed.setHost(REPORTED);
    await bed.apply(objects);
    await bed.healthy();
  },
  cases: {
    'an allowed request': async (bed) => assert.equal(await logged(bed), '200 - -: allow, decided'),
    'a denied request': async (bed) => assert.equal(await logged(bed, { headers: {} }), '403 policy UAEX: deny, refused'),
    'a request that would be denied, to a host in report mode': async (bed) => {
      const answer = await bed.request({ host: REPORTED, headers: ALLOWED });
      const { verdict, would, refused_by, rule, host, response_code } = await bed.accessLog.lineOf(answer);
      assert.deepEqual([response_code, refused_by, verdict, would], [200, '-', 'report', 'deny']);
      assert.deepEqual([rule, host], ['no-rule', REPORTED]);
    },
    'the host itself answers 403 or 429': async (bed) => {
      await bed.ollama.behave({ statuses: [403, 429] });
      assert.equal(await logged(bed), '403 - -: allow, decided');
      assert.equal(await logged(bed), '429 - -: allow, decided');
    },
    'the authorization server is stopped, or does not answer': async (bed) => {
      bed.authz.pause();
      assert.equal(await logged(bed).finally(() => bed.authz.resume()), '503 outage UAEX: null, refused');
      await bed.authz.stop();
      assert.equal(await logged(bed), '503 outage UAEX: null, refused');
      await bed.authz.start();
      await bed.settled();
    },
    'no decision, because authorization is disabled': (bed) =>
      under(bed, [trafficPolicy(disable, onRule)], async () =>
        assert.equal(await logged(bed), '403 no decision -: null, refused'),
      ),
    'allowed, but no rule of the route for it': async (bed) => {
      await bed.apply([withoutRule()], { force: true });
      await bed.settled();
      assert.equal(await logged(bed), '403 no decision -: allow, refused');
      await bed.apply(objects, { force: true });
      await bed.settled();
    },
    'a rate limit': (bed) =>
      under(bed, [trafficPolicy({ rateLimit: LIMIT })], async () => {
        await bed.request({ host: HOST, headers: ALLOWED });
        assert.equal(await logged(bed), '429 rate limit RL: allow, decided');
      }),
    'a token that is not valid': (bed) => {
      const { extension, policy, token } = jwtForgery();
      return under(bed, [extension, trafficPolicy(policy)], async () => {
        const headers = { ...ALLOWED, authorization: `Bearer ${token}x` };
        assert.equal(await logged(bed, { headers }), '401 token -: allow, decided');
      });
    },
    'claims that are not those of the rule': (bed) =>
      under(bed, [trafficPolicy({ rbac: NOBODY })], async () => assert.equal(await logged(bed), '403 token -: allow, decided')),
    'the upstream does not answer, and the log still has the decision': async (bed) => {
      await bed.ollama.stop();
      assert.equal(await logged(bed).finally(() => bed.ollama.start()), '503 - URX,UC: allow, decided');
    },
  },
});
