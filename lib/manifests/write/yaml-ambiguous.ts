/** Words with a meaning in YAML 1.1 or 1.2. Some readers ignore their case. */
const WORD = /^(?:y|yes|n|no|on|off|true|false|null|~|=|<<)$/i;

/*
 * Texts that some reader reads as a number. Some go beyond YAML 1.1 and 1.2: Go's reader removes every `_` first, and accepts
 * `0X1F` and `0b-1`; the `yaml` package accepts `.` and `e3`; Ruby's reader accepts `80,443`.
 */
const WHOLE = /^[-+]?_*(?:0_*b[-+]?[01_]+|0_*o[-+]?[0-7_]+|0_*x[\da-f_]+|\d[\d_,]*)$/i;
const DECIMAL = /^[-+]?_*(?=[\d.e])(?:\d[\d_,]*)?(?:\.[\d_]*)?(?:e_*[-+]?_*\d[\d_]*)?$/i;
const BASE_60 = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/;
const NOT_FINITE = /^[-+]?\.(?:inf|nan)$/i;

/** Texts that some reader reads as a date or an instant. Go's reader accepts a comma before the fraction. */
const INSTANT = /^\d{4}-\d\d?-\d\d?(?:(?:t|[ \t]+)\d\d?:\d\d?:\d\d?(?:[.,]\d*)?(?:[ \t]*(?:z|[-+]\d\d?(?::?\d\d)?))?)?$/i;

/** Whether some reader of YAML 1.1 or 1.2 would read an unquoted text as something else than a text. */
export function isAmbiguous(text: string): boolean {
  if (WORD.test(text)) return true;
  if (!/^[-+.\de]/i.test(text)) return false;
  return [WHOLE, DECIMAL, BASE_60, NOT_FINITE, INSTANT].some((form) => form.test(text));
}
