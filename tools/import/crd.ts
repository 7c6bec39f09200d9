import { clean } from './clean';
import { asArray, asRecord, asText, isRecord, type Json, type JsonRecord } from './json';
import type { KindName, Resource } from './resource';
import { splitApiVersion } from './resource';

/** The served versions of a CRD, in order of preference: stable, then beta, then alpha, and the highest number first. */
export function servedVersions(crd: Json): readonly string[] {
  const served = versionsOf(crd).filter((version) => version.served === true);
  return served.map((version) => asText(version.name, 'versions.name')).sort(byStability);
}

/** Whether the document is a CRD and has this group and kind, where they are given. */
export function isCrd(document: Json, group?: string, kind?: string): document is JsonRecord {
  if (!isRecord(document) || document.kind !== 'CustomResourceDefinition') return false;
  const { spec, names } = parts(document);
  return (group === undefined || spec.group === group) && (kind === undefined || names.kind === kind);
}

/** @throws if the CRD does not serve the version, or if one of its rules is not supported */
export function readCrd(crd: Json, { apiVersion, kind }: KindName): Resource {
  const { spec, names } = parts(asRecord(crd, kind));
  const { group, version } = splitApiVersion(apiVersion);
  const found = versionsOf(crd).find((each) => each.name === version && each.served === true);
  if (!found) throw new Error(`${kind}: ${apiVersion} is not served; the CRD serves ${servedVersions(crd).join(', ')}`);
  const at = `${apiVersion} ${kind}`;
  return {
    group,
    version,
    twins: twinsOf(crd, found),
    kind,
    plural: asText(names.plural, `${at}: names.plural`),
    scope: spec.scope === 'Cluster' ? 'Cluster' : 'Namespaced',
    statusSubresource: isRecord(found.subresources) && found.subresources.status !== undefined,
    deprecated: found.deprecated === true,
    schema: clean(asRecord(found.schema, at).openAPIV3Schema, at),
  };
}

/** The schema of a version as the CRD contains it. `undefined` if the version is not served. */
export function schemaOf(crd: Json, version: string): Json | undefined {
  const found = versionsOf(crd).find((each) => each.name === version && each.served === true);
  return found && asRecord(found.schema, version).openAPIV3Schema;
}

/** The other served versions with the same schema except for descriptions. Versions with unreadable rules are left out. */
function twinsOf(crd: Json, version: JsonRecord): readonly string[] {
  const textOf = (each: JsonRecord) => JSON.stringify(clean(asRecord(each.schema, 'schema').openAPIV3Schema, 'schema'));
  const text = textOf(version);
  const others = versionsOf(crd).filter((each) => each !== version && each.served === true);
  const names = others.flatMap((each) => {
    try {
      return textOf(each) === text ? [asText(each.name, 'versions.name')] : [];
    } catch {
      return [];
    }
  });
  return names.sort(byStability);
}

/** The preferred served version and the kind, which `--source` generates. */
export function kindOfCrd(crd: JsonRecord): KindName {
  const { spec, names } = parts(crd);
  const kind = asText(names.kind, 'names.kind');
  const [version] = servedVersions(crd);
  if (!version) throw new Error(`${kind}: the CRD serves no version`);
  return { apiVersion: `${asText(spec.group, 'spec.group')}/${version}`, kind };
}

function parts(crd: JsonRecord): { readonly spec: JsonRecord; readonly names: JsonRecord } {
  const spec = asRecord(crd.spec, 'CustomResourceDefinition: spec');
  return { spec, names: asRecord(spec.names, 'CustomResourceDefinition: spec.names') };
}

function versionsOf(crd: Json): readonly JsonRecord[] {
  const { spec } = parts(asRecord(crd, 'CustomResourceDefinition'));
  return asArray(spec.versions, 'spec.versions').map((version) => asRecord(version, 'spec.versions'));
}

function byStability(a: string, b: string): number {
  const [x, y] = [rank(a), rank(b)];
  return y.stage - x.stage || y.major - x.major || y.minor - x.minor;
}

function rank(version: string): { readonly stage: number; readonly major: number; readonly minor: number } {
  const [, major, stage, minor] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  const stages = ['alpha', 'beta', undefined];
  return { stage: major ? stages.indexOf(stage) : -1, major: Number(major ?? 0), minor: Number(minor ?? 0) };
}
