// Writes schema/hosts.schema.json: the JSON schema of files with hosts. `--check` writes nothing, and fails if it is out of date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { SCHEMA_FILE, schemaText } from './schema-file';

const made = schemaText();
if (!process.argv.includes('--check')) {
  mkdirSync(dirname(SCHEMA_FILE), { recursive: true });
  writeFileSync(SCHEMA_FILE, made);
} else if (readFileSync(SCHEMA_FILE, 'utf8') !== made) {
  console.error('schema/hosts.schema.json is stale: run npm run hosts-schema');
  process.exitCode = 1;
}
