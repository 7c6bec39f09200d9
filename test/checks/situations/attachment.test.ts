import { BASE, input, judge } from './situation';

/** A Backend for paste.example.com in team-b, approved and with TLS. */
const PASTE = `
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: paste
  namespace: team-b
  labels: { security.corp/egress-approved: "true" }
  annotations:
    argocd.argoproj.io/sync-wave: "0"
    security.corp/egress-approved-by: sec@example.com
    security.corp/egress-from: "2026-01-01T00:00:00Z"
    security.corp/egress-owner: team-b
    security.corp/egress-reason: orders
    security.corp/egress-ticket: SEC-2
    security.corp/egress-until: "2030-01-01T00:00:00Z"
spec: { static: { hosts: [{ host: paste.example.com, port: 443 }] } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: { name: paste, namespace: team-b, annotations: { argocd.argoproj.io/sync-wave: "-2" } }
spec:
  targetRefs: [{ group: gateway.kgateway.dev, kind: Backend, name: paste }]
  validation: { hostname: paste.example.com, wellKnownCACertificates: System }
`;
const TO_PASTE = '{ group: gateway.kgateway.dev, kind: Backend, name: paste }';

const object = (kind: string, name: string, spec: string, version = 'gateway.networking.k8s.io/v1', marks = '') => {
  const [namespace, own] = name.split('/');
  return `apiVersion: ${version}\nkind: ${kind}\nmetadata: { name: ${own}, namespace: ${namespace}${marks} }\nspec: ${spec}\n`;
};
const off = (kind: string, name: string, namespace = 'team-b', section = '') =>
  object(
    'TrafficPolicy',
    `${namespace}/lifts`,
    `{ targetRefs: [{ group: gateway.networking.k8s.io, kind: ${kind}, name: ${name}${section} }], extAuth: { disable: {} } }`,
    'gateway.kgateway.dev/v1alpha1',
  );
const accepting = (from: string) =>
  BASE.replace('  gatewayClassName:', `  allowedListeners: { namespaces: { ${from} } }\n  gatewayClassName:`);
const SELECTED = 'from: Selector, selector: { matchLabels: { kubernetes.io/metadata.name: team-b } }';
const TEAM = `apiVersion: v1\nkind: Namespace\nmetadata: { name: team-b, labels: { istio.io/dataplane-mode: ambient } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: none, namespace: team-b }
spec: { podSelector: {}, policyTypes: [Egress] }
`;
const door = (listener: string) =>
  object('ListenerSet', 'team-b/door', `{ parentRef: { name: exit, namespace: egress-system }, listeners: [${listener}] }`);
const OWN = '{ name: own, protocol: HTTP, port: 9090 }';
const byDoor = (host = 'paste.example.com') =>
  object(
    'HTTPRoute',
    'team-b/paste',
    `{ parentRefs: [{ kind: ListenerSet, name: door }], hostnames: [${host}], rules: [{ backendRefs: [${TO_PASTE}] }] }`,
  );

describe('a ListenerSet', () => {
  test('of a tenant, with authorization lifted', () => {
    expect(judge([input('03-listenerset-way-out')])).toEqual([
      'error egress/foreign-listeners  Gateway egress-system/exit spec.allowedListeners.namespaces.from',
      'error egress/authorization-disabled  TrafficPolicy team-b/open spec.extAuth.disable',
      'info egress/apply-order  BackendTLSPolicy team-b/paste metadata',
    ]);
  });

  test('of an accepted namespace is under the authorization of the Gateway', () => {
    expect(judge([accepting(SELECTED), TEAM, door(OWN), PASTE, byDoor()])).toEqual([]);
  });

  test('with authorization lifted on one of its listeners', () => {
    const lifted = off('ListenerSet', 'door', 'team-b', ', sectionName: own');
    expect(judge([accepting(SELECTED), TEAM, door(OWN), PASTE, byDoor(), lifted])).toEqual([
      'error egress/authorization-disabled  TrafficPolicy team-b/lifts spec.extAuth.disable',
    ]);
  });

  test('for the name of a host on the port of its listener', () => {
    const hijack = door('{ name: own, protocol: HTTP, port: 8080, hostname: api.example.com }');
    expect(judge([accepting(SELECTED), TEAM, hijack, PASTE, byDoor('api.example.com')])).toEqual([
      'error egress/contested-host  HTTPRoute team-b/paste spec.hostnames',
    ]);
  });

  test('that the Gateway does not accept', () => {
    expect(judge([BASE, TEAM, door(OWN)])).toEqual([
      'error kgateway/refused-listener-set  ListenerSet team-b/door spec.parentRef',
    ]);
    expect(judge([accepting('from: Same'), TEAM, door(OWN), PASTE, byDoor()])).toEqual([
      'error kgateway/refused-listener-set  ListenerSet team-b/door spec.parentRef',
    ]);
  });

  test('on a reserved port, which accepts routes of every namespace', () => {
    const open = door('{ name: own, protocol: HTTP, port: 19000, allowedRoutes: { namespaces: { from: All } } }');
    expect(judge([accepting(SELECTED), TEAM, open])).toEqual([
      'error egress/foreign-routes  ListenerSet team-b/door spec.listeners[0].allowedRoutes.namespaces.from',
      'error kgateway/reserved-port  ListenerSet team-b/door spec.listeners[0].port',
    ]);
  });

  test('without its Gateway, and a route without its ListenerSet', () => {
    const route = byDoor();
    expect(judge([PASTE, door(OWN), route])).toEqual([
      'error egress/route-without-gateway  ListenerSet team-b/door spec.parentRef.name',
    ]);
    expect(judge([PASTE, door(OWN), route], { external: ['Gateway egress-system/exit'] })).toEqual([]);
    expect(judge([PASTE, route])).toEqual(['error egress/route-without-gateway  HTTPRoute team-b/paste spec.parentRefs[0].name']);
  });
});

