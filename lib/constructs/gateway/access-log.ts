import { type OperatorArgument, operators } from '../../core/access-log-operators';
import type { Capabilities } from '../../core/platform';
import type { PropCheck } from '../../core/prop-checks';

/** The access log of a gateway: one JSON line per request, on stdout. */
export interface AccessLog {
  /**
   * Whether the field `path` includes the query string, which can contain secrets.
   *
   * @default false
   */
  readonly query?: boolean;
  /**
   * Additional fields, or other formats for the fields of {@link ACCESS_LOG_FIELDS}. Each value is a text with Envoy command
   * operators, such as `{ user_agent: '%REQ(USER-AGENT)%' }`. Allowed are the operators of {@link ACCESS_LOG_OPERATORS}.
   * `ListenerPolicy.spec.default.httpSettings.accessLog[].fileSink.jsonFormat`.
   *
   * @default - no additional fields
   * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage
   */
  readonly fields?: Readonly<Record<string, string>>;
}

const PATH = 'X-ENVOY-ORIGINAL-PATH?:PATH';

const DECISION = 'envoy.filters.http.ext_authz';

/** What the request policy recorded with its decision: a text, or `null` if it made none. */
export const decisionField = (name: 'rule' | 'host' | 'owner' | 'callers' | 'decision' | 'would'): string =>
  `%DYNAMIC_METADATA(${DECISION}:${name})%`;

/** By what the gateway refused a request itself: the detail that Envoy records, and its name in the log. */
const REFUSED_BY = [
  ['response.code_details == "ext_authz_denied"', 'policy'],
  ['response.code_details == "ext_authz_error"', 'outage'],
  ['response.code_details == "direct_response"', 'no decision'],
  ['response.code_details == "local_rate_limited"', 'rate limit'],
  ['response.code_details.startsWith("jwt_authn_access_denied")', 'token'],
  ['response.code_details.startsWith("rbac_access_denied")', 'token'],
] as const;

const REFUSAL = REFUSED_BY.reduceRight((rest, [when, name]) => `${when} ? "${name}" : ${rest}`, '"-"');

/**
 * The fields of a log line, each with its Envoy command operator. A value that is absent is logged as `null`. With kgateway 2.1 to 2.3, the
 * log has no `refused_by`.
 */
export const ACCESS_LOG_FIELDS = {
  start_time: '%START_TIME%',
  request_id: '%REQ(X-REQUEST-ID)%',
  method: '%REQ(:METHOD)%',
  authority: '%REQ(:AUTHORITY)%',
  path: `%REQ_WITHOUT_QUERY(${PATH})%`,
  protocol: '%PROTOCOL%',
  caller_address: '%DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT%',
  listener_port: '%DOWNSTREAM_LOCAL_PORT%',
  route_name: '%ROUTE_NAME%',
  verdict: decisionField('decision'),
  would: decisionField('would'),
  refused_by: `%CEL(${REFUSAL})%`,
  rule: decisionField('rule'),
  host: decisionField('host'),
  owner: decisionField('owner'),
  callers: decisionField('callers'),
  decision: `%DYNAMIC_METADATA(${DECISION})%`,
  response_code: '%RESPONSE_CODE%',
  response_code_details: '%RESPONSE_CODE_DETAILS%',
  response_flags: '%RESPONSE_FLAGS%',
  duration: '%DURATION%',
  bytes_received: '%BYTES_RECEIVED%',
  bytes_sent: '%BYTES_SENT%',
  attempt_count: '%UPSTREAM_REQUEST_ATTEMPT_COUNT%',
  upstream_host: '%UPSTREAM_HOST%',
  upstream_cluster: '%UPSTREAM_CLUSTER%',
  upstream_tls_version: '%UPSTREAM_TLS_VERSION%',
  upstream_transport_failure_reason: '%UPSTREAM_TRANSPORT_FAILURE_REASON%',
} as const;

/**
 * The operators that an access log may use, and whether they take an argument. All were tested. kgateway reports no error for
 * an operator that Envoy does not know, but a proxy that starts with it opens no listener.
 */
