/** What stands in the parentheses of an operator: nothing, something, or either. */
export type OperatorArgument = 'none' | 'required' | 'optional';

const of = (argument: OperatorArgument, ...names: readonly string[]) => names.map((name) => [name, argument] as const);

/**
 * The command operators that Envoy 1.38 takes in access logs, with the formatters that kgateway adds, and whether they take an
 * argument. Older releases know a few less.
 *
 * @see https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage
 */
export const ENVOY_OPERATORS: Readonly<Record<string, OperatorArgument>> = Object.fromEntries([
  ...of('required', 'CEL', 'CLUSTER_METADATA', 'COALESCE', 'COMMON_DURATION', 'DYNAMIC_METADATA', 'ENVIRONMENT'),
  ...of('required', 'FILTER_STATE', 'METADATA', 'QUERY_PARAM', 'REQ', 'REQUEST_HEADER', 'REQ_WITHOUT_QUERY', 'RESP'),
  ...of('required', 'RESPONSE_HEADER', 'RESPONSE_TRAILER', 'STREAM_INFO_REQ', 'TRAILER', 'TYPED_CEL', 'UPSTREAM_FILTER_STATE'),
  ...of('required', 'UPSTREAM_METADATA'),
  ...of('optional', 'DOWNSTREAM_DIRECT_LOCAL_ADDRESS_WITHOUT_PORT', 'DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT'),
  ...of('optional', 'DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT', 'DOWNSTREAM_PEER_CERT_V_END', 'DOWNSTREAM_PEER_CERT_V_START'),
  ...of('optional', 'DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT', 'EMIT_TIME', 'EMIT_TIME_LOCAL', 'GRPC_STATUS', 'PATH'),
  ...of('optional', 'QUERY_PARAMS', 'RESPONSE_CODE_DETAILS', 'START_TIME', 'START_TIME_LOCAL'),
  ...of('optional', 'UPSTREAM_LOCAL_ADDRESS_WITHOUT_PORT', 'UPSTREAM_PEER_CERT_V_END', 'UPSTREAM_PEER_CERT_V_START'),
  ...of('optional', 'UPSTREAM_REMOTE_ADDRESS_WITHOUT_PORT'),
  ...of('none', 'ACCESS_LOG_TYPE', 'BYTES_RECEIVED', 'BYTES_RETRANSMITTED', 'BYTES_SENT', 'CONNECTION_ID'),
  ...of('none', 'CONNECTION_TERMINATION_DETAILS', 'CUSTOM_FLAGS', 'DOWNSTREAM_DECOMPRESSED_HEADER_BYTES_RECEIVED'),
  ...of('none', 'DOWNSTREAM_DECOMPRESSED_HEADER_BYTES_SENT', 'DOWNSTREAM_DETECTED_CLOSE_TYPE'),
  ...of('none', 'DOWNSTREAM_DIRECT_LOCAL_ADDRESS', 'DOWNSTREAM_DIRECT_LOCAL_ADDRESS_ENDPOINT_ID'),
  ...of('none', 'DOWNSTREAM_DIRECT_LOCAL_PORT', 'DOWNSTREAM_DIRECT_REMOTE_ADDRESS', 'DOWNSTREAM_DIRECT_REMOTE_PORT'),
  ...of('none', 'DOWNSTREAM_HANDSHAKE_DURATION', 'DOWNSTREAM_HEADER_BYTES_RECEIVED', 'DOWNSTREAM_HEADER_BYTES_SENT'),
  ...of('none', 'DOWNSTREAM_LOCAL_ADDRESS', 'DOWNSTREAM_LOCAL_ADDRESS_ENDPOINT_ID', 'DOWNSTREAM_LOCAL_CLOSE_REASON'),
  ...of('none', 'DOWNSTREAM_LOCAL_DNS_SAN', 'DOWNSTREAM_LOCAL_EMAIL_SAN', 'DOWNSTREAM_LOCAL_IP_SAN'),
  ...of('none', 'DOWNSTREAM_LOCAL_OTHERNAME_SAN', 'DOWNSTREAM_LOCAL_PORT', 'DOWNSTREAM_LOCAL_SUBJECT'),
  ...of('none', 'DOWNSTREAM_LOCAL_URI_SAN', 'DOWNSTREAM_PEER_CERT', 'DOWNSTREAM_PEER_CHAIN_FINGERPRINTS_1'),
  ...of('none', 'DOWNSTREAM_PEER_CHAIN_FINGERPRINTS_256', 'DOWNSTREAM_PEER_CHAIN_SERIALS', 'DOWNSTREAM_PEER_DNS_SAN'),
  ...of('none', 'DOWNSTREAM_PEER_EMAIL_SAN', 'DOWNSTREAM_PEER_FINGERPRINT_1', 'DOWNSTREAM_PEER_FINGERPRINT_256'),
  ...of('none', 'DOWNSTREAM_PEER_IP_SAN', 'DOWNSTREAM_PEER_ISSUER', 'DOWNSTREAM_PEER_ISSUER_FINGERPRINT_256'),
  ...of('none', 'DOWNSTREAM_PEER_ISSUER_SERIAL', 'DOWNSTREAM_PEER_OTHERNAME_SAN', 'DOWNSTREAM_PEER_SERIAL'),
  ...of('none', 'DOWNSTREAM_PEER_SUBJECT', 'DOWNSTREAM_PEER_URI_SAN', 'DOWNSTREAM_REMOTE_ADDRESS'),
  ...of('none', 'DOWNSTREAM_REMOTE_PORT', 'DOWNSTREAM_TLS_CIPHER', 'DOWNSTREAM_TLS_SESSION_ID', 'DOWNSTREAM_TLS_VERSION'),
  ...of('none', 'DOWNSTREAM_TRANSPORT_FAILURE_REASON', 'DOWNSTREAM_WIRE_BYTES_RECEIVED', 'DOWNSTREAM_WIRE_BYTES_SENT'),
  ...of('none', 'DURATION', 'FILTER_CHAIN_NAME', 'GRPC_STATUS_NUMBER', 'HOSTNAME', 'LOCAL_REPLY_BODY'),
  ...of('none', 'PACKETS_RETRANSMITTED', 'PROTOCOL', 'REQUESTED_SERVER_NAME', 'REQUEST_DURATION', 'REQUEST_HEADERS_BYTES'),
  ...of('none', 'REQUEST_TX_DURATION', 'RESPONSE_CODE', 'RESPONSE_DURATION', 'RESPONSE_FLAGS', 'RESPONSE_FLAGS_LONG'),
  ...of('none', 'RESPONSE_HEADERS_BYTES', 'RESPONSE_TRAILERS_BYTES', 'RESPONSE_TX_DURATION', 'ROUNDTRIP_DURATION'),
  ...of('none', 'ROUTE_NAME', 'SPAN_ID', 'STREAM_ID', 'TLS_JA3_FINGERPRINT', 'TLS_JA4_FINGERPRINT', 'TRACE_ID'),
  ...of('none', 'UNIQUE_ID', 'UPSTREAM_CLUSTER', 'UPSTREAM_CLUSTER_RAW', 'UPSTREAM_CONNECTION_ID'),
  ...of('none', 'UPSTREAM_CONNECTION_IDS_ATTEMPTED', 'UPSTREAM_CONNECTION_POOL_READY_DURATION'),
  ...of('none', 'UPSTREAM_DECOMPRESSED_HEADER_BYTES_RECEIVED', 'UPSTREAM_DECOMPRESSED_HEADER_BYTES_SENT'),
  ...of('none', 'UPSTREAM_DETECTED_CLOSE_TYPE', 'UPSTREAM_HEADER_BYTES_RECEIVED', 'UPSTREAM_HEADER_BYTES_SENT'),
  ...of('none', 'UPSTREAM_HOST', 'UPSTREAM_HOSTS_ATTEMPTED', 'UPSTREAM_HOSTS_ATTEMPTED_WITHOUT_PORT'),
  ...of('none', 'UPSTREAM_HOST_NAME', 'UPSTREAM_HOST_NAMES_ATTEMPTED', 'UPSTREAM_HOST_NAMES_ATTEMPTED_WITHOUT_PORT'),
  ...of('none', 'UPSTREAM_HOST_NAME_WITHOUT_PORT', 'UPSTREAM_LOCAL_ADDRESS', 'UPSTREAM_LOCAL_CLOSE_REASON'),
  ...of('none', 'UPSTREAM_LOCAL_DNS_SAN', 'UPSTREAM_LOCAL_IP_SAN', 'UPSTREAM_LOCAL_PORT', 'UPSTREAM_LOCAL_URI_SAN'),
  ...of('none', 'UPSTREAM_PEER_CERT', 'UPSTREAM_PEER_DNS_SAN', 'UPSTREAM_PEER_IP_SAN', 'UPSTREAM_PEER_ISSUER'),
  ...of('none', 'UPSTREAM_PEER_SUBJECT', 'UPSTREAM_PEER_URI_SAN', 'UPSTREAM_PROTOCOL', 'UPSTREAM_REMOTE_ADDRESS'),
  ...of('none', 'UPSTREAM_REMOTE_ADDRESS_ENDPOINT_ID', 'UPSTREAM_REMOTE_PORT', 'UPSTREAM_REQUEST_ATTEMPT_COUNT'),
  ...of('none', 'UPSTREAM_TLS_CIPHER', 'UPSTREAM_TLS_SESSION_ID', 'UPSTREAM_TLS_VERSION'),
  ...of('none', 'UPSTREAM_TRANSPORT_FAILURE_REASON', 'UPSTREAM_WIRE_BYTES_RECEIVED', 'UPSTREAM_WIRE_BYTES_SENT'),
  ...of('none', 'VIRTUAL_CLUSTER_NAME'),
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
