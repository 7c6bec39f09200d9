import type { Finding, Mismatch } from '../../core/finding';
import type { Path } from '../../core/path';
import { isObject } from '../../core/shapes';
import { twiceIn } from '../../manifests/read/duplicate';
import { fileFinding, type InputFinding } from '../../manifests/read/problem';
import type { ReadDocument } from '../../manifests/read/read-document';
import { readText } from '../../manifests/read/read-file';
import type { Source } from '../../manifests/read/source';
import type { Origin } from '../../manifests/read/source-locations';
import { findHostFiles } from './find-files';

/** A document with fields, and where it is. */
export interface FieldsDocument {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly origin: Origin;
}

/** The largest file, in bytes. A host needs about 1 kB. */
const MAX_FILE = 1024 * 1024;

/** The maximum number of values in a document, with those of aliases. A host needs about 30. */
const MAX_HOST = 10_000;

/** The documents of files with hosts, and what is wrong with the files and documents. */
export class DocumentReader {
  public readonly documents: FieldsDocument[] = [];
  public readonly problems: Finding[] = [];
  private readonly yaml = yamlReader();
  private readonly places = new this.yaml.Places();

  /** @param globs - the files to read. A document that cannot be read does not hide the others. */
  public constructor(globs: readonly string[]) {
    const { files, problems } = findHostFiles(globs);
    this.problems.push(...problems);
    for (const file of files) this.read(file);
  }

  /** Adds the place of a field to a finding; of the innermost value around it if it is missing. */
  public located(finding: Omit<Finding, 'file' | 'line' | 'column'>, origin: Origin, path: Path = finding.path): InputFinding {
    return { ...finding, file: origin.source.file, ...this.places.of(origin, path) };
  }

  private read(file: string): void {
    const source = readText(file, MAX_FILE, tooLarge);
    if ('text' in source) this.readSource(source);
    else this.problems.push(source);
  }

  private readSource(source: Source): void {
    const before = this.documents.length + this.problems.length;
    for (const document of this.yaml.settingsDocuments(source.text)) {
      const { span } = document;
      if ('read' in document) this.take({ source, span, steps: [] }, document.read);
      else this.report(source, span.start + (document.problem.at ?? 0), document.problem);
    }
    if (this.documents.length + this.problems.length === before) {
      const fix = 'write host, port, callers and approval, or remove the file';
      this.report(source, 0, { got: 'no document', allowed: 'at least one host', fix });
    }
  }

  /** Documents with comments only are ignored, such as after a last `---`. */
  private take(origin: Origin, { value, duplicates, size }: ReadDocument): void {
    if (value === null || value === undefined) return;
    const { source, span } = origin;
    for (const duplicate of duplicates) this.report(source, span.start + duplicate.at, twiceIn(duplicate));
    const problem = size > MAX_HOST ? tooManyValues(size) : noHost(value);
    if (problem) this.problems.push(this.located({ ...DOCUMENT, path: [], ...problem }, origin));
    else this.documents.push({ fields: value as FieldsDocument['fields'], origin });
  }

  private report(source: Source, offset: number, { got, allowed, fix }: Mismatch): void {
    const place = this.places.inText(source, offset);
    this.problems.push({ ...DOCUMENT, path: [], file: source.file, ...place, got, allowed, fix });
  }
}

/** The YAML parser loads only here, as most apps do not need it. */
function yamlReader() {
  return require('../../manifests/read/readable-documents') as typeof import('../../manifests/read/readable-documents');
}

const DOCUMENT = { rule: 'input/document', severity: 'error' } as const;

function noHost(value: unknown): Mismatch | undefined {
  const fix = 'write one host per document: host, port, callers and approval, each on a line; and --- between two documents';
  if (Array.isArray(value)) return { got: 'a list', allowed: 'a host', fix };
  if (!isObject(value)) return { got: `a ${typeof value}`, allowed: 'a host', fix };
  if (!('apiVersion' in value && 'kind' in value)) return undefined;
  const object = { got: `a Kubernetes object of kind ${String(value.kind)}`, allowed: 'a host' };
  return { ...object, fix: 'write host, port, callers and approval: the program makes the objects; or move the file elsewhere' };
}

function tooManyValues(size: number): Mismatch {
  const allowed = `at most ${MAX_HOST} values in a document, with those of aliases`;
  return { got: String(size), allowed, fix: 'write one host per document, and repeat values instead of using aliases' };
}

function tooLarge(file: string): InputFinding {
  return fileFinding(
    { file },
    { got: 'more than 1 MB', allowed: 'at most 1 MB', fix: 'distribute the hosts over several files' },
  );
}
