import { check } from './check';
import type { Command } from './command';

/** All commands, in the order in which the help lists them. */
export const COMMANDS: readonly Command[] = [check];
