/** The versions that have something: from `since` to `until`, inclusive. A missing end is open. */
export interface Span {
  readonly since?: string;
  readonly until?: string;
}

/** Whether a version has something. `unknown` if it lies between two versions that were compared. */
export type Presence = 'yes' | 'no' | 'unknown';

/** `1.26` of `1.26.0-beta.0`. */
export function minorOf(version: string): string {
  return version.split('.', 2).join('.');
}

/** Whether a minor version is older than another version of the same component. */
export function isOlder(minor: string, than: string): boolean {
  return numberOf(minor) < numberOf(than);
}

/**
 * Whether a minor version has what the span describes.
 *
 * @param compared - the versions that were compared, oldest first. If an end of the span is not among them, it is exact
 */
export function presenceIn(minor: string, { since, until }: Span, compared: readonly string[]): Presence {
  if (since !== undefined && isOlder(minor, since)) {
    const without = compared[compared.indexOf(since) - 1];
    return without === undefined || !isOlder(without, minor) ? 'no' : 'unknown';
  }
  if (until !== undefined && isOlder(until, minor)) {
    const without = compared.includes(until) ? compared[compared.indexOf(until) + 1] : undefined;
    return without === undefined || !isOlder(minor, without) ? 'no' : 'unknown';
  }
  return 'yes';
}

/** A number that orders minor versions. */
function numberOf(version: string): number {
  const [major = 0, minor = 0] = version.split('.', 2).map(Number);
  return major * 1000 + minor;
}
