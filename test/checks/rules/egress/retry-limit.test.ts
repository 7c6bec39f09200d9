import { retryLimit } from '../../../../lib/checks/rules/egress/retry-limit';
import { objections } from '../objections';
import { config, documents, wayOut } from '../way-out';

const RETRY = 'retry: { attempts: 4, retryOn: [reset] }';
const NONE = 'TrafficPolicy egress/api spec.retry: retries to ServiceEntry egress/api, at most 3 at once';

test.each([
  ['a raised limit', documents(wayOut(RETRY), config('circuitBreakers: { maxRetries: 1024 }'))],
  ['a limit equal to the attempts', documents(wayOut(RETRY), config('circuitBreakers: { maxRetries: 4 }'))],
  ['no retries', wayOut('retry: { attempts: 0, retryOn: [reset] }')],
  ['no retry policy', wayOut('timeouts: { request: 1s }')],
])('an upstream with %s is not reported', (_, yaml) => {
  expect(objections(retryLimit, yaml)).toEqual([]);
});

test.each([
  ['no policy sets it', wayOut(RETRY), NONE],
  ['a circuit breaker does not set it', documents(wayOut(RETRY), config('circuitBreakers: { maxRequests: 9 }')), NONE],
  [
    'it is lower than the attempts of one request',
    documents(wayOut(RETRY), config('circuitBreakers: { maxRetries: 3 }')),
    'BackendConfigPolicy egress/api spec.circuitBreakers.maxRetries: 3',
  ],
])('the limit is reported if %s', (_, yaml, objection) => {
  expect(objections(retryLimit, yaml)).toEqual([objection]);
});

test('a policy that selects the destination by label sets the limit', () => {
  const labelled = wayOut(RETRY).replace(
    'name: api, namespace: egress }\nspec: { hosts',
    'name: api, namespace: egress, labels: { limit: exit } }\nspec: { hosts',
  );
  const policy = `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata: { name: limit, namespace: egress }
spec:
  targetSelectors: [{ group: networking.istio.io, kind: Hostname, matchLabels: { limit: exit } }]
  circuitBreakers: { maxRetries: 1024 }`;
  expect(objections(retryLimit, documents(labelled, policy))).toEqual([]);
});
