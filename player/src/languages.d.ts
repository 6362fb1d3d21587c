// The build writes these modules from the table of labels.

declare module "*/languages/de.js" {
  export const LABELS: string[];
}
declare module "*/languages/fr.js" {
  export const LABELS: string[];
}
declare module "*/languages/es.js" {
  export const LABELS: string[];
}
declare module "*/languages/pt.js" {
  export const LABELS: string[];
}
declare module "*/languages/it.js" {
  export const LABELS: string[];
}
declare module "*/languages/nl.js" {
  export const LABELS: string[];
}
declare module "*/languages/ja.js" {
  export const LABELS: string[];
}
declare module "*/languages/ar.js" {
  export const LABELS: string[];
}
declare module "*/languages/he.js" {
  export const LABELS: string[];
}
