import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Chart } from 'cdk8s';
import {
  type CallerSet,
  type EgressApp,
  EgressError,
  type ExternalHostProps,
  type IEgressGateway,
  type PlatformVersions,
  RequestCondition,
  Tls,
} from '../lib';
import { pageOf } from '../lib/core/rule-page';
import { findings, type Row, refusal, refusals } from './findings';
import { egress, exit, gateway, grant, host, policy, set } from './kit';

/** An input that must be rejected, with the prop that its finding must name. */
interface Wrong {
  readonly what: string;
  readonly host?: Partial<ExternalHostProps>;
  readonly callers?: CallerSet;
  readonly platform?: PlatformVersions;
  readonly path: string;
}

const table: readonly Wrong[] = [
  {
    what: 'host with scheme',
    host: { host: 'https://scheme.example.com' },
    path: 'host',
  },
  {
    what: 'host with port',
    host: { host: 'port.example.com:8443' },
    path: 'host',
  },
  {
    what: 'host with path',
    host: { host: 'path.example.com/v1' },
    path: 'host',
  },
  {
    what: 'uppercase host',
    host: { host: 'Upper.Example.com' },
    path: 'host',
  },
  { what: 'IP literal', host: { host: '192.0.2.1' }, path: 'host' },
  {
    what: 'wildcard',
    host: { host: '*.com' },
    path: 'host',
  },
  { what: 'port 0', host: { port: 0 }, path: 'port' },
  { what: 'port 70000', host: { port: 70_000 }, path: 'port' },
  {
    what: 'reserved port 8082',
    callers: set('http', 8082),
    path: 'callerSets.port',
  },
  {
    what: 'reserved port 9091',
    callers: set('http', 9091),
    path: 'callerSets.port',
  },
  {
    what: 'reserved port 19000',
    callers: set('http', 19_000),
    path: 'callerSets.port',
  },
  {
    what: 'retries over budget',
    host: { retries: 3, perTryTimeout: '10s', timeout: '30s' },
    path: 'timeout',
  },
  {
    what: 'TLS settings on an HTTP host',
    host: { port: 80, tls: Tls.originate({ maxVersion: '1.2' }) },
    path: 'tls',
  },
  {
    what: 'malformed approval',
    host: { approval: grant({ until: 'next year' }) },
    path: 'approval.until',
  },
  {
    what: 'unknown platform version',
    platform: { kgateway: '1.9' as '2.4' },
    path: 'platform.kgateway',
  },
  {
    what: 'feature that the platform lacks',
    platform: { kyvernoAuthz: '0.1' },
    path: 'server',
  },
];

/** Adds the wrong input, with a gateway of its own. */
function add(chart: Chart, wrong: Wrong): void {
  const id = wrong.what.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const through: IEgressGateway = gateway(
    chart,
    { name: id, namespace: id, ...(wrong.callers && { callerSets: [wrong.callers] }) },
    `${id}-gateway`,
  );
  policy(chart, through, {}, `${id}-policy`);
  if (wrong.host) host(chart, through, wrong.host, id);
}

const sameName = (chart: Chart) => {
  const through = gateway(chart, { name: 'doubled', namespace: 'doubled' }, 'doubled-gateway');
  policy(chart, through, { allow: [RequestCondition.always()] }, 'doubled-policy');
  host(chart, through, { host: 'x.example.com', name: 'x' }, 'x1');
  host(chart, through, { host: 'y.example.com', name: 'x' }, 'x2');
  host(chart, through, { host: 'z.example.com', name: 'z1' }, 'z1');
  host(chart, through, { host: 'z.example.com', name: 'z2' }, 'z2');
};

function refuse(wrong: Wrong) {
  const { app, chart } = egress(wrong.platform && { platform: wrong.platform });
  add(chart, wrong);
  return findings(app);
}

test.each(table)('$what is rejected, and nothing else is reported', (wrong) => {
  expect(refuse(wrong)).toMatchObject([{ severity: 'error', path: wrong.path }]);
});

