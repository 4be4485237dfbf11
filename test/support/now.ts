/** When the tests' hosts live. */
export const NOW = new Date('2026-11-24T10:15:00Z');
