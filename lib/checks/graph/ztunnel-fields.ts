import type { AuthorizationPolicyRule } from '../../../imports/security.istio.io/authorization-policy';
import type { Path } from '../../core/path';

/** What ztunnel reads of a rule of an AuthorizationPolicy; everything else needs a proxy that sees requests. */
export interface RuleFields {
  /** Paths, within the rule, of what ztunnel does not read. */
  readonly ignored: readonly Path[];
  /** Whether anything is left that it reads. */
  readonly enforced: boolean;
  /** As an ALLOW it allows more than it says: beside what it reads, trust domains are left out, and nothing else. */
  readonly widened: boolean;
}

const L4_SOURCE = new Set([
  ...['principals', 'notPrincipals', 'namespaces', 'notNamespaces', 'ipBlocks', 'notIpBlocks'],
  ...['serviceAccounts', 'notServiceAccounts'],
]);
const L4_OPERATION = new Set(['ports', 'notPorts']);
const L4_WHEN = new Set(['source.ip', 'source.namespace', 'source.principal', 'destination.ip', 'destination.port']);

/** Trust domains are left out before ztunnel gets the rule, whatever its action; every other field takes an ALLOW with it. */
function isTrustDomain(path: Path): boolean {
  const field = path.at(-1);
  return field === 'trustDomains' || field === 'notTrustDomains';
}

/** Splits the fields of a rule. */
export function readByZtunnel({ from = [], to = [], when = [] }: AuthorizationPolicyRule): RuleFields {
  const places = [
    ...from.flatMap(({ source = {} }, i) => fields(source, ['from', i, 'source'], L4_SOURCE)),
    ...to.flatMap(({ operation = {} }, i) => fields(operation, ['to', i, 'operation'], L4_OPERATION)),
    ...when.map(({ key }, i) => ({ path: ['when', i, 'key'], known: L4_WHEN.has(key) })),
  ];
  const ignored = places.filter(({ known }) => !known).map(({ path }) => path);
  const enforced = ignored.length < places.length;
  return { ignored, enforced, widened: enforced && ignored.length > 0 && ignored.every(isTrustDomain) };
}

function fields(object: object, path: Path, known: ReadonlySet<string>) {
  return Object.keys(object).map((key) => ({ path: [...path, key], known: known.has(key) }));
}
