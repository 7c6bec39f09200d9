import { ACCESS_LOG_FIELDS, ACCESS_LOG_OPERATORS, type EgressGatewayProps, type PlatformVersions } from '../../../lib';
import { accessLogChecks, jsonFormat, unknownOperators } from '../../../lib/constructs/gateway/access-log';
import { refusedOperators } from '../../../lib/core/access-log-operators';
import { asRows, findings, refusals, untested } from '../../findings';
import { egress, exit } from '../../kit';
import { manifests } from '../../manifests';

const rows = asRows<EgressGatewayProps['accessLog']>([
  false,
  { fields: { who: '%CALLER%' } },
  { fields: { ok: '%DURATION%', a: '%A%', b: '%B(x)%' } },
  { fields: { share: '50%' } },
]);

function refuse(accessLog: EgressGatewayProps['accessLog']) {
  const { app, chart } = egress();
  exit(chart, { accessLog });
  return findings(app);
}

test('reports a disabled log, and operators that Envoy does not know', () => {
  expect(refusals(rows, refuse)).toMatchInlineSnapshot(`
"egress/access-log  accessLog
  allowed: an access log of every request, allowed or denied
  fix: remove accessLog to log the default fields, or set its fields
  - false: got false
input/access-log-fields  accessLog.fields
  allowed: the operators REQ(…) RESP(…) TRAILER(…) REQ_WITHOUT_QUERY(…) DYNAMIC_METADATA(…) START_TIME[(…)] EMIT_TIME[(…)] DURATION PROTOCOL UPSTREAM_PROTOCOL STREAM_ID CONNECTION_ID BYTES_RECEIVED BYTES_SENT RESPONSE_CODE RESPONSE_CODE_DETAILS RESPONSE_FLAGS RESPONSE_FLAGS_LONG DOWNSTREAM_REMOTE_ADDRESS DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT DOWNSTREAM_REMOTE_PORT DOWNSTREAM_DIRECT_REMOTE_ADDRESS DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT DOWNSTREAM_LOCAL_ADDRESS DOWNSTREAM_LOCAL_PORT FILTER_CHAIN_NAME ROUTE_NAME UPSTREAM_HOST UPSTREAM_HOST_NAME UPSTREAM_HOSTS_ATTEMPTED UPSTREAM_CLUSTER UPSTREAM_REQUEST_ATTEMPT_COUNT UPSTREAM_TRANSPORT_FAILURE_REASON UPSTREAM_TLS_VERSION UPSTREAM_TLS_CIPHER UPSTREAM_PEER_SUBJECT UPSTREAM_PEER_ISSUER UPSTREAM_PEER_DNS_SAN
  fix: correct the operator: a proxy that starts with an unknown operator opens no listener
  - { fields: { who: '%CALLER%' } }: got ["%CALLER%"]
  - { fields: { ok: '%DURATION%', a: '%A%', b: '%B(x)%' } }: got ["%A%","%B(x)%"]
  - { fields: { share: '50%' } }: got ["%"]"
`);
});

test('every check is tested', () => {
  const tried = () => {
    for (const [, given] of rows) refuse(given);
  };
  expect(untested(accessLogChecks, tried)).toEqual([]);
});

describe('operators', () => {
  const use = (name: string) => (ACCESS_LOG_OPERATORS[name] === 'required' ? `%${name}(x)%` : `%${name}%`);
  const names = Object.keys(ACCESS_LOG_OPERATORS);

  test.each(names)('%s is accepted, alone and among others', (name) => {
    const operator = use(name);
    for (const format of [operator, `a ${operator} b`, `${operator}${operator}`, `100%% ${operator}%%`])
      expect(unknownOperators(format)).toEqual([]);
  });

  test.each(names)('%s is rejected with a stray %% next to it, in lower case, and cut short', (name) => {
    const operator = use(name);
    for (const format of [`${operator}%`, `%${operator}`, `${operator} 5%`, operator.toLowerCase(), operator.slice(0, -1)])
      expect(unknownOperators(format)).not.toEqual([]);
  });

  test.each(['REQ', 'RESP', 'TRAILER', 'REQ_WITHOUT_QUERY', 'DYNAMIC_METADATA'])('%s requires an argument', (name) => {
    expect(unknownOperators(`%${name}%`)).toEqual([`%${name}%`]);
    expect(unknownOperators(`%${name}()%`)).toEqual([`%${name}()%`]);
    expect(unknownOperators(`%${name}(X):10%`)).toEqual([]);
  });

  test.each([
    '%PROTOCOL(x)%',
    '%DURATION:5%',
    '%START_TIME:5%',
    '%RESPONSE_%%CODE%', // an unknown %RESPONSE_%, for Envoy
    '%NOT_AN_OPERATOR%',
    '%constructor%',
    '%%%',
    '%',
  ])('%j is rejected', (format) => {
    expect(unknownOperators(format)).not.toEqual([]);
  });

  test.each(['', 'plain text', '100%%', '%START_TIME(%Y-%m-%dT%H:%M:%S)%', '%REQ(:METHOD)% %REQ(X?:PATH):20%'])(
    '%j is accepted',
    (format) => {
      expect(unknownOperators(format)).toEqual([]);
    },
  );

  test('all fields of the default log but the one in CEL are accepted', () => {
    const { refused_by, ...fields } = ACCESS_LOG_FIELDS;
    expect(Object.values(fields).flatMap(unknownOperators)).toEqual([]);
    expect(unknownOperators(refused_by)).toEqual([refused_by]);
  });
});

