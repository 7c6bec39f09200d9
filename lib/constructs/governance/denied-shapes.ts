import { isEgressHostName } from '../../core/net/dns';
import { type Field, listOf, optional, type Shape, value } from '../../core/shapes';

/** An object of the cluster has at most 1.5 MB, and each name can be in it several times. */
const MOST = { names: 10_000, characters: 400_000 };

const NAME = {
  rule: 'input/host',
  allowed: "a name in lower case, such as 'pastebin.com', which stands for itself and all names below it",
  fix: 'write the name without a scheme, a port, a wildcard and a dot at the end',
};

const names = listOf(value(isEgressHostName, NAME, true), {
  ...NAME,
  allowed: "a list of names, such as ['pastebin.com']",
  fix: 'write the names as a list',
});

const fewEnough: Shape = (given, path, reading) => {
  const read = names(given, path, reading);
  if (!Array.isArray(read)) return read;
  const characters = read.reduce((sum: number, name: string) => sum + name.length, 0);
  if (read.length <= MOST.names && characters <= MOST.characters) return read;
  const got = `${read.length} names with ${characters} characters`;
  const allowed = `at most ${MOST.names} names with ${MOST.characters} characters together`;
  return reading.report(path, got, { rule: NAME.rule, allowed, fix: 'name a domain instead of the names below it' });
};

/** The shape of the property `deniedHosts`. */
export const deniedHostsField: Field = optional(fewEnough);
