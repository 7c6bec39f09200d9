import assert from 'node:assert/strict';
import { type Bed, group, UPSTREAM } from '../bed';
import { ALLOWED, dist, HOST, withoutAdmission } from '../manifests';

const ask = (bed: Bed, headers: Record<string, string | readonly string[]>) => bed.request({ host: HOST, headers });

/** The policy denies the request, and the log shows it. */
async function refused(bed: Bed, headers: Record<string, string | readonly string[]>, host = HOST): Promise<void> {
  const answer = await bed.request({ host, headers });
  assert.equal(answer.status, 403);
  assert.equal(answer.body, 'Access denied by Kyverno policy');
  const line = await bed.accessLog.lineOf(answer);
  assert.equal(line.response_flags, 'UAEX');
  assert.equal(line.response_code_details, 'ext_authz_denied');
  assert.equal(line.attempt_count, 0);
  assert.equal((line.decision as Record<string, unknown>).decision, 'deny');
}

export default group({
  name: 'tutorial',
  title: 'The requests of the tutorial, with the committed dist/',
  setup: async (bed) => {
    await bed.apply(withoutAdmission(dist()));
    await bed.healthy();
  },
  cases: {
    "an allowed request: 200, and neither the header nor the caller's address leaves": async (bed) => {
      bed.ollama.forget();
      const answer = await bed.request({ host: HOST, path: '/api?secret=1', headers: ALLOWED });
      assert.equal(answer.status, 200);
      assert.equal(answer.body, 'Ollama is running');
      const headers = Object.keys(bed.ollama.requests[0]?.headers ?? {});
      assert.deepEqual(headers.sort(), ['host', 'x-envoy-expected-rq-timeout-ms', 'x-request-id']);
      const line = await bed.accessLog.lineOf(answer);
      const { attempt_count, response_flags, path, listener_port, caller_address } = line;
      assert.deepEqual(
        { attempt_count, response_flags, path, listener_port },
        {
          attempt_count: 1,
          response_flags: '-',
          path: '/api',
          listener_port: 8080,
        },
      );
      assert.equal(caller_address, answer.caller);
      assert.match(String(line.route_name), /ollama-egress-system-.*decided/);
      assert.deepEqual(
        { ...(line.decision as object), ext_authz_duration: 0 },
        {
          ...{ decision: 'allow', rule: 'any', asked: HOST, host: HOST, owner: 'team-a', callers: 'http' },
          ...{ policy: 'kyverno-authz-server', ext_authz_duration: 0 },
        },
      );
    },
    'the other value of the header: 200': async (bed) => {
      assert.equal((await ask(bed, { 'x-force-authorized': 'enabled' })).status, 200);
    },
    'without the header: 403 with the message': (bed) => refused(bed, {}),
    'another value: 403': (bed) => refused(bed, { 'x-force-authorized': 'TRUE' }),
    'an empty value: 403': (bed) => refused(bed, { 'x-force-authorized': '' }),
    'the header sent twice: 403': (bed) => refused(bed, { 'x-force-authorized': ['true', 'true'] }),
    'an unknown host: decided, logged and 403': (bed) => refused(bed, ALLOWED, 'pastebin.com'),
    'an unknown host, to the address of a known one: 403': (bed) => refused(bed, ALLOWED, `${UPSTREAM}:11434`),
    'a forged decision: 403': (bed) => refused(bed, { 'x-egress-decision': HOST }),
    'the host in capitals and with a port: 200, as Envoy ignores both': async (bed) => {
      const answer = await bed.request({ host: 'Host.Docker.Internal:11434', headers: ALLOWED });
      assert.equal(answer.status, 200);
    },
    'a POST with a body: 200, and the upstream receives the body': async (bed) => {
      bed.ollama.forget();
      const answer = await bed.request({ host: HOST, headers: ALLOWED, body: 'x'.repeat(100_000) });
      assert.equal(answer.status, 200);
      assert.equal(bed.ollama.requests[0]?.body.length, 100_000);
    },
    'the upstream answers 503, then 200: 200 at the second attempt': async (bed) => {
      await bed.ollama.behave({ statuses: [503] });
      const answer = await ask(bed, ALLOWED);
      assert.equal(answer.status, 200);
      assert.equal((await bed.accessLog.lineOf(answer)).attempt_count, 2);
    },
    'the upstream is paused: 4 attempts of 10 s, then 504': async (bed) => {
      bed.ollama.pause();
      const answer = await ask(bed, ALLOWED).finally(() => bed.ollama.resume());
      assert.equal(answer.status, 504);
      const { attempt_count, response_flags, response_code_details } = await bed.accessLog.lineOf(answer);
      assert.deepEqual([attempt_count, response_flags, response_code_details], [4, 'URX,UT', 'upstream_per_try_timeout']);
      assert.ok(answer.ms > 40_000 && answer.ms < 42_000, `${answer.ms} ms`);
    },
    'the upstream refuses connections: 4 attempts, 503, and 200 when it is back': async (bed) => {
      await bed.ollama.stop();
      const answer = await ask(bed, ALLOWED);
      assert.equal(answer.status, 503);
      const line = await bed.accessLog.lineOf(answer);
      // ztunnel accepts the connection and then resets it, so for Envoy it is not a failure to connect (UF).
      assert.deepEqual([line.attempt_count, line.response_flags], [4, 'URX,UC']);
      await bed.ollama.start();
      assert.equal((await ask(bed, ALLOWED)).status, 200);
    },
    'the authorization server is stopped: 503 at once with retry-after, and 200 when it is back': async (bed) => {
      await bed.authz.stop();
      const answer = await ask(bed, ALLOWED);
      assert.deepEqual([answer.status, answer.headers['retry-after'], answer.body], [503, '5', '']);
      assert.ok(answer.ms < 500, `${answer.ms} ms`);
      assert.equal((await bed.accessLog.lineOf(answer)).response_code_details, 'ext_authz_error');
      await bed.authz.start();
      await bed.settled();
      assert.equal((await ask(bed, ALLOWED)).status, 200);
    },
    'the authorization server does not answer: 503 after its time-out of 1 s': async (bed) => {
      bed.authz.pause();
      const answer = await ask(bed, ALLOWED).finally(() => bed.authz.resume());
      assert.equal(answer.status, 503);
      assert.ok(answer.ms > 900 && answer.ms < 2000, `${answer.ms} ms`);
    },
  },
});
