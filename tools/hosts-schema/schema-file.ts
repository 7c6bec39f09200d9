import { join, resolve } from 'node:path';
import { Project } from 'ts-morph';
import { type Schema, SchemaWriter } from './schema-writer';

const ROOT = resolve(__dirname, '../..');

/** The schema that the package contains. */
export const SCHEMA_FILE = join(ROOT, 'schema/hosts.schema.json');

/** The schema as generated from the types of the vocabulary, as the text of its file. */
export function schemaText(): string {
  return `${JSON.stringify(hostsSchema(), undefined, 1)}\n`;
}

/** A document is of a host whose connections pass through if it has a property that only these have. */
function hostsSchema(): Schema {
  const project = new Project({ tsConfigFilePath: join(ROOT, 'tsconfig.json'), skipAddingFilesFromTsConfig: true });
  const types = project.addSourceFileAtPath(join(ROOT, 'lib/constructs/host-files/host-document.ts'));
  const writer = new SchemaWriter();
  const [host, passthrough] = ['HostDocument', 'PassthroughDocument'].map((name) =>
    writer.schemaOf(types.getInterfaceOrThrow(name).getType(), types.getInterfaceOrThrow(name)),
  ) as [Schema, Schema];
  const own = Object.keys(passthrough.properties ?? {}).filter((key) => !Object.hasOwn(host.properties ?? {}, key));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A host of cdk8s-egress',
    description: 'A host outside the cluster that may be called: a document of the files that ExternalHosts.fromFiles reads.',
    type: 'object',
    if: { anyOf: own.map((key) => ({ required: [key] })) },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schema
    then: passthrough,
    else: host,
    definitions: writer.definitions,
  };
}
