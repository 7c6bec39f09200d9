import { basename } from 'node:path';
import { parse } from 'yaml';
import { isCrd, servedVersions } from './crd';
import { documented } from './documented';
import type { Past } from './history';
import { asRecord, asText, isRecord, type Json } from './json';
import { kindKeyOf } from './resource';
import { type Span, type Spans, spanOf } from './since';
import type { LocalSource } from './source';

/** The API versions of a kind: the releases that serve each on the standard channel, else on the experimental channel. */
export type ServedVersions = Readonly<Record<string, Span | { readonly experimental: Span }>>;

/** All kinds of an API group, whether they are pinned or not. */
export interface ServedGroup {
  readonly group: string;
  /** What the releases are versions of. Absent for Kubernetes, of which one version is known. */
  readonly component?: string;
  readonly compared?: readonly string[];
  readonly kinds: Readonly<Record<string, ServedVersions>>;
}

/** The versions that a release serves, by kind. */
type Release = ReadonlyMap<string, readonly string[]>;

/** The kinds of groups that CRDs define, in all compared releases. @param past undefined for a source without older versions */
export function groupsOfCrds(groups: readonly string[], past: Past): readonly ServedGroup[] {
  const compared = past.releases.map(({ version }) => version);
  return groups.map((group) => {
    const standard = past.releases.map(({ source }) => kindsIn(source, group));
    const experimental = past.releases.map((release) => (release.experimental ? kindsIn(release.experimental, group) : NONE));
    const names = [...new Set([...standard, ...experimental].flatMap((each) => [...each.keys()]))].sort();
    const kinds = names.map((kind) => [kind, versionsOf(group, kind, { compared, standard, experimental })] as const);
    return { group, component: past.component, compared, kinds: Object.fromEntries(kinds) };
  });
}

/** The kinds of Kubernetes' own groups. */
export function groupsOfOpenApi(groups: readonly string[], source: LocalSource): readonly ServedGroup[] {
  return groups.map((group) => {
    const documents = source.files.filter(({ path }) => documentGroup(path) === group);
    const all = documents.flatMap(({ text }) => namedKinds(JSON.parse(text), group));
    const kinds: Record<string, Record<string, Span>> = {};
    for (const { kind, version } of all.sort((a, b) => (a.kind < b.kind ? -1 : 1))) {
      kinds[kind] = { ...kinds[kind], [version]: {} };
    }
    return { group, kinds };
  });
}

/** The text of `imports/served.json`: one line for each kind. */
export function servedText(groups: readonly ServedGroup[]): string {
  const sorted = [...groups].sort((a, b) => (a.group < b.group ? -1 : 1));
  return `{\n${sorted.map(groupText).join(',\n')}\n}\n`;
}

function groupText({ group, component, compared, kinds }: ServedGroup): string {
  const head = component === undefined ? '' : `"component":${JSON.stringify(component)},"compared":${JSON.stringify(compared)},`;
  const lines = Object.entries(kinds).map(([kind, versions]) => `${JSON.stringify(kind)}:${JSON.stringify(versions)}`);
  return `${JSON.stringify(group)}: {${head}"kinds":{\n${lines.join(',\n')}\n}}`;
}

const NONE: Release = new Map();

interface Releases {
  readonly compared: readonly string[];
  readonly standard: readonly Release[];
  readonly experimental: readonly Release[];
}

function versionsOf(group: string, kind: string, { compared, standard, experimental }: Releases): ServedVersions {
  const of = (releases: readonly Release[]): Spans => {
    const names = [...new Set(releases.flatMap((release) => release.get(kind) ?? []))].sort();
    return Object.fromEntries(
      names.map((name) => {
        const having = compared.filter((_, index) => releases[index]?.get(kind)?.includes(name));
        return [name, spanOf(compared, having, `${kind} ${name}`)];
      }),
    );
  };
  const onlyExperimental = Object.entries(of(experimental)).map(([name, span]) => [name, { experimental: span }] as const);
  const known = documented[kindKeyOf(group, kind)]?.apiVersions ?? {};
  const since = Object.entries(known).map(([name, version]) => [name, { since: version }] as const);
  return Object.fromEntries(
    [...onlyExperimental, ...Object.entries(of(standard)), ...since].sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** The schemas of the CRDs are cut out: to parse all of them would take minutes. */
function kindsIn(source: LocalSource, group: string): Release {
  const texts = source.files.flatMap((file) => file.text.split(/^---\s*$/m)).filter((text) => text.includes(`group: ${group}\n`));
  const crds = texts.map((text): Json => parse(withoutSchemas(text))).filter((crd): crd is Json => isCrd(crd, group));
  return new Map(
    crds.map((crd) => {
      const names = asRecord(asRecord(asRecord(crd, group).spec, group).names, group);
      return [asText(names.kind, group), servedVersions(crd)];
    }),
  );
}

function withoutSchemas(text: string): string {
  return text.replace(/^( *)schema:\n(?:\1 +.*\n|\n)*/gm, '');
}

/** `apis__apps__v1_openapi.json` → `apps`; `api__v1_openapi.json` → the core group. */
function documentGroup(path: string): string | undefined {
  const [, group] = /^apis?__(?:(.+)__)?v\w+_openapi\.json$/.exec(basename(path)) ?? [];
  return basename(path).startsWith('api__') ? '' : group;
}

/** The kinds that an OpenAPI document defines: those with metadata of their own, but not lists. */
function namedKinds(document: Json, group: string): { readonly kind: string; readonly version: string }[] {
  const { schemas } = asRecord(asRecord(document, group).components, group);
  return Object.values(asRecord(schemas, group)).flatMap((schema) => {
    const { properties, 'x-kubernetes-group-version-kind': names } = asRecord(schema, group);
    const [name, ...others] = Array.isArray(names) ? names.map((each: Json) => asRecord(each, group)) : [];
    if (name === undefined || others.length > 0 || name.group !== group) return [];
    if (!isRecord(properties) || !isRecord(properties.metadata) || isRecord(properties.items)) return [];
    return [{ kind: asText(name.kind, group), version: asText(name.version, group) }];
  });
}
