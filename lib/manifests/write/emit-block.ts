/** A line of nothing but spaces, of which readers make different things. */
const BLANK_LINE = /^[ \t]+$/m;

/** A first line that begins with a space, from which a reader would count the indentation; or with a tab. */
const INDENTED = /^\n*[ \t]/;

/**
 * A text of several lines as literal block, without the last line end: what follows begins a new line anyway.
 *
 * @param text printable text with a line end in it
 * @param newline what each line begins with: a line end, and two spaces more than the line of the block's key or dash
 * @returns `undefined` where readers might not agree on what the block holds
 */
export function literalBlock(text: string, newline: string): string | undefined {
  if (BLANK_LINE.test(text) || !/[^ \t\n]/.test(text)) return undefined;
  const ended = text.endsWith('\n');
  const chomp = ended ? (text.endsWith('\n\n') ? '+' : '') : '-';
  const body = ended ? text.slice(0, -1) : text;
  return `|${INDENTED.test(text) ? '2' : ''}${chomp}\n${body}`.replace(/\n(?!\n|$)/g, newline);
}
