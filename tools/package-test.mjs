// Tests the published package: packs it, follows its README in an empty folder, and installs the tarball into one empty project
// per module system, and into one with the compiler and the settings of `cdk8s init`. There it type-checks a ten-line app and runs it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const { devDependencies, name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const beside = ['cdk8s', 'constructs'].map((dep) => `${dep}@${devDependencies[dep]}`);
const work = mkdtempSync(join(tmpdir(), 'cdk8s-egress-package-'));

const run = (cwd, command, ...args) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

const app = `
import { Chart } from 'cdk8s';
import { Approval, Caller, ClientNamespace, EgressApp, EgressGateway, ExtAuthPolicy, ExternalHost, ExternalHosts, RequestCondition } from '${name}';
import { ReferenceGrant } from '${name}/imports/gateway.networking.k8s.io/reference-grant';
const app = new EgressApp({ outdir: 'dist', now: new Date('2026-06-01T00:00:00Z') });
const chart = new Chart(app, 'egress');
const gateway = new EgressGateway(chart, 'gateway', { name: 'exit', namespace: 'egress-system' });
new ExtAuthPolicy(chart, 'authz', { name: 'authz', gateway, allow: [RequestCondition.always()] });
const approval = Approval.granted({ owner: 'a', ticket: 'T-1', reason: 'r', approvedBy: 'b', from: '2026-01-01', until: '2027-01-01' });
const callers = [Caller.serviceAccount('team-a', 'agent')];
new ExternalHost(chart, 'api', { gateway, host: 'api.example.com', port: 443, callers, approval });
ExternalHosts.fromFiles(chart, 'hosts', { gateway, files: 'hosts/**/*.yaml' });
new ClientNamespace(chart, 'team-a', { namespace: 'team-a', gateways: [gateway] });
const from = [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'team-a' }];
const metadata = { name: 'grant', namespace: 'egress-system' };
new ReferenceGrant(chart, 'grant', { metadata, spec: { from, to: [{ group: '', kind: 'Service' }] } });
app.synth();
`;

/** A host in a file, whose first line names the schema of the package. */
const SCHEMA = `node_modules/${name}/schema/hosts.schema.json`;
const host = `# yaml-language-server: $schema=../${SCHEMA}
host: files.example.com
port: 443
callers: [{ namespace: team-a, serviceAccount: agent }]
approval:
  granted: { owner: a, ticket: T-1, reason: r, approvedBy: b, from: 2026-01-01, until: 2027-01-01 }
`;

/** The settings of the compiler in a project with explicit modules, and with those that `cdk8s init` writes. */
const EXPLICIT = {
  compiler: ['typescript', '@types/node'].map((dep) => `${dep}@${devDependencies[dep]}`),
  settings: { target: 'es2022', module: 'nodenext', strict: true, skipLibCheck: false, types: ['node'] },
};
const template = join(root, 'node_modules/cdk8s-cli/templates/typescript-app');
const INIT = {
  compiler: ['typescript', '@types/node'].map((dep) => `${dep}@${ofTemplate('package.json').devDependencies[dep]}`),
  settings: ofTemplate('tsconfig.json').compilerOptions,
};

function ofTemplate(file) {
  return JSON.parse(readFileSync(join(template, file), 'utf8'));
}

function tryProject(kind, { type, compiler, settings: compilerOptions }, tarball) {
  const folder = join(work, kind);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: `app-${kind}`, private: true, type }));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts'] }));
  writeFileSync(join(folder, 'app.ts'), app);
  mkdirSync(join(folder, 'hosts'));
  writeFileSync(join(folder, 'hosts/files.yaml'), host);
  run(folder, 'npm', 'install', '--no-audit', '--no-fund', '--silent', tarball, ...beside, ...compiler);
  run(folder, 'npx', 'tsc');
  run(folder, 'node', 'app.js');
  const text = readFileSync(join(folder, 'dist', 'egress.k8s.yaml'), 'utf8');
  if (!text.includes('kind: BackendTLSPolicy'))
    throw new Error(`${kind}: dist/ does not contain the BackendTLSPolicy of api.example.com`);
  if (!text.includes('files.example.com')) throw new Error(`${kind}: dist/ does not contain the host of the file`);
  if (!existsSync(join(folder, SCHEMA))) throw new Error(`${kind}: the package has no ${SCHEMA}`);
  const checked = run(folder, 'npx', '--no-install', 'cdk8s-egress', 'check', 'dist', '--now', '2026-06-01');
  if (!/^no errors, /m.test(checked))
    throw new Error(`${kind}: cdk8s-egress check reports errors in the output of the library:\n${checked}`);
  loadParts(join(folder, 'node_modules', name, 'build/lib'));
  return text;
}

/** Loads every file that the package's files require. The apps above do not reach all of them. */
function loadParts(lib) {
  for (const file of readdirSync(lib, { recursive: true }).filter((path) => path.endsWith('.js'))) {
    const require = createRequire(join(lib, file));
    for (const [, part] of readFileSync(join(lib, file), 'utf8').matchAll(/require\("(\.[^"]+)"\)/g)) require(part);
  }
}

/** Follows the README of the package, command by command, with the real tarball in place of the named one. */
function followReadme(tarball) {
  const readme = readFileSync(join(work, 'package', 'README.md'), 'utf8');
  const [install, start] = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, lines]) => lines);
  const [program] = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text]) => text);
  const folder = join(work, 'readme');
  mkdirSync(folder);
  shell(folder, install.replace(/\S*cdk8s-egress\S*\.tgz/, tarball));
  writeFileSync(join(folder, 'main.ts'), program);
  shell(folder, start);
  const text = readFileSync(join(folder, 'dist', 'egress.k8s.yaml'), 'utf8');
  if (!text.includes('kind: ServiceEntry'))
    throw new Error('README: dist/ does not contain the ServiceEntry of the first program');
}

/** Runs at a time at which the approvals in the README are valid. */
function shell(cwd, commands) {
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(Date.UTC(2027, 0, 1) / 1000) };
  execFileSync('bash', ['-euc', commands], { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** The folder with the package's files. */
function unpack(tarball) {
  run(work, 'tar', '-xzf', tarball);
  return join(work, 'package');
}

/** Links in the package's pages to files that the package does not contain. */
function deadLinks(folder) {
  const pages = readdirSync(folder, { recursive: true }).filter((path) => path.endsWith('.md'));
  return pages.flatMap((page) =>
    [...readFileSync(join(folder, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)]
      .filter(([, target]) => !existsSync(join(folder, dirname(page), target)))
      .map(([, target]) => `${page}: ${target}`),
  );
}

try {
  const [{ filename, size }] = JSON.parse(run(root, 'npm', 'pack', '--json', '--silent', '--pack-destination', work));
  const tarball = join(work, filename);
  const dead = deadLinks(unpack(tarball));
  if (dead.length > 0) throw new Error(`dead links in the package:\n${dead.join('\n')}`);
  followReadme(tarball);
  const outputs = [
    tryProject('commonjs', { ...EXPLICIT, type: 'commonjs' }, tarball),
    tryProject('module', { ...EXPLICIT, type: 'module' }, tarball),
    tryProject('init', { ...INIT, type: 'commonjs' }, tarball),
  ];
  if (outputs.some((output) => output !== outputs[0])) throw new Error('the projects synthesize different manifests');
  console.log(
    `${filename} (${Math.round(size / 1024)} kB) type-checks, synthesizes and checks from CommonJS, from ES modules and from a project of cdk8s init, and its README works`,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
