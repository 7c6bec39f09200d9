import { isWildcard } from '../../core/net/dns';
import { Decision } from '../gateway/decision';
import { quote, type RequestCondition } from './request-condition';

/** The input for a request policy. */
export interface RequestPolicyInput {
  /** Its name, which the access log records with each decision. */
  readonly name: string;
  /** A request may leave if one of them holds. */
  readonly allow: readonly RequestCondition[];
  /** The body of the response to denied requests. */
  readonly message: string;
  /** The source addresses whose requests are denied in any case: IPv4, or IPv6 in the form in which Envoy writes it. @default - none */
  readonly nodeAddresses?: readonly string[];
  /** The ports of the listeners, each with the name of its set of callers, which the access log records. @default - none */
  readonly callers?: readonly (readonly [port: number, name: string])[];
  /** What the gateway requires; `undefined` if it requires no decision. */
  readonly decided?: {
    readonly decision: Decision;
    /** The allowed hosts. */
    readonly hosts: readonly PolicyHost[];
    /** Other names of hosts, each with the Host header that the host gets. @default - none */
    readonly aliases?: readonly (PolicyHost & { readonly authority: string })[];
    /** The hosts whose approval is not in force, each with the body of its response. @default - none */
    readonly reasons?: readonly (PolicyHost & { readonly body: string })[];
  };
}

/** A host, or a wildcard such as `*.example.com`, and the port of the listener on which its callers call. */
export interface PolicyHost {
  readonly port: number;
  readonly host: string;
}

/** A named expression, which later expressions read as `variables.<name>`. */
export interface Variable {
  readonly name: string;
  readonly expression: string;
}

/** The parts of a request policy in CEL. Each form of the policy object arranges them in its own way. */
export interface RequestPolicyParts {
  readonly variables: readonly Variable[];
  /** The requests of processes of the node, which are denied first. @default - none */
  readonly fromNode?: Rejection;
  /** True when the request may leave. */
  readonly allowed: string;
  /** The response to a request that may leave. */
  readonly allow: string;
  /** The response to all other requests. */
  readonly deny: string;
}

/** Requests, and the response that denies them. */
export interface Rejection {
  /** True for these requests. */
  readonly matches: string;
  readonly deny: string;
}

/** The body of the response to processes of the node. */
const FROM_NODE = 'egress refused: the caller is a process of the node, which has no identity';

/** Builds the policy. The order of `allow` and of the hosts has no effect on its decisions. Hosts are sorted. */
export function requestPolicy(input: RequestPolicyInput): RequestPolicyParts {
  const { name, allow, message, nodeAddresses = [], callers = [], decided } = input;
  const condition = allow.map(({ cel }) => (allow.length > 1 ? `(${cel})` : cel)).join(' || ');
  const { reasons = [] } = decided ?? {};
  const strip = [...new Set(allow.flatMap(({ headers }) => headers))].map((header) => `.WithoutHeader(${quote(header)})`);
  const set = callers.length > 0 ? ', "callers": variables.callers' : '';
  const metadata = (decision: string) => `.WithMetadata({"decision": "${decision}", "policy": ${quote(name)}${set}})`;
  const denied = (body: string) => `envoy.Denied(403).WithBody(${body}).Response()${metadata('deny')}`;
  return {
    ...(nodeAddresses.length > 0 && { fromNode: { matches: isFrom(nodeAddresses), deny: denied(quote(FROM_NODE)) } }),
    variables: [
      { name: 'condition', expression: condition },
      ...(callers.length > 0 || decided ? [PORT] : []),
      ...(callers.length > 0 ? [{ name: 'callers', expression: callersAt(callers) }] : []),
      ...(decided ? routeVariables(decided) : []),
      ...(reasons.length > 0 ? [{ name: 'body', expression: bodyFor(reasons, message) }] : []),
    ],
    allowed: decided ? 'variables.condition && variables.route != ""' : 'variables.condition',
    allow: `envoy.Allowed()${decided ? decisionHeader(decided) : ''}${strip.join('')}.Response()${metadata('allow')}`,
    deny: denied(reasons.length > 0 ? 'variables.body' : quote(message)),
  };
}

