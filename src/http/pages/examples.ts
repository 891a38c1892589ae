/** A document that the explorers offer. */
export interface Example {
  name: string;
  document: string;
  /** JSON text. */
  variables?: string;
}
