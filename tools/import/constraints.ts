import type { Found } from './find';
import { headLine } from './head';
import type { Schema } from './schema';
import { shareSchema } from './share';

/** The constraint data of a kind, with one entry of `$defs` per line: small to load and readable in a diff. */
export function constraintsText({ resource, origin }: Found, whole: Schema = resource.schema): string {
  const { schema, $defs } = shareSchema(whole);
  const { group, version, kind, plural, scope, statusSubresource } = resource;
  const head = { $comment: headLine(origin), group, version, kind, plural, scope, statusSubresource };
  const lines = Object.entries({ ...head, schema }).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  const defs = $defs.map((def) => JSON.stringify(def)).join(',\n');
  return `{\n${lines.join(',\n')},\n"$defs": [\n${defs && `${defs}\n`}]\n}\n`;
}
