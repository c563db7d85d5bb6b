/**
 * What Discord takes, each with the page that says so. Lengths are in characters; they are measured in UTF-16
 * units here, which is never less.
 */
const docs = 'https://docs.discord.com/developers';
const components = `${docs}/components/reference`;
const commands = `${docs}/interactions/application-commands`;
const interactions = `${docs}/interactions/receiving-and-responding`;

const limit = (max: number, source: string): { readonly max: number; readonly source: string } => ({
  max,
  source,
});

export const limits = {
  /** Nested ones count, the containers as well. */
  componentsInMessage: limit(40, components),
  mediaUrl: limit(2048, `${components}#unfurled-media-item`),
  mediaDescription: limit(1024, `${components}#media-gallery`),
  /** All text displays of a message together. */
  textTogether: limit(4000, `${components}#text-display`),
  buttonsInRow: limit(5, `${components}#action-row`),
  buttonLabel: limit(80, `${components}#button-button-structure`),
  customId: limit(100, `${components}#anatomy-of-a-component-custom-id`),
  selectOptions: limit(25, `${components}#string-select-string-select-structure`),
  placeholder: limit(150, `${components}#string-select-string-select-structure`),
  optionLabel: limit(100, `${components}#string-select-select-option-structure`),
  optionValue: limit(100, `${components}#string-select-select-option-structure`),
  modalTitle: limit(45, `${interactions}#interaction-response-object-modal`),
  /** Text displays count: only what stands directly in the modal does. */
  modalComponents: limit(5, `${interactions}#interaction-response-object-modal`),
  inputLabel: limit(45, `${components}#label-label-structure`),
  inputDescription: limit(100, `${components}#label-label-structure`),
  inputText: limit(4000, `${components}#text-input-text-input-structure`),
  radioOptions: limit(10, `${components}#radio-group-radio-group-structure`),
  radioOptionLabel: limit(100, `${components}#radio-group-option-structure`),
  threadName: limit(100, `${docs}/resources/channel#channel-object-channel-structure`),
  nonce: limit(25, `${docs}/resources/message#create-message`),
  commandName: limit(32, `${commands}#application-command-object-application-command-structure`),
  commandDescription: limit(100, `${commands}#application-command-object-application-command-structure`),
  choices: limit(25, `${interactions}#interaction-response-object-autocomplete`),
  choiceName: limit(
    100,
    `${commands}#application-command-object-application-command-option-choice-structure`,
  ),
  choiceValue: limit(
    100,
    `${commands}#application-command-object-application-command-option-choice-structure`,
  ),
  /** Of one file, in bytes, where nobody paid for more: what a server's boosts add is not counted upon. */
  file: limit(10 * 1024 * 1024, `${docs}/reference#uploading-files`),
  filesInMessage: limit(10, `${docs}/resources/message#create-message`),
  stringOption: limit(6000, `${commands}#application-command-object-application-command-option-structure`),
} as const;

/** How a message is divided where not all of it has room: ours, not Discord's. */
export const folds = {
  /** The person's own words are there to recognise them by, not to read a pasted log again. */
  quote: 600,
  /** What stands in one line with other words: names, the words of a link. */
  name: 150,
  /** The longest address that is worth its room; templates take no longer one. */
  url: 2000,
  /** Parts beyond this are a book: the rest is told only where all can be read. */
  parts: 60,
  /** Rows of buttons; what is beyond them goes into menus. */
  rowsOfButtons: 3,
  menus: 3,
  /** The words above a field, where its label and its description cannot hold them. */
  fieldText: 1000,
  /** For "page 1 of 3" below a page. */
  pageNumber: 100,
  /** Of a modal's introduction. */
  intro: 1000,
} as const;

/** How long Discord waits, and how much it sends. */
export const timing = {
  /** An interaction must be answered within three seconds. */
  answerMs: limit(3000, `${interactions}#interaction-callback`),
  /** Its token is good for fifteen minutes. */
  tokenMs: limit(15 * 60 * 1000, `${interactions}#followup-messages`),
  /** A request older or newer than this is not Discord's: ours, its documentation names none. */
  signatureAgeS: limit(300, `${interactions}#security-and-authorization`),
  /** An interaction holds at most a few messages of 4,000 characters, with their components. */
  bodyBytes: limit(512 * 1024, `${interactions}#interaction-object`),
  /** Ours: what is on its way to a conversation is in one replica's hands for 15 s, files and words together. */
  transferMs: limit(6000, `${docs}/reference#uploading-files`),
  /** One shard of each of Discord's buckets may identify in so long. */
  identifyMs: limit(5000, `${docs}/events/gateway#sharding-max-concurrency`),
} as const;
