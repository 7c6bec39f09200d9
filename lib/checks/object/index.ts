export { schemaOf } from './schema-of';
export { type SchemaIssue, validate } from './validate';
