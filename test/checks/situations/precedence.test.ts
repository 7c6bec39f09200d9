import { BASE, input, judge } from './situation';

const OVERDRAWN = 'egress/retry-budget';

/** The route of the base with these fields in its decided rule, and a policy for the route, the rule or a filter. */
const base = (rule: string) => BASE.replace('      name: decided\n', `      name: decided\n      ${rule}\n`);
const policy = (name: string, target: string, spec: string) => `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata: { name: ${name}, namespace: egress-system }
spec: { ${target}${spec} }
`;
const ref = (kind: string, name: string, section = '') =>
  `targetRefs: [{ group: gateway.networking.k8s.io, kind: ${kind}, name: ${name}${section && `, sectionName: ${section}`} }], `;
const RULE = ref('HTTPRoute', 'api.example.com', 'decided');
const LISTENER = ref('Gateway', 'exit', 'http');
const GATEWAY = ref('Gateway', 'exit');
const TRIES = 'retry: { attempts: 2, perTryTimeout: 4s, retryOn: [connect-failure, refused-stream, reset-before-request] }';
const overdrawn = (...texts: readonly string[]) =>
  judge(texts)
    .filter((finding) => finding.includes(OVERDRAWN))
    .map((finding) => finding.replace(`error ${OVERDRAWN}  `, ''));

test('the time-out of the HTTPRoute wins over that of the listener, whether it is shorter or longer', () => {
  expect(judge([BASE, input('18b-native-timeout-wins')])).toEqual([
    // The server lets in the first gateway only.
    'error egress/gateway-unreachable  NetworkPolicy egress-system/egress-authz spec.ingress',
    `error ${OVERDRAWN}  TrafficPolicy egress-system/second-short spec.retry.perTryTimeout`,
  ]);
});

test('retries of an HTTPRoute are judged, although only the experimental channel has them', () => {
  expect(judge([BASE, input('20b-httproute-retry-waived')])).toEqual([
    'waived egress/apply-order  BackendTLSPolicy egress-system/slow metadata',
    'waived schema/unknown-field  HTTPRoute egress-system/slow spec.rules[0].retry',
    `error ${OVERDRAWN}  HTTPRoute egress-system/slow spec.rules[0].timeouts.request`,
    'warning egress/retry-limit  HTTPRoute egress-system/slow spec.rules[0].retry',
    'warning egress/unsafe-retry  HTTPRoute egress-system/slow spec.rules[0].retry',
  ]);
});

test('they win over the retries of a policy, which then needs no time', () => {
  const long = policy('long', RULE, TRIES.replace('4s', '9s'));
  expect(overdrawn(BASE, long)).toEqual(['TrafficPolicy egress-system/long spec.retry.perTryTimeout']);
  expect(overdrawn(base('retry: { attempts: 1, codes: [503] }'), long)).toEqual([]);
});

// In the base, a policy on the route sets 15s: enough for three tries of 4s, and the pauses between them.
const ROUTE_POLICY = 'TrafficPolicy egress-system/tries spec.retry.perTryTimeout';
test.each([
  ['the policy on the route leaves enough time', 'matches: []', RULE, []],
  ['request of the HTTPRoute leaves too little', 'timeouts: { request: 5s }', RULE, [ROUTE_POLICY]],
  ['request: 0s of the HTTPRoute is no limit', 'timeouts: { request: 0s }', RULE, []],
  ['backendRequest of the HTTPRoute is the time-out of all tries', 'timeouts: { backendRequest: 5s }', RULE, [ROUTE_POLICY]],
  ['backendRequest counts before request', 'timeouts: { request: 60s, backendRequest: 5s }', RULE, [ROUTE_POLICY]],
])('%s', (_, rule, target, findings) => {
  const text = rule.startsWith('matches') ? BASE : base(rule);
  expect(overdrawn(text, policy('tries', target, TRIES))).toEqual(findings);
});

const without = (field: string) => BASE.replace(field, '');
const NO_TIMEOUT = without('  timeouts:\n    request: 15s\n');
const short = (target: string, time = '5s') => policy('short', target, `timeouts: { request: ${time} }`);

test.each([
  ['the listener', [short(LISTENER)], [ROUTE_POLICY]],
  ['the listener before the Gateway', [short(LISTENER, '60s'), policy('whole', GATEWAY, 'timeouts: { request: 5s }')], []],
  ['the Gateway', [short(GATEWAY)], [ROUTE_POLICY]],
])('without a time-out on the route, that of %s applies', (_, policies, findings) => {
  expect(overdrawn(NO_TIMEOUT, policy('tries', RULE, TRIES), ...policies)).toEqual(findings);
});

test('of a rule and its route, each field comes from the more specific policy, and timeouts is one field', () => {
  const idle = policy('idle', RULE, `timeouts: { streamIdle: 60s }, ${TRIES.replace('4s', '8s')}`);
  const slow = BASE.replace('    request: 15s\n', '    request: 60s\n');
  expect(overdrawn(slow, policy('tries', RULE, TRIES.replace('4s', '8s')))).toEqual([]);
  expect(overdrawn(slow, idle)).toEqual(['TrafficPolicy egress-system/idle spec.retry.perTryTimeout']);
});

test('time-outs and retries of the Gateway apply to GRPCRoutes', () => {
  const grpc = `
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: { name: grpc, namespace: egress-system }
spec:
  parentRefs: [{ name: exit, sectionName: http }]
  hostnames: [grpc.example.com]
  rules: [{ backendRefs: [{ group: networking.istio.io, kind: ServiceEntry, name: api.example.com, port: 443 }] }]
`;
  const tries = policy('tries', GATEWAY, `${TRIES}, timeouts: { request: 9s }`);
  expect(overdrawn(BASE, grpc, tries)).toEqual(['TrafficPolicy egress-system/tries spec.timeouts.request']);
  expect(overdrawn(BASE, grpc, policy('tries', GATEWAY, `${TRIES}, timeouts: { request: 20s }`))).toEqual([]);
});
