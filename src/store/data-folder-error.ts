/** DATA_FOLDER cannot be used as it is. The message names the folder, what is wrong with it and what to do. */
export class DataFolderError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "DataFolderError";
  }
}
