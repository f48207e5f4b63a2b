export type Report = string;
