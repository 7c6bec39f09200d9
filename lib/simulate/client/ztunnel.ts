import type { AuthorizationPolicyRule, AuthorizationPolicySource } from '../../../imports/security.istio.io/authorization-policy';
import { type EgressGraph, namespaceOf } from '../../checks/graph';
import { isCaptured } from '../../checks/graph/ambient';
import type { GatewayPods } from '../../checks/graph/gateway-pods';
import type { ObjectOf } from '../../checks/graph/kinds';
import { isDryRun, policiesOf } from '../../checks/graph/listener-access';
import { selectsPod } from '../../checks/graph/network/matching';
import { isTrustDomain, readByZtunnel } from '../../checks/graph/ztunnel-fields';
import { ROOT_NAMESPACE } from '../../checks/graph/ztunnel-policies';
import { holds, parseCidr } from '../../core/net/cidr';
import type { Path } from '../../core/path';
import type { Manifest } from '../../manifests/manifest';
import type { SimulatedCaller } from '../trace/simulation';
import type { Trace } from '../trace/trace';

/** The address of a caller that gives none. */
export const ANY_ADDRESS = '10.0.0.1';

/** A connection as ztunnel sees it at the gateway. */
interface Connection {
  /** `undefined` without mutual TLS. */
  readonly identity: { readonly namespace: string; readonly account: string } | undefined;
  readonly address: string;
  readonly port: number;
}

/** ztunnel at the gateway lets a connection pass, or ends it. */
export function passZtunnel(caller: SimulatedCaller, pods: GatewayPods, port: number, graph: EgressGraph, trace: Trace): void {
  if (pods.isCaptured === false) {
    trace.pass('ztunnel', 'ztunnel does not capture the gateway, so nobody tells who calls');
    return;
  }
  const isMeshed = isCaptured(caller.namespace, caller.labels ?? {}, graph.catalogue);
  const policies = policiesOf(pods.pod, graph).filter(({ object }) => !isDryRun(object));
  const modes = modesOf(pods, port, graph);
  if (pods.isCaptured === undefined || isMeshed === undefined) {
    passUnseen(caller, [...policies, ...modes], trace);
    return;
  }
  if (!isMeshed) passPlaintext(modes, trace);
  const unsure = policies.find(({ applies }) => applies === undefined);
  if (unsure) trace.unknown('ztunnel', 'whether the policy applies to the gateway depends on labels that are not known', unsure);
  const identity = isMeshed ? { namespace: caller.namespace, account: caller.serviceAccount ?? 'default' } : undefined;
  const all = policies.map(({ object }) => object);
  passPolicies(all, { identity, address: caller.address ?? ANY_ADDRESS, port }, trace);
}

/** Without a policy of the mesh, it does not matter whether caller and gateway are in it. */
function passUnseen({ namespace }: SimulatedCaller, policies: readonly { readonly object: Manifest }[], trace: Trace): void {
  const [policy] = policies;
  const text = `whether ${namespace} and the gateway are in the mesh is not known, as their Namespaces are not among the manifests`;
  if (policy) trace.unknown('ztunnel', text, policy);
  trace.pass('ztunnel', 'no policy of the mesh limits who calls the gateway');
}

type PeerAuthentication = ObjectOf<'security.istio.io/PeerAuthentication'>;

interface Mode {
  readonly object: PeerAuthentication;
  readonly mode: string | undefined;
}

/** The modes of a port in the order in which they count: of the port, of the pods, of the namespace, of the mesh. */
function modesOf({ pod }: GatewayPods, port: number, graph: EgressGraph): readonly Mode[] {
  const all = graph.catalogue.ofKind('security.istio.io/PeerAuthentication');
  const isSelective = ({ spec }: PeerAuthentication) => Object.keys(spec?.selector?.matchLabels ?? {}).length > 0;
  const isOwn = (one: PeerAuthentication) => isSelective(one) && selectsPod(one.spec?.selector ?? {}, pod) === true;
  const own = all.filter((one) => namespaceOf(one) === pod.namespace && isOwn(one));
  const homes = [pod.namespace, ROOT_NAMESPACE];
  const wide = homes.flatMap((home) => all.filter((one) => namespaceOf(one) === home && !isSelective(one)));
  const modes = [
    ...own.map((object) => ({ object, mode: object.spec?.portLevelMtls?.[port]?.mode })),
    ...[...own, ...wide].map((object) => ({ object, mode: object.spec?.mtls?.mode })),
  ];
  return modes.filter(({ mode }) => mode !== undefined && mode !== 'UNSET');
}

/** Plaintext has no identity. */
function passPlaintext([decisive]: readonly Mode[], trace: Trace): void {
  const place = { object: decisive?.object };
  if (decisive?.mode === 'STRICT') {
    trace.deny('ztunnel', 'the caller is not in the mesh, and the gateway takes mutual TLS only', place);
  }
  trace.pass('ztunnel', 'the caller is not in the mesh; plaintext is accepted, without an identity', place);
}

type AuthorizationPolicy = ObjectOf<'security.istio.io/AuthorizationPolicy'>;

