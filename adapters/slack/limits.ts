/**
 * What Slack takes, each with the page that says so. Lengths are in characters; they are measured in UTF-16
 * units here, which is never less.
 */
const reference = 'https://docs.slack.dev/reference';
const blocks = `${reference}/block-kit/blocks`;
const elements = `${reference}/block-kit/block-elements`;
const objects = `${reference}/block-kit/composition-objects`;

const limit = (max: number, source: string): { readonly max: number; readonly source: string } => ({
  max,
  source,
});

export const limits = {
  /** More than this is no message any more: `chat.update` answers `msg_too_long`. */
  text: limit(4000, `${reference}/methods/chat.update`),
  blocksInMessage: limit(50, `${reference}/block-kit/blocks`),
  blocksInView: limit(100, `${reference}/views`),
  /**
   * All blocks of one message together, as JSON in bytes. Not documented; `msg_blocks_too_long` was seen from
   * about 13,200 on, and from less with many small elements.
   */
  blocksTogether: limit(12_000, 'https://github.com/slackapi/bolt-js/issues/2509'),
  header: limit(150, `${blocks}/header-block`),
  section: limit(3000, `${blocks}/section-block`),
  imageUrl: limit(3000, `${blocks}/image-block`),
  imageAlt: limit(2000, `${blocks}/image-block`),
  contextElements: limit(10, `${blocks}/context-block`),
  actionElements: limit(25, `${blocks}/actions-block`),
  plainText: limit(3000, `${objects}/text-object`),
  /** An option holds as much: https://docs.slack.dev/reference/block-kit/composition-objects/option-object. */
  buttonText: limit(75, `${elements}/button-element`),
  buttonValue: limit(2000, `${elements}/button-element`),
  linkUrl: limit(3000, `${elements}/button-element`),
  overflowOptions: limit(5, `${elements}/overflow-menu-element`),
  selectOptions: limit(100, `${elements}/select-menu-element`),
  radioOptions: limit(10, `${elements}/radio-button-group-element`),
  optionValue: limit(150, `${objects}/option-object`),
  placeholder: limit(150, `${elements}/select-menu-element`),
  inputLabel: limit(2000, `${blocks}/input-block`),
  inputHint: limit(2000, `${blocks}/input-block`),
  inputText: limit(3000, `${elements}/plain-text-input-element`),
  blockId: limit(255, `${blocks}/input-block`),
  modalTitle: limit(24, `${reference}/views/modal-views`),
  modalButton: limit(24, `${reference}/views/modal-views`),
  suggestedPrompts: limit(4, `${reference}/methods/assistant.threads.setSuggestedPrompts`),
  privateMetadata: limit(3000, `${reference}/views/modal-views`),
  /** Of a file that crosses, in bytes; ours, as a copy is kept in memory. Slack takes a gigabyte. */
  file: limit(10 * 1024 * 1024, `${reference}/methods/files.getUploadURLExternal`),
} as const;

/**
 * How much of each part of a message is shown before it is folded with a mark: ours, not Slack's. Chosen so
 * that a long instruction or a pasted log does not push the rest out of the message.
 */
export const folds = {
  text: 3000,
  quote: 600,
  instructions: 5000,
  instruction: 2000,
  expected: 1200,
  warnings: 1500,
  resources: 2000,
  options: 1500,
  status: 600,
  tried: 1500,
  facts: 2000,
  fact: 600,
  said: 3000,
  hint: 600,
  /** The buttons of one message, as JSON, and what one takes beside its own words. */
  actions: 6000,
  action: 150,
  /** The texts of one rich text block; Slack documents no limit for it, so the section's is kept. */
  richText: limits.section.max,
} as const;

/** How long Slack waits, and how much it sends. */
export const timing = {
  /** An interaction's trigger lives three seconds. */
  triggerMs: limit(3000, 'https://docs.slack.dev/interactivity/handling-user-interaction'),
  /** A request older or newer than this is not Slack's. */
  signatureAgeS: limit(300, 'https://docs.slack.dev/authentication/verifying-requests-from-slack'),
  /** Ours: what is on its way to a conversation is in one replica's hands for 15 s, files and words together. */
  transferMs: limit(6000, `${reference}/methods/files.completeUploadExternal`),
  /** A message holds 40,000 characters, comes with its blocks, and percent-encoding may make twelve bytes of one. */
  bodyBytes: limit(2 * 1024 * 1024, `${reference}/methods/chat.postMessage`),
} as const;
