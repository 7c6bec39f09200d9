import type { ObjectReference } from '../../core/finding';
import { type Path, showPath } from '../../core/path';
import type { Layer, Outcome, Simulation, TraceStep, UpstreamRequest } from './simulation';

/** Where something was decided. */
export interface Place {
  readonly object?: ObjectReference | undefined;
  readonly path?: Path | undefined;
}

/** What the client gets. */
export interface Reply {
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly details?: string;
}

/** The request ends at a layer. */
export class Ended extends Error {
  public constructor(public readonly result: Simulation) {
    super(result.reason);
  }
}

/** Collects what the layers do with a request. */
export class Trace {
  private readonly steps: TraceStep[] = [];
  /** What the request policy wrote to the access log. */
  public metadata: Readonly<Record<string, unknown>> = {};
  /** Headers that the request policy adds to every answer. */
  public responseHeaders: Readonly<Record<string, string>> = {};

  /** A layer lets the request pass. */
  public pass(layer: Layer, text: string, place: Place = {}): void {
    const { object, path } = place;
    this.steps.push({ layer, text, object: object && referenceTo(object), path: path && showPath(path) });
  }

  /** A layer refuses the request. @throws Ended */
  public deny(layer: Layer, text: string, place: Place = {}, reply: Reply = {}): never {
    return this.end('denied', layer, text, place, reply, undefined);
  }

  /** Whether the request is allowed depends on something that is not known. @throws Ended */
  public unknown(layer: Layer, text: string, place: Place = {}): never {
    return this.end('unknown', layer, text, place, {}, undefined);
  }

  /** The request may leave the cluster without the gateway. @throws Ended */
  public bypass(layer: Layer, text: string, place: Place = {}): never {
    return this.end('bypassed', layer, text, place, {}, undefined);
  }

  /** The gateway forwards the request. @throws Ended */
  public forward(text: string, place: Place, upstream: UpstreamRequest): never {
    return this.end('allowed', 'backend', text, place, { headers: this.responseHeaders, details: 'via_upstream' }, upstream);
  }

  private end(
    outcome: Outcome,
    layer: Layer,
    reason: string,
    place: Place,
    { status, body, headers = {}, details }: Reply,
    upstream: UpstreamRequest | undefined,
  ): never {
    this.pass(layer, reason, place);
    const by = place.object && referenceTo(place.object);
    const { metadata, steps: trace } = this;
    throw new Ended({ outcome, layer, by, reason, status, body, headers, details, metadata, upstream, trace });
  }
}

function referenceTo({ kind, metadata: { name, namespace } }: ObjectReference): ObjectReference {
  return { kind, metadata: { name, ...(namespace !== undefined && { namespace }) } };
}
