/** A BCP 47 language tag as far as we need one: `es`, `es-MX`, `pt-BR`. */
export const languageTag = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/;
