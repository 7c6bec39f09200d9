/** Why an expression has no value. */
export abstract class Fault extends Error {}

/** The evaluation fails, as it does in the server. */
export class EvaluationError extends Fault {}

/** The evaluation calls or reads something whose result is not known here, such as an answer over the network. */
export class NotEvaluated extends Fault {
  /** @param what - the function or the name: `http.Get()` */
  public constructor(public readonly what: string) {
    super(`not evaluated: ${what}`);
  }
}

/** A value, or why there is none. */
export type Outcome<T> = { readonly value: T } | { readonly fault: Fault };

/** What a function returns, or the fault that it throws. */
export function outcomeOf<T>(make: () => T): Outcome<T> {
  try {
    return { value: make() };
  } catch (error) {
    if (error instanceof Fault) return { fault: error };
    throw error;
  }
}

/** The value of an outcome. @throws Fault that it is */
export function settled<T>(outcome: Outcome<T>): T {
  if ('fault' in outcome) throw outcome.fault;
  return outcome.value;
}
