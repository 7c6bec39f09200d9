import type { Chart } from 'cdk8s';
import {
  Approval,
  Caller,
  type CallerSet,
  Credential,
  ExternalHost,
  type IEgressGateway,
  PassthroughHost,
  RequestCondition,
  RequestRule,
  Tls,
  Token,
  type TokenIssuer,
  Way,
} from '../../../lib';
import { AGENTS, grant } from '../../kit';
import { APPROVED } from './files';

/** What hosts refer to. */
export interface Parts {
  readonly gateway: IEgressGateway;
  readonly callers: CallerSet;
  readonly batch: CallerSet;
  readonly issuer: TokenIssuer;
}

/** The first lines of a host. */
export const HOST = 'host: api.example.com\nport: 443\ncallers: http\n';
const of = (gateway: IEgressGateway) => ({ gateway, host: 'api.example.com', port: 443, callers: AGENTS, approval: grant() });
/** A document, and how a program adds the same hosts. */
type Case = readonly [title: string, yaml: string, add: (chart: Chart, parts: Parts) => void];

const host = (title: string, yaml: string, props: (parts: Parts) => object): Case => [
  title,
  `${HOST}${APPROVED}${yaml}`,
  (chart, parts) => new ExternalHost(chart, 'host', { ...of(parts.gateway), ...props(parts) }),
];

const { always, method, path, pathMatches, query, header, headerMatches, headerPresent, headerAbsent } = RequestCondition;
const { during, bodyField, all, any, not, cel } = RequestCondition;