describe('delegation', () => {
  const parent = (ref: string, fields = '', marks = '') =>
    object(
      'HTTPRoute',
      'egress-system/parent',
      `{ parentRefs: [{ name: exit }], hostnames: [paste.example.com],
  rules: [{ matches: [{ path: { type: PathPrefix, value: /v1 } }], backendRefs: [${ref}]${fields} }] }`,
      undefined,
      marks,
    );
  const child = (fields = '', path = '/v1/x', to = TO_PASTE) =>
    object(
      'HTTPRoute',
      'team-b/child',
      `{ rules: [{ matches: [{ path: { type: PathPrefix, value: ${path} } }], backendRefs: [${to}] }]${fields} }`,
      undefined,
      ', labels: { delegation.kgateway.dev/label: team }',
    );
  const BY_NAME = '{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: child, namespace: team-b }';
  const ALL = BY_NAME.replace('child', '"*"');
  const BY_LABEL = '{ group: delegation.kgateway.dev, kind: label, name: team, namespace: team-b }';

  test('from a second gateway, which asks nobody', () => {
    expect(judge([BASE, input('04b-delegated-way-out-undecided')])).toEqual([
      'error egress/access-log  Gateway egress-system/front',
      'error egress/exposed-gateway  Gateway egress-system/front spec.infrastructure.parametersRef',
      'error egress/no-decision  Gateway egress-system/front',
      'waived egress/apply-order  BackendTLSPolicy team-b/files metadata',
    ]);
  });

  test.each([BY_NAME, ALL, BY_LABEL, BY_LABEL.replace('team-b', 'all')])('by %s is decided at the gateway', (ref) => {
    expect(judge([BASE, PASTE, parent(ref), child()])).toEqual([]);
  });

  test.each([
    ['the parent', off('HTTPRoute', 'parent', 'egress-system')],
    ['the child', off('HTTPRoute', 'child')],
  ])('with authorization lifted on %s', (_, policy) => {
    for (const ref of [BY_NAME, ALL, BY_LABEL]) {
      const [only, ...others] = judge([BASE, PASTE, parent(ref), child(), policy]);
      expect(only).toMatch(/^error egress\/authorization-disabled {2}TrafficPolicy .*\/lifts spec.extAuth.disable$/);
      expect(others).toEqual([]);
    }
  });

  test('to a proxy for any host, of which the parent limits the hosts or does not', () => {
    const proxy = object('Backend', 'team-b/any', '{ dynamicForwardProxy: {} }', 'gateway.kgateway.dev/v1alpha1');
    const toProxy = child('', '/v1/x', TO_PASTE.replace('paste', 'any'));
    const reported = (text: string) => judge([BASE, text, toProxy, proxy]).filter((finding) => /open-proxy/.test(finding));
    expect(reported(parent(BY_NAME))).toEqual([]);
    expect(reported(parent(BY_NAME).replace('paste.example.com', '"*.example.com"'))).toEqual([
      'error egress/open-proxy  HTTPRoute team-b/child spec.rules[0].backendRefs[0]',
    ]);
  });

  test('to a route that is missing, has hostnames, or does not match what the parent matches', () => {
    const reported = ['error kgateway/delegation  HTTPRoute egress-system/parent spec.rules[0].backendRefs[0]'];
    expect(judge([BASE, parent(BY_NAME)])).toEqual(reported);
    expect(judge([BASE, parent(BY_NAME)], { external: ['HTTPRoute team-b/child'] })).toEqual([]);
    expect(judge([BASE, PASTE, parent(BY_NAME), child(', hostnames: [a.example.com]')])).toEqual(reported);
    expect(judge([BASE, PASTE, parent(BY_NAME), child('', '/v2')])).toEqual(reported);
    expect(judge([BASE, PASTE, parent(ALL), child(', parentRefs: [{ kind: HTTPRoute, name: other }]')])).toEqual(reported);
  });

  test('in a circle', () => {
    const back = '{ group: gateway.networking.k8s.io, kind: HTTPRoute, name: parent, namespace: egress-system }';
    expect(judge([BASE, parent(BY_NAME), child('', '/v1/x', back)])).toContain(
      'error kgateway/delegation  HTTPRoute team-b/child spec.rules[0].backendRefs[0]',
    );
  });

  test('past the refusal: a route that asks for decisions, and a child that does not', () => {
    const rules = `{ matches: [{ headers: [{ name: x-egress-decision, value: paste.example.com }] }], backendRefs: [${TO_PASTE}] }`;
    const deciding = parent(BY_NAME).replace(
      'rules: [',
      `rules: [${rules.replace('name: paste }', 'name: paste, namespace: team-b }')}, `,
    );
    const grant = object(
      'ReferenceGrant',
      'team-b/grant',
      '{ from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: egress-system }], to: [{ group: gateway.kgateway.dev, kind: Backend }] }',
      'gateway.networking.k8s.io/v1beta1',
    );
    expect(judge([BASE, PASTE, grant, deciding, child()])).toEqual([
      'error egress/refusal-missing  HTTPRoute team-b/child spec.rules[0].matches',
    ]);
  });
});

