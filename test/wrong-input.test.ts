import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Chart } from 'cdk8s';
import {
  type EgressApp,
  EgressError,
  type ExternalHostProps,
  type IEgressGateway,
  type Listener,
  type PlatformVersions,
  RequestCondition,
  Tls,
} from '../lib';
import { findings } from './findings';
import { egress, exit, gateway, grant, host, policy } from './kit';

/** What the issue wants refused, each with the finding that it must tell: construct, prop, got and the beginning of the fix. */
interface Wrong {
  readonly what: string;
  readonly host?: Partial<ExternalHostProps>;
  readonly listener?: Listener;
  readonly platform?: PlatformVersions;
  readonly path: string;
  readonly got: string;
  readonly fix: string;
}

const table: readonly Wrong[] = [
  {
    what: 'host with scheme',
    host: { host: 'https://scheme.example.com' },
    path: 'host',
    got: 'https://scheme.example.com',
    fix: "write host: 'scheme.example.com'; whether TLS is spoken is said by tls",
  },
  {
    what: 'host with port',
    host: { host: 'port.example.com:8443' },
    path: 'host',
    got: 'port.example.com:8443',
    fix: "write host: 'port.example.com'; port: 8443",
  },
  {
    what: 'host with path',
    host: { host: 'path.example.com/v1' },
    path: 'host',
    got: 'path.example.com/v1',
    fix: "write host: 'path.example.com'; a path is part of the request",
  },
  {
    what: 'uppercase host',
    host: { host: 'Upper.Example.com' },
    path: 'host',
    got: 'Upper.Example.com',
    fix: "write host: 'upper.example.com'",
  },
  { what: 'IP literal', host: { host: '192.0.2.1' }, path: 'host', got: '192.0.2.1', fix: 'give the destination a DNS name' },
  {
    what: 'wildcard',
    host: { host: '*.example.com' },
    path: 'host',
    got: '*.example.com',
    fix: 'declare each host by its full name',
  },
  { what: 'port 0', host: { port: 0 }, path: 'port', got: '0', fix: 'correct the port' },
  { what: 'port 70000', host: { port: 70_000 }, path: 'port', got: '70000', fix: 'correct the port' },
  {
    what: 'reserved listener port 8082',
    listener: { name: 'http', port: 8082 },
    path: 'listeners.port',
    got: '["8082 (readiness of the proxy)"]',
    fix: 'take another port, such as 8080',
  },
  {
    what: 'reserved listener port 9091',
    listener: { name: 'http', port: 9091 },
    path: 'listeners.port',
    got: '["9091 (metrics of the proxy)"]',
    fix: 'take another port, such as 8080',
  },
  {
    what: 'reserved listener port 19000',
    listener: { name: 'http', port: 19_000 },
    path: 'listeners.port',
    got: '["19000 (admin interface of the proxy)"]',
    fix: 'take another port, such as 8080',
  },
  {
    what: 'retries over budget',
    host: { retries: 3, perTryTimeout: '10s', timeout: '30s' },
    path: 'timeout',
    got: '30s',
    fix: 'raise timeout, or lower perTryTimeout or retries',
  },
  {
    what: 'TLS settings on an HTTP host',
    host: { port: 80, tls: Tls.originate({ maxVersion: '1.2' }) },
    path: 'tls',
    got: 'Tls.originate() for port 80',
    fix: 'take the port of its HTTPS listener, such as 443, or say tls: Tls.none()',
  },
  {
    what: 'expired approval',
    host: { approval: grant({ until: '2026-11-01' }) },
    path: 'approval.until',
    got: '2026-11-01',
    fix: 'have it approved again, or remove the host',
  },
  {
    what: 'malformed approval',
    host: { approval: grant({ until: 'next year' }) },
    path: 'approval.until',
    got: 'next year',
    fix: 'write the day in UTC',
  },
  {
    what: 'unknown platform version',
    platform: { kgateway: '1.9' as '2.4' },
    path: 'kgateway',
    got: '1.9',
    fix: 'name the minor version of kgateway that the cluster runs, or leave it out for 2.4',
  },
  {
    what: 'feature that the platform lacks',
    platform: { kyvernoAuthz: '0.1' },
    path: 'server',
    got: 'a server to be deployed',
    fix: 'install the chart of that version and name its Service, or target kyvernoAuthz 0.3 or later',
  },
];

