import { memoizePerObject } from '../../core/memo';
import { nearestName } from '../../core/nearest-name';
import type { Platform } from '../../core/platform';
import { minorOf } from '../../core/version-span';
import { groupOf, kindOf, type Manifest, versionOf } from '../../manifests/manifest';
import type { Complaint } from '../schema/issue';
import { pinnedKind, pinnedKindsOf } from './schema-of';
import { componentOf, isServed, isStandard, releaseOf, type ServedGroup, servedGroups, standardVersions } from './served-groups';

/** Why a kind is not served, and the field that is wrong. */
export type UnservedComplaint = Complaint & { readonly field: 'apiVersion' | 'kind' };

/** The names of a kind, as in a manifest. */
type Names = Pick<Manifest, 'apiVersion' | 'kind'>;

/**
 * Why the API server of a platform has "no matches for kind"; `undefined` if it serves the kind in this version, or if the group is
 * not known.
 */
export function unservedComplaint({ apiVersion, kind }: Names, platform: Platform): UnservedComplaint | undefined {
  const known = complaintsOf(platform);
  const key = `${apiVersion} ${kind}`;
  if (!known.has(key)) known.set(key, complaintOf({ apiVersion, kind }, platform));
  return known.get(key);
}

/** All objects of a kind have the same complaint. */
const complaintsOf = memoizePerObject((_: Platform) => new Map<string, UnservedComplaint | undefined>());

/** Groups that no supported version serves. */
const REMOVED_GROUPS = ['authentication.istio.io', 'config.istio.io', 'extensions', 'networking.x-k8s.io', 'rbac.istio.io'];

/** Kinds that have another name now. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['gateway.kgateway.dev/RoutePolicy', 'TrafficPolicy'],
  ['gateway.networking.k8s.io/ReferencePolicy', 'ReferenceGrant'],
  ['gateway.networking.x-k8s.io/XListenerSet', 'gateway.networking.k8s.io/v1 ListenerSet'],
]);

function complaintOf(names: Names, platform: Platform): UnservedComplaint | undefined {
  const group = groupOf(names.apiVersion);
  const known = servedGroups().get(group);
  if (known && Object.hasOwn(known.kinds, names.kind)) return complaintOfVersion(known, names, platform);
  if (known) return complaintOfKind(known, names);
  if (REMOVED_GROUPS.includes(group)) return unknownKind(names, elsewhere(names), []);
  const { versions = [] } = pinnedKind(kindOf(names)) ?? {};
  if (versions.length === 0) return complaintOfGroup(names);
  if (versions.includes(versionOf(names.apiVersion))) return undefined;
  return unserved(names, versions, { release: 'the component' });
}

/** A group that is known in part, or not at all. The kind tells whether it is a misspelt one. */
function complaintOfGroup(names: Names): UnservedComplaint | undefined {
  const group = groupOf(names.apiVersion);
  const near = nearestName(singular(names.kind), pinnedKindsOf(group).keys());
  if (near !== undefined) return unknownKind(names, [near], []);
  const meant = elsewhere(names).filter((name) => isMeant(group, groupOf(name.split(' ')[0] ?? '')));
  if (meant.length === 0) return undefined;
  const message = `no matches for kind ${names.kind} in version ${names.apiVersion}`;
  return { ...unknownKind(names, meant, []), field: 'apiVersion', message };
}

/**
 * Whether a group is probably another one that has the same kind: it has no dot, unlike the groups of all CRDs; or it has the same
 * domain, such as `istio.io`; or it differs only in a few letters or after the last dot.
 */
function isMeant(group: string, other: string): boolean {
  if (!group.includes('.')) return true;
  if (group.endsWith('.x-k8s.io')) return false;
  const domain = (name: string) => name.split('.').slice(-2).join('.');
  const stem = (name: string) => name.slice(0, name.lastIndexOf('.'));
  return domain(group) === domain(other) || stem(group) === stem(other) || nearestName(group, [other]) !== undefined;
}

/** A kind that the group has, in some version. */
function complaintOfVersion(group: ServedGroup, names: Names, platform: Platform): UnservedComplaint | undefined {
  const standard = standardVersions(group, names.kind, platform);
  const version = versionOf(names.apiVersion);
  if (standard.includes(version)) return undefined;
  const versions = group.kinds[names.kind] ?? {};
  const served = Object.hasOwn(versions, version) ? versions[version] : undefined;
  const release = releaseOf(group, platform);
  if (!served) return unserved(names, standard, { release });
  if (isStandard(served)) return unserved(names, standard, { release, first: firstOf(group, served.since) });
  const experimental = isServed(group, served, platform);
  if (standard.length > 0) return unserved(names, standard, { release, experimental });
  return experimental ? undefined : complaintOfRenamed(names);
}

