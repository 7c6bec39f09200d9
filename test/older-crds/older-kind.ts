import { transformSync } from 'esbuild';
import type { CelRules } from '../../lib/checks/cel/cel';
import { type CompiledKind, compileKind } from '../../lib/checks/object/validate';
import { servedVersions } from '../../tools/import/crd';
import { findCrd, findKind } from '../../tools/import/find';
import { splitApiVersion } from '../../tools/import/resource';
import { ruledSchema } from '../../tools/import/rules';
import type { LocalSource } from '../../tools/import/source';

/** A kind as an older CRD defines it; `undefined` if the CRD does not serve this version. */
export function olderKind(source: LocalSource, apiVersion: string, kind: string): CompiledKind | undefined {
  const { group, version } = splitApiVersion(apiVersion);
  const crd = findCrd(source, group, kind)?.crd;
  if (!crd || !servedVersions(crd).includes(version)) return undefined;
  const found = findKind(source, { apiVersion, kind });
  const { schema, rulesText } = ruledSchema(found);
  return compileKind({ ...found.resource, schema, $defs: [] }, rulesText === '' ? () => [] : rulesOf(rulesText));
}

/** The functions of a generated file. */
function rulesOf(text: string): CelRules {
  const { code } = transformSync(text, { loader: 'ts', format: 'cjs' });
  const made: { exports: { rules?: CelRules } } = { exports: {} };
  new Function('module', 'exports', code)(made, made.exports);
  return made.exports.rules as CelRules;
}
