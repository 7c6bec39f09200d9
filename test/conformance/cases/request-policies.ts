import assert from 'node:assert/strict';
import { checkManifests, Platform } from '../../../lib';
import { type Bed, group, waitFor } from '../bed';
import { ALLOWED, HOST, variant } from '../manifests';
import { withSources } from '../policy-sources';
import { BESIDE_BROKEN, failing, REFUSAL, ROW_HEADER, ROWS } from '../request-policy-rows';

const UNDECIDED = 'egress refused: no decision';

/** The files of each source. The server drops a source as a whole, so each row has one of its own. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(ROWS.map(({ file }, row) => [`row-${row}`, [file]])),
  fail: [failing('Fail')],
  ignore: [failing('Ignore')],
  pair: BESIDE_BROKEN,
};

/** The status and the body for the request of a row, which any policy but that of the row leaves undecided. */
async function answer(bed: Bed, row: string): Promise<string> {
  const { status, body } = await bed.request({ host: HOST, headers: { ...ALLOWED, [ROW_HEADER]: row } });
  return `${status} ${body}`;
}

/** Whether the check takes a policy for one that the server loads. */
function seemsLoaded(file: string): boolean {
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'p', namespace: 'p' }, data: { 'p.yaml': file } };
  const { findings } = checkManifests([config], { platform: Platform.for({}), now: new Date() });
  return !findings.some(({ rule }) => ['kyverno/policy-does-not-compile', 'kyverno/policy-variable-name'].includes(rule));
}

export default group({
  name: 'request-policies',
  title: 'The authorization server loads the request policies that the check says compile, and no others',
  setup: async (bed) => {
    const objects = variant({ policy: { headersToForward: [ROW_HEADER] } });
    await bed.apply(objects.map((object) => withSources(object, SOURCES)));
    await bed.healthy();
    // The server compiles at the first request, which for all these takes longer than Envoy waits.
    await waitFor('the policies', async () => (await answer(bed, 'none')) === `403 ${UNDECIDED}`);
  },
  cases: {
    [`${ROWS.length} policies are loaded or dropped as the check says`]: async (bed) => {
      const real = [];
      for (const [row, { about, loads }] of ROWS.entries()) {
        const [got, wanted] = [await answer(bed, String(row)), `403 ${loads ? REFUSAL : UNDECIDED}`];
        if (got !== wanted) real.push(`${about}: ${got}`);
      }
      const ours = ROWS.filter(({ file, loads }) => seemsLoaded(file) !== loads).map(({ about }) => about);
      assert.deepEqual({ real, ours }, { real: [], ours: [] });
    },
    'a sound policy beside one that does not compile is dropped, and the server allows its request': async (bed) => {
      assert.equal(await answer(bed, '-2'), `403 ${UNDECIDED}`);
    },
    'failurePolicy: Ignore lets a request whose evaluation fails be allowed; Fail refuses it': async (bed) => {
      assert.equal(await answer(bed, 'Ignore'), `403 ${UNDECIDED}`);
      assert.equal(await answer(bed, 'Fail'), '503 ');
      const failed = await bed.request({ host: HOST, headers: { [ROW_HEADER]: 'Fail' } });
      assert.equal((await bed.accessLog.lineOf(failed)).response_code_details, 'ext_authz_error');
    },
    'the server is ready in spite of all policies that it dropped, and only its log names them': async (bed) => {
      assert.match(bed.authz.logs(), /error compiling policy/);
    },
  },
});
