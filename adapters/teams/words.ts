/** What only this adapter says, by its keys in the locale files. */
export const words = {
  /** After "Troubleshoot this message". */
  goesOn: 'teams.goes_on_in_chat',
  /** Labels the button that opens the personal chat. */
  openChat: 'teams.open_chat',
  /** A form that needs a dialog, where there is none. */
  needsDialog: 'teams.needs_dialog',
  /** It takes longer than Teams waits. */
  stillWorking: 'teams.still_working',
  /** Below a card that stays as it is. */
  done: 'teams.done',
  /** Below words whose files stayed behind. */
  filesLost: 'relay.files_lost',
  tenantRefused: 'teams.tenant_refused',
  required: 'invalid.missing',
} as const;
