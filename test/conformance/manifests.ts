// The manifests for the cases: dist/ as committed, and variants that the library makes.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Chart } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import {
  Approval,
  type ApprovalLimits,
  Caller,
  CallerSet,
  EgressApp,
  EgressGateway,
  type EgressGatewayProps,
  EgressGovernance,
  type EgressGovernanceProps,
  ExtAuthPolicy,
  type ExtAuthPolicyProps,
  ExternalHost,
  type ExternalHostProps,
  RequestCondition,
  Tls,
} from '../../lib';
import type { KubeObject } from './bed';

/** The tutorial's destination, and the header that its policy requires. */
export const HOST = 'host.docker.internal';
/** Its address on Docker Desktop. */
const HOST_ADDRESS = '192.168.65.254';
export const ALLOWED = { 'x-force-authorized': 'true' };
export const NAMESPACE = 'egress-system';

const root = resolve(__dirname, '../..');

/** The objects of a YAML stream. */
export function parse(yaml: string): KubeObject[] {
  return parseAllDocuments(yaml).map((document) => document.toJS() as KubeObject);
}

/** The committed dist/, in file order. */
export function dist(): KubeObject[] {
  const folder = join(root, 'dist');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => parse(readFileSync(join(folder, name), 'utf8')));
}

/** Removes the policies that only Kyverno's admission controller reads, for groups that run without it. */
export function withoutAdmission(objects: readonly KubeObject[]): KubeObject[] {
  return objects.filter(({ kind }) => !kind.startsWith('Validating'));
}

type Hosts = Readonly<Record<string, Partial<ExternalHostProps>>>;

/** The settings of a variant. All others are as in main.ts. */
export interface Variant {
  readonly gateway?: Partial<EgressGatewayProps>;
  readonly policy?: Partial<ExtAuthPolicyProps>;
  /** @default - no limits */
  readonly approvals?: ApprovalLimits;
  /** @default - no governance */
  readonly governance?: Partial<EgressGovernanceProps>;
  /** By construct id. @default - Ollama, as in main.ts */
  readonly hosts?: Hosts | ((chart: Chart, gateway: EgressGateway) => Hosts);
}

/** An approval that is valid now. */
export const approval = Approval.granted({
  owner: 'conformance',
  ticket: 'T-1',
  reason: 'a case',
  approvedBy: 'the suite',
  from: '2026-01-01',
  until: '2100-01-01',
});

/** The callers of all hosts, on a listener with this name and port. */
export function on(name: string, port: number): CallerSet {
  return new CallerSet({ name, port, callers: [Caller.serviceAccount('team-a', 'agent')] });
}

/** The listener of the hosts that name no other. */
const AGENTS = on('http', 8080);

/** Cases add destinations by hand, which the gateway may reach too. What the NetworkPolicy of a gateway permits is shown with dist/. */
const EVERYTHING_OUTSIDE: KubeObject = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'everything-outside', namespace: NAMESPACE },
  spec: {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [{ to: [{ ipBlock: { cidr: '198.51.100.0/24' } }, { ipBlock: { cidr: `${HOST_ADDRESS}/32` } }] }],
  },
};

/** The objects of a variant of the reference app. Its time-outs are short, to keep the cases fast. */
export function variant({
  gateway: gatewayProps,
  policy,
  governance,
  approvals,
  hosts = { ollama: {} },
}: Variant = {}): KubeObject[] {
  // Some cases need a policy that is too large: they show what the server does with it.
  const severities = { 'kyverno/policy-does-not-compile': 'off', 'egress/unlimited-client': 'off' } as const;
  const app = new EgressApp({ severities, ...(approvals && { approvals }) });
  const chart = new Chart(app, 'egress');
  const names = { name: 'egress-kgateway', namespace: NAMESPACE };
  const own = { ...names, createNamespace: true, replicas: 1, callerSets: [AGENTS] };
  const gateway = new EgressGateway(chart, 'gateway', { ...own, ...gatewayProps });
  const allow = [RequestCondition.header('x-force-authorized', 'enabled', 'true')];
  if (gateway.decision || gateway.leavesUndecided)
    new ExtAuthPolicy(chart, 'authorization', { name: 'kyverno-authz-server', gateway, allow, ...policy });
  for (const [name, props] of Object.entries(typeof hosts === 'function' ? hosts(chart, gateway) : hosts)) {
    const times = { retries: 3, retryOn: 'wide', perTryTimeout: '500ms', timeout: '5s' } as const;
    const addresses = (props.host ?? HOST) === HOST ? { addresses: [HOST_ADDRESS] } : {};
    const ollama = { host: HOST, port: 11434, ...addresses, callers: AGENTS, tls: Tls.none() };
    new ExternalHost(chart, name, { name, gateway, approval, ...ollama, ...times, ...props });
  }
  const governs = { name: 'egress', gateways: [gateway], clients: ['team-a', 'team-b'] };
  if (governance) new EgressGovernance(chart, 'governance', { ...governs, ...governance });
  return [...parse(app.synthYaml()), EVERYTHING_OUTSIDE];
}
