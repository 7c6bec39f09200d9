import assert from 'node:assert/strict';
import { type Bed, group } from '../bed';
import { ALLOWED, HOST, variant } from '../manifests';

const undecided = { allow: true, reason: 'a case', until: '2100-01-01' } as const;
const objects = variant({ gateway: { decision: 'while-available' }, policy: {}, hosts: { ollama: { undecided } } });

const status = async (bed: Bed, request: Parameters<Bed['request']>[0] = {}) =>
  (await bed.request({ host: HOST, ...request })).status;

export default group({
  name: 'undecided',
  title: 'A gateway of its own keeps a host reachable while no authorization server answers, and decides while one does',
  setup: async (bed) => {
    await bed.apply(objects);
    await bed.healthy();
  },
  cases: {
    'the server decides: 200 and 403': async (bed) => {
      assert.equal(await status(bed, { headers: ALLOWED }), 200);
      assert.equal(await status(bed), 403);
    },
    'the server is stopped: 200 for all requests to the host, and 404 for all others': async (bed) => {
      await bed.authz.stop();
      assert.equal(await status(bed, { headers: ALLOWED }), 200);
      assert.equal(await status(bed), 200);
      assert.equal(await status(bed, { host: 'unknown.example.com' }), 404);
    },
    'the server is back: 200 and 403 again': async (bed) => {
      await bed.authz.start();
      await bed.settled();
      assert.equal(await status(bed, { headers: ALLOWED }), 200);
      assert.equal(await status(bed), 403);
    },
    'the server does not answer: 200 after its time-out of 1 s': async (bed) => {
      bed.authz.pause();
      const answer = await bed.request({ host: HOST }).finally(() => bed.authz.resume());
      assert.equal(answer.status, 200);
      assert.ok(answer.ms > 900, `${answer.ms} ms`);
    },
  },
});
