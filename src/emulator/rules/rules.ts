/** Rules on which sources disagree or are silent (DOMAIN B.12, C, H): each is a switch. */
export const defaultRules = {
  /** Refuse hosted connections beyond the bandwidth of the interconnect or LAG. */
  enforceCapacity: true,
  /** Hold an NNI v2 partner to 1, 2, 5 and 10 Gbps, as the model says, against all practice. */
  enforceNniV2Speeds: false,
  /** Accept VLAN 0 and 4095, as the CloudFormation schema does. */
  allowReservedVlans: false,
  /** Report encryptionMode "unknown" on hosted connections, as seen in the wild. */
  hostedEncryptionUnknown: false,
  /** Accept an MTU of 9001 on private virtual interfaces, as the user guide says; the model says 8500. */
  acceptMtu9001: true,
  /** Show public virtual interfaces under verification in the undocumented state "approving". */
  verifyingShownAsApproving: false,
  /** Leave unused gateway ids out of answers; AWS sends empty strings. */
  omitUnusedIds: false,
  /** Refuse DescribeRouterConfiguration without a router type, which the model makes optional. */
  requireRouterType: true,
  /** Let DescribeConnections list other regions' connections too, as one user reports of us-east-1. */
  leakOtherRegions: false,
  /** Answer in spellings that were seen: codes of locations in upper case, types in lower camel case, times as text. */
  otherSpellings: false,
  /** Execute a request whose client token came before once more: what AWS does then is nowhere stated. */
  ignoreClientTokens: false,
} as const;

export type Rules = Readonly<Record<keyof typeof defaultRules, boolean>>;
