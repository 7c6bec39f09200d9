import { EvaluationError } from './fault';
import { typeNameOf, type Value } from './values';

/** One way to call a function. A method has its receiver as its first argument. Its signature says which types the arguments have. */
export type Overload = (...args: never[]) => Value;

/** What a function does, by the types of its arguments: `string, int`. `any` stands for every type. */
export type Overloads = Readonly<Record<string, Overload>>;

/** Functions by name, as the environment's tables name them. */
export type FunctionTable = Readonly<Record<string, Overloads>>;

/**
 * Calls the overload for the types that the arguments have.
 *
 * @throws EvaluationError if there is none
 */
export function call(name: string, overloads: Overloads, args: readonly Value[]): Value {
  const types = args.map(typeNameOf);
  const key = types.join(', ');
  const found = Object.hasOwn(overloads, key) ? overloads[key] : generic(overloads, types);
  if (!found) throw new EvaluationError(`no such overload: ${name}(${key})`);
  return found(...(args as never[]));
}

function generic(overloads: Overloads, types: readonly string[]): Overload | undefined {
  const matching = Object.entries(overloads).find(([signature]) => {
    const wanted = signature === '' ? [] : signature.split(', ');
    return wanted.length === types.length && wanted.every((type, i) => type === 'any' || type === types[i]);
  });
  return matching?.[1];
}
