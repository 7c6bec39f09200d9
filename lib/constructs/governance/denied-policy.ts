import type { ApprovalKeys } from '../../core/labels';
import { DESTINATION_RESOURCES } from './admission';
import { ROUTE_RESOURCES } from './destination-kinds';
import { tabled } from './long-lists';
import { compared, type Guard, NOT_BEING_DELETED, written } from './policy-parts';

/** What names a host outside, or a route to one. */
export const DENIED_RESOURCES = [...DESTINATION_RESOURCES, ...ROUTE_RESOURCES] as const;

/** The settings of the policy for denied names. */
export interface DeniedPolicy {
  readonly keys: ApprovalKeys;
  /** Names in lower case. Each stands for itself and for all names below it. */
  readonly denied: readonly string[];
}

/** More labels than any host has. A list of this length costs the API server little, and CEL cannot count. */
const MOST_LABELS = 20;
const POSITIONS = `[${Array.from({ length: MOST_LABELS }, (_, index) => index + 1).join(', ')}]`;

const isHost = (ref: string) => `${ref}.?kind.orValue("Service") == "Hostname"`;
const rewritten = (owner: string) =>
  `${owner}.?filters.orValue([]).filter(filter, has(filter.urlRewrite) && has(filter.urlRewrite.hostname)).map(filter, filter.urlRewrite.hostname)`;
const mirrored = (owner: string) =>
  `${owner}.?filters.orValue([]).filter(filter, has(filter.requestMirror) && ${isHost('filter.requestMirror.backendRef')}).map(filter, filter.requestMirror.backendRef.name)`;
const backends = `rule.?backendRefs.orValue([])`;

/** Older API servers cannot flatten lists, so that the names of a rule are joined first. Names have no spaces. */
const OF_ROUTE = `(object.spec.?hostnames.orValue([]) + object.spec.?rules.orValue([]).map(rule,
    (${rewritten('rule')} + ${mirrored('rule')}
      + ${backends}.filter(ref, ${isHost('ref')}).map(ref, ref.name)
      + ${backends}.map(ref, (${rewritten('ref')} + ${mirrored('ref')}).join(" "))).join(" "))).join(" ").split(" ")`;

/** The names that an object has of hosts outside. Also those that a route writes into requests: a dynamic proxy follows them. */
const NAMES = `object.kind == "ServiceEntry" ? object.spec.?hosts.orValue([])
    + object.spec.?endpoints.orValue([]).filter(endpoint, has(endpoint.address)).map(endpoint, endpoint.address)
  : object.kind == "WorkloadEntry" ? [object.spec.?address.orValue("")]
  : object.kind == "Backend" ? object.spec.?static.?hosts.orValue([]).map(each, each.host)
  : object.kind == "Service" ? [object.spec.?externalName.orValue("")]
  : ${OF_ROUTE}`;

/** The part of a name from its n-th label on: `split` leaves the rest of the name in the last of n parts. */
const FROM_LABEL = 'name.split(".", n)[n - 1]';

/** All names that a denied one is below: a wildcard for one of them covers it. */
function above(denied: readonly string[]): string[] {
  return denied.flatMap((name) => {
    const labels = name.split('.');
    return labels.slice(1).map((_, index) => labels.slice(index + 1).join('.'));
  });
}

/**
 * The policy that refuses denied names, whoever writes them, also with an approval. Each name is compared by its endings, so that
 * the cost depends on the number of its labels, and not on that of the denied names.
 */
export function deniedGuard({ keys, denied }: DeniedPolicy): Guard {
  const [names, covered] = [tabled('denied', denied), tabled('above', above(denied))];
  const found = `size(name.split(".")) > ${MOST_LABELS}
  || ${POSITIONS}.exists(n, n <= size(name.split(".")) && (${names.has(FROM_LABEL)}))
  || (name.startsWith("*") && (name == "*" || ${covered.has('name.substring(name.indexOf(".") + 1)')}))`;
  return {
    background: true,
    matchConstraints: { resourceRules: written(DENIED_RESOURCES) },
    matchConditions: [NOT_BEING_DELETED],
    variables: [
      ...names.variables,
      ...covered.variables,
      { name: 'written', expression: NAMES },
      { name: 'names', expression: compared('variables.written') },
      { name: 'found', expression: `variables.names.filter(name, ${found})` },
      { name: 'owner', expression: `object.metadata.?annotations[?"${keys.owner}"].orValue("nobody")` },
    ],
    validations: [
      {
        expression: 'size(variables.found) == 0',
        message: 'the object names a host that the security team denies: remove the host',
        messageExpression: `"the security team denies the host " + variables.found.join(", ") + " (owner: " + variables.owner
  + "), or a name above it, and no approval permits it: remove the host, or ask them to take it off the list"`,
      },
    ],
  };
}