/** Documents with all that they can have, and the same in a program. */
export const cases: readonly Case[] = [
  host('the least', '', () => ({})),
  host(
    'plain values',
    `name: weather
objectNames: { route: weather-route }
addresses: [203.0.113.7]
protocol: http2
timeout: 1m
perTryTimeout: 10s
retries: 3
retryOn: { conditions: [connect-failure, reset], statusCodes: [503] }
maxConcurrentRetries: 7
rateLimit: { requests: 100, per: 1m }
maxStreamDuration: 1h
dns: { refreshRate: 30s, respectTtl: true }
waive: { egress/unsafe-retry: the host repeats nothing }
`,
    () => ({
      name: 'weather',
      objectNames: { route: 'weather-route' },
      addresses: ['203.0.113.7'],
      protocol: 'http2',
      timeout: '1m',
      perTryTimeout: '10s',
      retries: 3,
      retryOn: { conditions: ['connect-failure', 'reset'], statusCodes: [503] },
      maxConcurrentRetries: 7,
      rateLimit: { requests: 100, per: '1m' },
      maxStreamDuration: '1h',
      dns: { refreshRate: '30s', respectTtl: true },
      waive: { 'egress/unsafe-retry': 'the host repeats nothing' },
    }),
  ),
  host('tls: originate', 'tls: originate\n', () => ({ tls: Tls.originate() })),
  host('tls with its settings', "tls:\n  originate: { hostname: x.example.com, caSecret: ca, maxVersion: '1.3' }\n", () => ({
    tls: Tls.originate({ hostname: 'x.example.com', caSecret: 'ca', maxVersion: '1.3' }),
  })),
  host('tls with a client certificate', 'tls:\n  mutual: { secret: client }\n', () => ({
    tls: Tls.mutual({ secret: 'client' }),
  })),
  [
    'plaintext',
    `host: api.internal\nport: 80\ncallers: http\ntls: none\naddresses: [10.0.0.1]\n${APPROVED}`,
    (chart, { gateway }) =>
      new ExternalHost(chart, 'host', {
        ...of(gateway),
        ...{ host: 'api.internal', port: 80, tls: Tls.none(), addresses: ['10.0.0.1'] },
      }),
  ],
  host('a credential', 'credential:\n  bearer: { secret: api-token, key: authorization }\n', () => ({
    credential: Credential.bearer({ secret: 'api-token', key: 'authorization' }),
  })),
  host('a basic credential', 'credential:\n  basic: { secret: api-token, key: authorization }\n', () => ({
    credential: Credential.basic({ secret: 'api-token', key: 'authorization' }),
  })),
  host('a credential in any header', 'credential:\n  header: { name: X-Api-Key, secret: api-token, key: k }\n', () => ({
    credential: Credential.header({ name: 'X-Api-Key', secret: 'api-token', key: 'k' }),
  })),
  host('ways', 'ways:\n  - transparent\n  - alias: api\n  - transparent: { port: 8080 }\n', () => ({
    ways: [Way.transparent(), Way.alias('api'), Way.transparent({ port: 8080 })],
  })),
  host('the proxy', 'ways: [proxy]\n', () => ({ ways: [Way.proxy()] })),
  host(
    'a token of a pod',
    'token:\n  serviceAccount:\n    issuer: pods\n    accounts: [{ namespace: team-a, serviceAccount: agent }, { namespace: team-b }]\n',
    ({ issuer }) => ({
      token: Token.serviceAccount({ issuer, accounts: [Caller.serviceAccount('team-a', 'agent'), Caller.namespace('team-b')] }),
    }),
  ),
  host('a token with claims', 'token:\n  claims:\n    issuer: pods\n    claims: { team: [payments] }\n', ({ issuer }) => ({
    token: Token.claims({ issuer, claims: { team: ['payments'] } }),
  })),
  host(
    'requests of several sets',
    `moreCallers: [batch]
reportUntil: 2026-12-31
maxBodyBytes: 1000
requests:
  - deny: { name: no-batch, callers: [batch], methods: [DELETE], reportUntil: 2026-12-01T00:00:00Z }
  - allow: { name: reads, methods: [GET, HEAD], paths: [/v1/*] }
  - allow:
      name: rest
      when:
        - always
        - method: [POST]
        - path: [/a, /b/*]
        - pathMatches: /v[12]/.*
        - query: { name: q, values: ['1', '2'] }
        - header: { name: x-team, values: [team-a] }
        - headerMatches: { name: x-id, pattern: '[0-9]+' }
        - headerPresent: x-trace
        - headerAbsent: x-debug
        - during: { days: [mon, fri], from: '08:00', until: '18:00', timeZone: Europe/Berlin }
        - bodyField: { field: options.model, values: [small, 1, true] }
        - all:
            - method: [POST]
            - any: [{ headerPresent: a }, { not: { headerPresent: b } }]
        - cel:
            expression: object.attributes.request.http.headers[?"x-a"].orValue("") == "1"
            headers: [x-a]
`,
    ({ batch }) => ({
      moreCallers: [batch],
      reportUntil: '2026-12-31',
      maxBodyBytes: 1000,
      requests: [
        RequestRule.deny({ name: 'no-batch', callers: [batch], methods: ['DELETE'], reportUntil: '2026-12-01T00:00:00Z' }),
        RequestRule.allow({ name: 'reads', methods: ['GET', 'HEAD'], paths: ['/v1/*'] }),
        RequestRule.allow({
          name: 'rest',
          when: [
            ...[always(), method('POST'), path('/a', '/b/*'), pathMatches('/v[12]/.*'), query('q', '1', '2')],
            ...[header('x-team', 'team-a'), headerMatches('x-id', '[0-9]+'), headerPresent('x-trace'), headerAbsent('x-debug')],
            during({ days: ['mon', 'fri'], from: '08:00', until: '18:00', timeZone: 'Europe/Berlin' }),
            bodyField('options.model', 'small', 1, true),
            all(method('POST'), any(headerPresent('a'), not(headerPresent('b')))),
            cel('object.attributes.request.http.headers[?"x-a"].orValue("") == "1"', { headers: ['x-a'] }),
          ],
        }),
      ],
    }),
  ),
  [
    'callers without a set, and a pending approval',
    `host: api.example.com
port: 443
callers:
  - { namespace: team-a, serviceAccount: agent }
  - { namespace: team-a, serviceAccount: batch }
approval:
  pending: { owner: team-a, ticket: SEC-12, reason: weather data }
`,
    (chart, { gateway }) =>
      new ExternalHost(chart, 'host', {
        ...of(gateway),
        callers: [Caller.serviceAccount('team-a', 'agent'), Caller.serviceAccount('team-a', 'batch')],
        approval: Approval.pending({ owner: 'team-a', ticket: 'SEC-12', reason: 'weather data' }),
      }),
  ],
  [
    'an approval that was withdrawn, with all that it can say',
    `${HOST}approval:
  withdrawn:
    owner: team-a
    ticket: SEC-12
    reason: weather data
    impact: no forecast
    dataClass: public
    requestedBy: ann@example.com
    by: bob@example.com
    on: 2026-05-01
`,
    (chart, { gateway }) =>
      new ExternalHost(chart, 'host', {
        ...of(gateway),
        approval: Approval.withdrawn({
          ...{ owner: 'team-a', ticket: 'SEC-12', reason: 'weather data', impact: 'no forecast', dataClass: 'public' },
          ...{ requestedBy: 'ann@example.com', by: 'bob@example.com', on: '2026-05-01' },
        }),
      }),
  ],
  [
    'an approval that is bound to what was reviewed',
    `${HOST}approval:
  granted:
    owner: team-a
    ticket: SEC-12
    reason: weather data
    approvedBy: [security@example.com, privacy@example.com]
    from: 2026-01-01
    until: 2027-03-01
    content:
      - host api.example.com:443 http
      - destination ServiceEntry
      - tls originate
      - callers http=8080
      - identities http team-a/agent
      - requests {"allow":"any","when":[]}
`,
    (chart, { gateway }) =>
      new ExternalHost(chart, 'host', {
        ...of(gateway),
        approval: Approval.granted({
          ...{ owner: 'team-a', ticket: 'SEC-12', reason: 'weather data', from: '2026-01-01', until: '2027-03-01' },
          approvedBy: ['security@example.com', 'privacy@example.com'],
          content: [
            ...['host api.example.com:443 http', 'destination ServiceEntry', 'tls originate', 'callers http=8080'],
            ...['identities http team-a/agent', 'requests {"allow":"any","when":[]}'],
          ],
        }),
      }),
  ],
  [
    'a host whose connections pass through',
    `${HOST}inspection: none\nreason: its client pins the certificate\n${APPROVED}`,
    (chart, { gateway }) =>
      new PassthroughHost(chart, 'host', {
        ...of(gateway),
        inspection: 'none',
        reason: 'its client pins the certificate',
      }),
  ],
  [
    'a TCP host',
    `host: db.example.com\nport: 5432\nprotocol: tcp\nlistenerPort: 15432\ncallers: http\ninspection: none\nreason: PostgreSQL\n${APPROVED}`,
    (chart, { gateway }) =>
      new PassthroughHost(chart, 'host', {
        ...of(gateway),
        ...{ host: 'db.example.com', port: 5432, protocol: 'tcp', listenerPort: 15432, inspection: 'none', reason: 'PostgreSQL' },
      }),
  ],
  [
    'several hosts in a file',
    `${HOST}${APPROVED}---\nhost: b.example.com\nport: 443\ncallers: http\n${APPROVED}---\n# the end\n`,
    (chart, { gateway }) => {
      new ExternalHost(chart, 'a', of(gateway));
      new ExternalHost(chart, 'b', { ...of(gateway), host: 'b.example.com' });
    },
  ],
];