describe('other ways', () => {
  const listener = BASE.replace(
    '      name: http\n      port: 8080',
    '      name: tcp\n      port: 5432\n      protocol: TCP\n    - allowedRoutes: { namespaces: { from: Same } }\n      name: http\n      port: 8080',
  );
  const IN_SYSTEM = PASTE.replaceAll('team-b', 'egress-system');

  test('a TCPRoute leads outside without a decision on requests', () => {
    const route = object(
      'TCPRoute',
      'egress-system/db',
      `{ parentRefs: [{ name: exit, sectionName: tcp }], rules: [{ backendRefs: [${TO_PASTE}] }] }`,
    );
    expect(judge([listener, IN_SYSTEM, route])).toEqual(['error egress/no-decision  TCPRoute egress-system/db spec.rules[0]']);
  });

  test('a TCPRoute inside the cluster needs none', () => {
    const route = object(
      'TCPRoute',
      'egress-system/db',
      '{ parentRefs: [{ name: exit, sectionName: tcp }], rules: [{ backendRefs: [{ name: db, port: 5432 }] }] }',
    );
    expect(judge([listener, route])).toEqual([]);
  });

  test('the members of priority groups are destinations', () => {
    const group = object(
      'Backend',
      'egress-system/group',
      '{ priorityGroups: [{ backendRefs: [{ name: paste }] }, { backendRefs: [{ name: gone }] }] }',
      'gateway.kgateway.dev/v1alpha1',
    );
    const approved = IN_SYSTEM.split('---')[0]
      ?.replace('name: paste', 'name: group')
      .replace(/spec: .*/, group.slice(group.indexOf('spec:')));
    const route = object(
      'HTTPRoute',
      'egress-system/paste',
      `{ parentRefs: [{ name: exit }], hostnames: [paste.example.com], rules: [{ backendRefs: [${TO_PASTE.replace('paste', 'group')}] }] }`,
    );
    const plaintext = IN_SYSTEM.split('---')[0] as string;
    expect(judge([BASE, approved as string, plaintext, route])).toEqual([
      'error egress/backend-missing  Backend egress-system/group spec.priorityGroups[1].backendRefs[0].name',
      'error egress/plaintext-to-https-port  Backend egress-system/paste spec.static.hosts[0]',
    ]);
  });

  test('a Backend of a cloud is not judged', () => {
    const lambda = object(
      'Backend',
      'egress-system/fn',
      '{ aws: { accountId: "123456789012", lambda: { functionName: f } } }',
      'gateway.kgateway.dev/v1alpha1',
    );
    expect(judge([BASE, lambda])).toContain('info egress/not-judged  Backend egress-system/fn spec.aws');
  });
});
