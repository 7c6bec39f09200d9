/** What stands in the parentheses of an operator: nothing, something, or either. */
export type OperatorArgument = 'none' | 'required' | 'optional';

/** Operators that take such an argument, as entries of a table. */
export function taking(argument: OperatorArgument, ...names: readonly string[]): [string, OperatorArgument][] {
  return names.map((name) => [name, argument]);
}

/**
 * The command operators that Envoy 1.38 takes in access logs, with the formatters that kgateway adds, and whether they take an
 * argument. Older releases know a few less.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage
 */
export const ENVOY_OPERATORS: Readonly<Record<string, OperatorArgument>> = Object.fromEntries([
  ...taking('required', 'CEL', 'CLUSTER_METADATA', 'COALESCE', 'COMMON_DURATION', 'DYNAMIC_METADATA', 'ENVIRONMENT'),
  ...taking('required', 'FILTER_STATE', 'METADATA', 'QUERY_PARAM', 'REQ', 'REQUEST_HEADER', 'REQ_WITHOUT_QUERY', 'RESP'),
  ...taking(
    'required',
    'RESPONSE_HEADER',
    'RESPONSE_TRAILER',
    'STREAM_INFO_REQ',
    'TRAILER',
    'TYPED_CEL',
    'UPSTREAM_FILTER_STATE',
  ),
  ...taking('required', 'UPSTREAM_METADATA'),
  ...taking('optional', 'DOWNSTREAM_DIRECT_LOCAL_ADDRESS_WITHOUT_PORT', 'DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT'),
  ...taking('optional', 'DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT', 'DOWNSTREAM_PEER_CERT_V_END', 'DOWNSTREAM_PEER_CERT_V_START'),
  ...taking('optional', 'DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT', 'EMIT_TIME', 'EMIT_TIME_LOCAL', 'GRPC_STATUS', 'PATH'),
  ...taking('optional', 'QUERY_PARAMS', 'RESPONSE_CODE_DETAILS', 'START_TIME', 'START_TIME_LOCAL'),
  ...taking('optional', 'UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT', 'UPSTREAM_PEER_CERT_V_END', 'UPSTREAM_PEER_CERT_V_START'),
  ...taking('optional', 'UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT'),
  ...taking('none', 'ACCESS_LOG_TYPE', 'BYTES_RECEIVED', 'BYTES_RETRANSMITTED', 'BYTES_SENT', 'CONNECTION_ID'),
  ...taking('none', 'CONNECTION_TERMINATION_DETAILS', 'CUSTOM_FLAGS', 'DOWNSTREAM_DECOMPRESSED_HEADER_BYTES_RECEIVED'),
  ...taking('none', 'DOWNSTREAM_DECOMPRESSED_HEADER_BYTES_SENT', 'DOWNSTREAM_DETECTED_CLOSE_TYPE'),
  ...taking('none', 'DOWNSTREAM_DIRECT_LOCAL_ADDRESS', 'DOWNSTREAM_DIRECT_LOCAL_ADDRESS_ENDPOINT_ID'),
  ...taking('none', 'DOWNSTREAM_DIRECT_LOCAL_PORT', 'DOWNSTREAM_DIRECT_REMOTE_ADDRESS', 'DOWNSTREAM_DIRECT_REMOTE_PORT'),
  ...taking('none', 'DOWNSTREAM_HANDSHAKE_DURATION', 'DOWNSTREAM_HEADER_BYTES_RECEIVED', 'DOWNSTREAM_HEADER_BYTES_SENT'),
  ...taking('none', 'DOWNSTREAM_LOCAL_ADDRESS', 'DOWNSTREAM_LOCAL_ADDRESS_ENDPOINT_ID', 'DOWNSTREAM_LOCAL_CLOSE_REASON'),
  ...taking('none', 'DOWNSTREAM_LOCAL_DNS_SAN', 'DOWNSTREAM_LOCAL_EMAIL_SAN', 'DOWNSTREAM_LOCAL_IP_SAN'),
  ...taking('none', 'DOWNSTREAM_LOCAL_OTHERNAME_SAN', 'DOWNSTREAM_LOCAL_PORT', 'DOWNSTREAM_LOCAL_SUBJECT'),
  ...taking('none', 'DOWNSTREAM_LOCAL_URI_SAN', 'DOWNSTREAM_PEER_CERT', 'DOWNSTREAM_PEER_CHAIN_FINGERPRINTS_1'),
  ...taking('none', 'DOWNSTREAM_PEER_CHAIN_FINGERPRINTS_256', 'DOWNSTREAM_PEER_CHAIN_SERIALS', 'DOWNSTREAM_PEER_DNS_SAN'),
  ...taking('none', 'DOWNSTREAM_PEER_EMAIL_SAN', 'DOWNSTREAM_PEER_FINGERPRINT_1', 'DOWNSTREAM_PEER_FINGERPRINT_256'),
  ...taking('none', 'DOWNSTREAM_PEER_IP_SAN', 'DOWNSTREAM_PEER_ISSUER', 'DOWNSTREAM_PEER_ISSUER_FINGERPRINT_256'),
  ...taking('none', 'DOWNSTREAM_PEER_ISSUER_SERIAL', 'DOWNSTREAM_PEER_OTHERNAME_SAN', 'DOWNSTREAM_PEER_SERIAL'),
  ...taking('none', 'DOWNSTREAM_PEER_SUBJECT', 'DOWNSTREAM_PEER_URI_SAN', 'DOWNSTREAM_REMOTE_ADDRESS'),
  ...taking('none', 'DOWNSTREAM_REMOTE_PORT', 'DOWNSTREAM_TLS_CIPHER', 'DOWNSTREAM_TLS_SESSION_ID', 'DOWNSTREAM_TLS_VERSION'),
  ...taking('none', 'DOWNSTREAM_TRANSPORT_FAILURE_REASON', 'DOWNSTREAM_WIRE_BYTES_RECEIVED', 'DOWNSTREAM_WIRE_BYTES_SENT'),
  ...taking('none', 'DURATION', 'FILTER_CHAIN_NAME', 'GRPC_STATUS_NUMBER', 'HOSTNAME', 'LOCAL_REPLY_BODY'),
  ...taking('none', 'PACKETS_RETRANSMITTED', 'PROTOCOL', 'REQUESTED_SERVER_NAME', 'REQUEST_DURATION', 'REQUEST_HEADERS_BYTES'),
  ...taking('none', 'REQUEST_TX_DURATION', 'RESPONSE_CODE', 'RESPONSE_DURATION', 'RESPONSE_FLAGS', 'RESPONSE_FLAGS_LONG'),
  ...taking('none', 'RESPONSE_HEADERS_BYTES', 'RESPONSE_TRAILERS_BYTES', 'RESPONSE_TX_DURATION', 'ROUNDTRIP_DURATION'),
  ...taking('none', 'ROUTE_NAME', 'SPAN_ID', 'STREAM_ID', 'TLS_JA3_FINGERPRINT', 'TLS_JA4_FINGERPRINT', 'TRACE_ID'),
  ...taking('none', 'UNIQUE_ID', 'UPSTREAM_CLUSTER', 'UPSTREAM_CLUSTER_RAW', 'UPSTREAM_CONNECTION_ID'),
  ...taking('none', 'UPSTREAM_CONNECTION_IDS_ATTEMPTED', 'UPSTREAM_CONNECTION_POOL_READY_DURATION'),
  ...taking('none', 'UPSTREAM_DECOMPRESSED_HEADER_BYTES_RECEIVED', 'UPSTREAM_DECOMPRESSED_HEADER_BYTES_SENT'),
  ...taking('none', 'UPSTREAM_DETECTED_CLOSE_TYPE', 'UPSTREAM_HEADER_BYTES_RECEIVED', 'UPSTREAM_HEADER_BYTES_SENT'),
  ...taking('none', 'UPSTREAM_HOST', 'UPSTREAM_HOSTS_ATTEMPTED', 'UPSTREAM_HOSTS_ATTEMPTED_WITHOUT_PORT'),
  ...taking('none', 'UPSTREAM_HOST_NAME', 'UPSTREAM_HOST_NAMES_ATTEMPTED', 'UPSTREAM_HOST_NAMES_ATTEMPTED_WITHOUT_PORT'),
  ...taking('none', 'UPSTREAM_HOST_NAME_WITHOUT_PORT', 'UPSTREAM_LOCAL_ADDRESS', 'UPSTREAM_LOCAL_CLOSE_REASON'),
  ...taking('none', 'UPSTREAM_LOCAL_DNS_SAN', 'UPSTREAM_LOCAL_IP_SAN', 'UPSTREAM_LOCAL_PORT', 'UPSTREAM_LOCAL_URI_SAN'),
  ...taking('none', 'UPSTREAM_PEER_CERT', 'UPSTREAM_PEER_DNS_SAN', 'UPSTREAM_PEER_IP_SAN', 'UPSTREAM_PEER_ISSUER'),
  ...taking('none', 'UPSTREAM_PEER_SUBJECT', 'UPSTREAM_PEER_URI_SAN', 'UPSTREAM_PROTOCOL', 'UPSTREAM_REMOTE_ADDRESS'),
  ...taking('none', 'UPSTREAM_REMOTE_ADDRESS_ENDPOINT_ID', 'UPSTREAM_REMOTE_PORT', 'UPSTREAM_REQUEST_ATTEMPT_COUNT'),
  ...taking('none', 'UPSTREAM_TLS_CIPHER', 'UPSTREAM_TLS_SESSION_ID', 'UPSTREAM_TLS_VERSION'),
  ...taking('none', 'UPSTREAM_TRANSPORT_FAILURE_REASON', 'UPSTREAM_WIRE_BYTES_RECEIVED', 'UPSTREAM_WIRE_BYTES_SENT'),
  ...taking('none', 'VIRTUAL_CLUSTER_NAME'),
]);

/** `%%`, an operator, or a `%` that is neither. An argument may hold parentheses and `%`, as CEL does. */
const TOKEN = /%%|%([A-Z0-9_]+)(?:\((.*?)\))?(:[0-9]+)?%|%[^%]*%?/gs;

/** What of a format Envoy refuses: operators that it does not know or that are used otherwise, and stray `%`. */
export function refusedOperators(format: string): string[] {
  return [...format.matchAll(TOKEN)].flatMap(([text, name, argument = '', length]) => {
    return text === '%%' || (name !== undefined && isTaken(name, argument, length)) ? [] : [text];
  });
}

/** Which of the operators with an argument take a length, as in `%REQ(X):10%`, is left to Envoy. */
function isTaken(name: string, argument: string, length: string | undefined): boolean {
  const takes = Object.hasOwn(ENVOY_OPERATORS, name) ? ENVOY_OPERATORS[name] : undefined;
  if (takes === 'required') return argument !== '';
  return takes === 'optional' || (takes === 'none' && argument === '' && length === undefined);
}