/** Whether the connection has one of these source addresses. Headers of the request do not change them. */
function isFrom(addresses: readonly string[]): string {
  return `object.attributes.source.address.socket_address.address in [${[...addresses].sort().map(quote).join(', ')}]`;
}

type Decided = NonNullable<RequestPolicyInput['decided']>;

/** The decision, and for an alias the name of the host that it stands for: the route is selected again by both. */
function decisionHeader({ aliases = [] }: Decided): string {
  const host = aliases.length > 0 ? '.WithHeader("host", variables.authority)' : '';
  return `.WithHeader(${quote(Decision.HEADER)}, variables.route)${host}`;
}

/** The port on which the gateway received the request. Headers of the request do not change it. */
const PORT = { name: 'port', expression: 'object.attributes.destination.address.socket_address.port_value' };

/** The name of the set of callers whose listener received the request. */
function callersAt(callers: readonly (readonly [port: number, name: string])[]): string {
  const entries = [...callers].sort(([a], [b]) => a - b).map(([port, name]) => `${port}u: ${quote(name)}`);
  return `{${entries.join(', ')}}[?variables.port].orValue("")`;
}

const AUTHORITY = 'object.attributes.request.http.host';
const nameIn = (authority: string) => `${authority}.split(":")[0].lowerAscii()`;

/** Variables with the decision for the host of the request: empty if the host is not declared or not approved for its callers. */
function routeVariables({ decision, hosts, aliases = [], reasons = [] }: Decided): Variable[] {
  const rows = hosts.map(({ port, host }) => ({ port, host, text: decision.valueFor(host) }));
  // A wildcard does not cover a host of its own whose approval is not in force.
  const except = rows.some(({ host }) => isWildcard(host)) ? reasons.map(({ port, host }) => ({ port, host, text: '' })) : [];
  const route = { name: 'route', expression: textFor([...rows, ...except], '""') };
  if (aliases.length === 0) return [{ name: 'host', expression: nameIn(AUTHORITY) }, route];
  const meant = aliases.map(({ port, host, authority }) => ({ port, host, text: authority }));
  return [
    { name: 'asked', expression: nameIn(AUTHORITY) },
    { name: 'authority', expression: textFor(meant, AUTHORITY, 'asked') },
    { name: 'host', expression: nameIn('variables.authority') },
    route,
  ];
}

/** The body of a denial: the reason for hosts whose approval is not in force, else the message of the policy. */
function bodyFor(reasons: readonly (PolicyHost & { readonly body: string })[], message: string): string {
  return textFor(
    reasons.map(({ port, host, body }) => ({ port, host, text: body })),
    quote(message),
  );
}

type Row = PolicyHost & { readonly text: string };

/** An expression for the text of the port and the host of the request; for unknown hosts, `otherwise`. Exact names precede wildcards. */
function textFor(rows: readonly Row[], otherwise: string, host = 'host'): string {
  const exact = rows.filter((row) => !isWildcard(row.host));
  const chain = wildcardChain(rows, otherwise);
  if (exact.length === 0) return chain;
  const ports = new Map<number, Map<string, string>>();
  for (const { port, host: name, text } of exact) ports.set(port, (ports.get(port) ?? new Map()).set(name, text));
  const entries = [...ports].sort(([a], [b]) => a - b).map(([port, texts]) => `${port}u: ${hostMap(texts)}`);
  return `{${entries.join(', ')}}[?variables.port][?variables.${host}].orValue(${chain})`;
}

/** The longest suffix first, as Envoy selects the route. */
function wildcardChain(rows: readonly Row[], otherwise: string): string {
  const wildcards = rows.filter((row) => isWildcard(row.host));
  const sorted = wildcards.sort((a, b) => b.host.length - a.host.length || (a.host < b.host ? -1 : 1) || a.port - b.port);
  return sorted.reduceRight((rest, { port, host, text }) => {
    const isBelow = `variables.host.endsWith(${quote(host.slice(1))})`;
    return `variables.port == ${port}u && ${isBelow} ? ${quote(text)}\n  : ${rest}`;
  }, otherwise);
}

function hostMap(texts: ReadonlyMap<string, string>): string {
  const entries = [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([host, text]) => `  ${quote(host)}: ${quote(text)}`);
  return `{\n${entries.join(',\n')}\n}`;
}
