/** A request inside the gateway. */
export interface HttpRequest {
  readonly method: string;
  /** The path with its query. */
  readonly path: string;
  /** The Host header. */
  readonly authority: string;
  /** All headers but Host, by their names in lower case. Values of a repeated header are joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** The path without its query. */
export function pathOnly(path: string): string {
  return path.split('?', 1)[0] as string;
}

/** The Host header without its port, in lower case. For Envoy, everything after the last colon is the port. */
export function hostOf(authority: string): string {
  return authority.replace(/:[^:\]]*$/, '').toLowerCase();
}
