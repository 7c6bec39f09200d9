import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import {
  Approval,
  Caller,
  CallerSet,
  ClientNamespace,
  EgressApp,
  EgressGateway,
  EgressGovernance,
  ExtAuthPolicy,
  ExternalHost,
  ExternalHosts,
  RequestCondition,
  RequestRule,
} from '../lib';
import { NOW } from './app';

/** The hosts of all teams, each in a file of its own, in the order of these files. */
const TEAMS = 20;
const HOSTS_OF_TEAM = 15;

const digits = (number: number) => String(number).padStart(2, '0');
const hosts = Array.from({ length: TEAMS * HOSTS_OF_TEAM }, (_, index) => {
  const team = `team-${digits(Math.floor(index / HOSTS_OF_TEAM))}`;
  return { team, host: `api-${digits(index % HOSTS_OF_TEAM)}.${team}.example.com` };
});

/** Writes the files with the hosts into `hosts` of a folder. */
export function writeTeamFiles(folder: string): void {
  for (const { team, host } of hosts) {
    mkdirSync(join(folder, 'hosts', team), { recursive: true });
    writeFileSync(join(folder, 'hosts', team, `${host}.yaml`), fileOf(team, host));
  }
}

function fileOf(team: string, host: string): string {
  return `# yaml-language-server: $schema=../../node_modules/cdk8s-egress/schema/hosts.schema.json
host: ${host}
port: 443
callers: ${team}
approval:
  granted:
    owner: ${team}
    ticket: SEC-12
    reason: weather data
    approvedBy: security@example.com
    from: 2026-01-01
    until: 2027-03-01
requests:
  - allow:
      name: reads
      methods: [GET, HEAD]
  - allow:
      name: writes
      methods: [POST]
      paths: [/v1/*]
      when:
        - header: { name: x-team, values: [${team}] }
timeout: 30s
`;
}

/** An app as in `examples/hosts-as-data`, with the hosts of all teams: from files in the current folder, or as constructs. */
function makeTeams(fromFiles: boolean): EgressApp {
  const app = new EgressApp({ now: NOW });
  const chart = new Chart(app, 'egress');
  const names = [...new Set(hosts.map(({ team }) => team))];
  const sets = names.map((name, index) => {
    return new CallerSet({ name, port: 20_000 + index, callers: [Caller.serviceAccount(name, 'agent')] });
  });
  const gateway = new EgressGateway(chart, 'gateway', { name: 'exit', namespace: 'egress-system', createNamespace: true });
  new ExtAuthPolicy(chart, 'authorization', { name: 'authz', gateway, allow: [RequestCondition.always()] });
  for (const namespace of names) new ClientNamespace(chart, namespace, { namespace, createNamespace: true, gateways: [gateway] });
  if (fromFiles) ExternalHosts.fromFiles(chart, 'hosts', { gateway, files: 'hosts/**/*.yaml', callerSets: sets });
  else makeHosts(chart, gateway, new Map(sets.map((set) => [set.name, set])));
  new EgressGovernance(chart, 'governance', { name: 'egress', gateways: [gateway] });
  return app;
}

function makeHosts(chart: Chart, gateway: EgressGateway, sets: ReadonlyMap<string, CallerSet>): void {
  for (const { team, host } of hosts) {
    const who = { owner: team, ticket: 'SEC-12', reason: 'weather data', approvedBy: 'security@example.com' };
    const when = [RequestCondition.header('x-team', team)];
    new ExternalHost(chart, host, {
      ...{ gateway, host, port: 443, timeout: '30s' },
      callers: sets.get(team) as CallerSet,
      approval: Approval.granted({ ...who, from: '2026-01-01', until: '2027-03-01' }),
      requests: [
        RequestRule.allow({ name: 'reads', methods: ['GET', 'HEAD'] }),
        RequestRule.allow({ name: 'writes', methods: ['POST'], paths: ['/v1/*'], when }),
      ],
    });
  }
}

/** `node teams.js files|program`: synthesizes the app into the folder `CDK8S_OUTDIR`. */
if (require.main === module) makeTeams(process.argv[2] === 'files').synth();
