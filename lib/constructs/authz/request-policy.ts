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
  /** The decision that the gateway requires, and the allowed hosts; `undefined` if the gateway requires none. */
  readonly decided?: { readonly decision: Decision; readonly hosts: readonly string[] };
}

/** A named expression, which later expressions read as `variables.<name>`. */
export interface Variable {
  readonly name: string;
  readonly expression: string;
}

/** The parts of a request policy in CEL. Each form of the policy object arranges them in its own way. */
export interface RequestPolicyParts {
  readonly variables: readonly Variable[];
  /** True when the request may leave. */
  readonly allowed: string;
  /** The response to a request that may leave. */
  readonly allow: string;
  /** The response to all other requests. */
  readonly deny: string;
}

/** Builds the policy. The order of `allow` and of the hosts has no effect on its decisions. Hosts are sorted. */
export function requestPolicy({ name, allow, message, decided }: RequestPolicyInput): RequestPolicyParts {
  const condition = allow.map(({ cel }) => (allow.length > 1 ? `(${cel})` : cel)).join(' || ');
  const strip = [...new Set(allow.flatMap(({ headers }) => headers))].map((header) => `.WithoutHeader(${quote(header)})`);
  const metadata = (decision: string) => `.WithMetadata({"decision": "${decision}", "policy": ${quote(name)}})`;
  return {
    variables: [
      { name: 'condition', expression: condition },
      ...(decided ? routeVariables(decided.decision, decided.hosts) : []),
    ],
    allowed: decided ? 'variables.condition && variables.route != ""' : 'variables.condition',
    allow: `envoy.Allowed()${decided ? decisionHeader : ''}${strip.join('')}.Response()${metadata('allow')}`,
    deny: `envoy.Denied(403).WithBody(${quote(message)}).Response()${metadata('deny')}`,
  };
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
