/** Words with a meaning in YAML 1.1 or 1.2, whatever their case: some readers don't mind it. */
const WORD = /^(?:y|yes|n|no|on|off|true|false|null|~|=|<<)$/i;

/*
 * What some reader takes for a number. Beyond YAML 1.1 and 1.2: Go's drops every `_` first, and takes `0X1F` and `0b-1`;
 * the `yaml` package takes `.` and `e3`, Ruby's `80,443`.
 */
const WHOLE = /^[-+]?_*(?:0_*b[-+]?[01_]+|0_*o[-+]?[0-7_]+|0_*x[\da-f_]+|\d[\d_,]*)$/i;
const DECIMAL = /^[-+]?_*(?=[\d.e])(?:\d[\d_,]*)?(?:\.[\d_]*)?(?:e_*[-+]?_*\d[\d_]*)?$/i;
const BASE_60 = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/;
const NOT_FINITE = /^[-+]?\.(?:inf|nan)$/i;

/** What some reader takes for a day or an instant. Go's lets a comma stand before the fraction. */
const INSTANT = /^\d{4}-\d\d?-\d\d?(?:(?:t|[ \t]+)\d\d?:\d\d?:\d\d?(?:[.,]\d*)?(?:[ \t]*(?:z|[-+]\d\d?(?::?\d\d)?))?)?$/i;

/** True for a text that, unquoted, some reader of YAML 1.1 or 1.2 would take for something else than a text. */
export function misread(text: string): boolean {
  if (WORD.test(text)) return true;
  if (!/^[-+.\de]/i.test(text)) return false;
  return [WHOLE, DECIMAL, BASE_60, NOT_FINITE, INSTANT].some((form) => form.test(text));
}
