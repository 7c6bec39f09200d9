/** A text with manifests. */
export interface Source {
  /** Its name in messages: the path of the file as specified, or `<stdin>`. */
  readonly file: string;
  readonly text: string;
  /** Whether it came through a pipe: without objects, something is wrong with what wrote it. @default false */
  readonly isPiped?: boolean;
}
