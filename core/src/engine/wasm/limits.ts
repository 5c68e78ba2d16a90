/** Most parameters for which normal equations are set up without being asked for more: with 2,000 rows two or three seconds an iteration. */
export const LIMIT_SECOND_ORDER = 3000;
