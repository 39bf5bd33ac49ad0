/**
 * Sentences inside health events that the collector reads as well: by them it tells a stop from a crash. Agents of
 * every version that is still in use say them, so they never change.
 */

/** In `agent-started`: the run before it was cut off. */
export const withoutRecordOfItsEnd = "ended without a record of its end";

/** In `agent-stopped`: the system said that the computer itself goes on. */
export const computerStaysOn = "the computer stays on";
