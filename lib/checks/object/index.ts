export { isPinned, schemaOf } from './schema-of';
export { type SchemaIssue, validate } from './validate';