function passPolicies(policies: readonly AuthorizationPolicy[], connection: Connection, trace: Trace): void {
  const of = (action: string) => policies.filter(({ spec }) => (spec?.action ?? 'ALLOW') === action);
  const who = shown(connection);
  for (const object of of('DENY')) {
    const path = matchingRule(object, connection);
    if (path) trace.deny('ztunnel', `a DENY policy refuses ${who}`, { object, path });
  }
  const allowing = of('ALLOW');
  if (allowing.length === 0) {
    trace.pass('ztunnel', `no policy limits who calls the gateway: ${who}`);
    return;
  }
  for (const object of allowing) {
    const path = matchingRule(object, connection);
    if (path) {
      trace.pass('ztunnel', `allows ${who}`, { object, path });
      return;
    }
  }
  const named = allowing.find(({ spec }) => spec?.rules?.some((rule) => matchesPort(rule, connection.port)));
  trace.deny('ztunnel', `no ALLOW policy allows ${who}`, { object: named ?? allowing[0] });
}

function shown({ identity, port }: Connection): string {
  const who = identity ? `service account ${identity.namespace}/${identity.account}` : 'a caller without identity';
  return `${who} to call port ${port}`;
}

function matchingRule(object: AuthorizationPolicy, connection: Connection): Path | undefined {
  const isAllow = (object.spec?.action ?? 'ALLOW') === 'ALLOW';
  const at = (object.spec?.rules ?? []).findIndex((rule) => {
    // ztunnel gets no ALLOW rule with fields that only a proxy could read; from a DENY rule such fields are removed.
    const { ignored, enforced } = readByZtunnel(rule);
    if (isAllow && ignored.some((field) => !isTrustDomain(field.at(-1)))) return false;
    // A rule of which nothing is left matches nobody.
    if (ignored.length > 0 && !enforced) return false;
    return matchesRule(rule, connection, namespaceOf(object));
  });
  return at < 0 ? undefined : ['spec', 'rules', at];
}

function matchesRule(rule: AuthorizationPolicyRule, connection: Connection, home: string): boolean {
  const { from = [], when = [] } = rule;
  return (
    (from.length === 0 || from.some(({ source = {} }) => matchesSource(source, connection, home))) &&
    matchesPort(rule, connection.port) &&
    when.every(({ key, values, notValues }) => matchesCondition(key, values, notValues, connection))
  );
}

type Test = (value: string, connection: Connection, home: string) => boolean;

const isText = (pattern: string, text: string | undefined): boolean => {
  if (text === undefined) return false;
  if (pattern === '*') return text !== '';
  if (pattern.startsWith('*')) return text.endsWith(pattern.slice(1));
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text;
};

const principalOf = ({ identity }: Connection) => identity && `cluster.local/ns/${identity.namespace}/sa/${identity.account}`;

const TESTS: Readonly<Record<string, Test>> = {
  principals: (value, connection) => isText(value, principalOf(connection)),
  namespaces: (value, { identity }) => isText(value, identity?.namespace),
  serviceAccounts: (value, { identity }, home) =>
    identity !== undefined && (value.includes('/') ? value : `${home}/${value}`) === `${identity.namespace}/${identity.account}`,
  ipBlocks: (value, { address }) => {
    const [range, own] = [parseCidr(value), parseCidr(address)];
    return range !== undefined && own !== undefined && holds(range, own);
  },
};

const NEGATIVE: Readonly<Record<string, string>> = {
  ...{ notPrincipals: 'principals', notNamespaces: 'namespaces', notServiceAccounts: 'serviceAccounts', notIpBlocks: 'ipBlocks' },
};

function matchesSource(source: AuthorizationPolicySource, connection: Connection, home: string): boolean {
  const fields = Object.entries(source as Readonly<Record<string, readonly string[]>>).filter(
    ([field, values]) => values.length > 0 && (NEGATIVE[field] ?? field) in TESTS,
  );
  if (fields.length === 0) return false;
  return fields.every(([field, values]) => {
    const some = (test: Test | undefined) => values.some((value) => test?.(value, connection, home) ?? false);
    const positive = NEGATIVE[field];
    return positive === undefined ? some(TESTS[field]) : !some(TESTS[positive]);
  });
}

function matchesPort({ to = [] }: AuthorizationPolicyRule, port: number): boolean {
  const takes = (ports: readonly string[] = [], not: readonly string[] = []) =>
    (ports.length === 0 || ports.includes(String(port))) && !not.includes(String(port));
  return to.length === 0 || to.some(({ operation }) => takes(operation?.ports, operation?.notPorts));
}

const CONDITIONS: Readonly<Record<string, Test>> = {
  'source.principal': TESTS.principals as Test,
  'source.namespace': TESTS.namespaces as Test,
  'source.ip': TESTS.ipBlocks as Test,
  'destination.port': (value, { port }) => value === String(port),
};

function matchesCondition(
  key: string,
  values: readonly string[] = [],
  notValues: readonly string[] = [],
  connection: Connection,
): boolean {
  const test = CONDITIONS[key];
  // A key that ztunnel does not read is removed.
  if (!test) return true;
  const some = (list: readonly string[]) => list.some((value) => test(value, connection, ''));
  return (values.length === 0 || some(values)) && !(notValues.length > 0 && some(notValues));
}
