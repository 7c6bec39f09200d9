/** The name of the standard input in messages. */
export const STDIN_NAME = '<stdin>';
