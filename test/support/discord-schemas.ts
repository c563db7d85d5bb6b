import * as spec from 'discord-api-spec/zod';

/** Looks at what the adapter asks and what the stand-in answers, by Discord's published specification. */
export type Schema = (typeof spec)['MessageResponseSchema'];

export const schemas = {
  application: spec.PrivateApplicationResponseSchema,
  gateway: spec.GatewayBotResponseSchema,
  message: spec.MessageResponseSchema,
  newMessage: spec.MessageCreateRequestSchema,
  editedMessage: spec.MessageEditRequestPartialSchema,
  newThread: spec.CreateTextThreadWithoutMessageRequestSchema,
  newThreadBelow: spec.CreateTextThreadWithMessageRequestSchema,
  editedThread: spec.UpdateThreadRequestPartialSchema,
  thread: spec.ThreadResponseSchema,
  channel: spec.GuildChannelResponseSchema,
  newDirect: spec.CreatePrivateChannelRequestSchema,
  direct: spec.PrivateChannelResponseSchema,
  member: spec.GuildMemberResponseSchema,
  role: spec.GuildRoleResponseSchema,
  command: spec.ApplicationCommandUpdateRequestSchema,
  registeredCommand: spec.ApplicationCommandResponseSchema,
  error: spec.ErrorResponseSchema,
  limited: spec.RatelimitedResponseSchema,
  callbackMessage: spec.CreateMessageInteractionCallbackRequestSchema,
  callbackUpdate: spec.UpdateMessageInteractionCallbackRequestSchema,
  callbackModal: spec.ModalInteractionCallbackRequestSchema,
  callbackChoices: spec.ApplicationCommandAutocompleteCallbackRequestSchema,
  callbackPong: spec.PongInteractionCallbackRequestSchema,
  followUp: spec.IncomingWebhookRequestPartialSchema,
  editedReply: spec.IncomingWebhookUpdateRequestPartialSchema,
} as const satisfies Record<string, Schema>;

export const problemsIn = (what: string, schema: Schema, value: unknown): readonly string[] =>
  (schema.safeParse(value).error?.issues ?? []).map(
    ({ path, message }) => `${what}: ${path.join('.')}: ${message}`,
  );

/** What an interaction is answered with, by its type. */
export const callbackSchema = (type: unknown): Schema | null => {
  switch (type) {
    case 1:
      return schemas.callbackPong;
    case 4:
    case 5:
      return schemas.callbackMessage;
    case 6:
    case 7:
      return schemas.callbackUpdate;
    case 8:
      return schemas.callbackChoices;
    case 9:
      return schemas.callbackModal;
    default:
      return null;
  }
};
