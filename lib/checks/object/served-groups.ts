import { readFileSync } from 'node:fs';
import { SERVED } from '../../../imports/schemas';
import { lazy } from '../../core/memo';
import { componentName, type Platform, type PlatformComponent } from '../../core/platform';
import { presenceIn, type Span } from '../../core/version-span';

/** The versions of a component that serve a version of a kind: on the standard channel, or only on the experimental one. */
export type Served = Span | { readonly experimental: Span };

/** All kinds of an API group, and the versions of each. Kubernetes' own groups have no component. */
export interface ServedGroup {
  readonly component?: PlatformComponent;
  readonly compared?: readonly string[];
  readonly kinds: Readonly<Record<string, Readonly<Record<string, Served>>>>;
}

/** The known API groups, from `imports/served.json`. Read on the first call. */
export const servedGroups = lazy(
  () => new Map(Object.entries(JSON.parse(readFileSync(SERVED, 'utf8')) as Record<string, ServedGroup>)),
);

/** Whether a version is on the standard channel. */
export function isStandard(served: Served): served is Span {
  return !('experimental' in served);
}

/** Whether a platform serves a version on its channel. What is not known counts as served. */
export function isServed({ component, compared = [] }: ServedGroup, served: Served, platform: Platform): boolean {
  if (component === undefined) return true;
  return presenceIn(platform.version(component), isStandard(served) ? served : served.experimental, compared) !== 'no';
}

/** The versions of a kind that a platform serves on the standard channel; those of any platform without `platform`. */
export function standardVersions(group: ServedGroup, kind: string, platform?: Platform): string[] {
  const versions = Object.hasOwn(group.kinds, kind) ? Object.entries(group.kinds[kind] ?? {}) : [];
  return versions.flatMap(([version, served]) =>
    isStandard(served) && (!platform || isServed(group, served, platform)) ? [version] : [],
  );
}

/** The name of the component of a group, and the release of a platform: `kgateway 2.3`. */
export function releaseOf(group: ServedGroup, platform: Platform): string {
  return `${componentOf(group)} ${group.component === undefined ? '1.36' : platform.version(group.component)}`;
}

/** The name of the component of a group. */
export function componentOf({ component }: ServedGroup): string {
  return component === undefined ? 'Kubernetes' : componentName(component);
}
