import assert from 'node:assert/strict';
import { Approval, type ApprovalGrant, type Refusals } from '../../../lib';
import { type Bed, group, type KubeObject } from '../bed';
import { disable, jwtForgery, onRule, trafficPolicy } from '../forgeries';
import { ALLOWED, approval, HOST, on, variant } from '../manifests';
import { under } from '../open-route';

const LIMITED = 'limited.example.com';
const UNKNOWN = 'unknown.example.com';
const ODD = 'odd.example.com';
/** Ends a text of JSON, of YAML, of CEL and a format of Envoy. */
const OWNER = `a"}, 'b' \\ %REQ(X-A)% %% {id} </x> ü: - # \u2028`;
const ask = 'https://git.example.com/egress/new?title={host}&rule={rule}&request={id}';
const DENIED = 'Access denied by egress policy';
const ROUTE = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'ollama' };

const ofSomebodyOdd = Approval.granted({ ...(approval.fields as ApprovalGrant), owner: OWNER });

const manifests = (format: Refusals['format']): KubeObject[] =>
  variant({
    gateway: { refusals: { format, ask } },
    hosts: {
      ollama: {},
      limited: { host: LIMITED },
      odd: { host: ODD, approval: ofSomebodyOdd },
      batch: { host: 'batch.example.com', callers: on('batch', 8081) },
    },
  });

const GRPC = { method: 'POST', body: 'x', headers: { 'content-type': 'application/grpc' } };

/** A limit of one request per hour. */
const limit = trafficPolicy(
  { rateLimit: { local: { tokenBucket: { maxTokens: 1, tokensPerFill: 1, fillInterval: '1h' } } } },
  { ...ROUTE, name: 'limited' },
  'limit',
);

interface Told {
  readonly error: string;
  readonly message: string;
  readonly status: number;
  readonly host: string;
  readonly request_id: string;
  readonly ask: string;
  readonly rule: string | null;
  readonly owner: string | null;
}

/** What the response tells. It must be the JSON of a refusal, about this request. */
async function told(bed: Bed, request: Parameters<Bed['request']>[0] & { readonly host: string }): Promise<string> {
  const answer = await bed.request(request);
  assert.equal(answer.headers['content-type'], 'application/json');
  const { error, message, status, host, request_id, ...rest } = JSON.parse(answer.body) as Told;
  const about = rest.rule === null ? '' : ` (${[rest.rule, rest.owner].filter(Boolean).join(' of ')})`;
  // An allowed request has the Host header that its host gets, with a port.
  assert.deepEqual([status, host.replace(/:11434$/, '')], [answer.status, request.host]);
  assert.deepEqual(Object.keys(rest).sort(), ['ask', 'owner', 'rule']);
  assert.ok(rest.ask.startsWith(`https://git.example.com/egress/new?title=${host}&rule=`), rest.ask);
  assert.ok(rest.ask.endsWith(`&request=${request_id}`), rest.ask);
  assert.equal((await bed.accessLog.lineOf(answer)).request_id, request_id);
  return `${status} ${error}${about}: ${message}${answer.headers['retry-after'] ? `, after ${answer.headers['retry-after']} s` : ''}`;
}

/** Stops the authorization server for an attempt. */
async function duringOutage(bed: Bed, attempt: () => Promise<void>): Promise<void> {
  await bed.authz.stop();
  await attempt().finally(async () => {
    await bed.authz.start();
    await bed.settled();
  });
}

const OUTAGE = '503 authorization_unavailable: the gateway cannot decide on requests at the moment, after 5 s';

