import { Chart } from 'cdk8s';
import {
  Approval,
  type ApprovalGrant,
  Caller,
  CallerSet,
  EgressApp,
  type EgressAppProps,
  EgressGateway,
  type EgressGatewayProps,
  ExtAuthPolicy,
  type ExtAuthPolicyProps,
  ExternalHost,
  type ExternalHostProps,
  type IEgressGateway,
  PassthroughHost,
  type PassthroughHostProps,
  RequestCondition,
} from '../lib';

/** The time at which the tests run. The approval of {@link grant} is valid then. */
export const NOW = new Date('2026-11-23T12:00:00Z');

/** The callers of the hosts of tests, on the listener `http` with port 8080. */
export const AGENTS = new CallerSet({ name: 'http', port: 8080, callers: [Caller.serviceAccount('team-a', 'agent')] });

/** Other callers, with a listener of their own. */
export function set(name: string, port: number): CallerSet {
  return new CallerSet({ name, port, callers: [Caller.serviceAccount(name, 'agent')] });
}

/** An app at that time, and its only chart. The namespace of {@link AGENTS} is that of another repository. */
export function egress(props: EgressAppProps = {}): { app: EgressApp; chart: Chart } {
  const app = new EgressApp({ now: NOW, external: ['NetworkPolicy team-a/egress'], ...props });
  return { app, chart: new Chart(app, 'egress') };
}

export function gateway(chart: Chart, props: Partial<EgressGatewayProps> = {}, id = 'gateway'): EgressGateway {
  return new EgressGateway(chart, id, { name: 'exit', namespace: 'egress-system', callerSets: [AGENTS], ...props });
}

export function policy(chart: Chart, through: IEgressGateway, props: Partial<ExtAuthPolicyProps> = {}, id = 'policy') {
  return new ExtAuthPolicy(chart, id, { name: 'authz', gateway: through, allow: [RequestCondition.always()], ...props });
}

/** A gateway with a policy, as every host needs it. */
export function exit(chart: Chart, props: Partial<EgressGatewayProps> = {}): EgressGateway {
  const made = gateway(chart, props);
  policy(chart, made);
  return made;
}

export function grant(props: Partial<ApprovalGrant> = {}): Approval {
  const who = { owner: 'team-a', ticket: 'SEC-12', reason: 'weather data', approvedBy: 'security@example.com' };
  return Approval.granted({ ...who, from: '2026-01-01', until: '2027-03-01', ...props });
}

export function host(chart: Chart, through: IEgressGateway, props: Partial<ExternalHostProps> = {}, id = 'host') {
  const usual = { gateway: through, host: 'api.example.com', port: 443, callers: AGENTS, approval: grant() };
  return new ExternalHost(chart, id, { ...usual, ...props });
}

export function passthrough(
  chart: Chart,
  through: IEgressGateway,
  props: Partial<PassthroughHostProps> = {},
  id = 'passthrough',
) {
  const usual = { gateway: through, host: 'bank.example.com', port: 443, callers: AGENTS, approval: grant() };
  return new PassthroughHost(chart, id, { ...usual, inspection: 'none', reason: 'the client has a certificate', ...props });
}
