/** A place inside a value that is quoted. */
export interface Place {
  /** Whether this value is hidden here, whatever it is. */
  readonly hides: (value: unknown) => boolean;
  /** The place of a member, or of the items of a list. */
  readonly inside: (name?: string) => Place;
}

export interface BeginningOptions {
  /** How many characters of the JSON are wanted. */
  readonly characters: number;
  /** Stands for what is hidden. */
  readonly hidden: string;
  /** Shortens a text, and takes out secrets. */
  readonly excerpt: (text: string) => string;
  /** Whether a member of this name is hidden. */
  readonly isSecret: (name: string) => boolean;
}

/**
 * Copies as much of a value as the first characters of its JSON consist of. The rest of the value is not read: a caller
 * may send tens of thousands of members, and an error shows the first few. One instance makes one copy.
 */
export class Beginning {
  /** No more than the JSON of what is not copied yet may have; each value has one character at least. */
  #left: number;

  constructor(private readonly options: BeginningOptions) {
    this.#left = options.characters;
  }

  /** @returns a value whose JSON begins as that of the whole does, with secrets and texts replaced. */
  copy(value: unknown, place: Place): unknown {
    const { hidden, excerpt } = this.options;
    if (place.hides(value)) return this.#text(hidden);
    if (typeof value === "string") return this.#text(excerpt(value));
    this.#left -= 1;
    if (typeof value !== "object" || value === null) return value;
    if (value instanceof Date) return value.toJSON();
    return Array.isArray(value) ? this.#items(value, place.inside()) : this.#members(value, place);
  }

  #text(text: string): string {
    this.#left -= text.length + 2; // its quotation marks
    return text;
  }

  #items(list: readonly unknown[], place: Place): unknown[] {
    const items: unknown[] = [];
    for (const item of list) {
      if (this.#left <= 0) break;
      items.push(this.copy(item, place));
    }
    return items;
  }

  #members(object: object, place: Place): object {
    const { characters, hidden, isSecret } = this.options;
    const members: [string, unknown][] = [];
    for (const whole of Object.keys(object)) {
      if (this.#left <= 0) break;
      const value: unknown = Reflect.get(object, whole);
      if (value === undefined) continue;
      const name = this.#text(whole.slice(0, characters));
      const isHidden = value !== null && isSecret(name);
      members.push([name, isHidden ? this.#text(hidden) : this.copy(value, place.inside(name))]);
    }
    return Object.fromEntries(members);
  }
}
