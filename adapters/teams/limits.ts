/**
 * What Teams takes, each with the page that says so. Sizes are bytes of JSON in UTF-8, lengths are measured in
 * UTF-16 units, which is never less than characters.
 */
const learn = 'https://learn.microsoft.com/en-us';
const teams = `${learn}/microsoftteams`;
const cards = `${teams}/platform/task-modules-and-cards`;

const limit = (max: number, source: string): { readonly max: number; readonly source: string } => ({
  max,
  source,
});

export const limits = {
  /** One message with all that belongs to it. Bots are granted more of late; what always fitted still does. */
  activity: limit(28 * 1024, `${teams}/limits-specifications-teams#chat`),
  /** Buttons beyond these stand in the menu of the card. */
  primaryActions: limit(6, `${cards}/cards/cards-reference`),
  /** Not documented; longer ones are cut by the clients, without a sign. */
  buttonText: limit(75, `${cards}/cards/cards-reference`),
  /** What a browser may be sent to. */
  linkUrl: limit(2000, 'https://adaptivecards.io/explorer/Action.OpenUrl.html'),
  /** The line that notifications show. Not documented; more is never seen. */
  summary: limit(300, `${teams}/platform/bots/how-to/conversations/conversation-messages`),
  /** Of a file that somebody sends; ours, as what is taken along is kept in memory. */
  file: limit(10 * 1024 * 1024, `${teams}/limits-specifications-teams#chat`),
  dialogTitle: limit(100, `${cards}/task-modules/invoking-task-modules`),
  /** Not documented: what fits beside its fields. */
  inputLabel: limit(500, 'https://adaptivecards.io/explorer/Input.Text.html'),
  choices: limit(100, 'https://adaptivecards.io/explorer/Input.ChoiceSet.html'),
  /** Fewer stand in sight, more in a menu. */
  choicesInSight: limit(10, 'https://adaptivecards.io/explorer/Input.ChoiceSet.html'),
} as const;

/**
 * How much of each part of a message is shown before it is folded with a mark: ours, not Teams's. Chosen so that
 * a long instruction or a pasted log does not push the rest out of the message.
 */
export const folds = {
  title: 200,
  label: 150,
  text: 4000,
  quote: 800,
  instructions: 6000,
  instruction: 2500,
  expected: 1500,
  warnings: 2000,
  resources: 2500,
  options: 2500,
  status: 800,
  tried: 2500,
  facts: 3000,
  said: 4000,
  hint: 800,
  /** A line is an element of its own: so many of one text. */
  lines: 60,
  /** The buttons of one message, as bytes of JSON. */
  actions: 12_000,
  /** What goes around a card: ids of the conversation and the bot, the summary. */
  envelope: 2_500,
} as const;

/** How long Teams waits, and how much it sends. */
export const timing = {
  /** A message that is not acknowledged by then is delivered again. */
  messageMs: limit(15_000, `${learn}/azure/bot-service/bot-builder-basics#http-details`),
  /** A pressed button, a dialog. Then the client asks up to two more times. */
  invokeMs: limit(
    5_000,
    `${teams}/platform/messaging-extensions/how-to/action-commands/respond-to-task-module-submit`,
  ),
  /** A message has 28 KB, and comes as text, as HTML and with its mentions. */
  bodyBytes: limit(256 * 1024, `${teams}/limits-specifications-teams#chat`),
  /** What clocks may differ by. */
  clockSkewS: limit(300, `${learn}/azure/bot-service/rest-api/bot-framework-rest-connector-authentication`),
} as const;
