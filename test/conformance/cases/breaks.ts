import assert from 'node:assert/strict';
import { type Bed, type Group, group, type KubeObject, pause } from '../bed';
import closed from './closed';
import governance from './governance';
import tls from './tls';
import tutorial from './tutorial';

/** A hardening to remove, and the case that must fail without it. */
interface Break {
  readonly what: string;
  /** The object to change, and the function that changes its `spec`. */
  readonly kind: string;
  readonly name: string;
  readonly spec: (spec: Json) => Json;
  readonly group: Group;
  /** The beginning of the title of the case. */
  readonly fails: string;
}

// Plain manifests of any shape.
// biome-ignore lint/suspicious/noExplicitAny: plain JSON of any kind
type Json = any;

const listenerSettings = (change: Json) => (spec: Json) => ({
  ...spec,
  default: { httpSettings: { ...spec.default.httpSettings, ...change } },
});
const extAuth = (change: Json) => (spec: Json) => ({ extAuth: { ...spec.extAuth, ...change } });

const BREAKS: readonly Break[] = [
  {
    what: 'without retryOn, only status codes',
    kind: 'TrafficPolicy',
    name: 'ollama',
    spec: ({ retry: { retryOn, ...retry }, ...spec }) => ({ ...spec, retry }),
    group: tutorial,
    fails: 'the upstream refuses connections: 4 attempts',
  },
  {
    what: 'the port of the authorization Service is neither named grpc nor h2c',
    kind: 'Service',
    name: 'kyverno-authz-server',
    spec: (spec) => ({ ...spec, ports: [{ name: 'authz', port: 9081 }] }),
    group: tutorial,
    fails: 'an allowed request: 200',
  },
  {
    what: 'failOpen: true',
    kind: 'GatewayExtension',
    name: 'kyverno-authz-server',
    spec: extAuth({ failOpen: true }),
    group: tutorial,
    fails: 'the authorization server is stopped: 503 at once',
  },
  {
    what: 'clearRouteCache: false',
    kind: 'GatewayExtension',
    name: 'kyverno-authz-server',
    spec: extAuth({ clearRouteCache: false }),
    group: tutorial,
    fails: 'an allowed request: 200',
  },
  {
    what: 'no access log',
    kind: 'ListenerPolicy',
    name: 'egress-kgateway',
    spec: listenerSettings({ accessLog: undefined }),
    group: tutorial,
    fails: 'an allowed request: 200',
  },
  {
    what: 'the route does not require the decision header',
    kind: 'HTTPRoute',
    name: 'ollama',
    spec: ({ rules: [{ matches, ...rule }, ...rules], ...spec }) => ({ ...spec, rules: [rule, ...rules] }),
    group: closed,
    fails: 'a server without a policy',
  },
  {
    what: 'a different TLS hostname',
    kind: 'BackendTLSPolicy',
    name: 'good',
    spec: (spec) => ({ ...spec, validation: { ...spec.validation, hostname: 'other.example.com' } }),
    group: tls,
    fails: 'private CA: 200',
  },
  {
    what: 'any value of the approval label is accepted',
    kind: 'ValidatingPolicy',
    name: 'egress-approval',
    spec: ({ validations: [, ...validations], ...spec }) => ({
      ...spec,
      validations: [{ expression: 'variables.approved != ""' }, ...validations],
    }),
    group: governance,
    fails: 'with "false": rejected',
  },
];

/** Sets up the group of a case, removes the hardening, and expects the case to fail. */
async function failsWithout(bed: Bed, { kind, name, spec, group: broken, fails, what }: Break): Promise<void> {
  await bed.reset();
  await broken.setup?.(bed);
  const before = bed.cluster.objects.find((object) => object.kind === kind && object.metadata.name === name) as KubeObject;
  const changed = JSON.parse(JSON.stringify({ ...before, spec: spec(before.spec) })) as KubeObject;
  await bed.cluster.delete([before]);
  await bed.apply([changed]);
  await bed.settled();
  await pause(1000);
  const [title, work] = Object.entries(broken.cases).find(([each]) => each.startsWith(fails)) ?? [];
  assert.ok(title && work, `group ${broken.name} has no case that begins with ${fails}`);
  await assert.rejects(work(bed), `${what}: the case passes nevertheless`);
  bed.notes[`break: ${what}`] = `${broken.name}: ${title}`;
}

export default group({
  name: 'breaks',
  title: 'Each hardening is necessary: a case fails without it',
  full: true,
  kyverno: true,
  timeoutMs: 180_000,
  cases: Object.fromEntries(BREAKS.map((each) => [each.what, (bed: Bed) => failsWithout(bed, each)])),
});