describe('the log', () => {
  test('records who sent which request, the decision, and the result', () => {
    expect(Object.keys(jsonFormat({}, { logsCel: true })).sort()).toEqual(
      [
        ...[
          'start_time',
          'request_id',
          'method',
          'authority',
          'path',
          'protocol',
          'caller_address',
          'listener_port',
          'route_name',
        ],
        ...[
          'verdict',
          'would',
          'refused_by',
          'rule',
          'host',
          'owner',
          'callers',
          'decision',
          'response_code',
          'response_code_details',
          'response_flags',
          'duration',
          'bytes_received',
          'bytes_sent',
        ],
        ...['attempt_count', 'upstream_host', 'upstream_cluster', 'upstream_tls_version', 'upstream_transport_failure_reason'],
      ].sort(),
    );
  });

  test('has no CEL on kgateway 2.3, whose proxies may not take it', () => {
    expect(JSON.stringify(jsonFormat({}, { logsCel: false }))).not.toContain('CEL');
    expect(JSON.stringify(listenerPolicy({}, { kgateway: '2.3' }))).not.toContain('%CEL');
  });

  test('has paths without the query string, which can contain secrets, unless it is enabled', () => {
    expect(jsonFormat({}, { logsCel: true }).path).toBe('%REQ_WITHOUT_QUERY(X-ENVOY-ORIGINAL-PATH?:PATH)%');
    expect(jsonFormat({ query: true }, { logsCel: true }).path).toBe('%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%');
  });

  test('accepts additional fields, and other formats for the default ones', () => {
    const format = jsonFormat({ fields: { user_agent: '%REQ(USER-AGENT)%', path: '%REQ(:PATH):20%' } }, { logsCel: true });
    expect(format).toEqual({ ...ACCESS_LOG_FIELDS, user_agent: '%REQ(USER-AGENT)%', path: '%REQ(:PATH):20%' });
  });

  const listenerPolicy = (accessLog: EgressGatewayProps['accessLog'], platform: PlatformVersions, kind = 'ListenerPolicy') => {
    const { app, chart } = egress({ platform });
    const waive = { 'egress/access-log': 'a test bed', 'egress/forgeable-decision': 'a test bed' };
    exit(chart, { accessLog, waive });
    return manifests(app).ofKind(kind)[0]?.spec;
  };

  test('is written to stdout as JSON, by a ListenerPolicy for the whole gateway', () => {
    expect(listenerPolicy({}, {})).toMatchObject({
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'exit' }],
      default: { httpSettings: { accessLog: [{ fileSink: { path: '/dev/stdout', jsonFormat: ACCESS_LOG_FIELDS } }] } },
    });
  });

  test('is configured by an HTTPListenerPolicy on kgateway 2.1, which has no ListenerPolicy', () => {
    expect(listenerPolicy({}, { kgateway: '2.1' }, 'HTTPListenerPolicy')).toMatchObject({
      targetRefs: [{ kind: 'Gateway', name: 'exit' }],
      accessLog: [{ fileSink: { path: '/dev/stdout', jsonFormat: jsonFormat({}, { logsCel: false }) } }],
    });
  });

  test('that is disabled leaves the removal of the decision header enabled', () => {
    expect(listenerPolicy(false, {})).toMatchObject({
      default: { httpSettings: { earlyRequestHeaderModifier: { remove: ['x-egress-decision'] } } },
    });
    expect(listenerPolicy(false, {})).not.toHaveProperty('default.httpSettings.accessLog');
  });

  test('that is disabled needs no policy on kgateway 2.1', () => {
    expect(listenerPolicy(false, { kgateway: '2.1' }, 'HTTPListenerPolicy')).toBeUndefined();
  });
});

test('the fields about the decision are texts of their own, beside the whole decision', () => {
  const field = (name: string) => `%DYNAMIC_METADATA(envoy.filters.http.ext_authz:${name})%`;
  expect(jsonFormat({}, { logsCel: true })).toMatchObject({
    decision: '%DYNAMIC_METADATA(envoy.filters.http.ext_authz)%',
    verdict: field('decision'),
    ...Object.fromEntries(['would', 'rule', 'host', 'owner', 'callers'].map((name) => [name, field(name)])),
  });
});

test('Envoy knows every operator of the default fields', () => {
  expect(Object.values(ACCESS_LOG_FIELDS).flatMap(refusedOperators)).toEqual([]);
});
