import { retryLimit } from '../../../../lib/checks/rules/egress/retry-limit';
import { objections } from '../objections';
import { config, documents, wayOut } from '../way-out';

const RETRY = 'retry: { attempts: 4, retryOn: [reset] }';
const NONE = 'TrafficPolicy egress/api spec.retry: retries to ServiceEntry egress/api, at most 3 at once';

test.each([
  ['a limit that is raised', documents(wayOut(RETRY), config('circuitBreakers: { maxRetries: 1024 }'))],
  ['a limit of its choice', documents(wayOut(RETRY), config('circuitBreakers: { maxRetries: 4 }'))],
  ['no retries', wayOut('retry: { attempts: 0, retryOn: [reset] }')],
  ['no policy of retries', wayOut('timeouts: { request: 1s }')],
])('an upstream may have %s', (_, yaml) => {
  expect(objections(retryLimit, yaml)).toEqual([]);
});

test.each([
  ['nothing sets it', wayOut(RETRY), NONE],
  ['a circuit breaker does not', documents(wayOut(RETRY), config('circuitBreakers: { maxRequests: 9 }')), NONE],
  [
    'it is below the tries of one request',
    documents(wayOut(RETRY), config('circuitBreakers: { maxRetries: 3 }')),
    'BackendConfigPolicy egress/api spec.circuitBreakers.maxRetries: 3',
  ],
])('a limit is told when %s', (_, yaml, objection) => {
  expect(objections(retryLimit, yaml)).toEqual([objection]);
});

test('a policy that selects the destination by its label sets it', () => {
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
