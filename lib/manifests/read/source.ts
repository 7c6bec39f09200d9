/** A text to read manifests from. */
export interface Source {
  /** How messages name it: the path of the file as it was given, `<stdin>`. */
  readonly file: string;
  readonly text: string;
}
