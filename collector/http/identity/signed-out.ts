/** The setting that keeps when every session of a person was ended; sessions begun until then are over. */
export const signedOutKey = (personId: string): string => `sessions.ended-at.${personId}`;
