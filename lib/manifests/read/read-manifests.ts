import { type Step, showPath } from '../../core/path';
import type { Manifest } from '../manifest';
import type { Duplicate } from './duplicate';
import { MAX_PROBLEMS, MAX_VALUES } from './limits';
import type { Place } from './lines';
import { documentFinding, type InputFinding, type InputLocation, type Unusable, UnusableError } from './problem';
import { type ReadDocument, readDocument } from './read-document';
import type { Source } from './source';
import { type Origin, Places } from './source-locations';
import { type Span, splitDocuments } from './split-documents';

/** An object and its origin. */
export interface ReadObject {
  readonly manifest: Manifest;
  readonly origin: Origin;
}

/** A field that occurs twice in its object. */
export interface DuplicateField {
  readonly object: ReadObject;
  /** The steps from the object. */
  readonly steps: readonly Step[];
  /** The place of the second occurrence. */
  readonly place: Place;
}

/** The result of reading. */
export interface ReadManifests {
  readonly objects: readonly ReadObject[];
  readonly duplicates: readonly DuplicateField[];
  /** The problems of unusable documents, at most {@link MAX_PROBLEMS}. */
  readonly problems: readonly InputFinding[];
  /** The number of unusable documents. */
  readonly unusable: number;
  /** Texts without Kubernetes objects: they can be read, but no document has `apiVersion` and `kind`. */
  readonly skipped: readonly Source[];
}

/** Reads manifests from texts: YAML or JSON, with several documents and lists of objects. */
export function readManifests(sources: Iterable<Source>): ReadManifests {
  const reader = new ManifestReader();
  for (const source of sources) reader.read(source);
  return reader;
}

class ManifestReader implements ReadManifests {
  public readonly objects: ReadObject[] = [];
  public readonly duplicates: DuplicateField[] = [];
  public readonly problems: InputFinding[] = [];
  public readonly skipped: Source[] = [];
  public unusable = 0;
  /** Problems of the current source that are reported only if something in it is meant for Kubernetes. */
  private foreign: [Origin, Unusable][] = [];
  private isForeign = true;
  private readonly places = new Places();
  private values = 0;

  public read(source: Source): void {
    if (this.values > MAX_VALUES) return;
    this.foreign = [];
    this.isForeign = true;
    for (const span of splitDocuments(source.text)) {
      if (this.values > MAX_VALUES) break;
      this.readDocument(source, span);
    }
    if (this.isForeign) this.skipped.push(source);
    else for (const [origin, problem] of this.foreign) this.reject(origin, problem);
  }

  private readDocument(source: Source, span: Span): void {
    try {
      this.take(source, span, readDocument(source.text.slice(span.start, span.end)));
    } catch (error) {
      if (!(error instanceof UnusableError)) throw error;
      const { at = 0, ...problem } = error.problem;
      this.report(() => ({ file: source.file, ...this.places.inText(source, span.start + at) }), problem);
    }
  }

  private report(locate: () => InputLocation, problem: Unusable): void {
    this.isForeign = false;
    this.unusable++;
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(documentFinding(locate(), problem));
  }

  private take(source: Source, span: Span, { value, duplicates, size }: ReadDocument): void {
    this.values += size;
    if (this.values > MAX_VALUES) throw new UnusableError(tooMany);
    const first = this.objects.length;
    this.unwrap(value, { source, span, steps: [] });
    if (duplicates.length > 0 && !this.isForeign) this.reportDuplicates({ source, span }, duplicates, this.objects.slice(first));
  }

  /** Adds an object, or the items of a list. Ignores empty documents, which Helm charts produce. */
  private unwrap(value: unknown, origin: Origin): void {
    if (value === null || value === undefined) return;
    if (typeof value !== 'object' || Array.isArray(value)) this.foreign.push([origin, noObject(value)]);
    else this.unwrapObject(value as Partial<Manifest>, origin);
  }

  private unwrapObject(value: Partial<Manifest>, origin: Origin): void {
    const { kind, items } = value;
    if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)) {
      this.isForeign = false;
      items.forEach((item, index) => {
        this.unwrap(ofList(value as Manifest, item), { ...origin, steps: [...origin.steps, 'items', index] });
      });
    } else {
      this.takeObject(value, origin);
    }
  }

  private takeObject(value: Partial<Manifest>, origin: Origin): void {
    const missing = (['apiVersion', 'kind'] as const).filter((field) => typeof value[field] !== 'string' || value[field] === '');
    if (missing.length > 0) {
      this.foreign.push([origin, noKind(missing)]);
      if (isMeantAsObject(value)) this.isForeign = false;
      return;
    }
    this.isForeign = false;
    this.objects.push({ manifest: named(value) as Manifest, origin });
  }

  private reject(origin: Origin, problem: Unusable): void {
    this.report(() => ({ file: origin.source.file, ...this.places.of(origin) }), problem);
  }

  private reportDuplicates(
    { source, span }: Pick<Origin, 'source' | 'span'>,
    duplicates: readonly Duplicate[],
    objects: readonly ReadObject[],
  ): void {
    const byPath = new Map(objects.map((object) => [showPath(object.origin.steps), object]));
    for (const { steps, at } of duplicates) {
      const place = this.places.inText(source, span.start + at);
      const object = around(steps, (outer) => byPath.get(showPath(outer)));
      if (object) this.duplicates.push({ object, steps: steps.slice(object.origin.steps.length), place });
      else this.report(() => ({ file: source.file, ...place }), twice(steps));
    }
  }
}

/** The object that contains the value at some steps. */
function around<T>(steps: readonly Step[], find: (outer: readonly Step[]) => T | undefined): T | undefined {
  for (let length = 0; length < steps.length; length++) {
    const found = find(steps.slice(0, length));
    if (found) return found;
  }
  return undefined;
}

/** The object with metadata, which are empty if missing. The schema reports the missing fields. */
function named(object: Partial<Manifest>): Partial<Manifest> {
  const { metadata } = object as { metadata?: unknown };
  return metadata === undefined || metadata === null ? { ...object, metadata: {} as Manifest['metadata'] } : object;
}

/** An item of a list. It can omit apiVersion and kind, which the list specifies: `kind: PodList` has Pods. */
function ofList({ apiVersion, kind }: Manifest, item: unknown): unknown {
  if (kind === 'List' || typeof item !== 'object' || item === null || Array.isArray(item) || 'kind' in item) return item;
  return { apiVersion, kind: kind.slice(0, -'List'.length), ...item };
}

/** Whether one of `apiVersion` and `kind` is forgotten or misspelt. A `Chart.yaml` has only one of them, but is not an object. */
function isMeantAsObject(value: Partial<Manifest>): boolean {
  return ('apiVersion' in value || 'kind' in value) && ['metadata', 'spec', 'data'].some((field) => field in value);
}

function noObject(value: unknown): Unusable {
  const got = Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  return { got, allowed: 'a Kubernetes object', fix: 'add apiVersion and kind, or exclude the file with --exclude' };
}

function noKind(missing: readonly string[]): Unusable {
  const got = `an object without ${missing.join(' and ')}`;
  return { got, allowed: 'objects with apiVersion and kind, as strings', fix: 'add them, or exclude the file with --exclude' };
}

function twice(steps: readonly Step[]): Unusable {
  return { got: `${showPath(steps)} twice`, allowed: 'each field once', fix: 'remove one of the two' };
}

const tooMany: Unusable = {
  got: `more than ${MAX_VALUES} values in all inputs`,
  allowed: `at most ${MAX_VALUES}`,
  fix: 'check the manifests of one cluster at a time',
};
