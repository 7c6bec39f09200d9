import { Decision } from '../gateway/decision';
import { quote, type RequestCondition } from './request-condition';

/** What a request policy says. */
export interface RequestPolicyInput {
  /** Its name, which the access log gives with each decision. */
  readonly name: string;
  /** Any of them lets a request leave. */
  readonly allow: readonly RequestCondition[];
  /** The body of a refusal. */
  readonly message: string;
  /** The decision that the gateway wants, and the hosts it may be given for; `undefined` for a gateway that wants none. */
  readonly decided?: { readonly decision: Decision; readonly hosts: readonly string[] };
}

/** An expression with a name, that later ones read as `variables.<name>`. */
export interface Variable {
  readonly name: string;
  readonly expression: string;
}

/** A request policy as its parts in CEL, which every form of the policy object arranges in its own way. */
export interface RequestPolicyParts {
  readonly variables: readonly Variable[];
  /** True when the request may leave. */
  readonly allowed: string;
  /** The answer to a request that may leave. */
  readonly allow: string;
  /** The answer to any other. */
  readonly deny: string;
}

/** Puts the policy together. The order of `allow` and of the hosts does not matter to what it does; hosts are sorted. */
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

/** The decision's value for the request's host; empty for a host that is not declared or not approved. */
function routeVariables(decision: Decision, hosts: readonly string[]): Variable[] {
  const entries = [...hosts].sort().map((host) => `  ${quote(host)}: ${quote(decision.valueFor(host))}`);
  // One constant map: it is folded when the policy is compiled, so that a look-up costs the same for any number of hosts.
  const map = entries.length === 0 ? '""' : `{\n${entries.join(',\n')}\n}[?variables.host].orValue("")`;
  return [
    { name: 'host', expression: 'object.attributes.request.http.host.split(":")[0].lowerAscii()' },
    { name: 'route', expression: map },
  ];
}