/** Adds the mistake, at a gateway of its own. */
function add(chart: Chart, wrong: Wrong): void {
  const id = wrong.what.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const through: IEgressGateway = gateway(
    chart,
    { name: id, namespace: id, ...(wrong.listener && { listeners: [wrong.listener] }) },
    `${id}-gateway`,
  );
  policy(chart, through, {}, `${id}-policy`);
  if (wrong.host) host(chart, through, wrong.host, id);
}

const sameName = (chart: Chart) => {
  const through = gateway(chart, { name: 'doubled', namespace: 'doubled' }, 'doubled-gateway');
  policy(chart, through, { allow: [RequestCondition.any()] }, 'doubled-policy');
  host(chart, through, { host: 'x.example.com', name: 'x' }, 'x1');
  host(chart, through, { host: 'y.example.com', name: 'x' }, 'x2');
  host(chart, through, { host: 'z.example.com', name: 'z1' }, 'z1');
  host(chart, through, { host: 'z.example.com', name: 'z2' }, 'z2');
};

test.each(table)('$what is refused', (wrong) => {
  const { app, chart } = egress(wrong.platform && { platform: wrong.platform });
  add(chart, wrong);
  expect(findings(app)).toMatchObject([{ severity: 'error', path: wrong.path, got: wrong.got, fix: wrong.fix }]);
});

test('two hosts with one name, and one host twice, are refused', () => {
  const { app, chart } = egress();
  sameName(chart);
  expect(findings(app).filter(({ rule }) => rule !== 'input/duplicate-object')).toMatchObject([
    { path: 'hosts.name', got: 'x: egress/x1, egress/x2', fix: 'give one of the hosts another name' },
    { path: 'hosts.host', got: 'z.example.com: egress/z1, egress/z2', fix: 'declare the host once, with all its listeners' },
  ]);
});

describe('all of it at once', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wrong-input-'));
    writeFileSync(join(folder, 'egress.k8s.yaml'), 'as it was\n');
    writeFileSync(join(folder, 'other.yaml'), 'of somebody else\n');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** One app with every mistake of the table. */
  function hopeless(): EgressApp {
    const platform: PlatformVersions = Object.assign({}, ...table.map((wrong) => wrong.platform ?? {}));
    const { app, chart } = egress({ outdir: folder, platform });
    for (const wrong of table) add(chart, wrong);
    sameName(chart);
    return app;
  }

  test('is told of together: the construct, the prop, what was got, what is allowed, the fix', () => {
    const all = findings(hopeless());
    for (const { path, got, fix } of table) expect(all).toContainEqual(expect.objectContaining({ path, got, fix }));
    for (const path of ['hosts.name', 'hosts.host']) expect(all).toContainEqual(expect.objectContaining({ path }));
    for (const { construct, allowed } of all) {
      expect(construct).not.toBe('');
      expect(allowed).not.toBe('');
    }
  });

  test('is written into the message, each finding in three lines', () => {
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
      all.map(
        ({ rule, construct, path, got, allowed, fix }) =>
          `${rule}  ${construct}  ${path}\n  got ${got}; allowed: ${allowed}\n  fix: ${fix}`,
      ),
    );
  });

  test('leaves the folder as it was, byte for byte', () => {
    expect(() => hopeless().synth()).toThrow(EgressError);
    const left = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
    expect(left).toEqual({ 'egress.k8s.yaml': 'as it was\n', 'other.yaml': 'of somebody else\n' });
  });
});

test('an app without the mistakes is fine', () => {
  const { app, chart } = egress();
  const through = exit(chart);
  host(chart, through);
  host(chart, through, { host: 'other.example.com' }, 'other');
  expect(findings(app)).toEqual([]);
});