function firstOf(group: ServedGroup, since: string | undefined): string | undefined {
  return since && `${componentOf(group)} ${minorOf(since)} or later`;
}

/** A kind that only the experimental channel had. Unless it was renamed, an upgraded cluster may still have its CRD. */
function complaintOfRenamed(names: Names): UnservedComplaint | undefined {
  const now = RENAMED.get(kindOf(names));
  return now === undefined ? undefined : unknownKind(names, [now], []);
}

/** A kind that the group does not have. To groups of Kubernetes, other servers add kinds: `v1 Template` of OpenShift. */
function complaintOfKind({ component, kinds }: ServedGroup, names: Names): UnservedComplaint | undefined {
  // kubectl applies the items of any list.
  if (names.kind.endsWith('List')) return undefined;
  const renamed = RENAMED.get(kindOf(names));
  const near = nearestName(singular(names.kind), Object.keys(kinds));
  const proposals = [...(renamed ? [renamed] : []), ...(near ? [near] : []), ...elsewhere(names)];
  return component === undefined && proposals.length === 0 ? undefined : unknownKind(names, proposals, Object.keys(kinds));
}

/** Some write the plural of the resource: `NetworkPolicies`. */
function singular(kind: string): string {
  return kind.replace(/ies$/, 'y');
}

/** The same kind in other groups: `apps/v1 Deployment` for `v1 Deployment`. */
function elsewhere({ apiVersion, kind }: Names): string[] {
  const own = groupOf(apiVersion);
  const served = [...servedGroups()].flatMap(([name, group]) => {
    const [version] = name === own ? [] : newestFirst(standardVersions(group, kind));
    return version === undefined ? [] : [`${withGroup(name, version)} ${kind}`];
  });
  const pinned = PARTLY_KNOWN.flatMap((name) => {
    const [version] = name === own ? [] : (pinnedKindsOf(name).get(kind)?.versions ?? []);
    return version === undefined ? [] : [`${withGroup(name, version)} ${kind}`];
  });
  return [...served, ...pinned];
}

/** Groups of which only the pinned kinds are known. */
const PARTLY_KNOWN = ['policy.networking.k8s.io'];

/** Versions in the order in which Kubernetes prefers them: `v2`, `v1`, `v1beta1`, `v1alpha1`. */
function newestFirst(versions: readonly string[]): readonly string[] {
  const rank = (version: string) => {
    const [, major, stage, minor] = /^v(\d+)(alpha|beta)?(\d*)$/.exec(version) ?? [];
    return (stage === undefined ? 2 : stage === 'beta' ? 1 : 0) * 1e6 + Number(major ?? 0) * 1e3 + Number(minor || 0);
  };
  return [...versions].sort((a, b) => rank(b) - rank(a));
}

function withGroup(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}

function unknownKind({ apiVersion, kind }: Names, proposals: readonly string[], kinds: readonly string[]): UnservedComplaint {
  const allowed = proposals.length > 0 ? proposals : kinds;
  return {
    rule: 'schema/unknown-kind',
    field: 'kind',
    message: `no matches for kind ${kind} in version ${apiVersion}: the API group does not have the kind`,
    allowed: allowed.length > 0 ? allowed.join(', ') : 'kinds of other groups, because this one was removed',
    fix: proposals.length > 0 ? `did you mean ${proposals.join(' or ')}?` : 'correct the kind or the group',
  };
}

interface Unserved {
  /** What does not serve the version, such as `kgateway 2.3`. */
  readonly release: string;
  /** Whether its experimental channel does. */
  readonly experimental?: boolean;
  /** The first release that does. */
  readonly first?: string | undefined;
}

/** @param versions - those that are served */
function unserved(
  { apiVersion, kind }: Names,
  versions: readonly string[],
  { release, experimental, first }: Unserved,
): UnservedComplaint {
  const served = newestFirst(versions).map((version) => withGroup(groupOf(apiVersion), version));
  const [best] = served;
  return {
    rule: 'schema/unserved-version',
    field: 'apiVersion',
    message: `no matches for kind ${kind} in version ${apiVersion}: ${release} does not serve it${experimental ? ' on the standard channel' : ''}`,
    allowed: best === undefined ? (first ?? 'another kind') : served.join(', '),
    fix: best === undefined ? 'remove the object, or upgrade the component' : `use ${best}`,
  };
}
