import { isEgressHostName } from '../../core/net/dns';
import { type Field, listOf, optional, value } from '../../core/shapes';

const NAME = {
  rule: 'input/host',
  allowed: "a name in lower case, such as 'pastebin.com', which stands for itself and all names below it",
  fix: 'write the name without a scheme, a port, a wildcard and a dot at the end',
};

/** The shape of the property `deniedHosts`. */
export const deniedHostsField: Field = optional(
  listOf(value(isEgressHostName, NAME, true), {
    ...NAME,
    allowed: "a list of names, such as ['pastebin.com']",
    fix: 'write the names as a list',
  }),
);
