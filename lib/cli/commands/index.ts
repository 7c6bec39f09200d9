import { check } from './check';
import type { Command } from './command';

/** All commands, in the order of the help text. */
export const COMMANDS: readonly Command[] = [check];
