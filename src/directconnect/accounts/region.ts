import {
  loadConfig,
  NODE_REGION_CONFIG_FILE_OPTIONS,
  NODE_REGION_CONFIG_OPTIONS,
} from "../../libraries/aws-sdk";

/**
 * The region that AWS's own settings name, read as AWS tools read them: the environment, then the profile.
 * @returns undefined where none is named, or the files cannot be read.
 */
export async function regionOfAwsSettings(): Promise<string | undefined> {
  try {
    return await loadConfig(NODE_REGION_CONFIG_OPTIONS, NODE_REGION_CONFIG_FILE_OPTIONS)();
  } catch {
    return undefined; // the SDK throws where no region is named
  }
}
