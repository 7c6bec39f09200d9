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
  /** What the gateway requires; `undefined` if it requires no decision. */
  readonly decided?: {
    readonly decision: Decision;
    /** The allowed hosts. */
    readonly hosts: readonly string[];
    /** The hosts whose approval is not in force, each with the body of its response. @default - none */
    readonly reasons?: readonly (readonly [host: string, body: string])[];
  };
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
export function requestPolicy({ name, allow, message, nodeAddresses = [], decided }: RequestPolicyInput): RequestPolicyParts {
  const condition = allow.map(({ cel }) => (allow.length > 1 ? `(${cel})` : cel)).join(' || ');
  const { reasons = [] } = decided ?? {};
  const strip = [...new Set(allow.flatMap(({ headers }) => headers))].map((header) => `.WithoutHeader(${quote(header)})`);
  const metadata = (decision: string) => `.WithMetadata({"decision": "${decision}", "policy": ${quote(name)}})`;
  const denied = (body: string) => `envoy.Denied(403).WithBody(${body}).Response()${metadata('deny')}`;
  return {
    ...(nodeAddresses.length > 0 && { fromNode: { matches: isFrom(nodeAddresses), deny: denied(quote(FROM_NODE)) } }),
    variables: [
      { name: 'condition', expression: condition },
      ...(decided ? routeVariables(decided.decision, decided.hosts) : []),
      ...(reasons.length > 0 ? [{ name: 'body', expression: bodyFor(reasons, message) }] : []),
    ],
    allowed: decided ? 'variables.condition && variables.route != ""' : 'variables.condition',
    allow: `envoy.Allowed()${decided ? decisionHeader : ''}${strip.join('')}.Response()${metadata('allow')}`,
    deny: denied(reasons.length > 0 ? 'variables.body' : quote(message)),
  };
}

/** Whether the connection has one of these source addresses. Headers of the request do not change them. */
function isFrom(addresses: readonly string[]): string {
  return `object.attributes.source.address.socket_address.address in [${[...addresses].sort().map(quote).join(', ')}]`;
}

const decisionHeader = `.WithHeader(${quote(Decision.HEADER)}, variables.route)`;

/** Variables with the decision for the host of the request: empty if the host is not declared or not approved. */
function routeVariables(decision: Decision, hosts: readonly string[]): Variable[] {
  const entries = [...hosts].sort().map((host) => `  ${quote(host)}: ${quote(decision.valueFor(host))}`);
  // A constant map is folded when the policy is compiled, so that a look-up costs the same for any number of hosts.
  const map = entries.length === 0 ? '""' : `{\n${entries.join(',\n')}\n}[?variables.host].orValue("")`;
  return [
    { name: 'host', expression: 'object.attributes.request.http.host.split(":")[0].lowerAscii()' },
    { name: 'route', expression: map },
  ];
}

/** The body of a denial: the reason for hosts whose approval is not in force, else the message of the policy. */
function bodyFor(reasons: readonly (readonly [host: string, body: string])[], message: string): string {
  const entries = [...new Map(reasons)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([host, body]) => `  ${quote(host)}: ${quote(body)}`);
  return `{\n${entries.join(',\n')}\n}[?variables.host].orValue(${quote(message)})`;
}
