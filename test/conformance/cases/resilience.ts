import assert from 'node:assert/strict';
import type { EgressGatewayProps } from '../../../lib';
import { type Bed, group } from '../bed';
import { ALLOWED, HOST, NAMESPACE, on, variant } from '../manifests';

const AT_ONCE = 50;
const READS = 'reads.example.com';
const SAFE = 'safe.example.com';
const DENIED = 'Access denied by egress policy';
const BATCH = 'batch.example.com';
const IDLE = 'idle.example.com';
/** Nothing else ends the request. */
const STREAM = { timeout: 'none', retries: 0, retryOn: undefined, perTryTimeout: undefined } as const;

/** The upstream of `ollama` under two more names: one retries reads only, the other retries what is safe. */
const manifests = (gateway: Partial<EgressGatewayProps> = {}) =>
  variant({
    gateway,
    hosts: {
      ollama: {},
      batch: { host: BATCH, callers: on('batch', 8081) },
      reads: { host: READS, retryOn: 'wide-for-reads' },
      safe: { host: SAFE, retryOn: 'safe' },
      streams: { host: 'streams.example.com', timeout: 'none' },
      idle: { host: IDLE, ...STREAM },
    },
  });

async function triesOfPaused(bed: Bed, host: string, method: string): Promise<unknown> {
  bed.ollama.pause();
  const answer = await bed.request({ host, method, headers: ALLOWED }).finally(() => bed.ollama.resume());
  assert.equal(answer.status, 504);
  return (await bed.accessLog.lineOf(answer)).attempt_count;
}

/** A request to the host without time-outs, whose upstream is paused for some time. */
async function pausedFor(bed: Bed, ms: number): ReturnType<Bed['request']> {
  bed.ollama.pause();
  const resumed = setTimeout(() => bed.ollama.resume(), ms);
  const answer = await bed.request({ host: IDLE, headers: ALLOWED });
  clearTimeout(resumed);
  bed.ollama.resume();
  return answer;
}

export default group({
  name: 'resilience',
  title: 'Requests are retried as configured, and never otherwise',
  setup: async (bed) => {
    for (const host of [READS, SAFE, BATCH, IDLE, 'streams.example.com']) bed.setHost(host);
    await bed.apply(manifests());
    await bed.healthy();
  },
  cases: {
    [`${AT_ONCE} requests at once to a failing upstream: each is tried 4 times`]: async (bed) => {
      await bed.ollama.behave({ statuses: Array.from({ length: AT_ONCE * 4 }, () => 503) });
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => bed.request({ host: HOST, headers: ALLOWED })));
      const lines = await Promise.all(answers.map((answer) => bed.accessLog.lineOf(answer)));
      assert.deepEqual(
        new Set(lines.map(({ attempt_count, response_flags }) => `${attempt_count} ${response_flags}`)),
        new Set(['4 URX']),
      );
    },
    'the upstream recovers while a request is retried: 200': async (bed) => {
      bed.ollama.pause();
      const pending = bed.request({ host: HOST, headers: ALLOWED });
      setTimeout(() => bed.ollama.resume(), 700);
      const answer = await pending;
      assert.equal(answer.status, 200);
      assert.ok(Number((await bed.accessLog.lineOf(answer)).attempt_count) > 1);
    },
    'wide: a POST is retried after a time-out': async (bed) => assert.equal(await triesOfPaused(bed, HOST, 'POST'), 4),
    'wide-for-reads: a GET is retried after a time-out': async (bed) => assert.equal(await triesOfPaused(bed, READS, 'GET'), 4),
    'wide-for-reads: a POST is not retried after a time-out': async (bed) =>
      assert.equal(await triesOfPaused(bed, READS, 'POST'), 1),
    'safe: a GET is not retried after a time-out': async (bed) => assert.equal(await triesOfPaused(bed, SAFE, 'GET'), 1),
    'safe: a refused connection without TLS is not retried, because ztunnel accepts it, and resets it later': async (bed) => {
      await bed.ollama.stop();
      const answer = await bed.request({ host: SAFE, method: 'POST', headers: ALLOWED });
      await bed.ollama.start();
      assert.equal(answer.status, 503);
      const { attempt_count, response_flags } = await bed.accessLog.lineOf(answer);
      assert.deepEqual([attempt_count, response_flags], [1, 'UC']);
    },
    'a request without a total time-out: each attempt still has its own': async (bed) => {
      assert.equal(await triesOfPaused(bed, 'streams.example.com', 'GET'), 4);
    },
    'streamIdle of the gateway ends a request without a total time-out while nothing is sent: 504': async (bed) => {
      await bed.apply(manifests({ streamIdle: '1s' }));
      await bed.settled();
      const answer = await pausedFor(bed, 3_000);
      assert.deepEqual([answer.status, (await bed.accessLog.lineOf(answer)).response_flags], [504, 'SI']);
      assert.ok(answer.ms > 900 && answer.ms < 2_500, `${answer.ms} ms`);
    },
    "streamIdle: 'none' of the gateway, as 0s, does not end a request that waits": async (bed) => {
      await bed.apply(manifests({ streamIdle: 'none' }));
      await bed.settled();
      const answer = await pausedFor(bed, 3_000);
      assert.equal(answer.status, 200);
      await bed.apply(manifests());
      await bed.settled();
    },
    'streamIdle of a TrafficPolicy on the route of a host has no effect: Envoy reads it before the decision': async (bed) => {
      const targetRefs = [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'idle' }];
      const spec = { targetRefs, timeouts: { streamIdle: '1s' } };
      const policy = {
        apiVersion: 'gateway.kgateway.dev/v1alpha1',
        kind: 'TrafficPolicy',
        metadata: { name: 'idle-of-route', namespace: NAMESPACE },
        spec,
      };
      await bed.apply([policy]);
      await bed.settled();
      const answer = await pausedFor(bed, 3_000).finally(() => bed.cluster.delete([policy]));
      assert.equal(answer.status, 200);
    },
    "a client's x-envoy headers have no effect": async (bed) => {
      const headers = {
        ...ALLOWED,
        'x-envoy-max-retries': '9',
        'x-envoy-retry-on': '5xx',
        'x-envoy-upstream-rq-timeout-ms': '100',
        'x-envoy-upstream-rq-per-try-timeout-ms': '100',
      };
      bed.ollama.pause();
      const answer = await bed.request({ host: SAFE, headers }).finally(() => bed.ollama.resume());
      const { attempt_count, response_code_details } = await bed.accessLog.lineOf(answer);
      assert.deepEqual([attempt_count, response_code_details], [1, 'upstream_per_try_timeout']);
      assert.ok(answer.ms > 450, `${answer.ms} ms`);
    },
    'a host of another listener: 403': async (bed) => {
      const answer = await bed.request({ host: HOST, listener: 8081, headers: ALLOWED });
      assert.equal(answer.status, 403);
      const { decision } = await bed.accessLog.lineOf(answer);
      assert.deepEqual([answer.body, (decision as { callers: string }).callers], [DENIED, 'batch']);
      const own = await bed.request({ host: BATCH, listener: 8081, headers: ALLOWED });
      assert.equal(own.status, 200);
    },
  },
});