export const ACCESS_LOG_OPERATORS: Readonly<Record<string, OperatorArgument>> = operators({
  required: 'REQ RESP TRAILER REQ_WITHOUT_QUERY DYNAMIC_METADATA',
  optional: 'START_TIME EMIT_TIME',
  none: `
    DURATION PROTOCOL UPSTREAM_PROTOCOL STREAM_ID CONNECTION_ID BYTES_RECEIVED BYTES_SENT RESPONSE_CODE
    RESPONSE_CODE_DETAILS RESPONSE_FLAGS RESPONSE_FLAGS_LONG DOWNSTREAM_REMOTE_ADDRESS
    DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT DOWNSTREAM_REMOTE_PORT DOWNSTREAM_DIRECT_REMOTE_ADDRESS
    DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT DOWNSTREAM_LOCAL_ADDRESS DOWNSTREAM_LOCAL_PORT FILTER_CHAIN_NAME
    ROUTE_NAME UPSTREAM_HOST UPSTREAM_HOST_NAME UPSTREAM_HOSTS_ATTEMPTED UPSTREAM_CLUSTER UPSTREAM_REQUEST_ATTEMPT_COUNT
    UPSTREAM_TRANSPORT_FAILURE_REASON UPSTREAM_TLS_VERSION UPSTREAM_TLS_CIPHER UPSTREAM_PEER_SUBJECT UPSTREAM_PEER_ISSUER
    UPSTREAM_PEER_DNS_SAN`,
});

/** The subject of the token that was verified, for gateways with hosts that ask for one. */
const TOKEN_FIELDS = { token: '%DYNAMIC_METADATA(envoy.filters.http.jwt_authn:payload:sub)%' } as const;

/**
 * The `jsonFormat` of the log. The proxies of older versions of kgateway are not known to take CEL: they could open no listener.
 *
 * @param tokens - whether hosts ask for tokens
 */
export function jsonFormat(log: AccessLog, { logsCel }: Pick<Capabilities, 'logsCel'>, tokens = false): Record<string, string> {
  const { refused_by, ...fields } = ACCESS_LOG_FIELDS;
  const own = { ...(logsCel && { refused_by }), ...(tokens && TOKEN_FIELDS) };
  return { ...fields, ...own, ...(log.query ? { path: `%REQ(${PATH})%` } : {}), ...log.fields };
}

/** `%%`, an operator, or a `%` that is neither; read from left to right, as Envoy does. */
const TOKEN = /%%|%([A-Z0-9_]+)(\([^()]+\))?(:[0-9]+)?%|%[^%]*%?/g;

/** The parts of a format that are not allowed: operators that are not on the list or have the wrong arguments, and stray `%`. */
export function unknownOperators(format: string): string[] {
  return [...format.matchAll(TOKEN)].flatMap(([text, name, argument, length]) => {
    if (text === '%%') return [];
    return name !== undefined && isKnown(name, argument, length) ? [] : [text];
  });
}

/** Only operators with an argument can have a length, as in `%REQ(X):10%`. */
function isKnown(name: string, argument: string | undefined, length: string | undefined): boolean {
  const takes = Object.hasOwn(ACCESS_LOG_OPERATORS, name) ? ACCESS_LOG_OPERATORS[name] : undefined;
  if (takes === 'required') return argument !== undefined;
  return (takes === 'optional' || (takes === 'none' && argument === undefined)) && length === undefined;
}

/** How messages show the argument of an operator. */
const SHAPES: Readonly<Record<OperatorArgument, string>> = { none: '', required: '(…)', optional: '[(…)]' };

type AccessLogSubject = { readonly props: { readonly accessLog?: AccessLog | false } };

function offending({ props }: AccessLogSubject): string[] {
  const formats = props.accessLog ? Object.values(props.accessLog.fields ?? {}) : [];
  return formats.flatMap(unknownOperators);
}

/** The checks of the property `accessLog`. */
export const accessLogChecks: readonly PropCheck<AccessLogSubject>[] = [
  {
    rule: 'egress/access-log',
    path: 'accessLog',
    breaks: ({ props }) => props.accessLog === false,
    allowed: 'an access log of every request, allowed or denied',
    fix: 'remove accessLog to log the default fields, or set its fields',
  },
  {
    rule: 'input/access-log-fields',
    path: 'accessLog.fields',
    breaks: (s) => offending(s).length > 0,
    got: offending,
    allowed: `the operators ${Object.entries(ACCESS_LOG_OPERATORS)
      .map(([name, argument]) => `${name}${SHAPES[argument]}`)
      .join(' ')}`,
    fix: 'correct the operator: a proxy that starts with an unknown operator opens no listener',
  },
];