export default group({
  name: 'refusals',
  title: 'Whatever the gateway refuses, its response tells why, and where to ask',
  setup: async (bed) => {
    bed.setHost(LIMITED);
    await bed.apply([...manifests('json'), limit]);
    await bed.healthy();
  },
  cases: {
    'an allowed request, and what the host itself refuses: unchanged': async (bed) => {
      await bed.ollama.behave({ statuses: [200, 403, 429] });
      for (const status of [200, 403, 429]) {
        const answer = await bed.request({ host: HOST, headers: ALLOWED });
        assert.deepEqual([answer.status, answer.body, answer.headers['retry-after']], [status, 'Ollama is running', undefined]);
      }
    },
    'a denied request, an unknown host, callers of another listener': async (bed) => {
      const unknown = `403 refused (unknown-host): ${DENIED}`;
      assert.equal(await told(bed, { host: HOST }), `403 refused (gateway of conformance): ${DENIED}`);
      assert.equal(await told(bed, { host: UNKNOWN, headers: ALLOWED }), unknown);
      assert.equal(await told(bed, { host: HOST, listener: 8081, headers: ALLOWED }), unknown);
    },
    'the address of the node': async (bed) => {
      const message = 'egress refused: the caller is a process of the node, which has no identity';
      assert.equal(
        await told(bed, { host: HOST, headers: ALLOWED, from: '169.254.7.127' }),
        `403 refused (from-node of conformance): ${message}`,
      );
    },
    'a request without a decision': (bed) =>
      under(bed, [trafficPolicy(disable, onRule)], async () => {
        assert.equal(await told(bed, { host: HOST, headers: ALLOWED }), '403 refused: egress refused: no decision');
      }),
    'a rate limit: 429 with retry-after': async (bed) => {
      assert.equal((await bed.request({ host: LIMITED, headers: ALLOWED })).status, 200);
      assert.equal(
        await told(bed, { host: LIMITED, headers: ALLOWED }),
        '429 rate_limited (any of conformance): too many requests, after 1 s',
      );
    },
    'an outage of the authorization: 503 with retry-after, for known and unknown hosts': (bed) =>
      duringOutage(bed, async () => {
        assert.equal(await told(bed, { host: HOST, headers: ALLOWED }), OUTAGE);
        assert.equal(await told(bed, { host: UNKNOWN }), OUTAGE);
      }),
    'a token that is not valid': (bed) => {
      const { extension, policy, token } = jwtForgery();
      const headers = { ...ALLOWED, authorization: `Bearer ${token}x` };
      return under(bed, [extension, trafficPolicy(policy)], async () => {
        assert.equal(await told(bed, { host: HOST, headers }), '401 rejected (any of conformance): Jwt verification fails');
      });
    },
    'a host that does not answer: nothing about the network behind the gateway': async (bed) => {
      await bed.ollama.stop();
      const text = await told(bed, { host: HOST, headers: ALLOWED }).finally(() => bed.ollama.start());
      assert.equal(text, '503 destination_failed (any of conformance): the destination did not answer');
    },
    'gRPC: the same as grpc-message': async (bed) => {
      const { status, headers, body } = await bed.request({ host: UNKNOWN, ...GRPC });
      assert.deepEqual([status, body, headers['grpc-status']], [200, '', '7']);
      const { error, host } = JSON.parse(decodeURIComponent(String(headers['grpc-message']))) as Told;
      assert.deepEqual([error, host], ['refused', UNKNOWN]);
      await duringOutage(bed, async () => {
        const unavailable = (await bed.request({ host: UNKNOWN, ...GRPC })).headers;
        assert.deepEqual([unavailable['grpc-status'], unavailable['retry-after']], ['14', '5']);
      });
    },
    'hosts that clients make up stay inside of their text': async (bed) => {
      const odd = ["a&b'c=%22;(d)", '%0d%0aset-cookie:x', '%REQ(X-A)%', `${'x'.repeat(4_000)}.example.com`];
      for (const host of odd) assert.equal(await told(bed, { host, headers: ALLOWED }), `403 refused (unknown-host): ${DENIED}`);
      // Envoy answers these, or closes the connection, before it has a request to tell about.
      for (const host of ['a"b', 'a\\b', '%{RESPONSE_CODE}', 'a b']) {
        const answer = await bed.request({ host, headers: ALLOWED }).catch(() => undefined);
        assert.ok(answer === undefined || answer.status === 400, `${host}: ${answer?.status}`);
      }
    },
    'texts of approvals stay inside of theirs': async (bed) => {
      assert.equal(await told(bed, { host: ODD }), `403 refused (gateway of ${OWNER}): ${DENIED}`);
    },
    'an id that the client makes up is replaced': async (bed) => {
      await told(bed, { host: UNKNOWN, headers: { 'x-request-id': '"}, "error": "none' } });
    },
    'as text: one line for each': async (bed) => {
      await bed.apply(manifests('text'), { force: true });
      await bed.settled();
      const { status, headers, body } = await bed.request({ host: UNKNOWN, headers: ALLOWED });
      assert.deepEqual([status, headers['content-type']], [403, 'text/plain; charset=UTF-8']);
      assert.match(
        body,
        /^error: refused\nmessage: Access denied by egress policy\nstatus: 403\nhost: unknown\.example\.com\nrule: /,
      );
    },
  },
});
