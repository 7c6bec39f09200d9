import { DENY, requestPolicies } from '../checks/rules/request-policy';
import { check } from './terminal';

const judged = requestPolicies(DENY).file;
const notJudged = requestPolicies('moon.isFull() ? envoy.Denied(403).Response() : envoy.Denied(401).Response()').file;

test('every format tells what was not judged', async () => {
  const { code, stdout } = await check(notJudged);
  expect(code).toBe(0);
  expect(stdout).toContain('info egress/not-judged');
  expect(stdout).toContain('1 object not judged');
  expect(JSON.parse((await check(notJudged, '--format', 'json')).stdout).notJudged).toBe(1);
  expect((await check(notJudged, '--format', 'sarif')).stdout).toContain('"ruleId": "egress/not-judged"');
  expect((await check(notJudged, '--format', 'github')).stdout).toMatch(/^::notice .*title=egress\/not-judged::/);
});

test('an option makes it fail', async () => {
  expect((await check(notJudged, '--severity', 'egress/not-judged=error')).code).toBe(1);
  expect((await check(judged, '--severity', 'egress/not-judged=error')).code).toBe(0);
});
