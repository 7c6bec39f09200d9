import type { EgressGatewayProps, PlatformVersions, Refusals } from '../../../lib';
import { refusedOperators } from '../../../lib/core/access-log-operators';
import { egress, exit } from '../../kit';
import { manifests } from '../../manifests';

const ask = 'https://git.example.com/egress/new?title={host}&rule={rule}&id={id}&from=100%25';

interface Mapper {
  readonly filter: object;
  readonly statusCode?: number;
  readonly headers?: object;
  readonly bodyFormatOverride?: object;
}

interface Replies {
  readonly mappers: readonly Mapper[];
  readonly defaultBodyFormat?: { readonly json?: Record<string, string>; readonly text?: string };
}

function replies(props: Partial<EgressGatewayProps> = {}, platform: PlatformVersions = {}): Replies | undefined {
  const { app, chart } = egress({ platform });
  exit(chart, props);
  const { spec } = manifests(app).get('ListenerPolicy', 'exit');
  return (spec as { default: { httpSettings: { localReplies?: Replies } } }).default.httpSettings.localReplies;
}

const worded = (refusals: Refusals) => replies({ refusals }) as Replies;

test('an outage is 503, and clients learn when to try again; all bodies are as the policy wrote them', () => {
  expect(replies()).toMatchInlineSnapshot(`
{
  "mappers": [
    {
      "filter": {
        "celFilter": {
          "match": "response.code_details == "ext_authz_error"",
        },
      },
      "headers": {
        "set": [
          {
            "name": "retry-after",
            "value": "5",
          },
        ],
      },
      "statusCode": 503,
    },
    {
      "filter": {
        "celFilter": {
          "match": "response.code_details == "local_rate_limited"",
        },
      },
      "headers": {
        "set": [
          {
            "name": "retry-after",
            "value": "1",
          },
        ],
      },
    },
  ],
}
`);
});

test('a gateway of kgateway 2.3 cannot say so', () => {
  expect(replies({}, { kgateway: '2.3' })).toBeUndefined();
});

test('JSON tells why, about what, and where to ask', () => {
  const { mappers, defaultBodyFormat } = worded({ format: 'json', ask });
  expect(defaultBodyFormat).toMatchInlineSnapshot(`
{
  "json": {
    "ask": "https://git.example.com/egress/new?title=%REQ(:AUTHORITY)%&rule=%DYNAMIC_METADATA(envoy.filters.http.ext_authz:rule)%&id=%REQ(X-REQUEST-ID)%&from=100%%25",
    "error": "rejected",
    "host": "%REQ(:AUTHORITY)%",
    "message": "%LOCAL_REPLY_BODY%",
    "owner": "%DYNAMIC_METADATA(envoy.filters.http.ext_authz:owner)%",
    "request_id": "%REQ(X-REQUEST-ID)%",
    "rule": "%DYNAMIC_METADATA(envoy.filters.http.ext_authz:rule)%",
    "status": "%RESPONSE_CODE%",
  },
}
`);
  const told = mappers.map(({ filter, bodyFormatOverride }) => {
    const { error, message } = (bodyFormatOverride as { json: Record<string, string> }).json;
    return [JSON.stringify(filter), error, message];
  });
  expect(told).toMatchInlineSnapshot(`
[
  [
    "{"celFilter":{"match":"response.code_details == \\"ext_authz_error\\""}}",
    "authorization_unavailable",
    "the gateway cannot decide on requests at the moment",
  ],
  [
    "{"celFilter":{"match":"response.code_details == \\"local_rate_limited\\""}}",
    "rate_limited",
    "too many requests",
  ],
  [
    "{"celFilter":{"match":"response.code_details == \\"ext_authz_denied\\""}}",
    "refused",
    "%LOCAL_REPLY_BODY%",
  ],
  [
    "{"celFilter":{"match":"response.code_details == \\"direct_response\\""}}",
    "refused",
    "%LOCAL_REPLY_BODY%",
  ],
  [
    "{"statusCodeFilter":{"op":"GE","value":500}}",
    "destination_failed",
    "the destination did not answer",
  ],
]
`);
});

test('text has one line for each', () => {
  expect(worded({ format: 'text' }).defaultBodyFormat).toMatchInlineSnapshot(`
{
  "contentType": "text/plain; charset=UTF-8",
  "text": "error: rejected
message: %LOCAL_REPLY_BODY%
status: %RESPONSE_CODE%
host: %REQ(:AUTHORITY)%
rule: %DYNAMIC_METADATA(envoy.filters.http.ext_authz:rule)%
owner: %DYNAMIC_METADATA(envoy.filters.http.ext_authz:owner)%
request_id: %REQ(X-REQUEST-ID)%
",
}
`);
});

test.each<Refusals>([
  { format: 'json', ask },
  { format: 'text', ask },
])('Envoy knows every operator of %j', (refusals) => {
  const { mappers, defaultBodyFormat } = worded(refusals);
  const strings = [...mappers.map(({ bodyFormatOverride }) => bodyFormatOverride), defaultBodyFormat]
    .flatMap((format) => Object.values(format as Record<string, string | Record<string, string>>))
    .flatMap((value) => (typeof value === 'string' ? [value] : Object.values(value)));
  expect(strings.flatMap(refusedOperators)).toEqual([]);
});
