export const LF = 10;
export const CR = 13;
export const POINT = 46;
export const ZERO = 48;
export const NINE = 57;
