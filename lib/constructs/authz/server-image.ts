import type { ServerRelease } from '../../core/platform';

/** The image of a deployed server, as a user chooses it. */
export interface ServerImageProps {
  /**
   * The container image, for example of your own registry: with a tag or a digest, or without if `version` or `digest` adds them.
   * `Deployment.spec.template.spec.containers[].image`.
   *
   * @default - the released image of the selected version of the authorization server
   */
  readonly image?: string;
  /**
   * The tag of the image, such as `v0.4.1`. Without `image`, it must be a release of the selected version of the authorization server.
   *
   * @default - the tag of the tested release; none if `image` is specified
   */
  readonly version?: string;
  /** The digest of the image, as `sha256:…`. It decides on the image, whatever its tag leads to. @default - none */
  readonly digest?: string;
}

/** The image: that of the release, or what the user chooses. */
export function serverImage(release: ServerRelease, { image, version, digest }: ServerImageProps): string {
  const [repository, tag] = splitTag(image ?? release.image);
  const chosen = version ?? tag;
  return `${repository}${chosen === undefined ? '' : `:${chosen}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** The name of an image and its tag. A colon before the last slash begins a port; a digest stays in the name. */
function splitTag(image: string): [repository: string, tag: string | undefined] {
  const at = image.indexOf(':', image.lastIndexOf('/') + 1);
  return at === -1 || image.includes('@') ? [image, undefined] : [image.slice(0, at), image.slice(at + 1)];
}

/** Whether an image names a tag or a digest. */
export function isPinned(image: string): boolean {
  return image.includes('@') || splitTag(image)[1] !== undefined;
}

/** Whether a tag is of a release that behaves as `release` does: of the same minor version, or of a later one for the newest. */
export function isReleaseOf({ image, isNewest }: ServerRelease, version: string): boolean {
  const [wanted, got] = [minorOf(splitTag(image)[1] ?? ''), minorOf(version)];
  if (wanted === undefined || got === undefined) return false;
  return isNewest ? got >= wanted : got === wanted;
}

/** `v0.4.1` is 4, `v1.2.0` is 1002. */
function minorOf(tag: string): number | undefined {
  const [, major, minor] = /^v(\d+)\.(\d+)\.\d+(?:-[\w.]+)?$/.exec(tag) ?? [];
  return major === undefined ? undefined : Number(major) * 1000 + Number(minor);
}
