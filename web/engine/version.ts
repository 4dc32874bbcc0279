/** Of package.json; a test keeps the two alike. */
export const version = "0.1.0";
