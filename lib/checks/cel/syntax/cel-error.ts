/** Why an expression does not compile. */
export class CelError extends Error {
  /** @param offset - where in the expression, in UTF-16 units */
  public constructor(
    message: string,
    public readonly offset: number,
  ) {
    super(message);
  }
}
