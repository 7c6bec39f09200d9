import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { parse } from 'yaml';
import { isCrd, kindOfCrd, readCrd } from './crd';
import type { Json, JsonRecord } from './json';
import { openApiFile, readOpenApi } from './openapi';
import type { KindName, Resource } from './resource';
import { splitApiVersion } from './resource';
import type { LocalSource, SourceFile } from './source';

/** A kind found in a source, with the checksum that pins it. */
export interface Found {
  readonly resource: Resource;
  readonly origin: Origin;
}

/** The origin of a kind: a file, which can contain several CRDs, and its sha256. */
export interface Origin {
  readonly source: string;
  readonly path: string;
  readonly sha256: string;
}

/** A CRD found in a source. */
export interface FoundCrd {
  readonly crd: JsonRecord;
  readonly file: SourceFile;
}

interface Document {
  readonly file: SourceFile;
  readonly text: string;
}

/** @throws if the source does not have the kind */
export function findKind(source: LocalSource, name: KindName): Found {
  const openApi = source.files.find((file) => basename(file.path) === openApiFile(name.apiVersion));
  if (openApi) return { resource: readOpenApi(JSON.parse(openApi.text), name), origin: originOf(source, openApi) };
  const found = findCrd(source, splitApiVersion(name.apiVersion).group, name.kind);
  if (found) return { resource: readCrd(found.crd, name), origin: originOf(source, found.file) };
  throw new Error(`${name.apiVersion} ${name.kind} is not in ${source.name}; correct its line in tools/import/config.ts`);
}

/** The CRD of a kind; `undefined` if the source has none. */
export function findCrd(source: LocalSource, group: string, kind: string): FoundCrd | undefined {
  for (const { file, text } of documentsOf(source, kind)) {
    const crd: Json = parse(text);
    if (isCrd(crd, group, kind)) return { crd, file };
  }
  return undefined;
}

/** Every kind for which a source has a CRD, each in its preferred served version. */
export function listKinds(source: LocalSource): readonly KindName[] {
  const crds = documentsOf(source, '').map(({ text }): Json => parse(text));
  const kinds = crds.filter((crd): crd is JsonRecord => isCrd(crd)).map(kindOfCrd);
  if (kinds.length === 0) throw new Error(`${source.name}: contains no CustomResourceDefinition`);
  return kinds;
}

/** The documents that contain the kind's name. Parsing every CRD of a project would take a minute. */
function documentsOf(source: LocalSource, kind: string): readonly Document[] {
  const all = source.files.flatMap((file) => file.text.split(/^---\s*$/m).map((text) => ({ file, text })));
  return all.filter(({ text }) => text.includes('CustomResourceDefinition') && text.includes(kind));
}

function originOf(source: LocalSource, { path, text }: SourceFile): Origin {
  return { source: source.name, path, sha256: createHash('sha256').update(text).digest('hex') };
}
