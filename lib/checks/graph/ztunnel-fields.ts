import type { AuthorizationPolicyRule } from '../../../imports/security.istio.io/authorization-policy';
import type { Path } from '../../core/path';

/** The fields of an AuthorizationPolicy rule that ztunnel reads. All others need a proxy that sees requests. */
export interface RuleFields {
  /** The paths within the rule that ztunnel does not read. */
  readonly ignored: readonly Path[];
  /** Whether ztunnel reads some of the fields. */
  readonly enforced: boolean;
  /** Whether an ALLOW rule allows more than it specifies: ztunnel reads some fields, and ignores only trust domains. */
  readonly widened: boolean;
}

const L4_SOURCE = new Set([
  ...['principals', 'notPrincipals', 'namespaces', 'notNamespaces', 'ipBlocks', 'notIpBlocks'],
  ...['serviceAccounts', 'notServiceAccounts'],
]);
const L4_OPERATION = new Set(['ports', 'notPorts']);
const L4_WHEN = new Set(['source.ip', 'source.namespace', 'source.principal', 'destination.ip', 'destination.port']);

/** Trust domains are removed before ztunnel gets the rule, whatever its action. Other ignored fields remove a whole ALLOW rule. */
export function isTrustDomain(field: Path[number] | undefined): boolean {
  return field === 'trustDomains' || field === 'notTrustDomains';
}

/** Sorts the fields of a rule into those that ztunnel reads and those that it ignores. */
export function readByZtunnel({ from = [], to = [], when = [] }: AuthorizationPolicyRule): RuleFields {
  const all = [
    ...from.flatMap(({ source = {} }, i) => fields(source, ['from', i, 'source'], L4_SOURCE)),
    ...to.flatMap(({ operation = {} }, i) => fields(operation, ['to', i, 'operation'], L4_OPERATION)),
    ...when.map(({ key }, i) => ({ path: ['when', i, 'key'], known: L4_WHEN.has(key) })),
  ];
  const ignored = all.filter(({ known }) => !known).map(({ path }) => path);
  const enforced = ignored.length < all.length;
  const isWidened = from.some(({ source = {} }) => isMixed(Object.keys(source)));
  return { ignored, enforced, widened: isWidened && ignored.every((path) => isTrustDomain(path.at(-1))) };
}

/** A source with trust domains alone matches nobody: nothing is left of it. */
function isMixed(fields: readonly string[]): boolean {
  return fields.some(isTrustDomain) && !fields.every(isTrustDomain);
}

function fields(object: object, path: Path, known: ReadonlySet<string>) {
  return Object.keys(object).map((key) => ({ path: [...path, key], known: known.has(key) }));
}