test('each message has the value, the allowed values and the fix', () => {
  const rows = table.map((wrong): Row<[Wrong]> => [wrong.what, wrong]);
  const half = rows.length / 2;
  expect(refusals(rows.slice(0, half), refuse)).toMatchInlineSnapshot(`
"input/host  host
  allowed: a host name in lower case, such as api.example.com, without a scheme
  fix: write host: 'scheme.example.com'; the property tls controls TLS
  - host with scheme: got https://scheme.example.com
input/host  host
  allowed: a host name in lower case, such as api.example.com, without a port
  fix: write host: 'port.example.com'; port: 8443
  - host with port: got port.example.com:8443
input/host  host
  allowed: a host name in lower case, such as api.example.com, without a path
  fix: write host: 'path.example.com'; clients send the path in the request
  - host with path: got path.example.com/v1
input/host  host
  allowed: a host name in lower case, such as api.example.com
  fix: write host: 'upper.example.com'
  - uppercase host: got Upper.Example.com
input/host  host
  allowed: a host name in lower case, such as api.example.com; not an IP address, which has no owner and no certificate
  fix: use a DNS name of the destination
  - IP literal: got 192.0.2.1
input/host  host
  allowed: a wildcard below a domain with one owner, such as *.example.com
  fix: declare the hosts that are needed
  - wildcard: got *.com
input/port  port
  allowed: a whole number from 1 to 65535
  fix: correct the port
  - port 0: got 0
  - port 70000: got 70000"
`);
  expect(refusals(rows.slice(half), refuse)).toMatchInlineSnapshot(`
"input/callers  callerSets.port
  allowed: ports other than 8082, 9091, 19000 and 15000 to 15099
  fix: give the callers ports of their own: new CallerSet({ name: '…', port: 20080, tlsPort: 20443, callers: […] }), or listenerPort of the host for TCP
  - reserved port 8082: got ["http: 8082 (readiness of the proxy)"]
  - reserved port 9091: got ["http: 9091 (metrics of the proxy)"]
  - reserved port 19000: got ["http: 19000 (admin interface of the proxy)"]
egress/retry-budget  timeout
  allowed: at least 40.175s, for 4 tries of 10s and the pauses between them
  fix: raise timeout, or lower perTryTimeout or retries
  - retries over budget: got 30s
egress/tls-on-http-port  tls
  allowed: Tls.none() for port 80, the port of plain HTTP
  fix: use the HTTPS port of the host, such as 443, or set tls: Tls.none()
  - TLS settings on an HTTP host: got Tls.originate() for port 80
input/approval  approval.until
  allowed: YYYY-MM-DD (midnight UTC) or YYYY-MM-DDThh:mm:ssZ
  fix: write the date in UTC
  - malformed approval: got next year
input/platform  platform.kgateway
  allowed: 2.1, 2.2, 2.3, 2.4
  fix: set the minor version of kgateway in your cluster, or remove it for 2.4
  - unknown platform version: got 1.9
input/platform-feature  server
  allowed: AuthorizationServer.existing({ … }) for kyvernoAuthz 0.1 and 0.2, which cannot read policies from files
  fix: install the Helm chart of this version and name its Service, or target kyvernoAuthz 0.3 or later
  - feature that the platform lacks: got a server to deploy"
`);
});

test('two hosts with the same name, and a duplicate host, are rejected', () => {
  const { app, chart } = egress();
  sameName(chart);
  expect(refusal(app, 'input/duplicate-name')).toMatchInlineSnapshot(`
"input/duplicate-name  egress/doubled-gateway (EgressGateway)  hosts.name
  got x: egress/x1, egress/x2; allowed: each name once per gateway
  fix: give one of the hosts another name
  see cdk8s-egress/docs/rules/input.md#inputduplicate-name"
`);
  expect(refusal(app, 'input/duplicate-host')).toMatchInlineSnapshot(`
"input/duplicate-host  egress/doubled-gateway (EgressGateway)  hosts.host
  got z.example.com at listener http: egress/z1, egress/z2; allowed: each host once per set of callers: if two routes have the same host, the older one takes precedence
  fix: declare the host once, with all its callers; for another port of the host, use another CallerSet
  see cdk8s-egress/docs/rules/input.md#inputduplicate-host"
`);
});

describe('all wrong inputs together', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wrong-input-'));
    writeFileSync(join(folder, 'egress.k8s.yaml'), 'as it was\n');
    writeFileSync(join(folder, 'other.yaml'), 'of somebody else\n');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** One app with every wrong input of the table. */
  function hopeless(): EgressApp {
    const platform: PlatformVersions = Object.assign({}, ...table.map((wrong) => wrong.platform ?? {}));
    const { app, chart } = egress({ outdir: folder, platform });
    for (const wrong of table) add(chart, wrong);
    sameName(chart);
    return app;
  }

  test('are reported together: construct, prop, value, allowed values, fix', () => {
    const all = findings(hopeless());
    for (const wrong of table) expect(all).toEqual(expect.arrayContaining([...refuse(wrong)]));
    for (const path of ['hosts.name', 'hosts.host']) expect(all).toContainEqual(expect.objectContaining({ path }));
    for (const { construct, allowed } of all) {
      expect(construct).not.toBe('');
      expect(allowed).not.toBe('');
    }
  });

  test('are all in the message, each with its page', () => {
    const app = hopeless();
    const all = findings(app);
    let message = '';
    try {
      app.synth();
    } catch (error) {
      expect(error).toBeInstanceOf(EgressError);
      message = (error as EgressError).message;
    }
    const [title, ...blocks] = message.trim().split('\n\n');
    expect(title).toBe(`${all.length} errors, nothing was written`);
    expect(blocks).toEqual(
      all.map(({ rule, construct, path, got, allowed, fix }) => {
        const lines = [`got ${got}; allowed: ${allowed}`, `fix: ${fix}`, `see cdk8s-egress/${pageOf(rule)}`];
        return [`${rule}  ${construct}  ${path}`, ...lines].join('\n  ');
      }),
    );
  });

  test('leave the folder unchanged, byte for byte', () => {
    expect(() => hopeless().synth()).toThrow(EgressError);
    const left = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
    expect(left).toEqual({ 'egress.k8s.yaml': 'as it was\n', 'other.yaml': 'of somebody else\n' });
  });
});

test('an app without wrong inputs is accepted', () => {
  const { app, chart } = egress();
  const through = exit(chart);
  host(chart, through);
  host(chart, through, { host: 'other.example.com' }, 'other');
  expect(findings(app)).toEqual([]);
});
