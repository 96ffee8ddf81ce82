export interface Reference {
  readonly href: string;
}

/** When and by whom an object was created and changed; the PCE adds this to every object. Times are ISO 8601. */
export interface Created {
  readonly created_at?: string;
  readonly updated_at?: string;
  readonly created_by?: Reference;
  readonly updated_by?: Reference;
}

export interface ListOptions {
  /**
   * `true` asks for a job at once (PCE "Async GET Requests"), which saves one call where more than 500 objects
   * are expected. @default a plain GET first, and a job only when that one may have been cut at 500
   */
  readonly asJob?: boolean;
}
