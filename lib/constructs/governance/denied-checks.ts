import { type ApprovalLimits, deniedDomain } from '../../core/approval-limits';
import { HostPatterns, plainHost } from '../../core/net/host-patterns';
import type { PropCheck } from '../../core/prop-checks';
import type { EgressGovernanceProps } from './governance-props';

type Subject = { readonly props: EgressGovernanceProps; readonly limits: ApprovalLimits };

/** An object of the cluster has at most 1.5 MB, and each name can be in it several times. */
const MOST = { names: 10_000, characters: 400_000 };

/** The names that a construct refuses at admission: its own, and those that the limits of the app deny everywhere. */
export function deniedNames(
  { deniedHosts = [] }: Pick<EgressGovernanceProps, 'deniedHosts'>,
  { deniedSuffixes = [] }: ApprovalLimits,
): string[] {
  return [...new Set([...deniedHosts, ...deniedSuffixes.map(deniedDomain)])].sort();
}

function sizeOf({ props, limits }: Subject) {
  const names = deniedNames(props, limits);
  return { names: names.length, characters: names.join('').length };
}

/** The hosts of the gateways that the policy would refuse. Those below suffixes of the app are findings of `egress/denied-host`. */
function deniedOf({ props: { gateways = [], deniedHosts = [] } }: Subject): string[] {
  const denied = HostPatterns.below(deniedHosts);
  const hosts = gateways.flatMap((gateway) => gateway.hosts.map(({ host }) => host));
  return [...new Set(hosts.filter((host) => denied.meets(plainHost(host))))].sort();
}

/** The checks of the property `deniedHosts`. */
export const deniedChecks: readonly PropCheck<Subject>[] = [
  {
    rule: 'input/host',
    path: 'deniedHosts',
    breaks: (s) => sizeOf(s).names > MOST.names || sizeOf(s).characters > MOST.characters,
    got: (s) => `${sizeOf(s).names} names with ${sizeOf(s).characters} characters`,
    allowed: `at most ${MOST.names} names with ${MOST.characters} characters together, those of approvals.deniedSuffixes included`,
    fix: 'name a domain instead of the names below it',
  },
  {
    // Admission would refuse its objects.
    rule: 'input/host',
    path: 'deniedHosts',
    breaks: (s) => deniedOf(s).length > 0,
    got: (s) => `the denied hosts ${deniedOf(s).join(', ')}`,
    allowed: 'names that no host of the gateways has or is below',
    fix: 'remove the ExternalHost, or take the name off the list',
  },
];
